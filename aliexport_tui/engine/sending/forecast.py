"""When the last change of each run will have left: from what is ready, how fast it went so far, and the quota's ledger."""

from collections import deque
from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.engine.sending.budget import cap_of
from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.model.change import Kind
from aliexport_tui.store import outbox, runs
from aliexport_tui.store.outbox import Load
from aliexport_tui.store.quota import Spent, Terms

_FIRST_MS = 1_000
_EVERY_MS = 10_000
_WORTH_TELLING_MS = 30_000
"""What is over sooner needs no forecast in the log."""
_MOVED = 0.1
_KEPT = 0.01
_GUESS_S = 0.02
"""Per product, before the first batch was measured."""


class Conditions(msgspec.Struct, frozen=True):
    """Under which things leave: `seconds` a product takes, by kind; `not_before`: UTC ms by kind."""

    terms: Terms
    spent: tuple[Spent, ...]
    seconds: Mapping[Kind, float]
    not_before: Mapping[Kind, int]


def last_leaves(loads: Sequence[Load], under: Conditions, now: int) -> dict[int, int]:
    """run -> UTC ms at which the last of its loads will have left. `loads`: the most urgent first, as they will go."""
    left = list(loads)
    window = deque((one.frees_at, one.used) for one in under.spent)
    used = sum(one.used for one in under.spent)
    ends: dict[int, int] = {}
    slot_ms = under.terms.slot_ms
    at = float(now)
    while left:
        while window and window[0][0] <= at:
            used -= window.popleft()[1]
        chosen = next((load for load in left if _may_leave(load, under, used, at)), None)
        if chosen is None:
            at = _next_time(left, under, window, at)
            continue
        took_ms = under.seconds.get(chosen.kind, _GUESS_S) * 1000
        cap = cap_of(under.terms, chosen.kind)
        room = chosen.count if cap is None else cap - used
        going = max(1, min(chosen.count, room, int(slot_ms / took_ms) if took_ms else chosen.count))
        at += going * took_ms
        if cap is not None:
            used += going
            window.append((int(at // slot_ms * slot_ms) + slot_ms + under.terms.window_ms, going))
        place = left.index(chosen)
        if going < chosen.count:
            left[place] = msgspec.structs.replace(chosen, count=chosen.count - going)
        else:
            del left[place]
            ends[chosen.run] = round(at)
    return ends


def _may_leave(load: Load, under: Conditions, used: int, at: float) -> bool:
    cap = cap_of(under.terms, load.kind)
    return (cap is None or used < cap) and under.not_before.get(load.kind, 0) <= at


def _next_time(left: Sequence[Load], under: Conditions, window: deque[tuple[int, int]], at: float) -> float:
    """When something changes for what has to wait."""
    times = [under.not_before.get(load.kind, 0) for load in left]
    times += [window[0][0]] if window else []
    return min((time for time in times if time > at), default=at + under.terms.window_ms)


class Forecaster:
    """Keeps the runs' forecasts in the file true while the worker works."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._due = desk.now() + _FIRST_MS
        self._terms = desk.budget.terms
        self._kept: dict[int, int] = {}
        self._told: dict[int, int] = {}

    def look(self) -> None:
        """Forecast anew when it is due, and at once when the quota is another than was thought."""
        desk = self._desk
        now = desk.now()
        if now < self._due and desk.budget.terms == self._terms:
            return
        self._due, self._terms = now + _EVERY_MS, desk.budget.terms
        loads = outbox.loads(desk.db, desk.account)
        for run, at in last_leaves(loads, conditions(desk, now), now).items():
            ahead = at - now
            if abs(at - self._kept.get(run, 0)) > ahead * _KEPT:
                self._kept[run] = at
                runs.foresee(desk.db, run, at)
            if ahead >= _WORTH_TELLING_MS and abs(at - self._told.get(run, 0)) > ahead * _MOVED:
                self._told[run] = at
                count = sum(load.count for load in loads if load.run == run)
                with desk.db.write() as tx:
                    desk.log(tx, "run.forecast", run=run, count=count, minutes=-(-ahead // 60_000))


def conditions(desk: Desk, now: int) -> Conditions:
    """As they are now."""
    seconds = dict(desk.seconds)
    for kind, pace in desk.paces.items():
        if pace.rate is not None:
            seconds[kind] = max(seconds.get(kind, 0.0), 1 / pace.rate)
    return Conditions(
        terms=desk.budget.terms,
        spent=desk.budget.spent(now),
        seconds=seconds,
        not_before={kind: max(desk.pauses.get(kind, 0), pace.ready_at) for kind, pace in desk.paces.items()},
    )
