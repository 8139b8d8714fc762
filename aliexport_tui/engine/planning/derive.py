"""Derive: rebuild what each lane should be, but only where one of its recorded inputs has changed."""

from collections.abc import Callable, Mapping

import msgspec

from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.engine.planning.leavers import Attended, attend
from aliexport_tui.listing.build import BUILDER_VERSION, build
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.model.wants import LANES, Lane, Visibility
from aliexport_tui.store import listings
from aliexport_tui.store.database import Database
from aliexport_tui.store.listings import BuiltLane, Stale

Progress = Callable[[str, int, int], None]
"""(stage, done, total)"""


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
) -> Derived:
    """Bring every lane of the profile (or of the selection) up to date. Leaves the TEMP table `member` behind, which the
    diff and the summary read. `firm`: what the profile covers is its own from now on; a mere look binds nobody.
    `approved`: leavers are attended to however many they are. With no selection TEMP table `leaver` stays behind too."""
    recipes = {key: context.resolver.recipe(key) for key in listings.member_categories(db, context.members)}
    digests = {key: {lane: recipe.digest(lane) for lane in LANES} for key, recipe in recipes.items()}
    listings.save_recipes(db, context.id, digests)
    skipped = [key for key, recipe in recipes.items() if recipe.skipped]
    left = Attended()
    if selection is None:
        listings.gather_members(db, context.members, skipped, None)
        left = attend(db, context, approved=approved, now=now)
    listings.gather_members(db, context.members, skipped, selection)
    foreign = listings.take_ownership(db, context.account_id, context.id, now, firm=firm)
    members = listings.member_count(db)
    rebuilt = _rebuild(db, context, recipes, digests, members, now, progress)
    listings.judge(db, context.account_id, now)
    return Derived(members=members, rebuilt=rebuilt, foreign=foreign, released=left.released, alarm=left.alarm)


def _rebuild(
    db: Database,
    context: ProfileContext,
    recipes: Mapping[str, Recipe],
    digests: Mapping[str, Mapping[Lane, str]],
    members: int,
    now: int,
    progress: Progress,
) -> int:
    after = rebuilt = seen = 0
    while True:
        chunk = listings.stale(
            db,
            context.account_id,
            context.id,
            BUILDER_VERSION,
            after=after,
            limit=context.profile.chunks.feed,
            now=now,
        )
        if not chunk:
            return rebuilt
        built = [(stale.listing, _build(stale, recipes[stale.category], digests[stale.category])) for stale in chunk]
        listings.save_built(db, built, now)
        rebuilt += sum(len(lanes) for _, lanes in built)
        after = chunk[-1].listing
        seen += len(chunk)
        progress("plan", seen, members)


def _build(stale: Stale, recipe: Recipe, digests: Mapping[Lane, str]) -> list[BuiltLane]:
    lanes = []
    for lane, (product_hash, overlay) in stale.inputs.items():
        made = build(lane, stale.product, recipe)
        want = Visibility(online=stale.wish != "offline") if lane == "visibility" else made.want
        lanes.append(
            BuiltLane(
                lane=lane,
                builder=BUILDER_VERSION[lane],
                product_hash=product_hash,
                recipe=digests[lane],
                overlay=overlay,
                want=want,
                problems=made.problems,
            )
        )
    return lanes
