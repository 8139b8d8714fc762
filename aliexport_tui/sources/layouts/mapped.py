"""Reader of tables whose columns the owner has mapped: one row per variant (`sources.md` §1.6).

Two passes as in `yml`: the first finds repeated keys and proves that the file can be read to its end."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining import Ids, join
from aliexport_tui.sources.layouts.columns import Columns, mapped_columns
from aliexport_tui.sources.layouts.group_rows import GroupRows
from aliexport_tui.sources.layouts.lost_zeros import LostZeros
from aliexport_tui.sources.layouts.row_reader import RowReader
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.text import one_line


def read_mapped(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Categories come just before the first product that stands in them."""
    table = open_table(path, settings, origin)
    _check_columns(table, settings)
    columns = mapped_columns(table, settings.csv)
    ids, zeros = Ids(), LostZeros()
    for cell in table.column(columns.at("sku")):
        code = one_line(cell)
        ids.add(code)
        zeros.add(code)
    yield from table.problems
    yield from zeros.told(settings.csv.columns["sku"], table.origin)
    rows = _Rows(table, columns, settings)
    for read in join(rows.offers(), ids.repeated(), settings.join_groups):
        yield from rows.fresh()
        yield read
    yield from rows.fresh()
    yield from rows.groups.told(table.origin)
    if not rows.count:
        yield Problem("feed.no_offers", "", {}, Place(file=table.origin), "warning")


class _Rows:
    """The data rows of a table. `count`: of those that are offers."""

    def __init__(self, table: Table, columns: Columns, settings: SourceSettings) -> None:
        self.paths = CategoryPaths()
        self.groups = GroupRows(columns)
        self._problems: list[Problem] = []
        self.count = 0
        self._keys: dict[str, str] = {}
        self._table = table
        self._columns = columns
        self._settings = settings

    def offers(self) -> Iterator[Offer]:
        table, columns, settings = self._table, self._columns, self._settings
        reader = RowReader(columns, settings, table.origin, settings.csv.separator)
        code_at, price_at, group_at, category_at = map(columns.at, ("sku", "price", "group", "category"))
        header = [name.casefold() for name in table.headers]
        for line, cells in table.rows():
            code = one_line(cells[code_at]) if code_at < len(cells) else ""
            if (not code or not _cell(cells, price_at)) and self.groups.take(line, cells):
                continue
            if not code:
                args = {"line": str(line)}
                self._problems.append(Problem("feed.id_missing", "", args, Place(file=table.origin, line=line)))
                continue
            if code.casefold() == header[code_at] and _repeats(cells, header):
                args = {"line": str(line)}
                self._problems.append(Problem("feed.header_repeated", "", args, Place(table.origin, line), "warning"))
                continue
            self.count += 1
            category = self._category(_cell(cells, category_at))
            offer = reader.offer(line, cells, code, category, one_line(_cell(cells, group_at)))
            if settings.unavailable == "zero" or offer.product.skus[0].available:
                yield offer
            else:
                self._problems.append(Problem("feed.skipped_unavailable", "", {}, offer.place, "warning"))

    def fresh(self) -> Iterator[Item]:
        """Categories and problems of rows that were met since the last call."""
        yield from self.paths.fresh()
        yield from self._problems
        self._problems.clear()

    def _category(self, cell: str) -> str:
        """The key of the category that a cell names by its levels from the root, else of the group above the row."""
        if not cell:
            return self.paths.key(self.groups.levels())
        key = self._keys.get(cell)
        if key is None:
            separator = self._settings.csv.category_separator
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
