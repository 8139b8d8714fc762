"""Reader of the stock that Magento 2 exports apart from its products: one row per SKU and source (`sources.md` §1.2)."""

from collections.abc import Collection, Iterator

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import SkuUpdate
from aliexport_tui.sources.layouts.magento.row import plain_sku
from aliexport_tui.sources.numbers import parse_pieces
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.table import Table

_SHOWN = 20
_HEADERS = frozenset(("sku", "source_code", "quantity"))


def is_stock_of_sources(lower: Collection[str]) -> bool:
    """By headers in lower case."""
    return _HEADERS.issubset(lower) and "product_type" not in lower


def read_stock_of_sources(table: Table, settings: SourceSettings) -> Iterator[Item]:
    """Quantities added up over the sources that settings.warehouses names, or over all. A source with status 0 has none.
    Memory holds a number for each SKU. Raises ConfigError `source.warehouse_unknown`."""
    at = {header.casefold(): place for header, place in table.columns.items()}
    places = tuple(at.get(header, -1) for header in ("sku", "source_code", "quantity", "status"))
    chosen = frozenset(settings.warehouses)
    stocks: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    yield from table.problems
    for line, cells in table.rows():
        sku, source, quantity, status = (cells[place] if 0 <= place < len(cells) else "" for place in places)
        sku = plain_sku(sku)
        if not sku:
            yield Problem("feed.id_missing", "sku", {"line": str(line)}, Place(file=table.origin, line=line))
            continue
        seen.add(source.strip())
        if chosen and source.strip() not in chosen:
            continue
        number = parse_pieces(quantity)
        if number is None:
            args = {"value": quantity.strip()[:60]}
            yield Problem("feed.stock_unreadable", "quantity", args, Place(table.origin, line, sku), "warning")
            continue
        first, before = stocks.get(sku, (line, 0))
        stocks[sku] = (first, before + (0 if status.strip() == "0" else number))
    if unknown := sorted(chosen - seen):
        known = ", ".join(sorted(seen)[:_SHOWN])
        raise ConfigError("source.warehouse_unknown", Place(file=table.origin), warehouse=unknown[0], warehouses=known)
    if not stocks:
        yield Problem("feed.no_offers", "", {}, Place(file=table.origin), "warning")
    for sku, (line, number) in stocks.items():
        yield SkuUpdate(sku, stock=number, place=Place(table.origin, line, sku))
