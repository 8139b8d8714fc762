"""Handover lists: made, changed, closed (local-orders.md §3.8). Settled by the list as it is."""

from collections.abc import Iterable

from aliexport_tui.engine.orders.bench import Bench, NotYet, Refusal
from aliexport_tui.model.order import HandoverList
from aliexport_tui.model.order_action import (
    AddToList,
    Answer,
    CallCourier,
    CloseList,
    CountBags,
    HandOver,
    RemoveFromList,
    Seen,
)
from aliexport_tui.store import handover_lists, shipments
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.handover_lists import OPEN_STATUS


class MakeList:
    """Settled by a list that holds all its shipments: none is in two."""

    def __init__(self, bench: Bench, doing: HandOver) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        _refuse_unless_free(self._bench, self._doing.shipments, "")
        return Seen()

    def send(self) -> Answer:
        arrival = self._doing.arrival_at or None
        return Answer(id=self._bench.desk.create_handover_list(self._doing.shipments, arrival))

    def find(self, seen: Seen) -> Answer | None:
        for one in self._bench.lists(shipments=self._doing.shipments):
            if set(self._doing.shipments) <= set(one.shipments):
                return Answer(id=one.id, found=True)
        return None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        bench, doing = self._bench, self._doing
        if not handover_lists.find(bench.db, bench.account.id, answer.id):
            made = HandoverList(answer.id, OPEN_STATUS, doing.shipments, doing.arrival_at, bench.now())
            handover_lists.keep(tx, bench.account.id, (made,), bench.now())
        shipments.set_list(tx, bench.account.id, doing.shipments, answer.id, bench.now())
        bench.log(tx, "handover.made", {"list": answer.id, "count": str(len(doing.shipments))})


class AddShipments:
    def __init__(self, bench: Bench, doing: AddToList) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        _open_list(self._bench, self._doing.list_id)
        _refuse_unless_free(self._bench, self._doing.shipments, self._doing.list_id)
        return Seen()

    def send(self) -> Answer:
        self._bench.desk.add_to_handover_list(self._doing.list_id, self._doing.shipments)
        return Answer(id=self._doing.list_id)

    def find(self, seen: Seen) -> Answer | None:
        there = set(self._bench.list(self._doing.list_id).shipments)
        return Answer(id=self._doing.list_id, found=True) if set(self._doing.shipments) <= there else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        bench, doing = self._bench, self._doing
        _now_holds(bench, tx, doing.list_id, added=doing.shipments)
        shipments.set_list(tx, bench.account.id, doing.shipments, doing.list_id, bench.now())
        bench.log(tx, "handover.added", {"list": doing.list_id, "count": str(len(doing.shipments))})


class RemoveShipments:
    def __init__(self, bench: Bench, doing: RemoveFromList) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        there = set(_open_list(self._bench, self._doing.list_id).shipments)
        for id in self._doing.shipments:
            if id not in there:
                raise Refusal("shipment.not_in_list", shipment=id, list=self._doing.list_id)
        return Seen()

    def send(self) -> Answer:
        self._bench.desk.remove_from_handover_list(self._doing.list_id, self._doing.shipments)
        return Answer(id=self._doing.list_id)

    def find(self, seen: Seen) -> Answer | None:
        there = set(self._bench.list(self._doing.list_id).shipments)
        return Answer(id=self._doing.list_id, found=True) if there.isdisjoint(self._doing.shipments) else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        bench, doing = self._bench, self._doing
        _now_holds(bench, tx, doing.list_id, removed=doing.shipments)
        shipments.set_list(tx, bench.account.id, doing.shipments, "", bench.now())
        bench.log(tx, "handover.removed", {"list": doing.list_id, "count": str(len(doing.shipments))})


class Close:
    """Transfer."""

    def __init__(self, bench: Bench, doing: CloseList) -> None:
        self._bench = bench
        self._id = doing.list_id

    def prepare(self) -> Seen:
        if not _open_list(self._bench, self._id).shipments:
            raise Refusal("handover.empty", list=self._id)
        return Seen()

    def send(self) -> Answer:
        self._bench.desk.transfer(self._id)
        return Answer(id=self._id)

    def find(self, seen: Seen) -> Answer | None:
        return Answer(id=self._id, found=True) if self._bench.list(self._id).status != OPEN_STATUS else None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        self._bench.log(tx, "handover.closed", {"list": self._id})


class Courier:
    """Ready for pickup. Nothing shows it; said twice it is the same."""

    def __init__(self, bench: Bench, doing: CallCourier) -> None:
        self._bench = bench
        self._id = doing.list_id

    def prepare(self) -> Seen:
        self._bench.list(self._id)
        return Seen()

    def send(self) -> Answer:
        self._bench.desk.ready_for_courier(self._id)
        return Answer(id=self._id)

    def find(self, seen: Seen) -> Answer | None:
        return None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        self._bench.log(tx, "handover.courier", {"list": self._id})


class Bags:
    """The count of big bags. Nothing shows it; said twice it is the same."""

    def __init__(self, bench: Bench, doing: CountBags) -> None:
        self._bench = bench
        self._doing = doing

    def prepare(self) -> Seen:
        self._bench.list(self._doing.list_id)
        return Seen()

    def send(self) -> Answer:
        self._bench.desk.set_big_bag_count(self._doing.list_id, self._doing.bags)
        return Answer(id=self._doing.list_id)

    def find(self, seen: Seen) -> Answer | None:
        return None

    def keep(self, tx: Transaction, answer: Answer) -> None:
        self._bench.log(tx, "handover.bags", {"list": self._doing.list_id, "count": str(self._doing.bags)})


def _open_list(bench: Bench, id: str) -> HandoverList:
    """Raises Refusal `handover.not_there`, `handover.not_open`."""
    found = bench.list(id)
    if found.status != OPEN_STATUS:
        raise Refusal("handover.not_open", list=id, status=found.status)
    return found


def _refuse_unless_free(bench: Bench, ids: tuple[str, ...], list_id: str) -> None:
    """Raises Refusal `shipment.not_there`, `shipment.ended`, `shipment.in_list`, `shipment.not_made`, NotYet
    `shipment.being_made`. `list_id`: where they may be already."""
    there = bench.shipments(ids)
    for id in ids:
        if id not in there:
            raise Refusal("shipment.not_there", shipment=id)
        one = there[id]
        if one.status in shipments.ENDED:
            raise Refusal("shipment.ended", shipment=id, status=one.status)
        if one.handover_list not in ("", list_id):
            raise Refusal("shipment.in_list", shipment=id, list=one.handover_list)
        if one.status == "OrderCreationProblems":
            raise Refusal("shipment.not_made", shipment=id, said=one.error_text)
    for id, one in there.items():
        if one.status in shipments.BEING_MADE:
            raise NotYet("shipment.being_made", shipment=id)


def _now_holds(bench: Bench, tx: Transaction, id: str, *, added: Iterable[str] = (), removed: Iterable[str] = ()) -> None:
    """What the file knows of the list, until it is read again."""
    gone = set(removed)
    for kept in handover_lists.find(bench.db, bench.account.id, id):
        held = [*(one for one in kept.list.shipments if one not in gone), *added]
        known = kept.list
        changed = HandoverList(
            id, known.status, tuple(dict.fromkeys(held)), known.arrival_at, known.made_at, known.shipment_type
        )
        handover_lists.keep(tx, bench.account.id, (changed,), bench.now())
