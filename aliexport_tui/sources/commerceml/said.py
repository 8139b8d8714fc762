"""What a record says of a good (Товар) or of an offer (Предложение): its texts by what they are."""

import msgspec

from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.shelf import Kept
from aliexport_tui.sources.text import one_line

Pair = tuple[str, str]

_NAMES = frozenset((slots.PROPERTY_ID, slots.DETAIL_NAME, slots.TRAIT_NAME))
_MANY = frozenset((slots.GROUP, slots.CATEGORY, slots.PICTURE, slots.BARCODE))
_DELETED = ("удален", "удалён")
_YES = ("true", "1", "да")


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


def said(kept: Kept) -> Said:
    found = Said(kept, {}, {}, [], [], [], [], {})
    one = found.one
    name = kind = amount = currency = warehouse = number = ""
    for slot, text in zip(kept.slots, kept.texts, strict=True):
        if slot in _NAMES:
            name = text
        elif slot == slots.PROPERTY_VALUE:
            found.properties.append((name, text))
        elif slot == slots.DETAIL_VALUE:
            found.details.append((name, text))
        elif slot == slots.TRAIT_VALUE:
            found.traits.append((name, text))
        elif slot == slots.PRICE_TYPE:
            kind = text.strip()
        elif slot == slots.PRICE:
            amount = text
        elif slot == slots.CURRENCY:
            currency = text
        elif slot == slots.PRICE_END:
            found.prices[kind] = amount, currency
            kind = amount = currency = ""
        elif slot == slots.WAREHOUSE:
            warehouse = text.strip()
        elif slot == slots.AT_WAREHOUSE:
            number = text
        elif slot == slots.WAREHOUSE_END:
            found.rests.append((warehouse, number))
            warehouse = number = ""
        elif slot == slots.REST:
            found.rests.append(("", text))
        elif slot in _MANY:
            found.many.setdefault(slot, []).append(text)
        elif text and not text.isspace():
            one[slot] = text
    return found
