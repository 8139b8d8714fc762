"""One go over an account's orders: intent committed, delivered, how it ended committed. Whoever holds the account's lock
does it; a row that a dead runner left half-way is settled by its target (DESIGN, invariants 1 and 2)."""

from collections import deque
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.handing import targets
from aliexport_tui.engine.orders.handing.bringing import Bringing, ByDay, OneByOne
from aliexport_tui.engine.orders.handing.notes import Notes
from aliexport_tui.engine.orders.handing.outcome import Outcome
from aliexport_tui.engine.orders.settings import Loaded, load, zone
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.handoff.files import DayFiles
from aliexport_tui.handoff.target import Target
from aliexport_tui.model.clock import Chance, system_chance
from aliexport_tui.model.errors import BusyError
from aliexport_tui.model.order_settings import FileTarget
from aliexport_tui.store import hand_offs
from aliexport_tui.store.database import Database, Transaction

_TURN = 20
"""Parcels of one target before the next one has its turn."""


class HandedOver(msgspec.Struct, frozen=True):
    """What became of one go. `again`: failed, but tried again by themselves; `dropped`: cancelled before they left.
    `waiting`: what is not settled, `next_at`: when the next of it is due (UTC ms)."""

    done: int = 0
    failed: int = 0
    again: int = 0
    dropped: int = 0
    waiting: int = 0
    next_at: int | None = None


def hand_over(
    workspace: Workspace,
    db: Database,
    code: str,
    *,
    only: Collection[str] = (),
    stop: Callable[[], bool] = lambda: False,
    chance: Chance | None = None,
) -> HandedOver:
    """All of the account's orders that are due, to all of its targets, or to those that are named in `only`.

    Raises ConfigError `account.unknown`, `handoff.target_unknown`; BusyError `handoff.at_work` when another process is
    at it; FileTrouble."""
    loaded = load(db, code)
    targets.refuse_unknown(loaded.settings, only)
    lock = Lock(workspace.lock(f"hand-off-{loaded.account.id}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        raise BusyError("handoff.at_work", account=code, pid=lock.holder().get("pid", ""))
    try:
        names = [name for name in loaded.settings.hand_off.targets if not only or name in only]
        return _Go(workspace, db, loaded, names, chance or system_chance()).made(stop)
    finally:
        lock.release()


class _Go:
    """For as long as the lock is held."""

    def __init__(self, workspace: Workspace, db: Database, loaded: Loaded, names: list[str], chance: Chance) -> None:
        self._workspace = workspace
        self._db = db
        self._loaded = loaded
        self._account = loaded.account
        self._settings = loaded.settings.hand_off
        self._names = names
        self._notes = Notes(loaded.account, workspace.clock)
        self._outcome = Outcome(workspace.clock, loaded.account, self._notes, chance)

    def made(self, stop: Callable[[], bool]) -> HandedOver:
        with self._db.write() as tx:
            left = hand_offs.recover(tx, self._account.id, self._now())
            if left:
                self._notes.recovered(tx, left)
        targets.sweep(self._workspace, self._db, self._account)
        dropped = self._enqueue()
        turns = deque(self._bringing(name) for name in self._names)
        try:
            while turns and not stop():
                one = turns.popleft()
                if one.bring(_TURN, stop):
                    turns.append(one)
                else:
                    one.close()
        finally:
            for one in turns:
                one.close()
        return self._told(dropped)

    def _bringing(self, name: str) -> Bringing:
        db, clock, account, settings = self._db, self._workspace.clock, self._account, self._settings
        target = settings.targets[name]
        if isinstance(target, FileTarget) and target.each == "day":
            files = DayFiles(Path(target.folder).expanduser(), target.format)
            return ByDay(db, clock, account, settings, name, files, self._outcome, zone(self._loaded.settings))

        def opened() -> Target:
            return targets.opened(self._workspace, account, settings, name)

        return OneByOne(db, clock, account, settings, name, opened, self._outcome)

    def _told(self, dropped: int) -> HandedOver:
        ended = self._outcome
        if ended.done or ended.failed or ended.again:
            with self._db.write() as tx:
                self._notes.summed_up(tx, ended.done, ended.failed, ended.again)
        return HandedOver(
            done=ended.done,
            failed=ended.failed,
            again=ended.again,
            dropped=dropped,
            waiting=hand_offs.waiting(self._db, self._account.id, self._names),
            next_at=hand_offs.next_due(self._db, self._account.id, self._names),
        )

    def _now(self) -> int:
        return self._workspace.clock.now_ms()

    def _enqueue(self) -> int:
        """Rows for what has none yet; how many are dropped because their order was cancelled before they left."""
        settings = self._settings
        with self._db.write() as tx:
            dropped = hand_offs.drop_cancelled(tx, self._account.id, self._now())
        for name in self._names:
            since = settings.targets[name].since
            self._in_portions(partial(hand_offs.enqueue, since=since, paid_only=settings.paid_only), name)
            if settings.cancellations:
                self._in_portions(hand_offs.enqueue_cancelled, name)
        return dropped

    def _in_portions(self, enqueue: "_Enqueue", name: str) -> None:
        """Until there is nothing left, with gaps for others."""
        while self._some(enqueue, name):
            self._db.make_way()

    def _some(self, enqueue: "_Enqueue", name: str) -> int:
        with self._db.write() as tx:
            return enqueue(tx, self._account.id, self._account.code, name, now=self._now())


class _Enqueue(Protocol):
    def __call__(self, tx: Transaction, account: int, code: str, target: str, *, now: int) -> int: ...
