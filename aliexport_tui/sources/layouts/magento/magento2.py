"""Reader of Magento 2's product CSV (System > Export > Products) and of its stock sources (`sources.md` §1.2)."""

from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.magento.catalogue import NOT_ALONE, Catalogue
from aliexport_tui.sources.layouts.magento.categories import CategoryCells
from aliexport_tui.sources.layouts.magento.dates import file_day
from aliexport_tui.sources.layouts.magento.goods import Goods
from aliexport_tui.sources.layouts.magento.kinds import is_parent, skipped
from aliexport_tui.sources.layouts.magento.row import Columns, plain_sku
from aliexport_tui.sources.layouts.magento.stock_of_sources import is_stock_of_sources, read_stock_of_sources
from aliexport_tui.sources.layouts.magento.store_views import Views
from aliexport_tui.sources.layouts.magento.switches import MAGENTO2_SWITCHES
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table

_MEMBERS = {
    "sku": "sku",
    "kind": "product_type",
    "name": "name",
    "description": "description",
    "short_description": "short_description",
    "categories": "categories",
    "price": "price",
    "special_price": "special_price",
    "special_from": "special_price_from_date",
    "special_to": "special_price_to_date",
    "qty": "qty",
    "in_stock": "is_in_stock",
    "manage_stock": "manage_stock",
    "config_stock": "use_config_manage_stock",
    "weight": "weight",
    "length": "ts_dimensions_length",
    "width": "ts_dimensions_width",
    "height": "ts_dimensions_height",
    "online": "product_online",
    "visibility": "visibility",
    "country": "country_of_manufacture",
    "image": "base_image",
    "small_image": "small_image",
    "thumbnail": "thumbnail_image",
    "more_images": "additional_images",
    "hidden_images": "hide_from_product_page",
    "attributes": "additional_attributes",
    "variations": "configurable_variations",
}
_SIGNS = ("attribute_set_code", "product_type", "configurable_variations", "additional_attributes", "store_view_code")
_FIXTURE = {"category", "name", "sku", "attribute_set"}


def recognises(headers: tuple[str, ...]) -> bool:
    """Two of the headers that are Magento 2's own, or those of its stock sources."""
    lower = {header.casefold() for header in headers}
    return ("sku" in lower and sum(sign in lower for sign in _SIGNS) >= 2) or is_stock_of_sources(lower)


def read_magento2(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. A configurable product's children are its SKUs. Params go by attribute code, as the file has
    labels for few; labels of axes stand in Product.fields. A special price counts when the file's day (file_day) is among
    its days. Raises SourceError `source.fixture` for the installer's sample tables."""
    table = open_table(path, settings, origin)
    lower = {header.casefold() for header in table.headers}
    if is_stock_of_sources(lower):
        yield from read_stock_of_sources(table, settings)
        return
    if lower >= _FIXTURE and not lower.intersection(_SIGNS):
        raise SourceError("source.fixture", Place(file=table.origin))
    if "sku" not in lower:
        raise ConfigError("source.column_missing", Place(file=table.origin), field="sku", header="sku", near="")
    columns = Columns(table.headers, _MEMBERS, MAGENTO2_SWITCHES)
    cells = CategoryCells(settings.multiple)
    goods = Goods(table.origin, settings, file_day(path), cells, (), tuple(enumerate(columns.names)))
    catalogue = Catalogue(table.origin, settings, goods)
    try:
        yield from table.problems
        yield from _gather(table, settings, columns, cells, catalogue)
        yield from catalogue.items()
    finally:
        catalogue.close()


def _gather(
    table: Table, settings: SourceSettings, columns: Columns, cells_read: CategoryCells, catalogue: Catalogue
) -> Iterator[Problem]:
    """All rows into the catalogue; -> problems of rows that are left out."""
    views = Views(table.origin, settings.store_view, catalogue)
    at_sku, at_view, at_kind = columns.sku, columns.place("store_view_code"), columns.place("product_type")
    at_categories, at_variations = columns.place("categories"), columns.place("configurable_variations")
    at_visibility = columns.place("visibility")
    for line, cells in table.rows():
        ragged = columns.even(cells)
        sku = plain_sku(cells[at_sku])
        if not sku:
            yield Problem("feed.id_missing", "sku", {"line": str(line)}, Place(file=table.origin, line=line))
            continue
        if view := cells[at_view].strip():
            views.add(view, line, sku, columns.pack(line, ragged, sku, cells))
            continue
        kind, named = cells[at_kind], cells[at_variations]
        if kind != "simple" and (code := skipped(kind)):
            yield Problem(code, "product_type", {"type": kind.strip()}, Place(table.origin, line, sku), "warning")
            views.left_out(sku)
        elif cells[at_visibility] in NOT_ALONE and kind == "simple" and not named:
            catalogue.add(sku, columns.pack_child(line, ragged, sku, cells))
        else:
            cells_read.learn(cells[at_categories])
            catalogue.add(sku, columns.pack(line, ragged, sku, cells), bool(named) or is_parent(kind), named)
    if not len(catalogue):
        yield Problem("feed.no_offers", "", {}, Place(file=table.origin), "warning")
    yield from views.problems()
