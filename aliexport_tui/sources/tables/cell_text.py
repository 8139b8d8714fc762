"""Cells of a workbook as text, as a person reads them there."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = str | float | int | bool | date | datetime | time | timedelta
"""What python-calamine gives for a cell; "" for an empty one. Every number comes as float."""


def texts(cells: Iterable[Value]) -> list[str]:
    """Whole numbers without a fraction, others to the 15 digits that spreadsheets show: 994.9499999999999 -> "994.95"."""
    return [cell if isinstance(cell, str) else _number(cell) if isinstance(cell, float) else _other(cell) for cell in cells]


def _number(number: float) -> str:
    if number.is_integer():
        return str(int(number))
    text = format(number, ".15g")
    return format(Decimal(text), "f") if "e" in text else text


def _other(cell: Value) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)
