"""Buyers at random: who orders what, in which state an order is found. The same seed makes the same orders of the same
goods."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import msgspec

from aliexport_tui.sandbox.cards import Cards
from aliexport_tui.sandbox.orders.book import Book
from aliexport_tui.sandbox.orders.dates import DAY_MS
from aliexport_tui.sandbox.orders.machine import parcel_sent
from aliexport_tui.sandbox.orders.packing import parcels_for
from aliexport_tui.sandbox.orders.people import make_buyer, make_wish
from aliexport_tui.sandbox.orders.records import FirstMile, Line, Model, Order, Parcel, Posting, Promotion, Share
from aliexport_tui.sandbox.orders.stock import Good, Shelf, made_up
from aliexport_tui.sandbox.orders.words import DELIVERED, PASSED
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches

LIVE = "live"
"""Not a state: the order is made at its beginning and goes its way by the clock."""
MIXED = "mixed"
"""Not a state: one of `generator.mix` each."""
_TRIES = 4
_HOURS = (0, 3, 5, 7, 10)
_METHODS = ("DEMO_STANDARD", "DEMO_ECONOMY")
_FIRST_MILES: tuple[FirstMile, ...] = ("Pickup", "Dropoff")
_DELAYS_H = {"ordered": 0.0, "paid": 0.3, "waiting": 1.0, "partial": 30.0, "shipped": 40.0, "delivered": 150.0}


@dataclass(frozen=True, slots=True)
class Wish:
    """What orders are to be like; None leaves it to the dice. `state`: one of words.STATES, LIVE or MIXED."""

    state: str = "waiting"
    model: Model | None = None
    method: str = ""
    sku_code: str = ""
    lines: int | None = None
    quantity: int | None = None
    seed: int | None = None


class NothingToSellError(Exception):
    """No card is on sale, and goods may not be made up."""


class Generator:
    """Makes orders at given moments."""

    def __init__(self, book: Book, cards: Cards, schema: Schema, switches: Switches) -> None:
        self._book, self._cards, self._schema, self._switches = book, cards, schema, switches

    def make(self, moments: list[int], wish: Wish, seller: str, now: int) -> list[Order]:
        """One order for each moment (UTC ms, none after `now`), stored; raises NothingToSellError."""
        storage = self._book.storage
        shelf = Shelf(storage, self._cards, self._schema, seller, now)
        seed = self._switches.whole("generator.seed") if wish.seed is None else wish.seed
        first = storage.take("generated", len(moments))
        orders: list[Order] = []
        parcels: list[Parcel] = []
        for number, moment in enumerate(moments, first):
            random = Random(f"{seed} {number}")
            order = self._order(random, shelf, wish, seller, moment, now)
            orders.append(order)
            if order.state in ("partial", "shipped", "delivered"):
                parcels += self._parcels(order)
        self._book.save(orders)
        self._book.save_parcels(parcels)
        shelf.put_back()
        return orders

    def _order(self, random: Random, shelf: Shelf, wish: Wish, seller: str, created: int, now: int) -> Order:
        switches = self._switches
        state = random.choice(switches.names("generator.mix")) if wish.state == MIXED else wish.state
        is_live, state = state == LIVE, "ordered" if state == LIVE else state
        model: Model = wish.model or ("DBS" if random.random() < switches.number("generator.dbs_share") else "FBS")
        if state == "partial":
            model = "FBS"
        reserve = switches.word("stock.reserve")
        holds = state != "cancelled" and (reserve == "order" or (reserve == "pay" and state != "ordered"))
        order_id = self._book.storage.take("trade")
        lines = self._lines(random, shelf, wish, least=2 if state == "partial" else 1, sells=holds)
        if state == "partial" and sum(line.quantity for line in lines) < 2:
            state = "waiting"
        postings = self._postings(random, lines, model, wish.method)
        paid = created + round(random.uniform(0.2, 1.8) * switches.milliseconds("orders.pay_s"))
        cut_off = created - created % 1000 + switches.milliseconds("orders.ship_within_s")
        seen = _DELAYS_H.get(state, random.uniform(1, 40)) * random.uniform(0.5, 1.5) * 3_600_000
        was_paid = state != "ordered" and not (state == "cancelled" and random.random() < 0.5)
        order = Order(
            id=order_id,
            seller=seller,
            state=state,
            antifraud={"ordered": "NotChecked", "paid": "Checking"}.get(state, PASSED if was_paid else "NotChecked"),
            created_ms=created,
            updated_ms=min(now, created + round(seen)),
            deadline_ms=cut_off + 2 * DAY_MS,
            hours=random.choice(_HOURS),
            currency=switches.word("seller.currency"),
            buyer=make_buyer(random),
            lines=lines,
            postings=postings,
            cut_offs=(cut_off,),
            paid_ms=min(now, paid) if was_paid else 0,
            finish_reason=_reason(state, was_paid),
            reserved=holds,
        )
        return self._alive(order, random) if is_live else order

    def _alive(self, order: Order, random: Random) -> Order:
        """With what its buyer does next: pay, or forget about it."""
        pays = random.random() >= self._switches.number("generator.unpaid_share")
        seconds = "orders.pay_s" if pays else "orders.pay_timeout_s"
        later = round(self._switches.milliseconds(seconds) * (random.uniform(0.2, 1.8) if pays else 1))
        due = "pay" if pays else "expire"
        return msgspec.structs.replace(order, updated_ms=order.created_ms, due=due, due_ms=order.created_ms + later)

    def _lines(self, random: Random, shelf: Shelf, wish: Wish, *, least: int, sells: bool) -> tuple[Line, ...]:
        most = max(1, self._switches.whole("generator.lines_max"))
        wanted = wish.lines or min(random.randint(1, most), random.randint(1, most))
        lines: dict[str, Line] = {}
        holds_real = False
        for place in range(wanted * _TRIES):
            good = self._good(random, shelf, wish.sku_code if place == 0 else "", holds_real=holds_real)
            if good is None:
                break
            if good.sku_id in lines:
                continue
            quantity = wish.quantity or min(random.randint(1, 3), max(1, self._switches.whole("generator.quantity_max")))
            quantity = max(quantity, least) if wanted == 1 else quantity
            if good.left is not None and sells:
                quantity = min(quantity, max(1, good.left))
                shelf.take(good, quantity)
            holds_real = holds_real or good.left is not None
            lines[good.sku_id] = self._line(random, good, quantity)
            if len(lines) == wanted:
                break
        return tuple(lines.values())

    def _good(self, random: Random, shelf: Shelf, sku_code: str, *, holds_real: bool) -> Good | None:
        """What somebody puts into the basket; None when nothing more is on sale and it holds something that was."""
        if sku_code:
            good = shelf.named(sku_code)
            if good is None:
                raise NothingToSellError(f"no card has a SKU {sku_code!r}")
            return good
        invents = self._switches.word("generator.made_up")
        good = None if invents == "always" else shelf.pick(random)
        if good is None and (invents == "always" or (invents == "when_none" and not holds_real)):
            return made_up(random)
        if good is None and not holds_real:
            raise NothingToSellError("no card is on sale, and generator.made_up is never")
        return good

    def _line(self, random: Random, good: Good, quantity: int) -> Line:
        total = good.price * quantity
        promotions: tuple[Promotion, ...] = ()
        if random.random() < self._switches.number("generator.promotion_share"):
            discount = total * random.randint(1, 10) // 100
            promotions = (Promotion(random.randrange(1, 10**6), random.randrange(1, 10**6), "FlexiCoin", discount),)
        disputed = random.random() < self._switches.number("generator.dispute_share")
        length, width, height = good.sides
        return Line(
            id=self._book.storage.take("trade"),
            item_id=good.item_id,
            sku_id=good.sku_id,
            sku_code=good.sku_code,
            name=good.name,
            image=good.image,
            price=good.price,
            quantity=quantity,
            total=total - sum(each.discount for each in promotions),
            weight=good.weight,
            length=length,
            width=width,
            height=height,
            properties=good.properties,
            promotions=promotions,
            comment=make_wish(random) if random.random() < self._switches.number("generator.comment_share") else "",
            issue="InProcess" if disputed else "NoDispute",
        )

    def _postings(self, random: Random, lines: tuple[Line, ...], model: Model, method: str) -> tuple[Posting, ...]:
        shares = [tuple(Share(line.id, line.quantity) for line in lines)]
        if model == "FBS" and len(lines) > 1 and random.random() < self._switches.number("generator.split_share"):
            shares = [shares[0][:1], shares[0][1:]]
        first_mile = random.choice(_FIRST_MILES)
        if not method:
            other = random.random() < self._switches.number("generator.other_share")
            method = "OTHER_DEMO" if other or model == "DBS" else random.choice(_METHODS)
        fees = [random.choice((0, 9900, 20000)) for _ in shares]
        return tuple(
            Posting(self._book.storage.take("trade"), model, method, first_mile, fee, part)
            for part, fee in zip(shares, fees, strict=True)
        )

    def _parcels(self, order: Order) -> list[Parcel]:
        """What an order that is found on its way, or delivered, has gone in; it stays where it is."""
        at = order.updated_ms
        parcels = parcels_for(self._book.storage, order, (), at)
        if order.state == "partial":
            whole = parcels[0].contents
            part = (Share(whole[0].of, 1),) if len(parcels) == 1 else whole
            parcels = [msgspec.structs.replace(parcels[0], contents=part)]
        sent = [parcel_sent(parcel, at, self._switches) for parcel in parcels]
        status = {"status": DELIVERED} if order.state == "delivered" else {}
        return [msgspec.structs.replace(parcel, due_ms=None, **status) for parcel in sent]


def _reason(state: str, was_paid: bool) -> str:
    if state == "cancelled":
        return "CancelledByBuyer" if was_paid else "PaymentTimeout"
    return "ConfirmedByLogistic" if state == "delivered" else ""
