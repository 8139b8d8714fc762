"""Reader of WooCommerce's product export (`sources.md` §1.4): products and their variations in rows of their own, in any
order. All of them wait in temporary files until it is known who is whose parent and which codes repeat."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.joining.groups import Ids
from aliexport_tui.sources.layouts.magento.dates import file_day
from aliexport_tui.sources.layouts.woocommerce.headers import Columns, columns_of
from aliexport_tui.sources.layouts.woocommerce.row import RowReader
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.waiting.by_key import PutBy
from aliexport_tui.sources.woo.composing import compose
from aliexport_tui.sources.woo.item import VARIABLE, VARIATION, WooItem, same_item
from aliexport_tui.sources.woo.reading import Units, read_item


def read_woocommerce(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Keys are SKUs, `id:` and the shop's number without one. Products come in the file's order, those
    whose code repeats at the end. Raises ConfigError `source.other_kind` for another table."""
    table = open_table(path, settings, origin)
    columns = columns_of(table.headers, settings)
    if "type" not in columns.places and "sku" not in columns.places:
        raise ConfigError("source.other_kind", Place(file=table.origin), wanted="woocommerce", found="csv")
    paths = CategoryPaths()
    reader = RowReader(columns, paths, file_day(path), table.origin, len(table.headers))
    units = Units(columns.weight_unit, columns.length_unit)
    with _Rows() as rows:
        for line, cells in table.rows():
            rows.put(read_item(reader.row(line, cells), settings, units))
        yield from table.problems
        yield from _of_the_file(table.origin, columns, rows.count)
        yield from paths.fresh()
        for item, variations in rows.families():
            if item.code or item.skipped:
                yield from compose(item, variations, settings)
            else:
                yield Problem("feed.id_missing", "sku", {"line": str(item.place.line)}, item.place)
        yield from map(_orphan, rows.orphans())


class _Rows:
    """Rows of a file, put together. A variation names its parent by SKU, in whatever case, or by `id:` and number."""

    def __init__(self) -> None:
        self._products = PutBy(WooItem)
        self._variations = PutBy(WooItem)
        self._ids = Ids()
        self._orphaned: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._products.close()
        self._variations.close()

    @property
    def count(self) -> int:
        return len(self._ids)

    def put(self, item: WooItem) -> None:
        if item.type == VARIATION:
            self._variations.put(item.parent.casefold(), item)
        else:
            self._ids.add(item.code or str(item.place.line))
            self._products.put("", item)

    def families(self) -> Iterator[tuple[WooItem, list[WooItem]]]:
        """Each product with its variations; of several with one code the first, which tells of the others."""
        self._orphaned = set(self._variations.all_keys())
        repeated = self._ids.repeated()
        with PutBy(WooItem) as alike:
            for item in self._products.each(""):
                if item.code and hash(item.code) in repeated:
                    alike.put(item.code, item)
                else:
                    yield item, self._variations_of(item)
            for code in alike.all_keys():
                first = _first_of(alike.each(code))
                yield first, self._variations_of(first)

    def orphans(self) -> Iterator[WooItem]:
        """What nobody in `families` was the parent of."""
        for parent in self._variations.all_keys():
            if parent in self._orphaned:
                yield from self._variations.each(parent)

    def _variations_of(self, item: WooItem) -> list[WooItem]:
        if item.type != VARIABLE:
            return []
        names = {item.code.casefold(), f"id:{item.id}"} & self._orphaned
        self._orphaned -= names
        found = [variation for name in names for variation in self._variations.get(name)]
        return sorted(found, key=lambda variation: variation.place.line or 0)


def _of_the_file(origin: str, columns: Columns, count: int) -> Iterator[Problem]:
    if not count:
        yield Problem("feed.no_offers", "", {}, Place(file=origin), "warning")
    if columns.unknown:
        args = {"columns": ", ".join(columns.unknown)[:120]}
        yield Problem("feed.unit_unknown", "", args, Place(file=origin), "warning")


def _first_of(alike: Iterator[WooItem]) -> WooItem:
    """Where a code stands several times the first counts; the others are not kept."""
    first = next(alike)
    problems = tuple(_repeated(first, other) for other in alike)
    return msgspec.structs.replace(first, problems=(*first.problems, *problems)) if problems else first


def _repeated(first: WooItem, other: WooItem) -> Problem:
    args = {"id": first.code, "line": str(other.place.line), "first": str(first.place.line)}
    if same_item(first, other):
        return Problem("feed.id_repeated", "sku", args, other.place, "warning")
    return Problem("feed.id_conflict", "sku", args, other.place)


def _orphan(item: WooItem) -> Problem:
    return Problem("feed.skipped_orphan", "parent", {"parent": item.parent[:60]}, item.place, "warning")
