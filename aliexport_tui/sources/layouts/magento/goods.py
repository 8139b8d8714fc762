"""Rows of a Magento export -> products. Of a configurable product the children are the SKUs: its own price and stock mean
nothing, its name, texts and category count."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.layouts.magento.attributes import Pairs, attributes
from aliexport_tui.sources.layouts.magento.categories import CategoryCells, deepest
from aliexport_tui.sources.layouts.magento.figures import FiguresReader, is_off
from aliexport_tui.sources.layouts.magento.pictures import Pictures
from aliexport_tui.sources.layouts.magento.row import Row
from aliexport_tui.sources.layouts.magento.told import Told
from aliexport_tui.sources.numbers import parse_measure
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, rich_text
from aliexport_tui.sources.units import to_cm, to_kg
from aliexport_tui.sources.yml.offer import currency

_CACHED = 4_000
_CACHED_LENGTH = 400

_BETWEEN_VALUES = " , "
"""In a column of Magento 1 for an attribute that may have several."""
_BARCODES = {"gtin": 0, "ean": 1, "ean13": 2, "barcode": 3, "upc": 4}
_BRANDS = {"brand": 0, "manufacturer": 1}

Child = tuple[Row, Pairs]
"""A child's row and what its parent says that tells it apart."""


class Goods:
    """`params`, `fields`: the rows' further columns (places in Row.others, headers), by what becomes of them."""

    def __init__(
        self,
        origin: str,
        settings: SourceSettings,
        today: date,
        cells: CategoryCells,
        params: Sequence[tuple[int, str]],
        fields: Sequence[tuple[int, str]],
    ) -> None:
        self.paths = CategoryPaths()
        self.told = Told(origin)
        self._settings = settings
        self._figures = FiguresReader(today, self.told)
        self._cells = cells
        self._params = params
        self._fields = fields
        self._pictures = Pictures(settings)
        self._separator = settings.multiple or ","
        self._currency = currency(settings.csv.currency)
        self._known_categories: dict[str, tuple[str, bool]] = {}
        self._known_params: dict[str, tuple[Param, ...]] = {}

    def alone(self, row: Row, problems: Sequence[Problem] = ()) -> ReadProduct | None:
        """A simple product, which is its own SKU; None when it is left out, which `told` tells."""
        self.told.begin(problems)
        sku = self._sku(row)
        if self._is_left_out(sku):
            self._leave_out(row, 0)
            return None
        params = self._row_params(row)
        sku = msgspec.structs.replace(sku, barcode=_first(params, _BARCODES))
        return self._read(row, row, (sku,), params, self._pictures_of(row))

    def family(self, parent: Row, children: Sequence[Child], problems: Sequence[Problem] = ()) -> ReadProduct | None:
        """A configurable product with its children in the order in which it names them."""
        self.told.begin(problems)
        shared = self._row_params(parent)
        if not children:
            self.told.add(parent, "feed.variants_none", "configurable_variations", "error")
        hidden = is_off(parent)
        skus = self._children(children, shared, hidden)
        if children and not skus:
            return None
        axes = {param.name for sku in skus for param in sku.params}
        pictures = self._pictures_of(parent) or distinct(url for sku in skus for url in sku.pictures)
        if len({sku.pictures for sku in skus}) == 1 and set(pictures).issuperset(skus[0].pictures):
            skus = tuple(msgspec.structs.replace(sku, pictures=()) for sku in skus)
        own = tuple(param for param in shared if param.name not in axes)
        first = next((row for row, _ in children if row.weight.strip("0., ")), parent)
        return self._read(parent, first, skus, own, pictures)

    def _read(
        self, row: Row, weighed: Row, skus: tuple[Sku, ...], params: tuple[Param, ...], pictures: tuple[str, ...]
    ) -> ReadProduct:
        """`weighed`: whose weight counts where the row has none."""
        if row.ragged:
            self.told.add(row, "feed.row_ragged", "", line=str(row.line))
        category, several = self._category(row.categories)
        product = Product(
            key=row.sku,
            name=self._name(row),
            category=category,
            brand=_first(params, _BRANDS),
            description=self._description(row),
            currency=self._currency,
            country=one_line(row.country) if row.country else "",
            pictures=pictures,
            params=params,
            weight=self._weight(row) or (self._weight(weighed) if weighed is not row else None),
            length=self._side(row, row.length),
            width=self._side(row, row.width),
            height=self._side(row, row.height),
            fields=self._row_fields(row, several),
            skus=skus,
            place=self.told.place(row),
        )
        return ReadProduct(product, tuple(self.told.problems))

    def _sku(self, row: Row, params: tuple[Param, ...] = (), pictures: tuple[str, ...] = (), hidden: bool = False) -> Sku:
        price, old_price, stock, available = self._figures.read(row)
        if hidden:
            stock, available = 0, False
        barcode = _first(params, _BARCODES) if params else ""
        return Sku(row.sku, price, old_price, stock, available, barcode, params, pictures, self.told.place(row))

    def _child(self, child: Child, shared: tuple[Param, ...], hidden: bool) -> Sku:
        """The parent's word on what tells it apart comes before the child's own."""
        row, pairs = child
        params = [Param(code, value) for code, value in pairs]
        named = [code for code, _ in pairs]
        params += [param for param in self._row_params(row) if param.name not in named and param not in shared]
        if row.ragged:
            self.told.add(row, "feed.row_ragged", "", line=str(row.line))
        return self._sku(row, tuple(params), self._pictures_of(row), hidden)

    def _children(self, children: Sequence[Child], shared: tuple[Param, ...], hidden: bool) -> tuple[Sku, ...]:
        """Without those that are left out: nothing else is told of these, as it would block the others."""
        skus = []
        for child in children:
            before = len(self.told.problems)
            sku = self._child(child, shared, hidden)
            if self._is_left_out(sku):
                self._leave_out(child[0], before)
            else:
                skus.append(sku)
        return tuple(skus)

    def _is_left_out(self, sku: Sku) -> bool:
        return not sku.available and self._settings.unavailable == "skip"

    def _leave_out(self, row: Row, before: int) -> None:
        del self.told.problems[before:]
        self.told.add(row, "feed.skipped_unavailable", "")

    def _row_params(self, row: Row) -> tuple[Param, ...]:
        """What the store view says of a code comes in place of the default."""
        found = self._attributes(row.attributes)
        if row.laid_attributes:
            laid = self._attributes(row.laid_attributes)
            names = {param.name for param in laid}
            found = (*(param for param in found if param.name not in names), *laid)
        if self._params:
            columns = ((name, part) for at, name in self._params for part in row.others[at].split(_BETWEEN_VALUES))
            found = (*found, *(Param(name, text) for name, part in columns if (text := one_line(part))))
        return found

    def _attributes(self, cell: str) -> tuple[Param, ...]:
        known = self._known_params.get(cell)
        if known is None:
            known = attributes(cell, self._separator)
            if len(self._known_params) >= _CACHED:
                self._known_params.clear()
            if len(cell) <= _CACHED_LENGTH:
                self._known_params[cell] = known
        return known

    def _row_fields(self, row: Row, with_categories: bool) -> dict[str, str]:
        others = row.others
        found = {name: text for at, name in self._fields if others[at] and (text := one_line(others[at]))}
        if with_categories:
            found["categories"] = one_line(row.categories)
        if row.short_description and row.description:
            found["short_description"] = rich_text(row.short_description)
        return found

    def _category(self, cell: str) -> tuple[str, bool]:
        """Its key, and whether the cell names more."""
        known = self._known_categories.get(cell)
        if known is None:
            ways = self._cells.ways(cell)
            known = self.paths.key(deepest(ways)), len(ways) > 1
            if len(self._known_categories) >= _CACHED:
                self._known_categories.clear()
            if len(cell) <= _CACHED_LENGTH:
                self._known_categories[cell] = known
        return known

    def _name(self, row: Row) -> str:
        name = one_line(row.name)
        if not name:
            self.told.add(row, "feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.told.add(row, "feed.letters_lost", "name", "error", text=name)
        return name

    def _description(self, row: Row) -> str:
        text = rich_text(row.description) or rich_text(row.short_description)
        if letters_lost(text):
            self.told.add(row, "feed.letters_lost", "description", "error", text=text)
        return text

    def _pictures_of(self, row: Row) -> tuple[str, ...]:
        urls, unusable = self._pictures.of(row)
        if unusable:
            self.told.add(row, "feed.picture_address", "base_image", url=unusable)
        return urls

    def _weight(self, row: Row) -> Decimal | None:
        amount = parse_measure(row.weight)
        if amount is None:
            if row.weight.strip("0., "):
                self.told.add(row, "feed.weight_unreadable", "weight", value=one_line(row.weight))
            return None
        return to_kg(amount, self._settings.weight_unit)

    def _side(self, row: Row, text: str) -> Decimal | None:
        amount = parse_measure(text) if text else None
        if amount is None:
            if text.strip("0., "):
                self.told.add(row, "feed.dimensions_unreadable", "dimensions", value=one_line(text))
            return None
        return to_cm(amount, self._settings.length_unit)


def _first(params: tuple[Param, ...], names: dict[str, int]) -> str:
    """The value of the first of the names that is there."""
    found = [(names[param.name], param.value) for param in params if param.name in names]
    return min(found)[1] if found else ""
