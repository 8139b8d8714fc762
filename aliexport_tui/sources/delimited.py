"""Reader of delimited files: one row per variant, columns mapped in the source's settings (`sources.md` §1.6).

Two passes as in `yml`: the first finds repeated keys and proves that the file can be read to its end."""

import csv
import difflib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory
from aliexport_tui.sources.csv_row import Row, read_row, row_category, row_id
from aliexport_tui.sources.encoding import Encoding, detect, text_blocks
from aliexport_tui.sources.joining import Ids, join
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings
from aliexport_tui.sources.sniff import refuse_other_than, sniff
from aliexport_tui.sources.text import one_line

_MAX_CELL = 4 * 1024 * 1024


class _Table(msgspec.Struct, frozen=True):
    """What is known of the file before its rows are read. `columns`: header -> position."""

    path: Path
    origin: str
    encoding: Encoding
    delimiter: str
    columns: dict[str, int]


def read_csv(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Categories come just before the first product that stands in them."""
    origin = origin or str(path)
    if sniff(path).format != "csv":
        raise refuse_other_than("csv", path, origin)
    table = _open(path, settings, origin)
    _check_columns(table, settings)
    ids = Ids()
    for row in _rows(table):
        ids.add(row_id(row, settings.csv))
    place = Place(file=origin)
    if not len(ids):
        yield Problem("feed.no_offers", "", {}, place, "warning")
    coded = detect(path)
    if not settings.csv.encoding and coded.lost:
        yield Problem("feed.bytes_unreadable", "", {"lost": str(coded.lost)}, place, "warning")
    nameless: list[Problem] = []
    tree: dict[str, ShopCategory] = {}
    fresh: list[ShopCategory] = []
    offers = _offers(table, settings, tree, fresh, nameless)
    for read in join(offers, ids.repeated(), settings.join_groups):
        yield from fresh
        fresh.clear()
        yield read
    yield from fresh
    yield from nameless


def headers_of(table_text: Iterable[list[str]]) -> dict[str, int]:
    """Header -> position, from the first row; a repeated header gets "#2", "#3"."""
    counts: dict[str, int] = {}
    columns: dict[str, int] = {}
    for at, cell in enumerate(next(iter(table_text), [])):
        name = one_line(cell)
        counts[name] = counts.get(name, 0) + 1
        if name:
            columns[name if counts[name] == 1 else f"{name}#{counts[name]}"] = at
    return columns


def _open(path: Path, settings: SourceSettings, origin: str) -> _Table:
    encoding = settings.csv.encoding or detect(path).encoding
    delimiter = settings.csv.delimiter or sniff(path).delimiter
    table = _Table(path, origin, encoding, delimiter, {})
    return msgspec.structs.replace(table, columns=headers_of(cells for _, cells in _cells(table)))


def _check_columns(table: _Table, settings: SourceSettings) -> None:
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
    for needed in ("sku", "name"):
        if needed not in settings.csv.columns:
            raise ConfigError("source.column_unmapped", place, field=needed, headers=", ".join(table.columns)[:300])


def _check_header(table: _Table, field: str, header: str, place: Place) -> None:
    if header not in table.columns:
        near = difflib.get_close_matches(header, table.columns, 1, 0.5)
        raise ConfigError("source.column_missing", place, field=field, header=header, near=near[0] if near else "")


def _cells(table: _Table) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not blank; the line is where the row begins."""
    csv.field_size_limit(_MAX_CELL)
    rows = csv.reader(_lines(text_blocks(table.path, table.encoding)), delimiter=table.delimiter)
    line = 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise SourceError("source.broken", Place(file=table.origin, line=line), reason=str(error)) from error


def _lines(blocks: Iterable[str]) -> Iterator[str]:
    """Lines with their ends, of text that may be cut anywhere. A file without line ends is refused by the limit on
    cells, so that it is not gathered in memory."""
    held: list[str] = []
    length = 0
    for block in blocks:
        *whole, rest = block.replace("\r\n", "\n").replace("\x00", "").split("\n")
        for line in whole:
            yield f"{''.join(held)}{line}\n"
            held.clear()
            length = 0
        if rest:
            held.append(rest)
            length += len(rest)
        if length > _MAX_CELL:
            raise csv.Error("line longer than the limit")
    if held:
        yield "".join(held)


def _rows(table: _Table) -> Iterator[Row]:
    """Data rows with their cells by header; short rows are padded, long ones cut."""
    width = max(table.columns.values(), default=-1) + 1
    for line, cells in itertools.islice(_cells(table), 1, None):
        ragged = len(cells) < width or any(cell.strip() for cell in cells[width:])
        by_header = {header: cells[at] for header, at in table.columns.items() if at < len(cells)}
        yield Row(by_header, line, ragged)


def _offers(
    table: _Table,
    settings: SourceSettings,
    tree: dict[str, ShopCategory],
    fresh: list[ShopCategory],
    nameless: list[Problem],
) -> Iterator[Offer]:
    """Offers of the rows that have an id. New categories are put into `fresh`, rows without an id into `nameless`."""
    for row in _rows(table):
        if not row_id(row, settings.csv):
            place = Place(file=table.origin, line=row.line)
            nameless.append(Problem("feed.id_missing", "", {"line": str(row.line)}, place))
            continue
        category = ""
        for level in row_category(row, settings.csv):
            key = f"{category} > {level}" if category else level
            if key not in tree:
                tree[key] = ShopCategory(key, level, category)
                fresh.append(tree[key])
            category = key
        offer = read_row(row, category, settings, table.origin)
        if settings.unavailable == "zero" or offer.product.skus[0].available:
            yield offer
