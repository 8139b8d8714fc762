"""Parcels brought to one target: one after the other, or many into a day's file."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from aliexport_tui.engine.orders.handing.outcome import Outcome
from aliexport_tui.engine.orders.handing.parcels import parcel_of, refuse_unsellable
from aliexport_tui.handoff.files import DayFiles
from aliexport_tui.handoff.target import HandOffTrouble, Target, refuse_forgotten
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.order_settings import HandingOff
from aliexport_tui.store import hand_offs
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.hand_offs import Leaving

_DAY_AT_ONCE = 200
"""Parcels that come into a day's file by one writing of it."""


Stop = Callable[[], bool]
"""Somebody wants it to end."""


class Bringing(Protocol):
    def bring(self, most: int, stop: Stop) -> bool:
        """Some of what is due now, at most so many. False when there is nothing more to do in this go."""

    def close(self) -> None: ...


class OneByOne:
    """`open`: the target, when there is something for it. Raises HandOffTrouble."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        account: Account,
        settings: HandingOff,
        name: str,
        open: Callable[[], Target],
        outcome: Outcome,
    ) -> None:
        self._db = db
        self._clock = clock
        self._account = account
        self._settings = settings
        self._name = name
        self._open = open
        self._outcome = outcome
        self._target: Target | None = None

    def bring(self, most: int, stop: Stop) -> bool:
        return all(not stop() and self._next() for _ in range(most))

    def close(self) -> None:
        if self._target is not None:
            self._target.close()

    def _next(self) -> bool:
        with self._db.write() as tx:
            rows = hand_offs.take(tx, self._account.id, self._name, self._clock.now_ms())
        return bool(rows) and self._bring(rows[0])

    def _bring(self, row: Leaving) -> bool:
        def remember(memory: Mapping[str, str]) -> None:
            hand_offs.remember(self._db, row.id, memory)

        target = self._target
        try:
            refuse_unsellable(self._db, self._account, self._settings, row)
            if target is None:
                target = self._target = self._opened()
            taken = target.deliver(parcel_of(self._account, self._settings, row), row.memory, remember)
        except HandOffTrouble as trouble:
            return self._troubled(row, trouble, target)
        except AliexportError:
            raise
        except Exception as error:  # noqa: BLE001  # why: one order that nobody foresaw must not stop all others
            told = {"reason": type(error).__name__}
            return self._troubled(row, HandOffTrouble("handoff.unforeseen", told, fate="unknown"), target)
        with self._db.write() as tx:
            self._outcome.taken(tx, row, taken)
        target.forget(row.delivery)
        return True

    def _opened(self) -> Target:
        try:
            return self._open()
        except AliexportError:
            raise
        except Exception as error:  # why: the program may be replaced by a newer one just now
            told = {"reason": type(error).__name__}
            raise HandOffTrouble("handoff.unforeseen", told, fate="as_before", wide=True) from error

    def _troubled(self, row: Leaving, trouble: HandOffTrouble, target: Target | None) -> bool:
        with self._db.write() as tx:
            goes_on = self._outcome.troubled(tx, row, trouble)
        if target is not None and trouble.fate != "as_before":
            target.forget(row.delivery)
        return goes_on


class ByDay:
    """A file that is written whole from the outbox: what came into it before and what is coming now."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        account: Account,
        settings: HandingOff,
        name: str,
        files: DayFiles,
        outcome: Outcome,
        zone: ZoneInfo,
    ) -> None:
        self._db = db
        self._clock = clock
        self._account = account
        self._settings = settings
        self._name = name
        self._files = files
        self._outcome = outcome
        self._zone = zone

    def bring(self, most: int, stop: Stop) -> bool:
        now = self._clock.now_ms()
        today = datetime.fromtimestamp(now / 1000, UTC).astimezone(self._zone).date().isoformat()
        with self._db.write() as tx:
            rows = hand_offs.take(tx, self._account.id, self._name, now, day=today, most=_DAY_AT_ONCE)
        if not rows:
            return False
        fit = [row for row in rows if self._is_fit(row)]
        days = sorted({row.day for row in fit})
        written = [self._write(day, [row for row in fit if row.day == day]) for day in days]
        return all(written)

    def close(self) -> None:
        """Nothing is open."""

    def _is_fit(self, row: Leaving) -> bool:
        try:
            refuse_unsellable(self._db, self._account, self._settings, row)
            refuse_forgotten(parcel_of(self._account, self._settings, row))
        except HandOffTrouble as trouble:
            with self._db.write() as tx:
                self._outcome.troubled(tx, row, trouble)
            return False
        return True

    def _write(self, day: str, rows: list[Leaving]) -> bool:
        all_of_day = hand_offs.of_day(self._db, self._account.id, self._name, day)
        try:
            parcels = (parcel_of(self._account, self._settings, row) for row in all_of_day)
            taken = self._files.write(day, self._account.code, parcels)
        except HandOffTrouble as trouble:
            with self._db.write() as tx:
                for number, row in enumerate(rows):
                    self._outcome.troubled(tx, row, trouble, quietly=number > 0)
            return False
        with self._db.write() as tx:
            for row in rows:
                self._outcome.taken(tx, row, taken)
        return True
