"""Reader of tables whose columns the owner has mapped: one row per variant (`sources.md` §1.6).

Two passes as in `yml`: the first finds repeated keys and proves that the file can be read to its end."""

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.layouts.columns import mapped_columns
from aliexport_tui.sources.layouts.group_rows import GroupRows
from aliexport_tui.sources.layouts.lost_zeros import LostZeros
from aliexport_tui.sources.layouts.row_layout import RowLayout, read_together
from aliexport_tui.sources.layouts.row_reader import RowReader
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings
from aliexport_tui.sources.tables.opening import open_table, open_tables
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.tables.workbook import ALL_SHEETS
from aliexport_tui.sources.text import one_line


def read_mapped(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Categories come just before the first product that stands in them."""
    if settings.sheet == ALL_SHEETS:
        return _read_sheets(open_tables(path, settings, origin), settings)
    table = open_table(path, settings, origin)
    _check_columns(table, settings)
    return _Mapped(table, settings).read()


def _read_sheets(tables: Sequence[Table], settings: SourceSettings) -> Iterator[Item]:
    """Of all sheets those that have the mapped columns; the others are told. A sheet is the category of rows without one."""
    needed = {*settings.csv.columns.values(), *settings.csv.params.values(), *settings.csv.pictures}
    fit = [table for table in tables if needed <= set(table.columns)]
    if not fit:
        _check_columns(tables[0], settings)
    paths = CategoryPaths()
    layouts = [_Mapped(msgspec.structs.replace(one, origin=f"{one.origin} [{one.sheet}]"), settings) for one in fit]
    for layout in layouts:
        layout.paths = paths
        layout.above = (layout.table.sheet,)
    others = [table.sheet for table in tables if table not in fit]
    if others:
        args = {"sheet": ", ".join(one.sheet for one in fit), "others": ", ".join(others), "count": str(len(others))}
        yield Problem("feed.sheets_left", "", args, Place(file=tables[0].origin), "warning")
    yield from read_together(layouts, settings)


class _Mapped(RowLayout):
    def __init__(self, table: Table, settings: SourceSettings) -> None:
        super().__init__(table, settings)
        columns = mapped_columns(table, settings.csv)
        self._reader = RowReader(columns, settings, table.origin, settings.csv.separator)
        self._groups = GroupRows(columns)
        self._zeros = LostZeros()
        self._keys: dict[str, str] = {}
        self.above: tuple[str, ...] = ()
        self._header = [name.casefold() for name in table.headers]
        self._code, self._price, self._group, self._category = map(columns.at, ("sku", "price", "group", "category"))

    def codes(self) -> Iterator[str]:
        for cell in self.table.column(self._code):
            code = one_line(cell)
            self._zeros.add(code)
            yield code

    def offer(self, line: int, cells: list[str]) -> Offer | None:
        code = one_line(cells[self._code]) if self._code < len(cells) else ""
        if (not code or not _cell(cells, self._price)) and self._groups.take(line, cells):
            return None
        if not code:
            self.tell_nameless(line)
            return None
        if code.casefold() == self._header[self._code] and _repeats(cells, self._header):
            self.tell("feed.header_repeated", line)
            return None
        category = self._key(_cell(cells, self._category))
        return self._reader.offer(line, cells, code, category, one_line(_cell(cells, self._group)))

    def last(self) -> Iterator[Item]:
        yield from self._zeros.told(self.settings.csv.columns["sku"], self.table.origin)
        yield from self._groups.told(self.table.origin)

    def _key(self, cell: str) -> str:
        """The key of the category that a cell names by its levels from the root, else of the group above the row."""
        if not cell:
            return self.paths.key((*self.above, *self._groups.levels()))
        key = self._keys.get(cell)
        if key is None:
            separator = self.settings.csv.category_separator
            levels = filter(None, map(one_line, cell.split(separator) if separator else (cell,)))
            key = self._keys[cell] = self.paths.key(levels)
        return key


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if 0 <= at < len(cells) else ""


def _repeats(cells: list[str], header: list[str]) -> bool:
    """Whether a row says what the header says: lists are put together of several."""
    return all(one_line(cell).casefold() == name for cell, name in zip(cells, header, strict=False) if name and cell.strip())


def _check_columns(table: Table, settings: SourceSettings) -> None:
    """ConfigError for a mapped column that is not there, an unknown field, a missing key or name."""
    place = Place(file=table.origin)
    for field, header in settings.csv.columns.items():
        if field not in CSV_FIELDS:
            near = difflib.get_close_matches(field, CSV_FIELDS, 1)
            raise ConfigError("source.field_unknown", place, field=field, near=near[0] if near else "")
        _check_header(table, field, header, place)
    for name, header in settings.csv.params.items():
        _check_header(table, name, header, place)
    for header in settings.csv.pictures:
        _check_header(table, "pictures", header, place)
    for needed in ("sku",) if settings.updates else ("sku", "name"):
        if needed not in settings.csv.columns:
            raise ConfigError("source.column_unmapped", place, field=needed, headers=", ".join(table.columns)[:300])


def _check_header(table: Table, field: str, header: str, place: Place) -> None:
    if header not in table.columns:
        near = difflib.get_close_matches(header, table.columns, 1, 0.5)
        raise ConfigError("source.column_missing", place, field=field, header=header, near=near[0] if near else "")
