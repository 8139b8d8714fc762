"""Derive: rebuild what each lane should be, but only where one of its recorded inputs has changed."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from aliexport_tui.engine.crash import note
from aliexport_tui.engine.orders import reserving
from aliexport_tui.engine.planning.building import Block, Builder, Building
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.engine.planning.leavers import Attended, attend
from aliexport_tui.engine.planning.suspects import InHand
from aliexport_tui.listing.build import BUILDER_VERSION
from aliexport_tui.store import listings
from aliexport_tui.store.built import BuiltListing, save_built
from aliexport_tui.store.database import Database
from aliexport_tui.store.judging import judge
from aliexport_tui.store.staleness import StaleMembers

Progress = Callable[[str, int, int], None]
"""(stage, done, total)"""

_BLOCK = 100
"""Most listings of one block: what is stored in one go holds the file for some milliseconds."""


class Derived(msgspec.Struct, frozen=True):
    """How many listings the profile covers; of how many lanes were rebuilt; products that another profile owns;
    listings that left the profile; why no leaver was touched."""

    members: int
    rebuilt: int
    foreign: tuple[int, ...]
    released: int
    alarm: Hold | None = None


def derive(
    db: Database,
    context: ProfileContext,
    *,
    selection: int | None,
    now: int,
    progress: Progress,
    firm: bool,
    approved: bool = False,
    run: int | None = None,
) -> Derived:
    """Bring every lane of the profile (or of the selection) up to date. Leaves the TEMP table `member` behind, which the
    diff and the summary read. `firm`: what the profile covers is its own from now on; a mere look binds nobody.
    `approved`: leavers are attended to however many they are. With no selection TEMP table `leaver` stays behind too.
    `run`: the one that takes the deaths of this planner upon itself."""
    recipes = {key: context.resolver.recipe(key) for key in listings.member_categories(db, context.member_categories)}
    builder = Builder(recipes, note=lambda error: note(db.path, error))
    listings.save_recipes(db, context.id, builder.digests)
    skipped = [key for key, recipe in recipes.items() if recipe.skipped]
    listings.gather_members(db, context.members, skipped, selection)
    left = attend(db, context, approved=approved, now=now) if selection is None else Attended()
    in_hand = InHand(db, run, context.id)

    def here(block: Block) -> list[BuiltListing]:
        in_hand.mark(block)
        return builder.built(block)

    try:
        with Building(builder, here) as building:
            foreign = listings.take_ownership(db, context.account_id, context.id, now, firm=firm, expect=building.expect)
            members = listings.member_count(db)
            rebuilt = _rebuild(db, context, builder, building, members, now, progress, in_hand)
    finally:
        in_hand.leave()
    if selection is None:
        in_hand.all_built()
    judge(db, context.account_id, now)
    return Derived(members=members, rebuilt=rebuilt, foreign=foreign, released=left.released, alarm=left.alarm)


def _rebuild(
    db: Database,
    context: ProfileContext,
    builder: Builder,
    building: Building,
    members: int,
    now: int,
    progress: Progress,
    in_hand: InHand,
) -> int:
    found = StaleMembers(db, context.account_id, context.id, BUILDER_VERSION, now, context.profile.pictures.folder)
    rebuilt = seen = 0

    def counted(blocks: Iterable[list[BuiltListing]]) -> Iterator[BuiltListing]:
        nonlocal rebuilt, seen
        for built in blocks:
            yield from built
            rebuilt += sum(len(one.lanes) for one in built)
            seen += len(built)
            progress("plan", seen, members)

    blocks = found.blocks(min(context.profile.chunks.feed, _BLOCK))
    parts = in_hand.parts(reserving.laid_over(db, context.account_id, builder.recipes, blocks))
    save_built(db, counted(building.built(parts, len(found))), now)
    save_built(db, [builder.parked(one) for one in in_hand.parked], now)
    return rebuilt
