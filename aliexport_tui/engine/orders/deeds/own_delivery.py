"""The seller's own delivery: in transit, ready for pickup, delivered (local-orders.md §3.2). Settled by the order's
delivery status."""

from aliexport_tui.engine.orders import possible
from aliexport_tui.engine.orders.bench import Bench, Refusal
from aliexport_tui.marketplace.order_port import Dispatch
from aliexport_tui.model.order import Order
from aliexport_tui.model.order_action import Answer, Delivered, InTransit, ReadyForPickup, Seen
from aliexport_tui.store.database import Transaction

_ON_ITS_WAY = ("Shipped", "Delivered")


def refuse(order: Order, code: str) -> None:
    """Raises Refusal unless `code` is ""."""
    if code:
        raise Refusal(code, order=order.id)


class SetOut:
    """To in transit."""

    def __init__(self, bench: Bench, doing: InTransit) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        order = self._bench.order(self._doing.order)
        refuse(order, possible.not_set_out(order))
        return Seen()

    def send(self) -> Answer:
        doing = self._doing
        self._bench.desk.in_transit(Dispatch(doing.order, doing.track, doing.carrier, doing.track_url, doing.support_phone))
        return Answer(track=doing.track)

    def find(self, seen: Seen) -> Answer | None:
        order = self._bench.order(self._doing.order)
        return Answer(track=self._doing.track, found=True) if order.delivery_status in _ON_ITS_WAY else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        args = {"order": self._doing.order, "track": self._doing.track, "carrier": self._doing.carrier}
        self._bench.step(tx, self._bench.row_of(self._doing.order), "order.told_sent", args)


class _AfterSettingOut:
    """What follows when it is on its way."""

    def __init__(self, bench: Bench, doing: ReadyForPickup | Delivered) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        order = self._bench.order(self._doing.order)
        refuse(order, possible.not_arrived(order))
        return Seen()


class Arrived(_AfterSettingOut):
    """To ready for pickup. No status of the order tells of it: said twice it is the same."""

    def send(self) -> Answer:
        self._bench.desk.ready_for_pickup(self._doing.order)
        return Answer()

    def find(self, seen: Seen) -> Answer | None:
        return Answer(found=True) if self._bench.order(self._doing.order).delivery_status == "Delivered" else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        self._bench.step(tx, self._bench.row_of(self._doing.order), "order.told_ready", {"order": self._doing.order})


class HandedToBuyer(_AfterSettingOut):
    """To delivered."""

    def send(self) -> Answer:
        self._bench.desk.delivered(self._doing.order)
        return Answer()

    def find(self, seen: Seen) -> Answer | None:
        return Answer(found=True) if self._bench.order(self._doing.order).delivery_status == "Delivered" else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        self._bench.step(tx, self._bench.row_of(self._doing.order), "order.told_delivered", {"order": self._doing.order})
