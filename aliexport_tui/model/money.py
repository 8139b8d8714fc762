"""Money: `Decimal` in rules, integer minor units in records and in the file, a decimal string on the wire."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NewType

Minor = NewType("Minor", int)
"""Hundredths of a currency unit (kopecks, cents)."""

_CENT = Decimal("0.01")


def to_minor(amount: Decimal) -> Minor:
    """Round half up to hundredths: Decimal("1.005") -> 101."""
    return Minor(int((amount.quantize(_CENT, ROUND_HALF_UP)) * 100))


def to_decimal(minor: int) -> Decimal:
    """199000 -> Decimal("1990.00")."""
    return (Decimal(minor) / 100).quantize(_CENT)


def to_wire(minor: int) -> str:
    """199000 -> "1990.00" (local-products.md §1.7: decimal strings in currency units)."""
    return str(to_decimal(minor))


def parse_wire(text: str) -> Minor | None:
    """The marketplace's decimal string -> minor units; None when it is no number."""
    try:
        amount = Decimal(text.strip())
        return to_minor(amount) if amount.is_finite() else None
    except (InvalidOperation, ValueError):
        return None
