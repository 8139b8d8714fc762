"""One row of a delimited file -> our record, by the source's column mapping."""

import re
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.numbers import parse_flag, parse_measure, parse_price, parse_stock, parse_weight
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.yml_offer import currency

_SHOWN = 60


class Row(msgspec.Struct, frozen=True):
    """Cells by header. `ragged`: the row has another number of cells than the header, extra ones that say something
    or missing ones."""

    cells: dict[str, str]
    line: int
    ragged: bool = False


def row_id(row: Row, settings: CsvSettings) -> str:
    """The variant's code; "" when the cell is empty."""
    return one_line(row.cells.get(settings.columns.get("sku", ""), ""))


def row_category(row: Row, settings: CsvSettings) -> tuple[str, ...]:
    """The levels of the category cell, from the root."""
    cell = row.cells.get(settings.columns.get("category", ""), "")
    parts = cell.split(settings.category_separator) if settings.category_separator else [cell]
    return tuple(filter(None, map(one_line, parts)))


def read_row(row: Row, category: str, settings: SourceSettings, origin: str) -> Offer:
    """The record of one row with an id. Faults of it stand in Offer.problems."""
    return _Reading(row, settings, origin).offer(category)


class _Reading:
    def __init__(self, row: Row, settings: SourceSettings, origin: str) -> None:
        self.row = row
        self.settings = settings
        self.csv = settings.csv
        self.id = row_id(row, settings.csv)
        self.place = Place(file=origin, line=row.line, key=self.id)
        self.problems: list[Problem] = []

    def offer(self, category: str) -> Offer:
        if self.row.ragged:
            self.warn("feed.row_ragged", "", line=str(self.row.line))
        price, old_price = self.prices()
        stock, available = self.stock()
        barcodes = self.split(self.raw("barcode"))
        sku = Sku(self.id, price, old_price, stock, available, barcode=barcodes[0] if barcodes else "", place=self.place)
        product = Product(
            key=self.id,
            name=self.name(),
            category=category,
            brand=self.text("brand"),
            article=self.text("article"),
            description=self.description(),
            url=self.text("url"),
            currency=currency(self.text("currency") or self.csv.currency),
            country=self.text("country"),
            pictures=self.pictures(),
            params=self.params(),
            weight=self.measure("weight"),
            length=self.measure("length"),
            width=self.measure("width"),
            height=self.measure("height"),
            tnved=self.split(self.raw("tnved")),
            fields=self.fields(),
            skus=(sku,),
            place=self.place,
        )
        return Offer(product, self.text("group"), tuple(self.problems))

    def raw(self, field: str) -> str:
        return self.row.cells.get(self.csv.columns.get(field, ""), "")

    def text(self, field: str) -> str:
        return one_line(self.raw(field))

    def split(self, cell: str) -> tuple[str, ...]:
        """Several values in one cell, by the settings' separator or line breaks."""
        separators = "|".join(re.escape(separator) for separator in (self.csv.separator, "\n") if separator)
        return distinct(one_line(part) for part in re.split(separators, cell))

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        header = self.csv.columns.get(field, field)
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, header, shown, self.place, severity))

    def name(self) -> str:
        name = self.text("name")
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def description(self) -> str:
        text = rich_text(self.raw("description"))
        if letters_lost(text):
            self.warn("feed.letters_lost", "description", "error", text=text)
        return text

    def prices(self) -> tuple[int | None, int | None]:
        price = parse_price(self.raw("price"), self.csv.decimal_comma)
        if price is None:
            self.warn("feed.price_missing", "price", "error", value=self.text("price"))
        old = parse_price(self.raw("old_price"), self.csv.decimal_comma)
        if price is None or old is None:
            return price, None
        if old <= price:
            self.warn("feed.old_price_not_higher", "old_price", price=str(to_decimal(price)), old=str(to_decimal(old)))
            return price, None
        return price, old

    def stock(self) -> tuple[int | None, bool]:
        said = parse_flag(self.raw("available"))
        text = self.text("stock")
        found = parse_stock(text)
        if found is None and text:
            self.warn("feed.stock_unreadable", "stock", value=text)
        number = found.number if found else None
        if said is None:
            said = found.available if found and found.available is not None else True
        return (number, True) if said else (0, False)

    def pictures(self) -> tuple[str, ...]:
        urls = []
        for header in self.csv.pictures:
            for cell in self.split(self.row.cells.get(header, "")):
                url = picture_url(cell, self.settings.base_url)
                if not url:
                    self.warn("feed.picture_address", header, url=cell)
                urls.append(url)
        return distinct(urls)

    def params(self) -> tuple[Param, ...]:
        found = [
            Param(name, value)
            for name, header in self.csv.params.items()
            for value in self.split(self.row.cells.get(header, ""))
        ]
        return tuple(found)

    def measure(self, field: str) -> Decimal | None:
        text = self.text(field)
        amount = parse_weight(text) if field == "weight" else parse_measure(text)
        if amount is None and text.strip("0.,"):
            code = "feed.weight_unreadable" if field == "weight" else "feed.dimensions_unreadable"
            self.warn(code, field, value=text)
        return amount

    def fields(self) -> dict[str, str]:
        """All columns that are not mapped."""
        taken = {*self.csv.columns.values(), *self.csv.params.values(), *self.csv.pictures}
        return {header: text for header, cell in self.row.cells.items() if header not in taken and (text := one_line(cell))}
