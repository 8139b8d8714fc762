"""Workbooks (XLSX, XLS, ODS) as tables, by python-calamine (`sources.md` §1.7, §4)."""

import difflib
import itertools
import operator
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables import compound, packed
from aliexport_tui.sources.tables.cell_text import texts
from aliexport_tui.sources.tables.sheet import Sheet, head_size, header_of, no_header, table_of
from aliexport_tui.sources.tables.table import Cells, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_PACKED = b"PK\x03\x04"
_SHOWN = 5
ALL_SHEETS = "*"
"""For settings.sheet: goods stand on several sheets."""

Made = TypeVar("Made")


class Workbook:
    """An open workbook. A sheet is held in memory while a table of it is; all rows of it are read at each call."""

    def __init__(self, path: Path, settings: SourceSettings, origin: str) -> None:
        """Raises SourceError `source.limit`, `source.broken`, `source.protected`."""
        self.settings = settings
        self.origin = origin
        self._book = _opened(path, origin)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the sheets that a person sees, in their order; of hidden ones where there are no others."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        return tuple(seen or [sheet.name for sheet in sheets])

    def table(self) -> Table:
        """The sheet that settings name, else the first that lists goods, else the first that has a header.

        Raises ConfigError `source.sheet_missing`, `source.header_missing` with the first rows of what was looked at."""
        names = self.names
        if self.settings.sheet not in ("", ALL_SHEETS):
            return self.sheet(self.settings.sheet)
        looked_at: list[Sheet] = []
        spare: Table | None = None
        for name in names:
            sheet = self._sheet(name)
            header = header_of(sheet, self.settings)
            if header is not None and header.goods:
                return self._alone(table_of(sheet, header, self.origin), names)
            if header is not None and spare is None:
                spare = table_of(sheet, header, self.origin)
            if any(any(row) for row in sheet.head):
                looked_at.append(sheet)
        if spare is None:
            raise no_header(self.origin, looked_at)
        return self._alone(spare, names)

    def tables(self) -> tuple[Table, ...]:
        """All sheets that have a header. Raises ConfigError `source.header_missing`."""
        sheets = [self._sheet(name) for name in self.names]
        headers = [header_of(sheet, self.settings) for sheet in sheets]
        found = [table_of(one, header, self.origin) for one, header in zip(sheets, headers, strict=True) if header]
        if not found:
            raise no_header(self.origin, sheets)
        return tuple(found)

    def sheet(self, name: str) -> Table:
        """Raises ConfigError `source.sheet_missing`, `source.header_missing`."""
        known = self._book.sheet_names
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            args = {"sheet": name, "near": near[0] if near else "", "sheets": ", ".join(known)[:300]}
            raise ConfigError("source.sheet_missing", Place(file=self.origin), **args)
        sheet = self._sheet(name)
        header = header_of(sheet, self.settings)
        if header is None:
            raise no_header(self.origin, [sheet])
        return table_of(sheet, header, self.origin)

    def _alone(self, table: Table, names: Sequence[str]) -> Table:
        """With what is told of the sheets that are left out."""
        others = [name for name in names if name != table.sheet]
        if not others or self.settings.sheet == ALL_SHEETS:
            return table
        args = {"sheet": table.sheet, "others": ", ".join(others[:_SHOWN]), "count": str(len(others))}
        problem = Problem("feed.sheets_left", "", args, Place(file=self.origin), "warning")
        return msgspec.structs.replace(table, problems=(problem,))

    def _sheet(self, name: str) -> Sheet:
        sheet = _by_library(lambda: self._book.get_sheet_by_name(name), self.origin)
        if sheet.start is None:
            return Sheet(name, (), lambda: iter(()))
        first_column = sheet.start[1]
        head = [texts(row) for row in itertools.islice(sheet.iter_rows(), head_size(self.settings))]

        merged = _merged_down(sheet)

        def rows() -> Iterator[Cells]:
            rows = _rows(sheet, merged) if merged else enumerate(map(texts, sheet.iter_rows()), 1)
            return (row for row in rows if any(map(str.strip, row[1])))

        def column(at: int, after: int) -> Iterator[str]:
            below = itertools.islice(sheet.iter_rows(), after, None)
            return (cell if isinstance(cell, str) else texts((cell,))[0] for cell in map(operator.itemgetter(at), below))

        return Sheet(name, head, rows, first_column=first_column, column=None if merged else column)


def open_workbook(path: Path, settings: SourceSettings, origin: str) -> Table:
    """See Workbook.table."""
    return Workbook(path, settings, origin).table()


def _opened(path: Path, origin: str) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook, PasswordError

    with path.open("rb") as file:
        if file.read(len(_PACKED)) == _PACKED:
            packed.guard(path, origin)
        else:
            compound.guard(path, origin)
        file.seek(0)
        try:
            # By its bytes: by its name the library would take an XLSX that is called .xls for an old workbook.
            return _by_library(lambda: CalamineWorkbook.from_filelike(file), origin)
        except PasswordError as error:
            raise SourceError("source.protected", Place(file=origin)) from error


def _by_library(make: Callable[[], Made], origin: str) -> Made:
    """What the library makes of a file that may be damaged; a panic of it is no Exception."""
    from python_calamine import PasswordError

    try:
        return make()
    except (PasswordError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # why: the library's panics are told by no narrower class
        raise SourceError("source.broken", Place(file=origin), reason=str(error)[:200]) from error


def _rows(sheet: "CalamineSheet", merged: dict[int, list[tuple[int, int]]]) -> Iterator[Cells]:
    """All rows of the sheet, blank ones too. What is merged over several rows stands in each of them."""
    down: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = texts(row)
        for column, last in merged.get(number, ()):
            if 0 <= column < len(cells):
                down[column] = (last, cells[column])
        for column, (last, value) in tuple(down.items()):
            cells[column] = value
            if number >= last:
                del down[column]
        yield number, cells


def _merged_down(sheet: "CalamineSheet") -> dict[int, list[tuple[int, int]]]:
    """Row -> (column, last row) of the merged cells that begin there and reach over several rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    left_edge = sheet.start[1] if sheet.start else 0
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            found.setdefault(top + 1, []).append((left - left_edge, bottom + 1))
    return found
