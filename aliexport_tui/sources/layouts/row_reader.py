"""One row of a table -> our record, by what its columns hold. Faults of the row stand in Offer.problems."""

import re
from collections.abc import Sequence
from decimal import Decimal

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.layouts.columns import Columns
from aliexport_tui.sources.numbers import parse_flag, parse_measure, parse_price, parse_stock
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.settings import CSV_FIELDS, SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.units import length_unit_in, to_cm, to_kg, weight_unit_in
from aliexport_tui.sources.yml.offer import currency

_SHOWN = 60
_EMPTY: tuple[str, ...] = ()


class Parts:
    """Several values in one cell, parted by a separator ("" for none) or line breaks."""

    def __init__(self, separator: str) -> None:
        self._separators = [one for one in (separator, "\n") if one]
        self._pattern = re.compile("|".join(map(re.escape, self._separators)))

    def of(self, cell: str) -> tuple[str, ...]:
        for separator in self._separators:
            if separator in cell:
                return distinct(map(one_line, self._pattern.split(cell)))
        return (text,) if (text := one_line(cell)) else _EMPTY


class RowReader:
    """Reads row after row of one table. `separator` parts several pictures or codes in one cell, `param_separator` several
    values of a param (None: the same).

    NOWHERE, the last position, is that of an empty cell which every row gets: so a field without a column reads as empty."""

    def __init__(
        self,
        columns: Columns,
        settings: SourceSettings,
        origin: str,
        separator: str = "",
        param_separator: str | None = None,
    ) -> None:
        self.columns = columns
        self.settings = settings
        self.origin = origin
        self._at = {field: columns.at(field) for field in CSV_FIELDS}
        self._decimal_comma = settings.csv.decimal_comma
        self._split = Parts(separator).of
        self._values = Parts(separator if param_separator is None else param_separator).of
        self._currency = currency(settings.csv.currency)
        self._weight_unit = weight_unit_in(columns.headers.get("weight", "")) or settings.weight_unit
        self._length_units = {
            side: length_unit_in(columns.headers.get(side, "")) or settings.length_unit
            for side in ("length", "width", "height")
        }
        several = {at for _, at in columns.pictures} | {columns.at("description")}
        self._as_line = [at not in several for at in range(columns.width)]
        self._short = [at for at, short in enumerate(self._as_line) if short]
        self._place = Place()
        self._problems: list[Problem] = []

    def offer(self, line: int, cells: Sequence[str], code: str, category: str, group: str = "") -> Offer:
        """`code`: the variant's. Cells beyond the table's width that say something, or missing ones, are told."""
        self._problems = []
        self._place = place = Place(self.origin, line, code)
        if len(cells) != self.columns.width:
            cells = self._fitted(line, cells)
        texts = self._cleaned(cells)
        at = self._at
        price, old_price = self._prices(texts)
        stock, available = self._stock(texts[at["available"]], texts[at["stock"]])
        barcodes = self._split(cells[at["barcode"]]) if texts[at["barcode"]] else _EMPTY
        sku = Sku(code, price, old_price, stock, available, barcodes[0] if barcodes else "", place=place)
        product = Product(
            key=code,
            name=self._name(texts[at["name"]]),
            category=category,
            brand=texts[at["brand"]],
            article=texts[at["article"]],
            description=self._description(cells[at["description"]]) if at["description"] >= 0 else "",
            url=texts[at["url"]],
            currency=currency(text) if (text := texts[at["currency"]]) else self._currency,
            country=texts[at["country"]],
            pictures=self._pictures(cells),
            params=self._params(cells, texts),
            weight=self._weight(text) if (text := texts[at["weight"]]) else None,
            length=self._side("length", text) if (text := texts[at["length"]]) else None,
            width=self._side("width", text) if (text := texts[at["width"]]) else None,
            height=self._side("height", text) if (text := texts[at["height"]]) else None,
            tnved=self._split(cells[at["tnved"]]) if texts[at["tnved"]] else _EMPTY,
            fields={header: text for header, place_ in self.columns.rest if (text := texts[place_])},
            skus=(sku,),
            place=place,
        )
        return Offer(product, group, tuple(self._problems))

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        """A fault of the row being read."""
        header = self.columns.headers.get(field, field)
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self._problems.append(Problem(code, header, shown, self._place, severity))

    def _fitted(self, line: int, cells: Sequence[str]) -> Sequence[str]:
        width = self.columns.width
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            self.warn("feed.row_ragged", "", line=str(line))
        return [*cells[:width], *[""] * (width - len(cells))]

    def _cleaned(self, cells: Sequence[str]) -> list[str]:
        """Each cell on one line, but for those that may be long; an empty one behind the last. One look at them together
        spares a look at each."""
        together = "".join([cells[at] for at in self._short])
        if "&" not in together and "  " not in together and together.isprintable():
            texts = [cell.strip() for cell in cells]
        else:
            texts = [one_line(cell) if short else cell for cell, short in zip(cells, self._as_line, strict=True)]
        texts.append("")
        return texts

    def _name(self, name: str) -> str:
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif "?" in name or "\ufffd" in name:
            self._told_lost("name", name)
        return name

    def _description(self, raw: str) -> str:
        text = rich_text(raw) if raw else ""
        if "???" in text or "\ufffd" in text:
            self._told_lost("description", text)
        return text

    def _told_lost(self, field: str, text: str) -> None:
        if letters_lost(text):
            self.warn("feed.letters_lost", field, "error", text=text)

    def _prices(self, texts: list[str]) -> tuple[int | None, int | None]:
        text = texts[self._at["price"]]
        price = parse_price(text, self._decimal_comma) if text else None
        if price is None:
            self.warn("feed.price_missing", "price", "error", value=text)
            return None, None
        text = texts[self._at["old_price"]]
        old = parse_price(text, self._decimal_comma) if text else None
        if old is None:
            return price, None
        if old <= price:
            self.warn("feed.old_price_not_higher", "old_price", price=str(to_decimal(price)), old=str(to_decimal(old)))
            return price, None
        return price, old

    def _stock(self, available: str, stock: str) -> tuple[int | None, bool]:
        said = parse_flag(available) if available else None
        found = parse_stock(stock) if stock else None
        if found is None and stock:
            self.warn("feed.stock_unreadable", "stock", value=stock)
        if said is None:
            said = found.available if found and found.available is not None else True
        return (found.number if found else None, True) if said else (0, False)

    def _pictures(self, cells: Sequence[str]) -> tuple[str, ...]:
        urls = []
        for header, at in self.columns.pictures:
            for address in self._split(cells[at]) if cells[at] else ():
                url = picture_url(address, self.settings.base_url)
                if not url:
                    self.warn("feed.picture_address", header, url=address)
                urls.append(url)
        return distinct(urls) if urls else _EMPTY

    def _params(self, cells: Sequence[str], texts: list[str]) -> tuple[Param, ...]:
        found: list[Param] = []
        for param in self.columns.params:
            if texts[param.at]:
                found += (Param(param.name, value, param.unit) for value in self._values(cells[param.at]))
        for name_at, unit_at, value_at in self.columns.triples:
            if texts[value_at] and (name := texts[name_at]):
                found += (Param(name, value, texts[unit_at]) for value in self._values(cells[value_at]))
        return tuple(found)

    def _weight(self, text: str) -> Decimal | None:
        amount = parse_measure(text)
        if amount is None:
            self._unreadable("feed.weight_unreadable", "weight", text)
            return None
        return to_kg(amount, self._weight_unit if text[-1].isdigit() else weight_unit_in(text) or self._weight_unit)

    def _side(self, side: str, text: str) -> Decimal | None:
        amount = parse_measure(text)
        if amount is None:
            self._unreadable("feed.dimensions_unreadable", side, text)
            return None
        unit = self._length_units[side]
        return to_cm(amount, unit if text[-1].isdigit() else length_unit_in(text) or unit)

    def _unreadable(self, code: str, field: str, text: str) -> None:
        if text.strip("0.,"):
            self.warn(code, field, value=text)
