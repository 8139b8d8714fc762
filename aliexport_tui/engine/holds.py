"""Held changes: a person approves or drops them, one by one or by group; and a plan that is applied takes the place of
what older ones held."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import ACTION_KINDS, ACTION_LANES, Action
from aliexport_tui.store import holds, leavers, plans, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.decisions import Verdict

_BLOCK = 100


class Decided(msgspec.Struct, frozen=True):
    """`changes`: how many were decided; `missing`: asked for, but held no more; `plans`: never applied, with approved
    changes ready in them by now; `profiles`: whose next run sends what was approved."""

    changes: int
    missing: int
    plans: tuple[int, ...]
    profiles: tuple[str, ...]


def waiting(db: Database, profile: str | None = None, reason: str = "") -> Sequence[int]:
    """Ids of held changes that nobody has decided about. Raises ConfigError `profile.unknown`."""
    if profile is not None:
        profiles.get(db, profile)
    return holds.waiting(db, profile, reason)


def approve(db: Database, workspace: Workspace, ids: Iterable[int]) -> Decided:
    """Let them pass as they are, before -> after; `parked` ones may try again."""
    return _decide(db, workspace, ids, "approved")


def drop(db: Database, workspace: Workspace, ids: Iterable[int]) -> Decided:
    """Leave them out of every plan until before or after is another."""
    return _decide(db, workspace, ids, "dropped")


def take_effect(db: Database, plan: int, action: Action, *, whole: bool, now: int) -> None:
    """Right before a plan's changes go into the outbox: the orders for leavers are given, older holds give way, lanes say
    what is held. Reads TEMP table `member`."""
    leavers.order(db, plan)
    holds.applied(db, plan, ACTION_KINDS[action], ACTION_LANES[action], whole=whole, now=now)


def _decide(db: Database, workspace: Workspace, ids: Iterable[int], verdict: Verdict) -> Decided:
    wanted = list(dict.fromkeys(ids))
    now, by = workspace.clock.now_ms(), who()
    touched: set[int] = set()
    ready: set[int] = set()
    codes: set[str] = set()
    count = 0
    applied = lru_cache(lambda plan: plans.applied_by(db, plan) is not None)
    for start in range(0, len(wanted), _BLOCK):
        held = holds.rows(db, wanted[start : start + _BLOCK])
        with db.write() as tx:
            for one in held:
                ready |= set(holds.decide(tx, one.id, verdict, by, now, applied))
        codes |= {one.profile for one in held}
        touched |= {one.plan for one in held}
        count += len(held)
    for plan in touched | ready:
        plans.recount(db, plan)
    return Decided(count, len(wanted) - count, tuple(sorted(ready)), tuple(sorted(codes - {""})))
