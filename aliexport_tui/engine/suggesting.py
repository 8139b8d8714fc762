"""The two trees of a profile's category mapping, and who suggests what may go where."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.listing.alike import Path
from aliexport_tui.listing.suggest import Choice, Suggester
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import accounts, market_tree, profiles, shop_tree, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from aliexport_tui.store.shop_tree import ShopNode


class Trees(msgspec.Struct, frozen=True):
    """`account`: its id, 0 for none. `nodes`: the shop's categories, parents before children, with the products that the
    profile covers; `paths`: their names from the top down. `leaves`: the marketplace's that products may go to."""

    account: int
    nodes: tuple[ShopNode, ...]
    paths: Mapping[str, Path]
    leaves: Mapping[str, Path]
    suggester: Suggester


def mark_of(db: Database, profile: Profile) -> str:
    """Another one when `read` would give something else; cheap."""
    account, source = _ids(db, profile)
    others = [f"{one.id}.{one.version}" for one in profiles.every(db) if one.profile.code != profile.code]
    scope = (profile.code, account, source, profile.filter, profile.include, profile.exclude, *others)
    return f"{scope} {market_tree.mark(db, account)} {shop_tree.mark(db, source)}"


def read(db: Database, profile: Profile) -> Trees:
    """Takes as long as counting the products by category; for a thread."""
    account, source = _ids(db, profile)
    nodes = shop_tree.flat(db, source, membership(profile, source)) if source else ()
    leaves = market_tree.leaves(db, account)
    return Trees(account, nodes, shop_tree.paths(nodes), leaves, Suggester(leaves, _earlier(db, profile.code)))


def choices(profile: Profile, paths: Mapping[str, Path]) -> tuple[Choice, ...]:
    """What the profile maps itself."""
    return tuple(
        Choice(paths[one.shop], one.target)
        for one in profile.categories
        if one.target and not one.skip and one.shop in paths
    )


def _earlier(db: Database, code: str) -> list[Choice]:
    """What the other profiles map."""
    known: dict[int, Mapping[str, Path]] = {}
    found = []
    for stored in profiles.every(db):
        profile = stored.profile
        _account, source = _ids(db, profile)
        if profile.code == code or not source or not profile.categories:
            continue
        if source not in known:
            known[source] = shop_tree.paths(shop_tree.flat(db, source))
        found += [msgspec.structs.replace(one, profile=profile.code) for one in choices(profile, known[source])]
    return found


def _ids(db: Database, profile: Profile) -> tuple[int, int]:
    account = next((one.id for one in accounts.every(db) if one.code == profile.account), 0)
    return account, next((one.id for one in sources.every(db) if one.code == profile.source), 0)
