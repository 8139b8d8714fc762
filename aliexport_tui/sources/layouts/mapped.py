"""Reader of tables whose columns the owner has mapped: one row per variant (`sources.md` §1.6).

Two passes as in `yml`: the first finds repeated keys and proves that the file can be read to its end."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining import Ids, join
from aliexport_tui.sources.layouts.mapped_row import Row, read_row, row_category, row_id
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table


def read_mapped(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Categories come just before the first product that stands in them."""
    table = open_table(path, settings, origin)
    _check_columns(table, settings)
    ids = Ids()
    for row in _rows(table):
        ids.add(row_id(row, settings.csv))
    if not len(ids):
        yield Problem("feed.no_offers", "", {}, Place(file=table.origin), "warning")
    yield from table.problems
    nameless: list[Problem] = []
    paths = CategoryPaths()
    offers = _offers(table, settings, paths, nameless)
    for read in join(offers, ids.repeated(), settings.join_groups):
        yield from paths.fresh()
        yield read
    yield from paths.fresh()
    yield from nameless


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


def _rows(table: Table) -> Iterator[Row]:
    """Data rows with their cells by header; short rows are padded, long ones cut."""
    columns = table.columns
    width = max(columns.values(), default=-1) + 1
    for line, cells in table.rows():
        ragged = len(cells) < width or any(cell.strip() for cell in cells[width:])
        by_header = {header: cells[at] for header, at in columns.items() if at < len(cells)}
        yield Row(by_header, line, ragged)


def _offers(
    table: Table, settings: SourceSettings, paths: CategoryPaths, nameless: list[Problem]
) -> Iterator[Offer]:
    """Offers of the rows that have an id; rows without one go into `nameless`."""
    for row in _rows(table):
        if not row_id(row, settings.csv):
            place = Place(file=table.origin, line=row.line)
            nameless.append(Problem("feed.id_missing", "", {"line": str(row.line)}, place))
            continue
        offer = read_row(row, paths.key(row_category(row, settings.csv)), settings, table.origin)
        if settings.unavailable == "zero" or offer.product.skus[0].available:
            yield offer
