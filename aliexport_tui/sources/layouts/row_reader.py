"""One row of a table -> our record, by what its columns hold. Faults of the row stand in Offer.problems."""

import re
from collections.abc import Sequence
from decimal import Decimal

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.layouts.columns import NOWHERE, Columns
from aliexport_tui.sources.numbers import parse_flag, parse_measure, parse_price, parse_stock
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.units import length_unit_in, to_cm, to_kg, weight_unit_in
from aliexport_tui.sources.yml_offer import currency

_SHOWN = 60
_EMPTY: tuple[str, ...] = ()


class RowReader:
    """Reads row after row of one table. `separator`: what parts several values in one cell beside line breaks."""

    def __init__(self, columns: Columns, settings: SourceSettings, origin: str, separator: str = "") -> None:
        self.columns = columns
        self.settings = settings
        self.origin = origin
        self._decimal_comma = settings.csv.decimal_comma
        self._parts = re.compile("|".join(re.escape(one) for one in (separator, "\n") if one))
        self._currency = currency(settings.csv.currency)
        self._weight_unit = weight_unit_in(columns.headers.get("weight", "")) or settings.weight_unit
        self._length_units = {
            side: length_unit_in(columns.headers.get(side, "")) or settings.length_unit
            for side in ("length", "width", "height")
        }
        self._cells: Sequence[str] = ()
        self._place = Place()
        self._problems: list[Problem] = []

    def offer(self, line: int, cells: Sequence[str], code: str, category: str, group: str = "") -> Offer:
        """`code`: the variant's. Cells beyond the table's width that say something, or missing ones, are told."""
        self._problems = []
        self._place = place = Place(self.origin, line, code)
        self._cells = cells
        columns = self.columns
        if len(cells) != columns.width:
            self._fit(line, cells)
        price, old_price = self._prices()
        stock, available = self._stock()
        barcodes = self._several("barcode")
        sku = Sku(code, price, old_price, stock, available, barcodes[0] if barcodes else "", place=place)
        product = Product(
            key=code,
            name=self._name(),
            category=category,
            brand=self.text("brand"),
            article=self.text("article"),
            description=self._description(),
            url=self.text("url"),
            currency=currency(text) if (text := self.text("currency")) else self._currency,
            country=self.text("country"),
            pictures=self._pictures(),
            params=self._params(),
            weight=self._weight(),
            length=self._side("length"),
            width=self._side("width"),
            height=self._side("height"),
            tnved=self._several("tnved"),
            fields=self._rest(),
            skus=(sku,),
            place=place,
        )
        return Offer(product, group, tuple(self._problems))

    def raw(self, field: str) -> str:
        at = self.columns.fields.get(field, NOWHERE)
        return self._cells[at] if at >= 0 else ""

    def text(self, field: str) -> str:
        at = self.columns.fields.get(field, NOWHERE)
        return one_line(self._cells[at]) if at >= 0 and self._cells[at] else ""

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        header = self.columns.headers.get(field, field)
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self._problems.append(Problem(code, header, shown, self._place, severity))

    def _fit(self, line: int, cells: Sequence[str]) -> None:
        width = self.columns.width
        if len(cells) < width:
            self._cells = [*cells, *[""] * (width - len(cells))]
            self.warn("feed.row_ragged", "", line=str(line))
        elif any(cell.strip() for cell in cells[width:]):
            self.warn("feed.row_ragged", "", line=str(line))

    def _several(self, field: str) -> tuple[str, ...]:
        raw = self.raw(field)
        return self._split(raw) if raw else _EMPTY

    def _split(self, cell: str) -> tuple[str, ...]:
        return distinct(map(one_line, self._parts.split(cell)))

    def _name(self) -> str:
        name = self.text("name")
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def _description(self) -> str:
        text = rich_text(raw) if (raw := self.raw("description")) else ""
        if letters_lost(text):
            self.warn("feed.letters_lost", "description", "error", text=text)
        return text

    def _prices(self) -> tuple[int | None, int | None]:
        price = parse_price(self.raw("price"), self._decimal_comma)
        if price is None:
            self.warn("feed.price_missing", "price", "error", value=self.text("price"))
            return None, None
        raw = self.raw("old_price")
        old = parse_price(raw, self._decimal_comma) if raw else None
        if old is None:
            return price, None
        if old <= price:
            self.warn("feed.old_price_not_higher", "old_price", price=str(to_decimal(price)), old=str(to_decimal(old)))
            return price, None
        return price, old

    def _stock(self) -> tuple[int | None, bool]:
        said = parse_flag(raw) if (raw := self.raw("available")) else None
        text = self.text("stock")
        found = parse_stock(text) if text else None
        if found is None and text:
            self.warn("feed.stock_unreadable", "stock", value=text)
        if said is None:
            said = found.available if found and found.available is not None else True
        return (found.number if found else None, True) if said else (0, False)

    def _pictures(self) -> tuple[str, ...]:
        urls = []
        for header, at in self.columns.pictures:
            for address in self._split(self._cells[at]) if self._cells[at] else ():
                url = picture_url(address, self.settings.base_url)
                if not url:
                    self.warn("feed.picture_address", header, url=address)
                urls.append(url)
        return distinct(urls) if urls else _EMPTY

    def _params(self) -> tuple[Param, ...]:
        cells = self._cells
        found = [
            Param(param.name, value, param.unit)
            for param in self.columns.params
            if cells[param.at]
            for value in self._split(cells[param.at])
        ]
        for name_at, unit_at, value_at in self.columns.triples:
            if cells[value_at] and (name := one_line(cells[name_at])):
                unit = one_line(cells[unit_at]) if unit_at >= 0 else ""
                found += (Param(name, value, unit) for value in self._split(cells[value_at]))
        return tuple(found)

    def _weight(self) -> Decimal | None:
        text = self.text("weight")
        amount = parse_measure(text) if text else None
        if amount is None:
            self._unreadable("feed.weight_unreadable", "weight", text)
            return None
        return to_kg(amount, weight_unit_in(text) or self._weight_unit)

    def _side(self, side: str) -> Decimal | None:
        text = self.text(side)
        amount = parse_measure(text) if text else None
        if amount is None:
            self._unreadable("feed.dimensions_unreadable", side, text)
            return None
        return to_cm(amount, length_unit_in(text) or self._length_units[side])

    def _unreadable(self, code: str, field: str, text: str) -> None:
        if text.strip("0.,"):
            self.warn(code, field, value=text)

    def _rest(self) -> dict[str, str]:
        cells = self._cells
        return {header: text for header, at in self.columns.rest if cells[at] and (text := one_line(cells[at]))}
