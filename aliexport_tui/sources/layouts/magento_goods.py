"""Rows of a Magento export -> products. Of a configurable product the children are the SKUs: its own price and stock mean
nothing, its name, texts and category count."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.layouts.magento_attributes import Pairs, attributes
from aliexport_tui.sources.layouts.magento_categories import CategoryCells, deepest
from aliexport_tui.sources.layouts.magento_dates import is_between
from aliexport_tui.sources.layouts.magento_pictures import Pictures
from aliexport_tui.sources.layouts.magento_row import Row
from aliexport_tui.sources.numbers import parse_measure, parse_pieces, parse_price
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, rich_text
from aliexport_tui.sources.units import to_cm, to_kg
from aliexport_tui.sources.yml_offer import currency

_SHOWN = 60
_CACHED = 4_000
_CACHED_LENGTH = 400

_OFF = frozenset(("0", "2", "disabled", "no"))
_BETWEEN_VALUES = " , "
"""In a column of Magento 1 for an attribute that may have several."""
_BARCODES = ("gtin", "ean", "ean13", "barcode", "upc")
_BRANDS = ("brand", "manufacturer")

Child = tuple[Row, Pairs]
"""A child's row and what its parent says that tells it apart."""


_Figures = tuple[int | None, int | None, int | None, bool]


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
        self.problems: list[Problem] = []
        self._origin = origin
        self._settings = settings
        self._today = today
        self._cells = cells
        self._params = params
        self._fields = fields
        self._pictures = Pictures(settings)
        self._separator = settings.multiple or ","
        self._currency = currency(settings.csv.currency)
        self._known_figures: dict[tuple[str, ...], _Figures] = {}
        self._known_params: dict[str, tuple[Param, ...]] = {}

    def alone(self, row: Row, problems: Sequence[Problem] = ()) -> ReadProduct | None:
        """A simple product, which is its own SKU; None when it is left out, which `problems` tells."""
        self._begin(problems)
        sku = self._sku(row)
        if self._is_left_out(sku):
            return None
        params = self._row_params(row)
        sku = msgspec.structs.replace(sku, barcode=_barcode(params))
        return self._read(row, row, (sku,), params, self._pictures_of(row))

    def family(self, parent: Row, children: Sequence[Child], problems: Sequence[Problem] = ()) -> ReadProduct | None:
        """A configurable product with its children in the order in which it names them."""
        self._begin(problems)
        shared = self._row_params(parent)
        if not children:
            self._warn(parent, "feed.variants_none", "configurable_variations", "error")
        hidden = parent.online.strip().lower() in _OFF
        skus = tuple(sku for child in children if not self._is_left_out(sku := self._child(child, shared, hidden)))
        if children and not skus:
            return None
        axes = {param.name for sku in skus for param in sku.params}
        pictures = self._pictures_of(parent) or distinct(url for sku in skus for url in sku.pictures)
        if len({sku.pictures for sku in skus}) == 1 and set(pictures).issuperset(skus[0].pictures):
            skus = tuple(msgspec.structs.replace(sku, pictures=()) for sku in skus)
        own = tuple(param for param in shared if param.name not in axes)
        first = next((row for row, _ in children if row.weight.strip("0., ")), parent)
        return self._read(parent, first, skus, own, pictures)

    def _begin(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)

    def _read(
        self, row: Row, weighed: Row, skus: tuple[Sku, ...], params: tuple[Param, ...], pictures: tuple[str, ...]
    ) -> ReadProduct:
        """`weighed`: whose weight counts where the row has none."""
        if row.ragged:
            self._warn(row, "feed.row_ragged", "", line=str(row.line))
        ways = self._cells.ways(row.categories)
        product = Product(
            key=row.sku,
            name=self._name(row),
            category=self.paths.key(deepest(ways)),
            brand=_first(params, _BRANDS),
            description=self._description(row),
            currency=self._currency,
            country=one_line(row.country),
            pictures=pictures,
            params=params,
            weight=self._weight(row) or (self._weight(weighed) if weighed is not row else None),
            length=self._side(row, row.length),
            width=self._side(row, row.width),
            height=self._side(row, row.height),
            fields=self._row_fields(row, len(ways) > 1),
            skus=skus,
            place=self._place(row),
        )
        return ReadProduct(product, tuple(self.problems))

    def _sku(self, row: Row, params: tuple[Param, ...] = (), pictures: tuple[str, ...] = (), hidden: bool = False) -> Sku:
        price, old_price, stock, available = self._figures(row)
        if hidden:
            stock, available = 0, False
        barcode = _barcode(params) if params else ""
        return Sku(row.sku, price, old_price, stock, available, barcode, params, pictures, self._place(row))

    def _figures(self, row: Row) -> _Figures:
        """Price, old price, stock, availability. Rows that say the same (children of one parent do) are read once, unless
        there is something to tell of them."""
        said = (row.price, row.special_price, row.special_from, row.special_to, row.qty, row.in_stock, row.manage_stock,
                row.config_stock, row.online)  # fmt: skip
        known = self._known_figures.get(said)
        if known is None:
            before = len(self.problems)
            stock, available = (0, False) if row.online.strip().lower() in _OFF else self._stock(row)
            known = (*self._prices(row), stock, available)
            if len(self.problems) == before and sum(map(len, said)) <= _CACHED_LENGTH:
                if len(self._known_figures) >= _CACHED:
                    self._known_figures.clear()
                self._known_figures[said] = known
        return known

    def _child(self, child: Child, shared: tuple[Param, ...], hidden: bool) -> Sku:
        """The parent's word on what tells it apart comes before the child's own."""
        row, pairs = child
        params = [Param(code, value) for code, value in pairs]
        named = [code for code, _ in pairs]
        params += [param for param in self._row_params(row) if param.name not in named and param not in shared]
        if row.ragged:
            self._warn(row, "feed.row_ragged", "", line=str(row.line))
        return self._sku(row, tuple(params), self._pictures_of(row), hidden)

    def _is_left_out(self, sku: Sku) -> bool:
        if sku.available or self._settings.unavailable == "zero":
            return False
        self.problems.append(Problem("feed.skipped_unavailable", "", {}, sku.place, "warning"))
        return True

    def _prices(self, row: Row) -> tuple[int | None, int | None]:
        """A special price counts on its days, seen from the day of the file."""
        price = parse_price(row.price)
        if price is None:
            self._warn(row, "feed.price_missing", "price", "error", value=one_line(row.price))
            return None, None
        special = parse_price(row.special_price) if row.special_price else None
        if special is None:
            return price, None
        counts = is_between(self._today, row.special_from, row.special_to)
        if counts is None:
            first, last = one_line(row.special_from), one_line(row.special_to)
            self._warn(row, "feed.sale_not_now", "special_price", sale=str(to_decimal(special)), first=first, last=last)
        if not counts:
            return price, None
        if special >= price:
            sale, usual = str(to_decimal(special)), str(to_decimal(price))
            self._warn(row, "feed.sale_not_lower", "special_price", sale=sale, price=usual)
            return price, None
        return special, price

    def _stock(self, row: Row) -> tuple[int | None, bool]:
        """A product whose stock the shop does not keep is there without a number."""
        if row.in_stock.strip() == "0":
            return 0, False
        if row.manage_stock.strip() == "0" and row.config_stock.strip() == "0":
            return None, True
        if not row.qty.strip():
            return None, True
        number = parse_pieces(row.qty)
        if number is None:
            self._warn(row, "feed.stock_unreadable", "qty", value=one_line(row.qty))
        return number, True

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
        found = {name: text for at, name in self._fields if (text := one_line(row.others[at]))}
        if with_categories:
            found["categories"] = one_line(row.categories)
        if row.short_description and row.description:
            found["short_description"] = rich_text(row.short_description)
        return found

    def _name(self, row: Row) -> str:
        name = one_line(row.name)
        if not name:
            self._warn(row, "feed.name_missing", "name", "error")
        elif letters_lost(name):
            self._warn(row, "feed.letters_lost", "name", "error", text=name)
        return name

    def _description(self, row: Row) -> str:
        text = rich_text(row.description) or rich_text(row.short_description)
        if letters_lost(text):
            self._warn(row, "feed.letters_lost", "description", "error", text=text)
        return text

    def _pictures_of(self, row: Row) -> tuple[str, ...]:
        urls, unusable = self._pictures.of(row)
        if unusable:
            self._warn(row, "feed.picture_address", "base_image", url=unusable)
        return urls

    def _weight(self, row: Row) -> Decimal | None:
        amount = parse_measure(row.weight)
        if amount is None:
            if row.weight.strip("0., "):
                self._warn(row, "feed.weight_unreadable", "weight", value=one_line(row.weight))
            return None
        return to_kg(amount, self._settings.weight_unit)

    def _side(self, row: Row, text: str) -> Decimal | None:
        amount = parse_measure(text) if text else None
        if amount is None:
            if text.strip("0., "):
                self._warn(row, "feed.dimensions_unreadable", "dimensions", value=one_line(text))
            return None
        return to_cm(amount, self._settings.length_unit)

    def _place(self, row: Row) -> Place:
        return Place(self._origin, row.line, row.sku)

    def _warn(self, row: Row, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, self._place(row), severity))


def _first(params: tuple[Param, ...], names: tuple[str, ...]) -> str:
    return next((param.value for name in names for param in params if param.name == name), "")


def _barcode(params: tuple[Param, ...]) -> str:
    return _first(params, _BARCODES)
