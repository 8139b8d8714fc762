"""Held changes: a person approves or drops them, one by one or by group; and a plan that is applied takes the place of
what older ones held."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import ACTION_KINDS, ACTION_LANES, Action
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.store import events, holds, leavers, plans, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.decisions import Verdict

_BLOCK = 100
_NAMED = 20
"""So many decisions at once are told one by one in the log; more as one line."""


class Decided(msgspec.Struct, frozen=True):
    """`changes`: how many were decided; `already`: about which just that had been decided before; `missing`: asked for, but
    held no more; `plans`: never applied, with approved
    changes ready in them by now; `profiles`: whose next run sends what was approved."""

    changes: int
    missing: int
    plans: tuple[int, ...]
    profiles: tuple[str, ...]
    already: int = 0


def waiting(db: Database, profile: str | None = None, reason: str = "") -> Sequence[int]:
    """Ids of held changes that nobody has decided about. Raises ConfigError `profile.unknown`."""
    if profile is not None:
        profiles.get(db, profile)
    return holds.waiting(db, profile, reason)


def approve(db: Database, workspace: Workspace, ids: Iterable[int]) -> Decided:
    """Let them pass as they are, before -> after; `parked` ones may try again. Raises ConfigError `hold.unknown`: nothing is
    decided when one of the numbers was never that of a held change."""
    return _decide(db, workspace, ids, "approved")


def drop(db: Database, workspace: Workspace, ids: Iterable[int]) -> Decided:
    """Leave them out of every plan until before or after is another. Raises as `approve`."""
    return _decide(db, workspace, ids, "dropped")


def take_effect(db: Database, plan: int, action: Action, *, whole: bool, now: int) -> None:
    """Right before a plan's changes go into the outbox: the orders for leavers are given, older holds give way, lanes say
    what is held. Reads TEMP table `member`."""
    leavers.order(db, plan)
    holds.applied(db, plan, ACTION_KINDS[action], ACTION_LANES[action], whole=whole, now=now)


def _decide(db: Database, workspace: Workspace, ids: Iterable[int], verdict: Verdict) -> Decided:
    wanted = list(dict.fromkeys(ids))
    if strange := holds.unknown(db, wanted):
        raise ConfigError("hold.unknown", change=", ".join(map(str, strange[:_NAMED])))
    already = set(holds.decided(db, wanted, verdict))
    wanted = [one for one in wanted if one not in already]
    level: Level = "info" if len(wanted) <= _NAMED else "debug"
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
                ready |= set(holds.decide(tx, one.id, verdict, by, now, applied, level))
        codes |= {one.profile for one in held}
        touched |= {one.plan for one in held}
        count += len(held)
    if count and level == "debug":
        with db.write() as tx:
            told = {"who": by, "count": str(count), "profile": ", ".join(sorted(codes - {""}))}
            events.add(tx, [Event(now, f"holds.{verdict}", told)])
    if count:
        args = {"count": str(count), "profile": ", ".join(sorted(codes - {""}))}
        what = {"changes": ", ".join(map(str, wanted[:_NAMED])) + ("…" if len(wanted) > _NAMED else "")}
        note(db, "hold", verdict, args["profile"], f"holds.{verdict}", args, None, what, at=now)
    for plan in touched | ready:
        plans.recount(db, plan)
    missing = len(wanted) - count
    return Decided(count, missing, tuple(sorted(ready)), tuple(sorted(codes - {""})), len(already))
