"""Reader of WooCommerce's product export (`sources.md` §1.4): products and their variations in rows of their own, in any
order. Two passes: the first finds who is whose parent and which codes repeat."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining import Ids
from aliexport_tui.sources.layouts.magento_dates import file_day
from aliexport_tui.sources.layouts.woocommerce_headers import Columns, columns_of
from aliexport_tui.sources.layouts.woocommerce_row import RowReader
from aliexport_tui.sources.put_by import PutBy
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.woo.composing import compose
from aliexport_tui.sources.woo.item import VARIABLE, VARIATION, WooItem, same_item
from aliexport_tui.sources.woo.reading import Units, read_item


def read_woocommerce(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Keys are SKUs, `id:` and the shop's number without one. Products without variations come in the
    file's order, then those with. Raises ConfigError `source.other_kind` for another table."""
    table = open_table(path, settings, origin)
    columns = columns_of(table.headers, settings)
    if "type" not in columns.places and "sku" not in columns.places:
        raise ConfigError("source.other_kind", Place(file=table.origin), wanted="woocommerce", found="csv")
    paths = CategoryPaths()
    reader = RowReader(columns, paths, file_day(path), table.origin, len(table.headers))
    survey = _Survey(reader, table)
    yield from table.problems
    yield from _of_the_file(table, columns, survey)
    with PutBy(WooItem) as waiting:
        for item in _items(table, reader, settings, columns):
            parent = survey.parent_of(item)
            if item.type == VARIATION and not parent:
                yield _orphan(item)
            elif parent or survey.waits(item):
                waiting.put(parent or item.code, item)
            elif not item.code and not item.skipped:
                yield Problem("feed.id_missing", "sku", {"line": str(item.place.line)}, item.place)
            else:
                yield from _with_categories(paths, compose(item, (), settings))
        for key in waiting.all_keys():
            yield from _with_categories(paths, _together(waiting.get(key), settings))


class _Survey:
    """`parent_of` finds a variable product by SKU, in whatever case, or by `id:` and number."""

    def __init__(self, reader: RowReader, table: Table) -> None:
        self._parents: dict[str, str] = {}
        ids = Ids()
        for line, cells in table.rows():
            outline = reader.outline(line, cells)
            if outline.type == VARIATION:
                continue
            ids.add(outline.code)
            if outline.type == VARIABLE:
                names = filter(None, (outline.sku.casefold(), outline.id and f"id:{outline.id}"))
                self._parents.update((name, outline.code) for name in names if name not in self._parents)
        self.count = len(ids)
        self._repeated = ids.repeated()

    def parent_of(self, item: WooItem) -> str:
        return self._parents.get(item.parent.casefold(), "") if item.type == VARIATION else ""

    def waits(self, item: WooItem) -> bool:
        return bool(item.code) and (item.type == VARIABLE or hash(item.code) in self._repeated)


def _items(table: Table, reader: RowReader, settings: SourceSettings, columns: Columns) -> Iterator[WooItem]:
    units = Units(columns.weight_unit, columns.length_unit)
    for line, cells in table.rows():
        yield read_item(reader.row(line, cells), settings, units)


def _of_the_file(table: Table, columns: Columns, survey: _Survey) -> Iterator[Problem]:
    place = Place(file=table.origin)
    if not survey.count:
        yield Problem("feed.no_offers", "", {}, place, "warning")
    if columns.unknown:
        yield Problem("feed.unit_unknown", "", {"columns": ", ".join(columns.unknown)[:120]}, place, "warning")


def _together(rows: list[WooItem], settings: SourceSettings) -> Iterator[ReadProduct | Problem]:
    """The product of a code and its variations. Where a code stands twice, the first counts."""
    first, *others = (row for row in rows if row.type != VARIATION)
    problems = tuple(_repeated(first, other) for other in others)
    first = msgspec.structs.replace(first, problems=(*first.problems, *problems))
    yield from compose(first, [row for row in rows if row.type == VARIATION], settings)


def _repeated(first: WooItem, other: WooItem) -> Problem:
    args = {"id": first.code, "line": str(other.place.line), "first": str(first.place.line)}
    if same_item(first, other):
        return Problem("feed.id_repeated", "sku", args, other.place, "warning")
    return Problem("feed.id_conflict", "sku", args, other.place)


def _orphan(item: WooItem) -> Problem:
    return Problem("feed.skipped_orphan", "parent", {"parent": item.parent[:60]}, item.place, "warning")


def _with_categories(paths: CategoryPaths, found: Iterator[ReadProduct | Problem]) -> Iterator[Item]:
    yield from paths.fresh()
    yield from found
