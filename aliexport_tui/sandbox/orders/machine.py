"""How an order goes from one state to the next (local-orders.md §5). Whoever calls decides when."""

from __future__ import annotations

from random import Random

import msgspec

from aliexport_tui.sandbox.cards import Cards
from aliexport_tui.sandbox.orders import stock
from aliexport_tui.sandbox.orders.book import Book
from aliexport_tui.sandbox.orders.packing import parcels_for
from aliexport_tui.sandbox.orders.records import Order, Parcel
from aliexport_tui.sandbox.orders.words import (
    CANCELLED,
    DELIVERED,
    LIST_CREATED,
    OVER,
    PASSED,
    RECEIVED,
    UNSENT,
    WAY,
)
from aliexport_tui.sandbox.switches import Switches

CARRIER_STEPS = {"AwaitingDispatch": RECEIVED, RECEIVED: "ProviderPostingSorting", "ProviderPostingSorting": DELIVERED}
"""What becomes of a parcel that was handed over, a third of `orders.carrier_s` each."""


class Machine:
    """Each method stores what it changes and returns the order as it is then."""

    def __init__(self, book: Book, cards: Cards, switches: Switches) -> None:
        self._book, self._cards, self._switches = book, cards, switches

    @property
    def is_manual(self) -> bool:
        """Whether nothing but the control routes moves a state."""
        return self._switches.word("orders.state_machine") == "manual"

    def pay(self, order: Order, now: int) -> Order:
        """The money is held; the antifraud looks at it."""
        holds = self._switches.word("stock.reserve") == "pay" and not order.reserved
        if holds:
            stock.move(self._cards, order, -1, now)
        paid = msgspec.structs.replace(
            order, state="paid", paid_ms=now, antifraud="Checking", reserved=order.reserved or holds
        )
        if self.is_manual:
            return self._stored(paid, now)
        random = self._random(order)
        blocked = random.random() < self._switches.number("generator.blocked_share")
        return self._stored(paid, now, "block" if blocked else "examine", self._switches.milliseconds("orders.antifraud_s"))

    def examine(self, order: Order, now: int) -> Order:
        """The antifraud lets it pass: it is the seller's turn."""
        passed = msgspec.structs.replace(order, state="waiting", antifraud=PASSED)
        random = self._random(order, "cancel")
        if self.is_manual:
            return self._stored(passed, now)
        if random.random() < self._switches.number("generator.cancel_share"):
            return self._stored(passed, now, "cancel", round(random.random() * max(0, order.deadline_ms - now)))
        if self._switches.flag("orders.ship_timeout"):
            return self._stored(passed, now, "late", max(0, order.deadline_ms - now))
        return self._stored(passed, now)

    def block(self, order: Order, now: int) -> Order:
        """The antifraud does not let it pass."""
        return self.cancel(msgspec.structs.replace(order, antifraud="Blocked"), now, "SecurityClose")

    def sent(self, order: Order, now: int) -> Order:
        """Some or all of its parcels are on their way: its state follows."""
        parcels = self._book.parcels_of([order.id])[order.id]
        units = sum(share.quantity for parcel in parcels if parcel.shipped_ms for share in parcel.contents)
        whole = units >= sum(line.quantity for line in order.lines)
        return self._stored(msgspec.structs.replace(order, state="shipped" if whole else "partial"), now)

    def deliver(self, order: Order, now: int, reason: str = "ConfirmedByLogistic") -> Order:
        """It has arrived; the held money is the seller's."""
        parcels = [parcel for parcel in self._book.parcels_of([order.id])[order.id] if parcel.status != CANCELLED]
        self._book.save_parcels(
            msgspec.structs.replace(parcel, status=DELIVERED, shipped_ms=parcel.shipped_ms or now, due_ms=None)
            for parcel in parcels
        )
        return self._stored(msgspec.structs.replace(order, state="delivered", finish_reason=reason), now)

    def cancel(self, order: Order, now: int, reason: str) -> Order:
        """It is over: what it held goes back, parcels that did not set out are not to."""
        if order.reserved:
            stock.move(self._cards, order, 1, now)
        parcels = [parcel for parcel in self._book.parcels_of([order.id])[order.id] if parcel.status in UNSENT]
        states = self._book.list_states({parcel.list_id for parcel in parcels})
        self._book.save_parcels(
            msgspec.structs.replace(
                parcel,
                status=CANCELLED,
                due_ms=None,
                list_id=0 if states.get(parcel.list_id) == LIST_CREATED else parcel.list_id,
            )
            for parcel in parcels
        )
        cancelled = msgspec.structs.replace(order, state="cancelled", finish_reason=reason, reserved=False)
        return self._stored(cancelled, now)

    def touch(self, order: Order, now: int) -> Order:
        """Something about it has changed."""
        return self._stored(order, now, order.due, order.due_ms - now if order.due_ms is not None else 0)

    def advance(self, order: Order, now: int, to: str | None = None) -> Order:
        """One step, or as many as lead to a state: whoever's turn it is does what it takes."""
        goal = to or next((each for each in WAY[1:] if WAY.index(each) > _place(order.state)), order.state)
        while order.state not in OVER and _place(order.state) < WAY.index(goal):
            match order.state:
                case "ordered":
                    order = self.pay(order, now)
                case "paid":
                    order = self.examine(order, now)
                case "shipped":
                    order = self.deliver(order, now)
                case _:
                    order = self._send_all(order, now)
        return order

    def _send_all(self, order: Order, now: int) -> Order:
        made = self._book.parcels_of([order.id])[order.id]
        fresh = parcels_for(self._book.storage, order, made, now)
        on_their_way = [parcel_sent(parcel, now, self._switches) for parcel in (*made, *fresh) if not parcel.shipped_ms]
        self._book.save_parcels(on_their_way)
        return self.sent(order, now)

    def _random(self, order: Order, what: str = "") -> Random:
        return Random(f"{self._switches.whole('generator.seed')} {order.id} {what}")

    def _stored(self, order: Order, now: int, due: str = "", later_ms: int = 0) -> Order:
        order = msgspec.structs.replace(
            order, updated_ms=max(order.updated_ms, now), due=due, due_ms=now + later_ms if due else None
        )
        self._book.save([order])
        return order


def parcel_sent(parcel: Parcel, now: int, switches: Switches) -> Parcel:
    """The parcel handed over; the platform's carrier does the rest by the clock."""
    if parcel.status == CANCELLED:
        return parcel
    status = RECEIVED if parcel.model == "DBS" else "AwaitingDispatch"
    auto = parcel.model == "FBS" and switches.word("orders.state_machine") == "auto"
    due = now + switches.milliseconds("orders.carrier_s") // len(CARRIER_STEPS) if auto else None
    return msgspec.structs.replace(parcel, status=status, shipped_ms=now, due_ms=due)


def _place(state: str) -> int:
    return WAY.index("waiting" if state == "partial" else state)
