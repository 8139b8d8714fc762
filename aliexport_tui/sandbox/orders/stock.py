"""What can be bought: SKUs of cards on sale, whose stock orders lower, or made-up ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random

import msgspec

from aliexport_tui.sandbox.cards import Cards, StoredCard
from aliexport_tui.sandbox.orders.records import Order
from aliexport_tui.sandbox.records import Card, Sku
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.storage import Storage

_TRIES = 8
_ON_SALE = "seller = ? AND online = 1 AND deleted_ms IS NULL AND visible_ms <= ? AND quantity > 0"
_COLOURS = ("Алый", "Синий", "Зелёный", "Чёрный")
_THINGS = ("Учебный чайник", "Тестовая кружка", "Пробная лампа", "Примерный плед", "Образцовая сумка")


@dataclass(frozen=True, slots=True)
class Good:
    """A SKU as a buyer sees it; `left` is None for a made-up one."""

    item_id: str
    sku_id: str
    sku_code: str
    name: str
    image: str
    price: int
    properties: dict[str, str]
    sides: tuple[int, int, int]
    weight: int
    left: int | None


class Shelf:
    """The cards that a batch of orders touches: read once, and written back once by `put_back`."""

    def __init__(self, storage: Storage, cards: Cards, schema: Schema, seller: str, now: int) -> None:
        self._storage, self._cards, self._schema, self._seller, self._now = storage, cards, schema, seller, now
        self._stored: dict[int, StoredCard] = {}
        self._left: dict[str, int] = {}
        self._changed: set[int] = set()
        low = storage.value("SELECT min(id) FROM card")
        self._range = (low, storage.value("SELECT max(id) FROM card")) if low else None

    def pick(self, random: Random) -> Good | None:
        """A SKU with stock on a card on sale; None when there is none."""
        if self._range is None:
            return None
        for _ in range(_TRIES):
            pivot = random.randint(*self._range)
            for having in ("id >= ? ORDER BY id", "id < ? ORDER BY id"):
                card_id = self._found(having, pivot)
                if card_id and (good := self._good(card_id, random)):
                    return good
        ids = self._storage.db.execute(f"SELECT id FROM card WHERE {_ON_SALE}", (self._seller, self._now)).fetchall()
        goods = (self._good(card_id, random) for (card_id,) in random.sample(ids, len(ids)))
        return next((good for good in goods if good), None)

    def named(self, sku_code: str) -> Good | None:
        """The SKU of a code, whatever its stock."""
        query = (
            "SELECT card_id, sku.id FROM sku JOIN card ON card.id = card_id "
            "WHERE code = ? AND seller = ? AND deleted_ms IS NULL ORDER BY sku.id LIMIT 1"
        )
        row = self._storage.db.execute(query, (sku_code, self._seller)).fetchone()
        if row is None or not self._load(row[0]):
            return None
        card = self._stored[row[0]].card
        return next((self._as_good(row[0], sku) for sku in card.skus if sku.sku_id == str(row[1])), None)

    def take(self, good: Good, quantity: int) -> None:
        """Sell: what is left becomes less, never below zero."""
        if good.left is not None:
            self._left[good.sku_id] = max(0, self._left[good.sku_id] - quantity)
            self._changed.add(int(good.item_id))

    def put_back(self) -> None:
        """Write what was sold to the cards."""
        for card_id in self._changed:
            stored = self._stored[card_id]
            skus = tuple(msgspec.structs.replace(sku, inventory=self._left[sku.sku_id]) for sku in stored.card.skus)
            self._cards.replace(stored, msgspec.structs.replace(stored.card, skus=skus), self._now)
        self._changed.clear()

    def _found(self, having: str, pivot: int) -> int:
        query = f"SELECT id FROM card WHERE {_ON_SALE} AND {having} LIMIT 1"
        return self._storage.value(query, (self._seller, self._now, pivot))

    def _load(self, card_id: int) -> bool:
        if card_id in self._stored:
            return True
        stored = self._cards.owned(str(card_id), self._seller)
        if stored is None:
            return False
        self._stored[card_id] = stored
        self._left |= {sku.sku_id: sku.inventory for sku in stored.card.skus}
        return True

    def _good(self, card_id: int, random: Random) -> Good | None:
        self._load(card_id)
        skus = [sku for sku in self._stored[card_id].card.skus if self._left[sku.sku_id] > 0]
        return self._as_good(card_id, random.choice(skus)) if skus else None

    def _as_good(self, card_id: int, sku: Sku) -> Good:
        card = self._stored[card_id].card
        return Good(
            item_id=str(card_id),
            sku_id=sku.sku_id,
            sku_code=sku.code,
            name=card.subjects.get("ru") or next(iter(card.subjects.values())),
            image=next((each.image for each in sku.attributes if each.image), card.images[0] if card.images else ""),
            price=_kopecks(sku.discount_price or sku.price),
            properties=dict(_properties(self._schema, card, sku)),
            sides=(card.package_length, card.package_width, card.package_height),
            weight=_grams(card),
            left=self._left[sku.sku_id],
        )


def made_up(random: Random) -> Good:
    """Something that no card sells."""
    number = random.randrange(1, 100)
    colour = random.choice(_COLOURS)
    return Good(
        item_id=str(1_004_000_000_000_000 + number),
        sku_id=str(11_000_000_000_000_000 + number * 10 + _COLOURS.index(colour)),
        sku_code=f"MADE-UP-{number:03}-{_COLOURS.index(colour)}",
        name=f"{random.choice(_THINGS)} {number}",
        image=f"https://img.example.com/{number}.jpg",
        price=random.randrange(100, 5000) * 100,
        properties={"Цвет": colour},
        sides=(random.randint(5, 60), random.randint(5, 40), random.randint(2, 30)),
        weight=random.randrange(50, 5000, 50),
        left=None,
    )


def move(cards: Cards, order: Order, sign: int, now: int) -> None:
    """Lower (-1) or give back (+1) the stock of what an order holds; cards and SKUs that are gone are passed over."""
    by_card: dict[str, dict[str, int]] = {}
    for line in order.lines:
        amounts = by_card.setdefault(line.item_id, {})
        amounts[line.sku_id] = amounts.get(line.sku_id, 0) + sign * line.quantity
    for card_id, amounts in by_card.items():
        stored = cards.owned(card_id, order.seller)
        if stored is None:
            continue
        skus = tuple(
            msgspec.structs.replace(sku, inventory=max(0, sku.inventory + amounts.get(sku.sku_id, 0)))
            for sku in stored.card.skus
        )
        cards.replace(stored, msgspec.structs.replace(stored.card, skus=skus), now)


def _properties(schema: Schema, card: Card, sku: Sku) -> Iterator[tuple[str, str]]:
    """The names of a SKU's properties with those of their values, in Russian."""
    category = schema.category(card.category_id)
    known = schema.properties(category, True) if category else {}
    for each in sku.attributes:
        prop = known.get(each.name_id)
        value = schema.value(category, prop, each.value_id, True) if category and prop else None
        yield prop.name_ru if prop else each.name_id, each.definition or (value.name_ru if value else each.value_id)


def _kopecks(price: str) -> int:
    try:
        return int(Decimal(price) * 100)
    except InvalidOperation:
        return 0


def _grams(card: Card) -> int:
    try:
        return int(Decimal(card.weight) * 1000)
    except InvalidOperation:
        return 0
