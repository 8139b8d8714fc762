"""Rows that a person takes out of one plan before it is applied, and brings back."""

from collections.abc import Iterable

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, plans, profiles, taken_out
from aliexport_tui.store.database import Database

_BLOCK = 1_000


def take_out(db: Database, workspace: Workspace, plan: int, changes: Iterable[int]) -> int:
    """No run sends these of the plan's changes; what is held or blocked is passed over. Returns how many were ready.

    Raises ConfigError: `plan.unknown`, `plan.applied`."""
    return _move(db, workspace, plan, changes, out=True)


def bring_back(db: Database, workspace: Workspace, plan: int, changes: Iterable[int]) -> int:
    """The reverse, for as long as the plan is not applied. Raises as `take_out`."""
    return _move(db, workspace, plan, changes, out=False)


def _move(db: Database, workspace: Workspace, plan: int, changes: Iterable[int], *, out: bool) -> int:
    made = plans.get(db, plan)
    if made is None:
        raise ConfigError("plan.unknown", plan=str(plan))
    wanted = list(changes)
    now = workspace.clock.now_ms()
    moved = 0
    for start in range(0, len(wanted), _BLOCK):
        part = wanted[start : start + _BLOCK]
        db.make_way()
        with db.write() as tx:
            run = taken_out.in_use(tx, plan)
            if run is not None:
                raise ConfigError("plan.applied", plan=str(plan), run=str(run))
            moved += taken_out.take_out(tx, plan, part, now) if out else taken_out.bring_back(tx, plan, part)
    if moved:
        plans.recount(db, plan)
        stored = profiles.by_id(db, made.profile)
        code = "plan.rows_out" if out else "plan.rows_back"
        told = {"who": who(), "count": str(moved), "plan": str(plan)}
        with db.write() as tx:
            events.add(tx, [Event(now, code, told, profile=stored.profile.code if stored else "")])
            note(db, "plan", "rows_out" if out else "rows_back", str(plan), code, told, at=now, tx=tx)
    return moved
