"""The shop's words for one product or variation -> numbers, texts, addresses, and what is wrong with them."""

from decimal import Decimal

import msgspec

from aliexport_tui.model.money import Minor, to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.sources.numbers import parse_measure, parse_price, parse_stock
from aliexport_tui.sources.settings import LengthUnit, SourceSettings, WeightUnit
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.units import to_cm, to_kg
from aliexport_tui.sources.woo.item import VARIABLE, VARIATION, RawItem, WooItem
from aliexport_tui.sources.yml.offer import currency

_SHOWN = 60
_KNOWN = ("simple", VARIABLE, VARIATION)
_SKIPPED = {"external": "feed.skipped_external", "grouped": "feed.skipped_grouped"}


class Units(msgspec.Struct, frozen=True):
    weight: WeightUnit = ""
    length: LengthUnit = ""


def read_item(raw: RawItem, settings: SourceSettings, units: Units) -> WooItem:
    """What is left out is not read further. A missing price is judged when parent and variations are together."""
    place = msgspec.structs.replace(raw.place, key=raw.code or raw.parent)
    code, args = left_out(raw)
    if code:
        return WooItem(raw.code, raw.id, raw.type, place, raw.parent, code, args, name=one_line(raw.name))
    return _Reading(raw, settings, units, place).item()


def left_out(raw: RawItem) -> tuple[str, dict[str, str]]:
    """Code of the reason and its arguments; "" for what is sold. Types and status decide."""
    if raw.type in _SKIPPED:
        return _SKIPPED[raw.type], {}
    if raw.type not in _KNOWN:
        return "feed.skipped_type", {"type": raw.type[:_SHOWN]}
    if raw.type != VARIABLE and not {"virtual", "downloadable"}.isdisjoint(raw.types):
        return "feed.skipped_virtual", {}
    # A draft's variations are written as drafts too; a variation that is switched off is private.
    if raw.status != "publish" and not (raw.type == VARIATION and raw.status == "draft"):
        return "feed.skipped_draft", {"status": raw.status}
    return "", {}


class _Reading:
    def __init__(self, raw: RawItem, settings: SourceSettings, units: Units, place: Place) -> None:
        self.raw = raw
        self.settings = settings
        self.units = units
        self.place = place
        self.problems: list[Problem] = list(raw.problems)

    def item(self) -> WooItem:
        raw = self.raw
        of_product = raw.type != VARIATION
        price, old_price = self.prices()
        return WooItem(
            code=raw.code,
            id=raw.id,
            type=raw.type,
            place=self.place,
            parent=raw.parent,
            name=self.name() if of_product else "",
            category=raw.category,
            brand=one_line(raw.brand) if raw.brand else "",
            description=self.description() if of_product else "",
            url=raw.url.strip(),
            currency=currency(raw.currency or self.settings.csv.currency),
            barcode=one_line(raw.barcode).partition(",")[0].strip() if raw.barcode else "",
            price=price,
            old_price=old_price,
            price_text="" if price else one_line(raw.regular_price),
            stock=self.stock(),
            in_stock=raw.in_stock is not False,
            pictures=self.pictures(),
            attributes=raw.attributes,
            weight=self.weight() if raw.weight else None,
            length=self.side(raw.length) if raw.length else None,
            width=self.side(raw.width) if raw.width else None,
            height=self.side(raw.height) if raw.height else None,
            fields=raw.fields,
            problems=tuple(self.problems),
        )

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, self.place, severity))

    def name(self) -> str:
        name = one_line(self.raw.name)
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def description(self) -> str:
        text = rich_text(self.raw.description)
        if letters_lost(text):
            self.warn("feed.letters_lost", "description", "error", text=text)
        return text

    def prices(self) -> tuple[Minor | None, Minor | None]:
        """A sale price counts where it is below the regular one, as in the shop itself."""
        comma = self.settings.csv.decimal_comma
        regular = parse_price(self.raw.regular_price, comma)
        sale = parse_price(self.raw.sale_price, comma) if self.raw.on_sale is not False else None
        if sale is None or regular is None:
            return regular or sale, None
        if sale >= regular:
            self.warn("feed.sale_not_lower", "sale_price", price=str(to_decimal(regular)), sale=str(to_decimal(sale)))
            return regular, None
        return sale, regular

    def stock(self) -> int | None:
        text = one_line(self.raw.stock)
        if not text or text.lower() == "parent":
            return None
        found = parse_stock(text)
        if found is None or found.number is None:
            self.warn("feed.stock_unreadable", "stock", value=text)
            return None
        return found.number

    def pictures(self) -> tuple[str, ...]:
        urls = []
        for address in self.raw.pictures:
            url = picture_url(address, self.settings.base_url)
            if not url and address.strip():
                self.warn("feed.picture_address", "images", url=address)
            urls.append(url)
        return distinct(urls)

    def weight(self) -> Decimal | None:
        amount = self.measure("feed.weight_unreadable", self.raw.weight)
        return None if amount is None else to_kg(amount, self.units.weight)

    def side(self, text: str) -> Decimal | None:
        amount = self.measure("feed.dimensions_unreadable", text)
        return None if amount is None else to_cm(amount, self.units.length)

    def measure(self, code: str, text: str) -> Decimal | None:
        amount = parse_measure(text)
        if amount is None and text.strip("0., "):
            self.warn(code, "weight" if code == "feed.weight_unreadable" else "dimensions", value=text)
        return amount
