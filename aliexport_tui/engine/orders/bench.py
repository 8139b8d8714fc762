"""An account's orders at hand: the file, the marketplace and what was just read of it."""

from collections.abc import Iterable, Sequence

from aliexport_tui.marketplace.order_port import OrderDesk, OrderFilter
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.order import HandoverList, Order, Shipment
from aliexport_tui.store import events, handover_lists, orders, shipments
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, Transaction

AT_ONCE = 50
"""Orders, shipments or lists of one reading."""

_LOOKS = 2


class Refusal(ConfigError):
    """It can't be done as things stand; nothing of it was sent. `code` says why."""


class NotYet(Refusal):
    """It can't be done for a moment: the marketplace is still at what it needs."""


class Bench:
    """What it reads it keeps in the file. Raises what the desk raises."""

    def __init__(self, db: Database, account: Account, desk: OrderDesk, clock: Clock) -> None:
        self.db = db
        self.account = account
        self.desk = desk
        self.clock = clock
        self._orders: dict[str, Order] = {}

    def now(self) -> int:
        return self.clock.now_ms()

    def order(self, number: str) -> Order:
        """As it is now; read once until `forget`. An answer without an order that we know may be a bad one: it is asked for
        again. Raises Refusal `order.not_there`, NotYet `order.not_shown`."""
        for _ in range(_LOOKS):
            if number not in self._orders:
                self.read((number,))
            if number in self._orders:
                return self._orders[number]
            if self.row_of(number) is None:
                raise Refusal("order.not_there", order=number)
        raise NotYet("order.not_shown", order=number)

    def read(self, numbers: Iterable[str]) -> None:
        """Many at a time, for what follows."""
        wanted = list(dict.fromkeys(numbers))
        for start in range(0, len(wanted), AT_ONCE):
            where = OrderFilter(ids=tuple(wanted[start : start + AT_ONCE]), page_size=AT_ONCE)
            for page in self.desk.orders(where):
                for read in page.orders:
                    if read.order.id in wanted:
                        self._orders[read.order.id] = read.order
                        with self.db.write() as tx:
                            orders.put(tx, self.account.id, read, self.now())

    def forget(self, number: str) -> None:
        """Something was done about it: it is read anew when it is asked for."""
        self._orders.pop(number, None)

    def row_of(self, number: str) -> int | None:
        """The order's row in the file."""
        stored = orders.find(self.db, self.account.id, number)
        return stored.id if stored else None

    def shipments(self, ids: Sequence[str]) -> dict[str, Shipment]:
        """Those that are there, by their ids, as they are now."""
        found: dict[str, Shipment] = {}
        for start in range(0, len(ids), AT_ONCE):
            found |= {one.id: one for one in self.desk.shipments(ids[start : start + AT_ONCE]) if one.id in ids}
        with self.db.write() as tx:
            shipments.keep(tx, self.account.id, [(None, one) for one in found.values()], self.now(), in_full=True)
        return found

    def shipment(self, id: str) -> Shipment:
        """Raises Refusal `shipment.not_there`, when a second look says so too."""
        for _ in range(_LOOKS):
            found = self.shipments((id,))
            if id in found:
                return found[id]
        raise Refusal("shipment.not_there", shipment=id)

    def lists(self, *, ids: Sequence[str] = (), shipments: Sequence[str] = ()) -> tuple[HandoverList, ...]:
        """As they are now."""
        found = self.desk.handover_lists(ids=ids, shipments=shipments)
        self.kept_lists(found)
        return found

    def kept_lists(self, found: Sequence[HandoverList]) -> int:
        """What was read is what is known. How many are new or have changed."""
        with self.db.write() as tx:
            return handover_lists.keep(tx, self.account.id, found, self.now())

    def list(self, id: str) -> HandoverList:
        """Raises Refusal `handover.not_there`, as `shipment`."""
        for _ in range(_LOOKS):
            for one in self.lists(ids=(id,)):
                if one.id == id:
                    return one
        raise Refusal("handover.not_there", list=id)

    def log(self, tx: Transaction, code: str, args: dict[str, str], level: Level = "info") -> None:
        """A line of the log; nothing personal in it."""
        events.add(tx, [Event(self.now(), code, {**args, "account": self.account.code}, level)])

    def step(self, tx: Transaction, trade_order: int | None, code: str, args: dict[str, str], level: Level = "info") -> None:
        """A line of the log, and of the order's own story."""
        self.log(tx, code, args, level)
        if trade_order is not None:
            orders.add_step(tx, trade_order, self.now(), code, args)
