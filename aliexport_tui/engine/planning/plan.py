"""Make a plan: derive, diff, store. Nothing leaves the machine."""

from collections import Counter

import msgspec

from aliexport_tui.engine.planning import diff
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.derive import Progress, derive
from aliexport_tui.model.change import KINDS, Action
from aliexport_tui.store import plans
from aliexport_tui.store.database import Database


class Planned(msgspec.Struct, frozen=True):
    """A stored plan. `counts`: each kind that is ready, then unchanged, blocked, held. `foreign`: products that another
    profile of the account owns."""

    id: int
    members: int
    counts: dict[str, int]
    foreign: tuple[int, ...]
    released: int


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
) -> Planned:
    """Plan one action for the profile, or for the selected products of it."""
    derived = derive(db, context, selection=selection, now=now, progress=progress, firm=firm)
    found = list(diff.changes(db, context.account_id, action, asked=selection is not None, approved=approved))
    plan = plans.create_plan(
        db, profile=context.id, account=context.account_id, action=action, selection=selection, now=now, who=who
    )
    plans.add_changes(db, plan, found)
    ready = Counter(change.kind for change in found if change.state == "ready")
    states: dict[str, set[int]] = {state: {c.listing for c in found if c.state == state} for state in ("blocked", "held")}
    touched = {change.listing for change in found}
    counts: dict[str, int] = {
        **{str(kind): ready[kind] for kind in KINDS},
        "unchanged": derived.members - len(touched),
        "blocked": len(states["blocked"]),
        "held": len(states["held"]),
    }
    plans.save_counts(db, plan, counts)
    return Planned(plan, derived.members, counts, derived.foreign, derived.released)
