"""The columns of an answer to a question in SQL: as wide as what stands in them, figures to the right."""

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from rich.cells import cell_len

from aliexport_tui.store.database import Cell as Value
from aliexport_tui.store.database import Row
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import neutral

_LOOKED_AT = 200
_WIDEST = 40
_NARROWEST = 4
_MOST_SHOWN = 300


def columns(names: Sequence[str], rows: Sequence[Row]) -> tuple[Column[Row], ...]:
    """The last column of text takes the room that is left; of too many the last ones give way."""
    seen = rows[:_LOOKED_AT]
    figures = [all(isinstance(row[index], int | float | None) for row in seen) for index in range(len(names))]
    texts = [index for index, is_figure in enumerate(figures) if not is_figure]
    flexible = texts[-1] if texts else len(names) - 1
    made = []
    for index, name in enumerate(names):
        widest = max([cell_len(neutral(name)), *(cell_len(shown(row[index])) for row in seen)])
        width = 0 if index == flexible else max(_NARROWEST, min(_WIDEST, widest))
        cell = partial(_cell, index)
        made.append(
            Column(f"{index}", neutral(name), width, cell, right=figures[index] and bool(seen), keep=len(names) - index)
        )
    return tuple(made)


def shown(value: Value) -> str:
    """A value on one line: NULL, bytes as hex, the rest as text that can't do anything to the screen."""
    if value is None:
        return "NULL"
    text = f"x'{value.hex()}'" if isinstance(value, bytes) else str(value)
    return neutral(text[:_MOST_SHOWN])


def written(value: Value) -> str | int | Decimal | None:
    """A value for a spreadsheet."""
    match value:
        case float():
            return Decimal(repr(value)) if math.isfinite(value) else str(value)
        case bytes():
            return f"x'{value.hex()}'"
    return value


def _cell(index: int, row: Row) -> Cell:
    value = row[index]
    return shown(value), "dim" if value is None else ""
