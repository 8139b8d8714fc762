"""Units of shops -> kilograms and centimetres."""

import re
from decimal import Decimal
from functools import lru_cache

from aliexport_tui.sources.settings import LengthUnit, WeightUnit

_KG: dict[WeightUnit, Decimal] = {
    "": Decimal(1),
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}
_CM: dict[LengthUnit, Decimal] = {
    "": Decimal(1),
    "cm": Decimal(1),
    "mm": Decimal("0.1"),
    "m": Decimal(100),
    "in": Decimal("2.54"),
}
_GRAM = Decimal("0.001")
_TENTH_OF_MM = Decimal("0.01")


def to_kg(amount: Decimal, unit: WeightUnit) -> Decimal:
    """To the gram where the unit is not the kilogram's own; never down to nothing."""
    return amount if unit in ("", "kg") else _short(max(_GRAM, (amount * _KG[unit]).quantize(_GRAM)))


def to_cm(amount: Decimal, unit: LengthUnit) -> Decimal:
    """To a tenth of a millimetre where the unit is not the centimetre."""
    return amount if unit in ("", "cm") else _short(max(_TENTH_OF_MM, (amount * _CM[unit]).quantize(_TENTH_OF_MM)))


def _short(amount: Decimal) -> Decimal:
    """Without zeros behind the point; 500, not 5E+2."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


_WEIGHT: tuple[tuple[WeightUnit, str], ...] = (
    ("kg", r"кг|kgs?"),
    ("g", r"гр?|g|grams?"),
    ("lb", r"lbs?|фунт\w*"),
    ("oz", r"oz|унци\w*"),
)
_LENGTH: tuple[tuple[LengthUnit, str], ...] = (
    ("cm", r"см|cm"),
    ("mm", r"мм|mm"),
    ("m", r"м|m"),
    ("in", r"in|inch\w*|дюйм\w*"),
)


def weight_unit_in(text: str) -> WeightUnit:
    """The unit that a header or a cell names: "Вес, кг", "350 г", "Weight (lbs)"; "" when it names none."""
    return next((unit for unit, words in _WEIGHT if _names(words, text)), "")


def length_unit_in(text: str) -> LengthUnit:
    """ "Ширина_м", "20 см"; "" when it names none."""
    return next((unit for unit, words in _LENGTH if _names(words, text)), "")


@lru_cache(4_096)
def _names(words: str, text: str) -> bool:
    return re.search(rf"(?<![a-zа-яё])(?:{words})(?![a-zа-яё])", text.casefold()) is not None
