"""Plan the reverse of a run. The cards are read first; nothing is sent before the plan is applied."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.activity import note
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import Progress, derive
from aliexport_tui.engine.planning.guarding import Guarding
from aliexport_tui.engine.planning.undo import guarding, live_reason, reason, reverse
from aliexport_tui.engine.reconciling.live import PER_QUERY, read_live
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import KINDS, Action
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import plans, profiles, runs, selections, undoing
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import NewChange
from aliexport_tui.store.runs import Run
from aliexport_tui.store.undoing import Sent


class Undone(msgspec.Struct, frozen=True):
    """A stored plan that takes a run back: how many rows it holds ready, how many were skipped (stale rows of the plan, with
    their reasons). `untouched`: kind -> number of the run's changes that no undo takes back."""

    plan: int
    profile: str
    ready: int
    skipped: int
    untouched: dict[str, int]


def undo(workspace: Workspace, run_id: int, progress: Progress = lambda stage, done, total: None) -> Undone:
    """Make and store the plan. Raises ConfigError: `run.unknown`, `undo.nothing`, `undo.done`, `undo.profile_gone`, what
    `load_context` raises; MarketplaceError when the cards can't be read."""
    db = workspace.open()
    try:
        run = runs.get(db, run_id)
        if run is None:
            raise ConfigError("run.unknown", run=str(run_id))
        context = _context(db, run)
        products = undoing.products_of(db, run_id)
        untouched = undoing.left_as_they_are(db, run_id)
        if not products:
            raise ConfigError("undo.nothing", run=str(run_id))
        now = workspace.clock.now_ms()
        selection = selections.freeze(db, products, now, who())
        derive(db, context, selection=selection, now=now, progress=progress, firm=False)
        found, undone_by = _rows(workspace, db, context, run_id, progress)
        judge = guarding(db, context, now)
        found = list(_guarded(judge, found))
        if undone_by is not None and all(one.hold == "row.undone" for one in found):
            raise ConfigError("undo.done", run=str(run_id), by=str(undone_by))
        plan = plans.create_plan(
            db,
            profile=context.id,
            account=context.account_id,
            action=_action(found),
            selection=selection,
            now=now,
            who=who(),
        )
        undoing.mark(db, plan, run_id)
        plans.add_changes(db, plan, found)
        judge.count_up(plan)
        counts = Counter(change.kind for change in found if change.state == "ready")
        held = sum(change.state == "held" for change in found)
        skipped = sum(change.state == "stale" for change in found)
        told = {"unchanged": 0, "blocked": 0, "held": held, "skipped": skipped}
        plans.save_counts(db, plan, {**{str(kind): counts[kind] for kind in KINDS}, **told})
        args = {"run": str(run_id), "plan": str(plan), "profile": context.profile.code}
        note(db, "run", "undone", str(run_id), "run.undo_planned", args, at=now)
        return Undone(plan, context.profile.code, len(found) - skipped - held, skipped, untouched)
    finally:
        db.close()


def _context(db: Database, run: Run) -> ProfileContext:
    stored = profiles.by_id(db, run.profile) if run.profile is not None else None
    if stored is None:
        raise ConfigError("undo.profile_gone", run=str(run.id), profile=run.profile_code)
    return load_context(db, stored.profile.code)


def _rows(
    workspace: Workspace, db: Database, context: ProfileContext, run: int, progress: Progress
) -> tuple[list[NewChange], int | None]:
    """Every change of the run that may have had an effect: ready in reverse, or stale with the reason."""
    found: list[NewChange] = []
    undone_by = None
    changes = undoing.changes_of(db, run)
    with opened(workspace, context.account) as market:
        for start in range(0, len(changes), PER_QUERY):
            part = undoing.sent(db, changes[start : start + PER_QUERY])
            undone_by = max((one.undone_by for one in part if one.undone_by is not None), default=undone_by)
            found += _judged(db, context, market, part)
            progress("check", min(start + PER_QUERY, len(changes)), len(changes))
    return found, undone_by


def _judged(db: Database, context: ProfileContext, market: Marketplace, part: Sequence[Sent]) -> Iterator[NewChange]:
    against = {one.change: reason(one) for one in part}
    to_read = {one.listing for one in part if against[one.change] is None}
    live = read_live(market, db, context.account_id, to_read, context.account.locale) if to_read else {}
    for one in part:
        why = against[one.change] or live_reason(db, one, live.get(one.listing))
        change = reverse(db, one)
        yield change if why is None else msgspec.structs.replace(change, state="stale", hold=why[0], hold_args=why[1])


def _guarded(judge: Guarding, found: Sequence[NewChange]) -> Iterator[NewChange]:
    """The guards see what is to go; what a person once refused for good is left out by name."""
    judged = {(one.listing, one.kind): one for one in judge.judged(one for one in found if one.state == "ready")}
    for one in found:
        if one.state == "ready":
            dropped = msgspec.structs.replace(one, state="stale", hold="row.dropped")
            yield judged.get((one.listing, one.kind), dropped)
        else:
            yield one


def _action(found: Sequence[NewChange]) -> Action:
    """The narrowest that covers all rows."""
    kinds = {one.kind for one in found}
    if len(kinds) == 1:
        match kinds.pop():
            case "price":
                return "price"
            case "stock":
                return "stock"
            case "online":
                return "online"
            case "offline":
                return "offline"
            case _:
                pass
    return "export"
