"""What happens by the clock: buyers come, pay and give up; carriers carry. Nothing runs in the background: what is due is
done when somebody asks."""

from __future__ import annotations

from random import Random

import msgspec

from aliexport_tui.sandbox.orders.book import Book
from aliexport_tui.sandbox.orders.generator import LIVE, Generator, NothingToSellError, Wish
from aliexport_tui.sandbox.orders.machine import CARRIER_STEPS, Machine
from aliexport_tui.sandbox.orders.records import Order, Parcel
from aliexport_tui.sandbox.orders.words import CANCELLED, DELIVERED, LIST_ACCEPTED, LIST_TRANSFERRED, OVER, RECEIVED
from aliexport_tui.sandbox.queue import Queue
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tokens import MAIN_SELLER

_HOUR_MS = 3_600_000


class Life:
    """Orders, parcels and tasks move in the order in which their times come."""

    def __init__(self, book: Book, machine: Machine, generator: Generator, queue: Queue, switches: Switches) -> None:
        self._book, self._machine, self._generator, self._queue, self._switches = book, machine, generator, queue, switches
        self._storage = book.storage

    def settle(self, now: int) -> None:
        """Let everything happen that is due."""
        if self._next(now) is not None:
            with self._storage.transaction():
                while (moment := self._next(now)) is not None:
                    self._queue.settle(moment)
                    self._happen(moment)
        self._queue.settle(now)

    def _next(self, now: int) -> int | None:
        """The earliest moment until now at which something is due."""
        moments = [self._arrival(now)]
        if not self._machine.is_manual:
            due = "SELECT min(due_ms) FROM {} WHERE due_ms IS NOT NULL"
            moments += [self._storage.value(due.format(table)) for table in ("trade", "parcel")]
        return min((moment for moment in moments if 0 < moment <= now), default=None)

    def _happen(self, moment: int) -> None:
        if self._storage.counter("arrival_ms") == moment:
            self._arrive(moment)
        if self._machine.is_manual:
            return
        for order in self._book.orders("due_ms <= ?", (moment,), "due_ms, id"):
            self._decide(order, moment)
        for parcel in self._book.parcels("due_ms <= ?", (moment,), "due_ms, id"):
            self._carry(parcel, moment)

    def _arrival(self, now: int) -> int:
        """When the next buyer comes; 0 while none do."""
        rate = self._switches.number("generator.rate_per_hour")
        known = self._storage.counter("arrival_ms")
        if not rate:
            if known:
                self._storage.set_counter("arrival_ms", 0)
            return 0
        if not known:
            known = now + self._gap(rate)
            self._storage.set_counter("arrival_ms", known)
        return known

    def _arrive(self, moment: int) -> None:
        rate = self._switches.number("generator.rate_per_hour")
        self._storage.set_counter("arrival_ms", moment + self._gap(rate))
        try:
            self._generator.make([moment], Wish(LIVE), MAIN_SELLER, moment)
        except NothingToSellError:
            return

    def _gap(self, rate: float) -> int:
        seed, number = self._switches.whole("generator.seed"), self._storage.take("arrivals")
        return max(1, round(Random(f"{seed} gap {number}").expovariate(rate) * _HOUR_MS))

    def _decide(self, order: Order, moment: int) -> None:
        match order.due:
            case "pay":
                self._machine.pay(order, moment)
            case "examine":
                self._machine.examine(order, moment)
            case "block":
                self._machine.block(order, moment)
            case "expire":
                self._machine.cancel(order, moment, "PaymentTimeout")
            case "late":
                self._machine.cancel(order, moment, "ShippingTimeout")
            case _:
                self._machine.cancel(order, moment, "CancelledByBuyer")

    def _carry(self, parcel: Parcel, moment: int) -> None:
        status = CARRIER_STEPS.get(parcel.status, DELIVERED)
        third = self._switches.milliseconds("orders.carrier_s") // len(CARRIER_STEPS)
        due = None if status == DELIVERED else moment + third
        self._book.save_parcels([msgspec.structs.replace(parcel, status=status, due_ms=due)])
        if status == RECEIVED and parcel.list_id:
            self._accept(parcel.list_id)
        order = self._book.order(parcel.order_id)
        if order is None or order.state in OVER:
            return
        others = self._book.parcels_of([order.id])[order.id]
        arrived = all(each.status in (DELIVERED, CANCELLED) for each in others)
        if arrived and order.state == "shipped":
            self._machine.deliver(order, moment)
        else:
            self._machine.touch(order, moment)

    def _accept(self, list_id: int) -> None:
        for handover in self._book.lists("id = ? AND status = ?", (list_id, LIST_TRANSFERRED)):
            self._book.save_list(msgspec.structs.replace(handover, status=LIST_ACCEPTED))
