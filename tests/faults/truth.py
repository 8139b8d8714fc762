"""What the program says of its products against what the marketplace holds."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec

from aliexport_tui.sandbox.records import Card
from tests.support.export import Goods, Shop


@dataclass(frozen=True)
class Aim:
    """What is to become of a product in the end: its goods and `live`, `offline` or `deleted`. `sells`: its stock may be
    lower by then."""

    goods: Goods
    state: str = "live"
    sells: bool = False


WEIGHT = "0.3"
"""What every card of the shop weighs, kg."""


@dataclass(frozen=True)
class Held:
    """A card that the marketplace holds."""

    online: bool
    title: str
    price: str
    stock: int
    images: tuple[str, ...]
    weight: str

    def shows(self, aim: Aim) -> bool:
        goods = aim.goods
        stock = min(self.stock, goods.count) if aim.sells else goods.count
        return (self.title, self.price, self.stock, self.images, self.weight) == (
            f"{goods.name} {goods.id}",
            f"{goods.price}.00",
            stock,
            (goods.picture,),
            WEIGHT,
        )


def held(shop: Shop) -> dict[str, list[Held]]:
    """SKU code -> every card that has it and is not deleted, visible or not."""
    found: dict[str, list[Held]] = {}
    for row in shop.sandbox.cards():
        raw: Any = row["card"]
        card = msgspec.convert(raw, Card)
        for sku in card.skus:
            one = Held(bool(row["online"]), card.subjects["ru"], sku.price, sku.inventory, card.images, card.weight)
            found.setdefault(sku.code, []).append(one)
    return found


def doubles(shop: Shop) -> list[str]:
    """SKU codes on more than one card."""
    return sorted(code for code, cards in held(shop).items() if len(cards) > 1)


def lies(shop: Shop, aims: dict[str, Aim], overtaken: Collection[str] = ()) -> list[str]:
    """Every product of which more, or something else, is said than is so. Live may those be called that were seen as they
    should be, and `overtaken` since."""
    cards = held(shop)
    said = shop.outcomes()
    found = [f"{code} stands on two cards" for code, its in cards.items() if len(its) > 1]
    for key, aim in aims.items():
        card = next(iter(cards.get(key, [])), None)
        word = said.get(key, "ready")
        if key in overtaken and word == "live" and card is not None:
            continue
        if fault := _lie(word, card, aim):
            found.append(f"{key} is said to be {word}, but {fault}: {card}")
    return found


def _lie(word: str, card: Held | None, aim: Aim) -> str:
    """Why the word is wrong, or nothing."""
    right = card is not None and card.shows(aim)
    match word:
        case "live":
            return "" if right and card is not None and card.online else "it is not on sale as it should be"
        case "offline":
            return "" if card is not None and not card.online else "it is not off sale"
        case "deleted":
            return "" if card is None else "it lives"
        case "rejected" | "different" | "ready":
            return "it is as it should be" if _reached(card, aim) else ""
        case "waiting" | "unknown" | "blocked" | "held":
            return ""
        case _:
            return "nobody knows this word"


def _reached(card: Held | None, aim: Aim) -> bool:
    if aim.state == "deleted":
        return card is None
    return card is not None and card.shows(aim) and card.online == (aim.state == "live")


def amiss(shop: Shop, aims: dict[str, Aim], spared: Collection[str] = (), but: Collection[str] = ()) -> list[str]:
    """What is not as it is to be in the end, in the marketplace or in what is said. Of the products `spared` it may be said
    that they are `but` something else."""
    cards = held(shop)
    said = shop.outcomes()
    return [
        f"{key}: {said.get(key)}, {cards.get(key)}"
        for key, aim in aims.items()
        if not (key in spared and said.get(key) in but)
        and not (
            said.get(key) == aim.state
            and len(cards.get(key, [])) <= 1
            and _reached(next(iter(cards.get(key, [])), None), aim)
        )
    ]


def words(shop: Shop) -> str:
    """The outcomes, counted: `live 5, waiting 3`."""
    counted = Counter(shop.outcomes().values())
    return ", ".join(f"{word} {count}" for word, count in sorted(counted.items()))
