"""The faults that real feeds have, put on the demo shop's clean products (sources.md §3).

The first table stops a product from going on sale, the second one leaves it sellable. No product gets two faults of the
first kind, so that every figure below is the number of products that shows it.
"""

from __future__ import annotations

from collections.abc import Callable

from aliexport_tui.demo.catalogue import PICTURES, Goods, Param
from aliexport_tui.demo.dice import Dice

UNDECLARED_CATEGORY = "990"
LONG_COLOUR = "Глубокий тёмно-синий с переливом в цвет морской волны"
PENDING_BRAND, UNKNOWN_BRAND = "Ормита", "Велесница"
SPARE_OFFERS = 12
_NEEDS_MATERIAL = ("31", "412", "413", "421", "422", "423", "431", "432", "433", "451", "452")
_UNSOLD_SHELVES = ("51", "52")

Spoil = Callable[[Goods, Dice], None]


def soil(goods: list[Goods], dice: Dice) -> None:
    """Put the faults on the products, in place."""
    untouched = [item for item in goods if item.shelf.id not in _UNSOLD_SHELVES]
    for fits, count, spoil in _STOPPING:
        for item in dice.some([item for item in untouched if fits(item)], count):
            spoil(item, dice)
            untouched.remove(item)
    for first, second in _pairs([item for item in untouched if len(item.variants) > 1], 4):
        first.variants[-1].code = second.variants[0].code
        untouched.remove(first)
        untouched.remove(second)
    for percent, blemish in _HARMLESS:
        for item in dice.some(untouched, len(untouched) * percent // 100):
            blemish(item, dice)


def _pairs(candidates: list[Goods], count: int) -> list[tuple[Goods, Goods]]:
    """Neighbours on the shelves, far from the other pairs."""
    stride = len(candidates) // count
    return [(candidates[n * stride], candidates[n * stride + 1]) for n in range(count)]


def _anything(item: Goods) -> bool:
    return True


def _coloured(item: Goods) -> bool:
    return bool(item.shelf.colours)


def _material_is_asked_for(item: Goods) -> bool:
    return item.shelf.id in _NEEDS_MATERIAL


def _no_pictures(item: Goods, dice: Dice) -> None:
    item.pictures.clear()
    for variant in item.variants:
        variant.picture = ""


def _no_price(item: Goods, dice: Dice) -> None:
    for variant in item.variants:
        variant.price = variant.old_price = 0


def _no_such_category(item: Goods, dice: Dice) -> None:
    item.category = UNDECLARED_CATEGORY


def _pending_brand(item: Goods, dice: Dice) -> None:
    item.brand = PENDING_BRAND


def _unknown_brand(item: Goods, dice: Dice) -> None:
    item.brand = UNKNOWN_BRAND


def _colour_too_long(item: Goods, dice: Dice) -> None:
    for variant in item.variants:
        first = variant.params[0]
        if first.value == item.variants[0].params[0].value:
            variant.params[0] = Param(first.name, LONG_COLOUR)


def _no_material(item: Goods, dice: Dice) -> None:
    item.params = [param for param in item.params if param.name != "Материал"]


def _unreachable_path(item: Goods, dice: Dice) -> None:
    item.pictures[0] = f"{PICTURES}/unreachable/{item.number}.jpg"
    for variant in item.variants:
        variant.picture = ""


def _unreachable_host(item: Goods, dice: Dice) -> None:
    item.pictures[0] = f"https://img.demo-shop.invalid/{item.number}.jpg"
    for variant in item.variants:
        variant.picture = ""


_STOPPING: tuple[tuple[Callable[[Goods], bool], int, Spoil], ...] = (
    (_material_is_asked_for, 12, _no_material),
    (_coloured, 6, _colour_too_long),
    (_anything, 32, _no_pictures),
    (_anything, 18, _no_price),
    (_anything, 12, _no_such_category),
    (_anything, 10, _pending_brand),
    (_anything, 8, _unknown_brand),
    (_anything, 20, _unreachable_path),
    (_anything, 10, _unreachable_host),
)


def _many_pictures(item: Goods, dice: Dice) -> None:
    stem = item.pictures[0].rpartition("/")[0]
    item.pictures = [f"{stem}/{n}.jpg" for n in range(1, dice.between(8, 12))]


def _old_price_not_higher(item: Goods, dice: Dice) -> None:
    for variant in item.variants:
        variant.old_price = variant.price - dice.pick((0, 100))


def _sold_out(item: Goods, dice: Dice) -> None:
    for variant in item.variants:
        variant.available, variant.count = False, 0


def _entities(item: Goods, dice: Dice) -> None:
    item.name = item.name.replace("«", "&laquo;").replace("»", "&raquo;")
    item.description = item.description.replace(" ", "&nbsp;", 2).replace("-", "&mdash;", 1)


def _phone_and_link(item: Goods, dice: Dice) -> None:
    item.description += (
        '<p>Есть вопросы? Звоните +7 (000) 000-00-00 или <a href="https://demo-shop.example">пишите на сайте</a>.</p>'
    )


def _pasted_markup(item: Goods, dice: Dice) -> None:
    item.description = "<style>.t{color:red}</style>" + item.description + '<button onclick="buy()">Купить</button>'


def _no_description(item: Goods, dice: Dice) -> None:
    item.description = ""


_HARMLESS: tuple[tuple[int, Spoil], ...] = (
    (3, _many_pictures),
    (3, _old_price_not_higher),
    (2, _sold_out),
    (2, _no_description),
    (6, _entities),
    (5, _phone_and_link),
    (2, _pasted_markup),
)
