"""Make a plan: derive, diff, guard, store. Nothing leaves the machine."""

from itertools import chain

import msgspec

from aliexport_tui.engine.planning import diff, leavers
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.derive import Progress, derive
from aliexport_tui.engine.planning.guarding import Guarding
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.model.change import Action
from aliexport_tui.store import decisions, plans
from aliexport_tui.store.database import Database


class Planned(msgspec.Struct, frozen=True):
    """A stored plan. `counts`: each kind that is ready, then unchanged, blocked, held, `absent` (no card yet). `foreign`:
    products that another profile of the account owns. `alarm`: why nothing about leavers was done."""

    id: int
    members: int
    counts: dict[str, int]
    foreign: tuple[int, ...]
    released: int
    alarm: Hold | None = None


def make_plan(
    db: Database,
    context: ProfileContext,
    action: Action,
    *,
    selection: int | None,
    approved: bool,
    now: int,
    who: str,
    progress: Progress,
    firm: bool,
    run: int | None = None,
    try_parked: bool = False,
) -> Planned:
    """Plan one action for the profile, or for the selected products of it. `approved`: no guard holds anything;
    `try_parked`: nor are products parked. `firm` False: a rehearsal."""
    if firm:
        decisions.forget_reached(db, context.account_id)
    with db.roomy():
        derived = derive(db, context, selection=selection, now=now, progress=progress, firm=firm, approved=approved, run=run)
    asked = selection is not None
    guarding = Guarding(
        db, context, asked=asked, approved=approved, alarm=derived.alarm, now=now, try_parked=try_parked, firm=firm
    )
    found = diff.changes(db, context.account_id, action, asked=asked)
    if not asked:
        found = chain(found, leavers.orders(db, context, action))
    plan = plans.create_plan(
        db, profile=context.id, account=context.account_id, action=action, selection=selection, now=now, who=who
    )
    plans.add_changes(db, plan, guarding.judged(found))
    guarding.count_up(plan)
    absent = 0 if action == "export" else plans.cardless(db, context.account_id, plan)
    counts = plans.count_up(db, plan, derived.members, absent=absent)
    return Planned(plan, derived.members, counts, derived.foreign, derived.released, derived.alarm)
