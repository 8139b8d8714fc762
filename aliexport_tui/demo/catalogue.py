"""The demo shop's clean products, before the dirt: 1,200 products with 4,000 SKUs, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from aliexport_tui.demo.assortment import Assortment, Shelf
from aliexport_tui.demo.dice import Dice
from aliexport_tui.demo.texts import description

SKUS = 4000
PICTURES = "https://img.demo-shop.example/p"


@dataclass
class Param:
    """One `<param>` of an offer."""

    name: str
    value: str
    unit: str = ""


@dataclass
class Variant:
    """One offer: a SKU. Prices in roubles; `count` None: the offer has no stock figure."""

    code: str
    price: int
    old_price: int = 0
    count: int | None = None
    available: bool = True
    params: list[Param] = field(default_factory=list)
    picture: str = ""


@dataclass
class Goods:
    """One product; `group` is "" when its only offer stands alone."""

    number: int
    shelf: Shelf
    group: str
    category: str
    name: str
    brand: str
    article: str
    description: str
    params: list[Param]
    pictures: list[str]
    variants: list[Variant]
    weight: str = ""
    dimensions: str = ""

    @property
    def key(self) -> str:
        """What tells the product from the others: its group, or the id of its only offer."""
        return self.group or self.variants[0].code


def clean_goods(assortment: Assortment, dice: Dice) -> list[Goods]:
    """Every product of every shelf, with exactly `SKUS` variants in all."""
    drafts = list(_drafts(assortment, dice))
    _share_out(drafts, dice)
    return [_goods(draft, assortment, dice) for draft in drafts]


@dataclass
class _Draft:
    number: int
    shelf: Shelf
    title: str
    combinations: list[tuple[str, str]]
    wanted: int


def _drafts(assortment: Assortment, dice: Dice) -> Iterator[_Draft]:
    taken: set[str] = set()
    number = 0
    for shelf in assortment.category:
        for _ in range(shelf.count):
            number += 1
            title = _title(shelf, assortment, dice)
            while title in taken:
                title = _title(shelf, assortment, dice)
            taken.add(title)
            combinations = _combinations(shelf, assortment, dice)
            yield _Draft(number, shelf, title, combinations, wanted=dice.between(1, len(combinations)))


def _title(shelf: Shelf, assortment: Assortment, dice: Dice) -> str:
    return f"{dice.pick(shelf.nouns)} {dice.pick(shelf.traits)} «{dice.pick(assortment.words.models)}»"


def _combinations(shelf: Shelf, assortment: Assortment, dice: Dice) -> list[tuple[str, str]]:
    colours = dice.some(assortment.colours.get(shelf.colours, ("",)), dice.between(1, 3))
    sizes = assortment.sizes.get(shelf.sizes, ("",))
    first = dice.below(len(sizes))
    run = sizes[first : first + dice.between(2, 4)]
    return [(colour, size) for colour in colours for size in run]


def _share_out(drafts: list[_Draft], dice: Dice) -> None:
    """Bring the sum of the wanted variants to `SKUS`, a step at a time."""
    surplus = sum(draft.wanted for draft in drafts) - SKUS
    while surplus:
        draft = dice.pick(drafts)
        step = -1 if surplus > 0 else 1
        if 1 <= draft.wanted + step <= len(draft.combinations):
            draft.wanted += step
            surplus += step


def _goods(draft: _Draft, assortment: Assortment, dice: Dice) -> Goods:
    shelf, number = draft.shelf, draft.number
    grouped = draft.wanted > 1
    stem = f"{shelf.id}-{number:04d}"
    picture_names = [f"{PICTURES}/{stem}/{n}.jpg" for n in range(1, dice.between(1, 3) + 1)]
    price = _shop_price(dice.between(*shelf.prices))
    old_price = _shop_price(price * dice.between(115, 150) // 100) if dice.chance(35) else 0
    return Goods(
        number=number,
        shelf=shelf,
        group=str(700_000 + number * 3) if grouped else "",
        category=shelf.id,
        name=draft.title,
        brand=dice.pick(shelf.brands),
        article=f"{shelf.id}{dice.pick('АБВГДКЛМНПРСТ')}-{1000 + number}",
        description=description(draft.title, dice),
        params=[_param(name, dice.pick(words)) for name, words in shelf.params.items()],
        pictures=picture_names,
        variants=[
            _variant(f"{stem}-{n:02d}" if grouped else stem, price, old_price, combination, stem, dice)
            for n, combination in enumerate(draft.combinations[: draft.wanted], start=1)
        ],
        weight=f"0.{dice.between(15, 95)}" if dice.chance(5) else "",
        dimensions=f"{dice.between(20, 40)}/{dice.between(15, 30)}.5/{dice.between(3, 12)}" if dice.chance(2) else "",
    )


def _variant(code: str, price: int, old_price: int, combination: tuple[str, str], stem: str, dice: Dice) -> Variant:
    colour, size = combination
    params = [Param("Цвет", colour)] if colour else []
    if size:
        params.append(Param("Размер", size, unit="RU" if size.isdecimal() else ""))
    available = not dice.chance(6)
    count = dice.between(1, 60) if available else 0
    return Variant(
        code=code,
        price=price,
        old_price=old_price,
        count=None if available and dice.chance(3) else count,
        available=available,
        params=params,
        picture=f"{PICTURES}/{stem}/{_latin(colour)}.jpg" if colour else "",
    )


def _param(name: str, value: str) -> Param:
    plain, comma, unit = name.partition(", ")
    return Param(plain, value, unit if comma else "")


def _shop_price(roubles: int) -> int:
    return max(90, roubles // 100 * 100 + 90)


_LATIN = str.maketrans("абвгдезийклмнопрстуфхцыэё ", "abvgdeziyklmnoprstufhcyee_", "ьъ-") | {
    ord(letter): latin for letter, latin in {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya"}.items()
}


def _latin(word: str) -> str:
    return word.lower().translate(_LATIN)
