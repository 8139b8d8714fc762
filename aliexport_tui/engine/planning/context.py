"""A profile with everything that planning and sending ask about it, read once."""

from dataclasses import dataclass

from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.listing.recipe import Resolver
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.profile import Profile
from aliexport_tui.store.filters import Clause, membership


@dataclass(frozen=True)
class ProfileContext:
    """`id` and `account_id`, `source_id` are rows of the file; `members` selects the ids of the covered products."""

    id: int
    account_id: int
    source_id: int
    profile: Profile
    schema: StoredSchema
    tree: ShopTree
    resolver: Resolver

    @property
    def members(self) -> Clause:
        return membership(self.profile, self.source_id)
