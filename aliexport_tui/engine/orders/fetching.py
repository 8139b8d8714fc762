"""Orders from the marketplace into the file: news by polling with overlap, or any period that is asked for. Each order
stands there once, in its newest reading, whatever is killed, repeated or moves while it is read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from aliexport_tui.engine.accounts import opened_orders
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.erasing import erase_due
from aliexport_tui.engine.orders.settings import Loaded
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.marketplace.order_port import OrderDesk, OrderFilter, OrderPage
from aliexport_tui.model.clock import Wait
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.order import Order, Read
from aliexport_tui.model.order_settings import Fetching
from aliexport_tui.store import alerts, events, order_reach, orders
from aliexport_tui.store.database import Database

Progress = Callable[[int, int], None]
"""Orders read so far, and how many there are as the marketplace counts them."""

_MINUTE_MS = 60_000
_DAY_MS = 86_400_000
_AT_ONCE = 50
_ROUNDS = 4


class Period(msgspec.Struct, frozen=True):
    """UTC ms, both ends inclusive; None: open."""

    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None


class Fetched(msgspec.Struct, frozen=True):
    """`read`: different orders that were seen; `passed`: of these, such as the settings leave out; `nameless`: records
    without an id. `complete`: the list came to rest while it was read. `reached`: every change before it is known now (UTC
    ms by the marketplace's clock), None for a period that was asked for."""

    account: str
    read: int
    new: int
    changed: int
    passed: int = 0
    nameless: int = 0
    complete: bool = True
    reached: int | None = None


def fetch_news(
    workspace: Workspace,
    db: Database,
    code: str,
    *,
    progress: Progress = lambda read, total: None,
    wait: Wait | None = None,
) -> Fetched:
    """What is new or changed since the last complete fetch, less the overlap; the first time what was made in the last
    `first_days`. The reach moves when all of it is read, not before.

    Raises ConfigError `account.unknown` and what opening the account raises, BusyError `orders.busy`, MarketplaceError."""
    with _fetching(workspace, db, code, progress, wait) as work:
        began = workspace.clock.now_ms()
        reached = order_reach.reached(db, work.loaded.account.id)
        for where in _since(work.loaded.settings.fetch, reached, began):
            work.gather(where)
        work.reach(began)
        return work.done()


def fetch_period(
    workspace: Workspace,
    db: Database,
    code: str,
    period: Period,
    *,
    progress: Progress = lambda read, total: None,
    wait: Wait | None = None,
) -> Fetched:
    """All orders of a period, known ones too. How far the news are known stays as it is. Raises as `fetch_news`, and
    ConfigError `orders.period_reversed`."""
    for begin, end in ((period.created_from, period.created_to), (period.updated_from, period.updated_to)):
        if begin is not None and end is not None and end < begin:
            raise ConfigError("orders.period_reversed")
    with _fetching(workspace, db, code, progress, wait) as work:
        work.gather(
            OrderFilter(
                created_from=period.created_from,
                created_to=period.created_to,
                updated_from=period.updated_from,
                updated_to=period.updated_to,
                page_size=work.loaded.settings.fetch.page_size,
            )
        )
        return work.done()


@contextmanager
def _fetching(workspace: Workspace, db: Database, code: str, progress: Progress, wait: Wait | None) -> Iterator["_Fetching"]:
    """Alone with the account's orders; a failure is on record."""
    loaded = order_settings.load(db, code)
    order_settings.zone(loaded.settings)
    with alone(workspace, code):
        try:
            with opened_orders(workspace, loaded.account, wait=wait) as desk:
                yield _Fetching(workspace, db, loaded, desk, progress)
        except AliexportError as error:
            args = {**error.args_by_name, "account": code, "problem": error.code}
            _tell(workspace, db, "orders.fetch_failed", args, "error")
            raise
        erase_due(workspace, db, loaded)


@contextmanager
def alone(workspace: Workspace, code: str) -> Iterator[None]:
    """Nobody else fetches the account's orders meanwhile. Raises BusyError `orders.busy`."""
    lock = Lock(workspace.lock(f"orders-{code}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        holder = lock.holder()
        raise BusyError("orders.busy", account=code, who=holder.get("who", ""), pid=holder.get("pid", ""))
    try:
        yield
    finally:
        lock.release()


def _since(fetch: Fetching, reached: int | None, now: int) -> Iterator[OrderFilter]:
    """By change, and by making too: whether a new order counts as changed, nobody documents. Without an upper end: what
    changes while it is read stays in the list."""
    if reached is None:
        yield OrderFilter(created_from=now - fetch.first_days * _DAY_MS, page_size=fetch.page_size)
        return
    # A reach in the future was made by a clock that was wrong.
    start = max(0, min(reached, now) - fetch.overlap_minutes * _MINUTE_MS)
    yield OrderFilter(updated_from=start, page_size=fetch.page_size)
    yield OrderFilter(created_from=start, page_size=fetch.page_size)


class _Fetching:
    """One fetch at work."""

    def __init__(self, workspace: Workspace, db: Database, loaded: Loaded, desk: OrderDesk, progress: Progress) -> None:
        self.loaded = loaded
        self._workspace = workspace
        self._db = db
        self._desk = desk
        self._progress = progress
        self._seen: set[str] = set()
        self._new: set[str] = set()
        self._changed: set[str] = set()
        self._passed: set[str] = set()
        self._nameless = 0
        self._complete = True
        self._reached: int | None = None

    def gather(self, where: OrderFilter) -> None:
        """Every order that fits. The list is read again while it may hide something: while it counts more than was seen, or
        where orders may leave it under our hands and move others up; until a reading that shows as much as all before it
        brings no order that was there when the first began."""
        began = self._workspace.clock.now_ms()
        loses = where.updated_to is not None
        seen: set[str] = set()
        for number in range(_ROUNDS):
            total, old = 0, False
            reading: set[str] = set()
            for page in self._desk.orders(where):
                total = max(total, page.total)
                fresh = [read for read in page.orders if read.order.id not in seen]
                old = old or any(read.order.updated_at < self._market_time(began) for read in fresh)
                reading |= {read.order.id for read in page.orders}
                seen |= reading
                self._keep(page)
                self._progress(len(self._seen), max(total, len(self._seen)))
            whole = bool(reading or not total) if loses else len(reading) >= len(seen)
            if (number and whole and not old) or (len(seen) >= total and not loses):
                return
        self._complete = False

    def reach(self, began: int) -> None:
        if not self._complete:
            return
        self._reached = self._market_time(began)
        with self._db.write() as tx:
            order_reach.keep(tx, self.loaded.account.id, self._reached, began)

    def done(self) -> Fetched:
        fetched = Fetched(
            account=self.loaded.account.code,
            read=len(self._seen),
            new=len(self._new),
            changed=len(self._changed - self._new),
            passed=len(self._passed),
            nameless=self._nameless,
            complete=self._complete,
            reached=self._reached,
        )
        told = {"account": fetched.account, "new": str(fetched.new), "changed": str(fetched.changed)}
        level: Level = "info" if fetched.new or fetched.changed else "debug"
        _tell(self._workspace, self._db, "orders.fetched", told, level)
        if not fetched.complete:
            _tell(self._workspace, self._db, "orders.restless", {"account": fetched.account}, "warning")
        if fetched.nameless:
            args = {"account": fetched.account, "count": str(fetched.nameless)}
            _tell(self._workspace, self._db, "orders.nameless", args, "warning")
        return fetched

    def _keep(self, page: OrderPage) -> None:
        self._nameless += page.nameless
        for start in range(0, len(page.orders), _AT_ONCE):
            self._db.make_way()
            self._put(page.orders[start : start + _AT_ONCE])

    def _put(self, found: Sequence[Read]) -> None:
        """In one transaction with what somebody should be told. Known orders are followed whatever becomes of them: the
        settings choose among those that are not."""
        account = self.loaded.account
        now = self._workspace.clock.now_ms()
        self._seen |= {read.order.id for read in found}
        with self._db.write() as tx:
            known = orders.known(tx, account.id, [read.order.id for read in found])
            open_ones = 0
            for read in found:
                number = read.order.id
                if number not in known and not _wanted(self.loaded.settings.fetch, read.order):
                    self._passed.add(number)
                    continue
                self._passed.discard(number)
                news = orders.put(tx, account.id, read, now).news
                if news == "new":
                    self._new.add(number)
                    open_ones += not read.order.ended
                elif news == "changed":
                    self._changed.add(number)
            if open_ones:
                alerts.raise_alert(tx, "new_orders", account.code, {"count": str(open_ones)}, now)

    def _market_time(self, at: int) -> int:
        return at + (self._desk.ahead_ms or 0)


def _wanted(fetch: Fetching, order: Order) -> bool:
    status = not fetch.statuses or order.status in fetch.statuses
    return status and (not fetch.payment_statuses or order.payment_status in fetch.payment_statuses)


def _tell(workspace: Workspace, db: Database, code: str, args: dict[str, str], level: Level) -> None:
    with db.write() as tx:
        events.add(tx, [Event(workspace.clock.now_ms(), code, args, level)])
