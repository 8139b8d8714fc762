"""A profile with everything that planning asks about it, read once."""

from dataclasses import dataclass

from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.listing.recipe import Resolver
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import accounts, profiles, shop
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import Clause, membership


@dataclass(frozen=True)
class ProfileContext:
    """`id`, `source_id`: rows of the file; `members` selects the ids of the products that the profile covers."""

    id: int
    profile: Profile
    account: Account
    source_id: int
    schema: StoredSchema
    resolver: Resolver

    @property
    def account_id(self) -> int:
        return self.account.id

    @property
    def members(self) -> Clause:
        return membership(self.profile, self.source_id)

    @property
    def member_categories(self) -> Clause:
        """Selects the shop categories of these products."""
        return membership(self.profile, self.source_id, column="DISTINCT p.category")


def load_context(db: Database, code: str) -> ProfileContext:
    """Raises ConfigError: `profile.unknown`, `profile.no_account`, `profile.no_source`, `account.unknown`,
    `source.unknown`."""
    stored = profiles.get(db, code)
    profile = stored.profile
    if not profile.account:
        raise ConfigError("profile.no_account", profile=code)
    if not profile.source:
        raise ConfigError("profile.no_source", profile=code)
    account = accounts.get(db, profile.account)
    source_id = shop.source_id(db, profile.source)
    if source_id is None:
        raise ConfigError("source.unknown", source=profile.source, suggestion="")
    schema = StoredSchema(db, account)
    tree = ShopTree(shop.categories(db, source_id))
    return ProfileContext(stored.id, profile, account, source_id, schema, Resolver(profile, tree, schema))
