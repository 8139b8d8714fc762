"""Reader of Magento 1's product CSV in both formats (`sources.md` §1.2): Dataflow, a row for each product and store with
attributes as columns, and ImportExport, where rows without a SKU go on with the product above."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.magento.catalogue import Catalogue
from aliexport_tui.sources.layouts.magento.categories import CategoryCells, CategoryIds
from aliexport_tui.sources.layouts.magento.continued import Continued, Gathered, continued
from aliexport_tui.sources.layouts.magento.dates import file_day
from aliexport_tui.sources.layouts.magento.goods import Goods
from aliexport_tui.sources.layouts.magento.guess import guess_children
from aliexport_tui.sources.layouts.magento.kinds import is_parent, skipped
from aliexport_tui.sources.layouts.magento.row import Columns, plain_sku, with_cells
from aliexport_tui.sources.layouts.magento.store_views import Views
from aliexport_tui.sources.layouts.magento.switches import MAGENTO1_FIELDS, MAGENTO1_SWITCHES
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table

_MEMBERS = {
    "sku": "sku",
    "kind": "type",
    "name": "name",
    "description": "description",
    "short_description": "short_description",
    "categories": "category_ids",
    "price": "price",
    "special_price": "special_price",
    "special_from": "special_from_date",
    "special_to": "special_to_date",
    "qty": "qty",
    "in_stock": "is_in_stock",
    "manage_stock": "manage_stock",
    "config_stock": "use_config_manage_stock",
    "weight": "weight",
    "online": "status",
    "visibility": "visibility",
    "country": "country_of_manufacture",
    "image": "image",
    "small_image": "small_image",
    "thumbnail": "thumbnail",
    "more_images": "media_gallery",
    "variations": "associated_skus",
}
_CONTINUED_MEMBERS = {**_MEMBERS, "kind": "_type", "categories": "_category", "variations": "_super_products_sku"}
_DATAFLOW = frozenset(("sku", "store", "type", "attribute_set"))
_IMPORT_EXPORT = frozenset(("sku", "_type", "_attribute_set"))
_DEFAULT_STORES = ("", "admin")


def recognises(headers: tuple[str, ...]) -> bool:
    """By the headers of either format that name store, type and attribute set."""
    lower = {header.casefold() for header in headers}
    return lower >= _DATAFLOW or lower >= _IMPORT_EXPORT


def read_magento1(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Attributes are params by their codes. Dataflow names categories by id alone, the last of them
    counts, and seldom says which products are variants of which: where it does not, goods that the shop shows nowhere
    belong to the configurable product whose SKU and name theirs begin with, as the shop makes them, which is told. A special
    price counts when the file's day (file_day) is among its days."""
    table = open_table(path, settings, origin)
    lower = {header.casefold() for header in table.headers}
    if "sku" not in lower:
        raise ConfigError("source.column_missing", Place(file=table.origin), field="sku", header="sku", near="")
    is_continued = "_type" in lower
    columns = Columns(table.headers, _CONTINUED_MEMBERS if is_continued else _MEMBERS, MAGENTO1_SWITCHES)
    cells = CategoryCells("\n") if is_continued else CategoryIds()
    fields = [(at, name) for at, name in enumerate(columns.names) if name.casefold() in MAGENTO1_FIELDS]
    params = [(at, name) for at, name in enumerate(columns.names) if (at, name) not in fields]
    catalogue = Catalogue(table.origin, settings, Goods(table.origin, settings, file_day(path), cells, params, fields))
    try:
        yield from table.problems
        gathered = continued(table, Continued(columns)) if is_continued else _dataflow(table, columns)
        yield from _gather(gathered, table, settings, catalogue)
        guess_children(catalogue)
        yield from catalogue.items()
    finally:
        catalogue.close()


def _gather(rows: Iterable[Gathered], table: Table, settings: SourceSettings, catalogue: Catalogue) -> Iterator[Problem]:
    """All rows into the catalogue; -> problems of rows that are left out."""
    views = Views(table.origin, settings.store_view, catalogue)
    for line, sku, view, kind, packed, named in rows:
        if not sku:
            yield Problem("feed.id_missing", "sku", {"line": str(line)}, Place(file=table.origin, line=line))
        elif view:
            views.add(view, line, sku, packed)
        elif code := skipped(kind):
            yield Problem(code, "type", {"type": kind.strip()}, Place(table.origin, line, sku), "warning")
            views.left_out(sku)
        else:
            catalogue.add(sku, packed, is_parent(kind) or bool(named), named)
    if not len(catalogue):
        yield Problem("feed.no_offers", "", {}, Place(file=table.origin), "warning")
    yield from views.problems()


def _dataflow(table: Table, columns: Columns) -> Iterator[Gathered]:
    """The children stand in a column that extensions add, without what tells them apart."""
    at_store, at_kind, at_children = columns.place("store"), columns.place("type"), columns.place("associated_skus")
    for line, cells in table.rows():
        ragged = columns.even(cells)
        sku, kind = plain_sku(cells[columns.sku]), cells[at_kind]
        store = cells[at_store].strip()
        children = cells[at_children].split(",") if is_parent(kind) else []
        named = "|".join(f"sku={child.strip()}" for child in children if child.strip())
        packed = with_cells(columns.pack(line, ragged, sku, cells), variations=named)
        yield line, sku, "" if store.lower() in _DEFAULT_STORES else store, kind, packed, named
