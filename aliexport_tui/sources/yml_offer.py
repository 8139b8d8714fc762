"""What an offer of a YML feed says: its raw elements -> our record (`sources.md` §1.1)."""

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.numbers import Stock, parse_flag, parse_measure, parse_price, parse_stock, parse_weight
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.xml_plain import Attributes, Elements


class RawOffer(msgspec.Struct, frozen=True):
    """`elements`: the children by name; a deeper one by its way ("outlets/outlet")."""

    line: int
    attributes: Attributes
    elements: Elements


_SHOWN = 60
_NAMES = ("name", "name_ru", "productName", "title", "name_ua", "name_uk")
_DESCRIPTIONS = ("description", "description_ru", "description_ua", "description_uk")
_OLD_PRICES = ("oldprice", "old_price", "price_old")
_STOCKS = ("count", "stock_quantity", "quantity_in_stock", "quantity")
_COUNTRIES = ("country_of_origin", "country")
_ARTICLES = ("vendorCode", "article")
_TAKEN = frozenset(
    (
        "name", "name_ru", "name_ua", "name_uk", "description", "description_ru", "description_ua", "description_uk", "url",
        "price", "currencyId", "categoryId", "picture", "param", "barcode", "vendor", "vendorCode", "article", "weight",
        "dimensions", "available", "disabled", "tn-ved-code", *_OLD_PRICES, *_STOCKS, *_COUNTRIES,
    )
)  # fmt: skip
"""Elements that have a member of Product or Sku of their own; all other plain ones go to Product.fields."""


def read_offer(raw: RawOffer, categories: Mapping[str, object], settings: SourceSettings, origin: str) -> Offer:
    """The record of one offer with an id. Faults of it stand in Offer.problems."""
    return _Reading(raw, settings, origin).offer(categories)


