"""What a record says of a good (Товар) or of an offer (Предложение): its texts by what they are.

Records repeat the same few layouts (which text stands where), so each layout is understood once."""

import msgspec

from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.shelf import Kept
from aliexport_tui.sources.text import one_line

Pair = tuple[str, str]

_PAIRS = {
    slots.PROPERTY_VALUE: slots.PROPERTY_ID,
    slots.DETAIL_VALUE: slots.DETAIL_NAME,
    slots.TRAIT_VALUE: slots.TRAIT_NAME,
}
_MANY = frozenset((slots.GROUP, slots.CATEGORY, slots.PICTURE, slots.BARCODE))
_DELETED = ("удален", "удалён")
_YES = ("true", "1", "да")
_KNOWN = 1_000


class Said(msgspec.Struct, frozen=True, gc=False):
    """`one`: texts that stand once, by slot; `many`: those that may repeat. `properties`: id and value; `details`: name and
    value (ЗначенияРеквизитов); `traits`: name and value (ХарактеристикиТовара); `rests`: warehouse, "" none, and number;
    `prices`: amount and currency by kind."""

    kept: Kept
    one: dict[int, str]
    many: dict[int, list[str]]
    properties: list[Pair]
    details: list[Pair]
    traits: list[Pair]
    rests: list[Pair]
    prices: dict[str, Pair]

    def text(self, *wanted: int) -> str:
        """The first of these that says anything, in one line."""
        for slot in wanted:
            if (text := self.one.get(slot)) and (text := one_line(text)):
                return text
        return ""

    def texts(self, slot: int) -> list[str]:
        return self.many.get(slot, [])

    @property
    def is_deleted(self) -> bool:
        """Статус of 2.0x, ПометкаУдаления of 3.x."""
        status, marked = self.one.get(slots.STATUS, ""), self.one.get(slots.MARKED, "")
        return status.strip().casefold() in _DELETED or marked.strip().casefold() in _YES


class _Layout(msgspec.Struct, frozen=True):
    """Where the texts stand; -1: an empty one. `pairs`: by the slot of the second one. `prices`: kind, amount, currency."""

    one: list[tuple[int, int]]
    many: list[tuple[int, int]]
    pairs: dict[int, list[tuple[int, int]]]
    rests: list[tuple[int, int]]
    prices: list[tuple[int, int, int]]


class Listener:
    """Knows the layouts that it has met."""

    def __init__(self) -> None:
        self._known: dict[bytes, _Layout] = {}

    def hear(self, kept: Kept) -> Said:
        layout = self._known.get(kept.slots)
        if layout is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            layout = self._known[kept.slots] = _layout(kept.slots)
        texts = [*kept.texts, ""]
        many: dict[int, list[str]] = {}
        for slot, at in layout.many:
            many.setdefault(slot, []).append(texts[at])
        properties, details, traits = (
            [(texts[name], texts[value]) for name, value in layout.pairs[slot]] for slot in _PAIRS
        )
        return Said(
            kept,
            {slot: text for slot, at in layout.one if (text := texts[at]) and not text.isspace()},
            many,
            properties,
            details,
            traits,
            [(texts[warehouse].strip(), texts[number]) for warehouse, number in layout.rests],
            {texts[kind].strip(): (texts[amount], texts[currency]) for kind, amount, currency in layout.prices},
        )


def _layout(record: bytes) -> _Layout:
    """A name holds for all values behind it, up to the next name; prices and warehouses have an end of their own."""
    layout = _Layout([], [], {slot: [] for slot in _PAIRS}, [], [])
    names = dict.fromkeys(_PAIRS.values(), -1)
    last: dict[int, int] = {}
    for at, slot in enumerate(record):
        if slot in names:
            names[slot] = at
        elif slot in _PAIRS:
            layout.pairs[slot].append((names[_PAIRS[slot]], at))
        elif slot in (slots.PRICE_TYPE, slots.PRICE, slots.CURRENCY, slots.WAREHOUSE, slots.AT_WAREHOUSE):
            last[slot] = at
        elif slot == slots.PRICE_END:
            kind, amount, currency = (last.pop(one, -1) for one in (slots.PRICE_TYPE, slots.PRICE, slots.CURRENCY))
            layout.prices.append((kind, amount, currency))
        elif slot == slots.WAREHOUSE_END:
            warehouse, number = (last.pop(one, -1) for one in (slots.WAREHOUSE, slots.AT_WAREHOUSE))
            layout.rests.append((warehouse, number))
        elif slot == slots.REST:
            layout.rests.append((-1, at))
        elif slot in _MANY:
            layout.many.append((slot, at))
        else:
            layout.one.append((slot, at))
    return layout
