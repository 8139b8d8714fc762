"""Rows of a sheet as a Table: its header found, columns without a name called by their letters."""

import itertools
from collections.abc import Callable, Iterator, Sequence

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.header_row import LOOKED_AT, Header, find_header, header_at
from aliexport_tui.sources.tables.table import Cells, Table

BELOW = 200
_SHOWN_ROWS = 5
_SHOWN_CELLS = 6
_SHOWN_LETTERS = 24


class Sheet(msgspec.Struct, frozen=True):
    """`head`: its first rows, `head_size(settings)` of them; `first_row`, `first_column`: of what cell in the file they
    begin, from 0. `rows()` yields all rows that are not blank with their numbers, from 1; `column`
    the cell at a position of every row after a number."""

    name: str
    head: Sequence[Sequence[str]]
    rows: Callable[[], Iterator[Cells]]
    first_row: int = 0
    first_column: int = 0
    column: Callable[[int, int], Iterator[str]] | None = None


def head_size(settings: SourceSettings) -> int:
    return max(LOOKED_AT, settings.header_row) + BELOW


def header_of(sheet: Sheet, settings: SourceSettings) -> Header | None:
    """By settings.header_row, else found out; None when there is none."""
    if not settings.header_row:
        return find_header(sheet.head, sheet.first_column)
    at = settings.header_row - 1 - sheet.first_row
    if not 0 <= at < len(sheet.head) or not any(map(str.strip, sheet.head[at])):
        return None
    return header_at(sheet.head, at, sheet.first_column)


def table_of(sheet: Sheet, header: Header, origin: str, encoding: str = "") -> Table:
    line = sheet.first_row + header.row + header.height

    def rows() -> Iterator[Cells]:
        return itertools.dropwhile(lambda cells: cells[0] <= line, sheet.rows())

    column = sheet.column

    return Table(
        origin=origin,
        headers=header.names,
        header_line=sheet.first_row + header.row + 1,
        rows=rows,
        sheet=sheet.name,
        encoding=encoding,
        one_column=(lambda at: column(at, line)) if column else None,
    )


def no_header(origin: str, sheets: Sequence[Sheet]) -> ConfigError:
    """The error that shows the first rows, for the person to say which one is the header."""
    rows = [
        f"{sheet.first_row + at + 1}: " + " | ".join(cell.strip()[:_SHOWN_LETTERS] for cell in row[:_SHOWN_CELLS])
        for sheet in sheets[:1]
        for at, row in enumerate(sheet.head)
        if any(map(str.strip, row))
    ]
    sheet = sheets[0].name if sheets else ""
    return ConfigError("source.header_missing", Place(file=origin), sheet=sheet, rows=" / ".join(rows[:_SHOWN_ROWS]))