class _Reading:
    """The elements of one offer by name, and the problems found on the way."""

    def __init__(self, raw: RawOffer, settings: SourceSettings, origin: str) -> None:
        self.raw = raw
        self.settings = settings
        self.id = offer_id(raw.attributes)
        self.place = Place(file=origin, line=raw.line, key=self.id)
        self.problems: list[Problem] = []
        self.by_name = raw.elements

    def offer(self, categories: Mapping[str, object]) -> Offer:
        length, width, height = self.dimensions()
        barcodes = self.texts("barcode", split=",")
        price, old_price = self.prices()
        stock, available = self.stock()
        product = Product(
            key=self.id,
            name=self.title(),
            category=self.category(categories),
            brand=self.text("vendor"),
            article=self.text(*_ARTICLES),
            description=self.description(),
            url=self.text("url").replace("&amp;", "&"),
            currency=currency(self.text("currencyId")),
            country=self.text(*_COUNTRIES),
            pictures=self.pictures(),
            params=self.params(),
            weight=self.weight(),
            length=length,
            width=width,
            height=height,
            tnved=self.texts("tn-ved-code", "tn-ved-codes/tn-ved-code", split=","),
            fields=self.fields(),
            skus=(
                Sku(
                    code=self.id,
                    price=price,
                    old_price=old_price,
                    stock=stock,
                    available=available,
                    barcode=barcodes[0] if barcodes else "",
                    place=self.place,
                ),
            ),
            place=self.place,
        )
        return Offer(product, self.group(), tuple(self.problems))

    def text(self, *names: str) -> str:
        """The first of these elements that says anything."""
        for name in names:
            for _, text in self.by_name.get(name, ()):
                if said := one_line(text):
                    return said
        return ""

    def texts(self, *names: str, split: str) -> tuple[str, ...]:
        """All of these elements, each split at `split`."""
        found = [one_line(part) for name in names for _, text in self.by_name.get(name, ()) for part in text.split(split)]
        return distinct(found) if found else ()

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, self.place, severity))

    def group(self) -> str:
        group = self.raw.attributes.get("group_id", "").strip() or self.text("group_id")
        if not group and "productName" in self.by_name:
            return self.raw.attributes.get("productId", "").strip()
        return group

    def title(self) -> str:
        """The title by the offer's type; then by whatever is there, as Yandex does."""
        kind = self.raw.attributes.get("type", "").strip()
        name = self.in_russian(*_NAMES)
        composed = " ".join(filter(None, (self.text("typePrefix"), self.text("vendor"), self.text("model"))))
        if kind == "vendor.model" and self.text("model"):
            name = composed
        elif kind in ("book", "audiobook"):
            name = " – ".join(filter(None, (self.text("author"), name)))
        elif kind == "artist.title":
            name = " – ".join(filter(None, (self.text("artist"), self.text("title") or name)))
        name = name or composed
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def in_russian(self, *names: str) -> str:
        """Of elements repeated with a `lang` the Russian one, else the first."""
        for name in names:
            said = [(attributes.get("lang", "ru"), text) for attributes, text in self.by_name.get(name, ()) if text.strip()]
            if said:
                return one_line(next((text for lang, text in said if lang.lower().startswith("ru")), said[0][1]))
        return ""

    def description(self) -> str:
        for name in _DESCRIPTIONS:
            for _, raw in self.by_name.get(name, ()):
                if text := rich_text(raw):
                    if letters_lost(text):
                        self.warn("feed.letters_lost", "description", "error", text=text)
                    return text
        return ""

    def category(self, categories: Mapping[str, object]) -> str:
        keys = self.texts("categoryId", split=",")
        known = next((key for key in keys if key in categories), "")
        if keys and not known:
            self.warn("feed.category_orphan", "categoryId", category=keys[0])
        return known

    def prices(self) -> tuple[int | None, int | None]:
        price = parse_price(self.text("price"))
        if price is None:
            self.warn("feed.price_missing", "price", "error", value=self.text("price"))
        old_text = self.text(*_OLD_PRICES)
        old_price = parse_price(old_text)
        if price is not None and old_price is not None and old_price <= price:
            self.warn("feed.old_price_not_higher", "oldprice", price=str(to_decimal(price)), old=str(to_decimal(old_price)))
        return price, old_price if price is not None and old_price is not None and old_price > price else None

    def stock(self) -> tuple[int | None, bool]:
        """The number from whatever dialect gives one; `available` absent means true."""
        said = parse_flag(self.raw.attributes.get("available", ""))
        said = parse_flag(self.text("available")) if said is None else said
        if parse_flag(self.text("disabled")):
            said = False
        found = self.stock_number()
        if said is None:
            said = found.available if found.available is not None else True
        return (0, False) if not said else (found.number, True)

    def stock_number(self) -> Stock:
        outlets = [parse_stock(outlet.get("instock", "")) for outlet, _ in self.by_name.get("outlets/outlet", ())]
        numbers = [stock.number for stock in outlets if stock is not None and stock.number is not None]
        if numbers:
            return Stock(sum(numbers))
        for name in _STOCKS:
            if text := self.text(name):
                stock = parse_stock(text)
                if stock is not None:
                    return stock
                self.warn("feed.stock_unreadable", name, value=text)
        return parse_stock(self.raw.attributes.get("quantity", "")) or Stock()

    def pictures(self) -> tuple[str, ...]:
        urls = []
        for _, text in self.by_name.get("picture", ()):
            url = picture_url(text, self.settings.base_url)
            if not url and text.strip():
                self.warn("feed.picture_address", "picture", url=one_line(text))
            urls.append(url)
        return distinct(urls)

    def params(self) -> tuple[Param, ...]:
        found = {}
        for attributes, text in self.by_name.get("param", ()):
            name, value = one_line(attributes.get("name", "")), one_line(text)
            if value and not name:
                self.warn("feed.param_nameless", "param", value=value)
            elif value:
                found[name, value, one_line(attributes.get("unit", ""))] = None
        return tuple([Param(*param) for param in found])

    def weight(self) -> Decimal | None:
        text = self.text("weight")
        weight = parse_weight(text)
        if weight is None and text.strip("0.,"):
            self.warn("feed.weight_unreadable", "weight", value=text)
        return weight

    def dimensions(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """L/W/H in cm; the tolerated dirt: blanks, `x`, `*`, a unit at the end."""
        text = self.text("dimensions")
        if not text:
            return None, None, None
        sides = [parse_measure(part) for part in re.split(r"[/xXхХ*×]", text)]
        if len(sides) != 3 or None in sides:
            self.warn("feed.dimensions_unreadable", "dimensions", value=text)
            return None, None, None
        return sides[0], sides[1], sides[2]

    def fields(self) -> dict[str, str]:
        """All further plain elements; a repeated one as a comma list."""
        found: dict[str, str] = {}
        for name, elements in self.by_name.items():
            if name not in _TAKEN and "/" not in name:
                text = ", ".join(distinct([one_line(text) for _, text in elements]))
                if text:
                    found[name] = text
        barcodes = self.texts("barcode", split=",")
        if len(barcodes) > 1:
            found["barcodes"] = ", ".join(barcodes)
        return found


def offer_id(attributes: Attributes) -> str:
    """The offer's id, "" without one."""
    return one_line(attributes.get("id", ""))


def currency(code: str) -> str:
    """ISO code in capitals; RUR is RUB."""
    return {"RUR": "RUB", "РУБ": "RUB", "РУБ.": "RUB"}.get(code.upper(), code.upper())
