"""Rows of Magento 1's ImportExport format: what the rows without a SKU add to the product above."""

from collections.abc import Iterator

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.layouts.magento.row import Columns, Packed, plain_sku, with_cells
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.text import one_line

_MOST_ROWS = 20_000

Gathered = tuple[int, str, str, str, Packed, str]
"""Line, SKU, store view ("" = default), type, the row, its children as in `configurable_variations`."""


class Continued:
    """Where the columns stand that go on from row to row."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.store = columns.place("_store")
        self.kind = columns.place("_type")
        self.root = columns.place("_root_category")
        self.category = columns.place("_category")
        self.image = columns.place("_media_image")
        self.image_off = columns.place("_media_is_disabled")
        self.child = columns.place("_super_products_sku")
        self.code = columns.place("_super_attribute_code")
        self.option = columns.place("_super_attribute_option")


class _Product:
    """The default row of a product, and what it and the rows below say of categories, pictures and children."""

    def __init__(self, at: Continued, line: int, sku: str, cells: list[str], packed: Packed) -> None:
        self.at, self.line, self.sku, self.kind, self.packed = at, line, sku, cells[at.kind], packed
        self.rows = 0
        self.categories: dict[str, None] = {}
        self.images: dict[str, None] = {}
        self.children: dict[str, dict[str, str]] = {}
        self.more: dict[int, dict[str, None]] = {}

    def add(self, cells: list[str]) -> None:
        at = self.at
        root, category = cells[at.root].strip(), cells[at.category].strip()
        if root or category:
            self.categories["/".join(filter(None, (root, category)))] = None
        if cells[at.image].strip() and cells[at.image_off].strip() != "1":
            self.images[cells[at.image].strip()] = None
        if child := plain_sku(cells[at.child]):
            axes = self.children.setdefault(child, {})
            if code := cells[at.code].strip():
                axes[code] = one_line(cells[at.option])
        self.rows += 1

    def add_values(self, others: tuple[str, ...]) -> None:
        """Further values of attributes that may have several."""
        for place, text in enumerate(others):
            if text.strip():
                self.more.setdefault(place, {})[text.strip()] = None

    def gathered(self) -> Gathered:
        parts = ("".join(f",{code}={option}" for code, option in axes.items()) for axes in self.children.values())
        named = "|".join(f"sku={child}{part}" for child, part in zip(self.children, parts, strict=True))
        others = [*self.packed[3]]
        for place, values in self.more.items():
            others[place] = " , ".join(dict.fromkeys(filter(None, (others[place].strip(), *values))))
        packed = (*self.packed[:3], tuple(others), *self.packed[4:])
        images, categories = "\n".join(self.images), "\n".join(self.categories)
        packed = with_cells(packed, categories=categories, more_images=images, variations=named)
        return self.line, self.sku, "", self.kind, packed, named


def continued(table: Table, at: Continued) -> Iterator[Gathered]:
    """A product when its last row is read; rows of store views just before it. Raises SourceError `source.limit` for a
    product without end."""
    product: _Product | None = None
    for line, cells in table.rows():
        ragged = at.columns.even(cells)
        sku, store = plain_sku(cells[at.columns.sku]), cells[at.store].strip()
        if sku and product is not None and (sku != product.sku or not store):
            yield product.gathered()
            product = None
        owner = sku or (product.sku if product is not None else "")
        packed = at.columns.pack(line, ragged, owner, cells)
        if store:
            yield line, owner, store, cells[at.kind], with_cells(packed, categories="", variations=""), ""
        elif sku:
            product = _Product(at, line, sku, cells, packed)
            product.add(cells)
        elif product is None:
            yield line, "", "", "", packed, ""
        elif product.rows >= _MOST_ROWS:
            raise SourceError("source.limit", Place(table.origin, line, product.sku), what="rows", limit=str(_MOST_ROWS))
        else:
            product.add(cells)
            product.add_values(packed[3])
    if product is not None:
        yield product.gathered()
