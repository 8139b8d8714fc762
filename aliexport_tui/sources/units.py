"""Units of shops -> kilograms and centimetres."""

from decimal import Decimal

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
    return amount if unit in ("", "kg") else max(_GRAM, (amount * _KG[unit]).quantize(_GRAM)).normalize()


def to_cm(amount: Decimal, unit: LengthUnit) -> Decimal:
    """To a tenth of a millimetre where the unit is not the centimetre."""
    return amount if unit in ("", "cm") else max(_TENTH_OF_MM, (amount * _CM[unit]).quantize(_TENTH_OF_MM)).normalize()
