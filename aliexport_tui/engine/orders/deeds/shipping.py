"""The platform's shipments: made, deleted, moved to their spare day (local-orders.md §3.3, §3.5, §3.6)."""

from collections import Counter
from collections.abc import Iterable

from aliexport_tui.engine.orders import possible
from aliexport_tui.engine.orders.bench import Bench, Refusal
from aliexport_tui.engine.orders.deeds.deed import CannotTellError
from aliexport_tui.engine.orders.deeds.own_delivery import refuse
from aliexport_tui.engine.orders.parcels import left_to_ship
from aliexport_tui.engine.orders.wording import refused_by_marketplace
from aliexport_tui.marketplace.order_port import Parcel, ParcelItem
from aliexport_tui.marketplace.port import Fate, ProtocolTrouble
from aliexport_tui.model.order import Order, PostingLine, Shipment
from aliexport_tui.model.order_action import Answer, PassToday, Seen, Ship, Unship
from aliexport_tui.store import order_actions, shipments
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.handover_lists import OPEN_STATUS


class MakeShipment:
    """The one that must not be done twice: settled by the order's shipments."""

    def __init__(self, bench: Bench, doing: Ship) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        order = self._bench.order(self._doing.order)
        refuse(order, possible.not_parcelled(order))
        if not self._fits(order):
            raise Refusal("shipment.too_many", order=order.id)
        return Seen(shipments=tuple(one.id for one in order.shipments))

    def _fits(self, order: Order) -> bool:
        """Does one posting still hold all of it?"""
        return any(_units(self._doing.lines) <= _units(lines) for _posting, lines in left_to_ship(order))

    def send(self) -> Answer:
        doing = self._doing
        items = tuple(ParcelItem(line.sku_id, line.quantity, line.source_id) for line in doing.lines)
        parcel = Parcel(doing.order, doing.length_cm, doing.width_cm, doing.height_cm, doing.weight_kg, items)
        created = self._bench.desk.create_shipments((parcel,))
        for one in created.refused:
            raise refused_by_marketplace(one.code, one.said)
        for _order, shipment in created.shipments:
            return self._answer(shipment, found=False)
        # A good answer without a shipment: what there is tells.
        raise ProtocolTrouble("marketplace.member_missing", Fate.UNKNOWN, said="logistic_orders")

    def find(self, seen: Seen) -> Answer | None:
        order = self._bench.order(self._doing.order)
        ours = order_actions.made(self._bench.db, self._bench.account.id, "ship", order.id)
        wanted = _units(self._doing.lines)
        for shipment in order.shipments:
            fits = not shipment.lines or _units(shipment.lines) == wanted
            if fits and shipment.id not in seen.shipments and shipment.id not in ours:
                return self._answer(shipment, found=True)
        return None

    def _answer(self, shipment: Shipment, *, found: bool) -> Answer:
        return Answer(id=shipment.id, track=shipment.track, found=found)

    def keep(self, tx: Transaction, answer: Answer) -> None:
        row = self._bench.row_of(self._doing.order)
        made = Shipment(answer.id, track=answer.track, status="New", lines=self._doing.lines)
        if not shipments.find(self._bench.db, self._bench.account.id, answer.id):
            shipments.keep(tx, self._bench.account.id, [(row, made)], self._bench.now(), in_full=False)
        self._bench.step(
            tx, row, "shipment.made", {"order": self._doing.order, "shipment": answer.id, "track": answer.track}
        )


def _units(lines: Iterable[PostingLine]) -> Counter[str]:
    units: Counter[str] = Counter()
    for line in lines:
        units[line.sku_id] += line.quantity
    return units


class DeleteShipment:
    """Settled by the shipment's absence."""

    def __init__(self, bench: Bench, doing: Unship) -> None:
        self._bench = bench
        self._id = doing.shipment

    def prepare(self) -> Seen:
        shipment = self._bench.shipment(self._id)
        _refuse_unless_here(self._bench, shipment)
        return Seen(handover_list=shipment.handover_list, cut_off_at=shipment.cut_off_at)

    def send(self) -> Answer:
        self._bench.desk.delete_shipments((self._id,))
        return Answer(id=self._id)

    def find(self, seen: Seen) -> Answer | None:
        shipment = self._bench.shipments((self._id,)).get(self._id)
        return Answer(id=self._id, found=True) if shipment is None or shipment.status == "Cancelled" else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        shipments.gone(tx, self._bench.account.id, (self._id,), self._bench.now())
        _told(self._bench, tx, self._id, "shipment.deleted")


class MoveToSpareDay:
    """Settled by what of the shipment has moved: its list, or its last day."""

    def __init__(self, bench: Bench, doing: PassToday) -> None:
        self._bench = bench
        self._id = doing.shipment

    def prepare(self) -> Seen:
        shipment = self._bench.shipment(self._id)
        _refuse_unless_here(self._bench, shipment)
        return Seen(handover_list=shipment.handover_list, cut_off_at=shipment.cut_off_at)

    def send(self) -> Answer:
        self._bench.desk.pass_today(self._id)
        return Answer(id=self._id)

    def find(self, seen: Seen) -> Answer | None:
        if not (seen.handover_list or seen.cut_off_at):
            raise CannotTellError
        shipment = self._bench.shipment(self._id)
        moved = (seen.handover_list and shipment.handover_list != seen.handover_list) or (
            seen.cut_off_at and shipment.cut_off_at and shipment.cut_off_at != seen.cut_off_at
        )
        return Answer(id=self._id, found=True) if moved else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        shipments.set_list(tx, self._bench.account.id, (self._id,), "", self._bench.now())
        _told(self._bench, tx, self._id, "shipment.passed")


def _refuse_unless_here(bench: Bench, shipment: Shipment) -> None:
    """Only what has not been handed over can be taken back or put off."""
    if shipment.status in shipments.ENDED:
        raise Refusal("shipment.ended", shipment=shipment.id, status=shipment.status)
    if shipment.handover_list:
        handover = bench.list(shipment.handover_list)
        if handover.status != OPEN_STATUS:
            raise Refusal("shipment.handed_over", shipment=shipment.id, list=handover.id, status=handover.status)


def _told(bench: Bench, tx: Transaction, id: str, code: str) -> None:
    for kept in shipments.find(bench.db, bench.account.id, id):
        bench.step(tx, kept.trade_order, code, {"order": kept.order, "shipment": id})
