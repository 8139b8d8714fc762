"""What an offer of a YML feed says: its raw elements -> our record (`sources.md` §1.1)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import msgspec

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.numbers import Stock, parse_flag, parse_measure, parse_price, parse_stock, parse_weight
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.xml.plain import Attributes, Record

_SHOWN = 60
_NO_ATTRIBUTES: Attributes = {}
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


class _Places:
    """Where among an offer's elements those are that say the same thing, in the order in which they are believed."""

    def __init__(self, ways: tuple[str, ...]) -> None:
        self.ways = ways
        self.names = tuple(found for name in _NAMES if (found := self.of(name)))
        self.model = self.of("model")
        self.vendor = self.of("vendor")
        self.article = self.of(*_ARTICLES)
        self.description = self.of(*_DESCRIPTIONS)
        self.url = self.of("url")
        self.category = self.of("categoryId")
        self.currency = self.of("currencyId")
        self.country = self.of(*_COUNTRIES)
        self.price = self.of("price")
        self.old_price = self.of(*_OLD_PRICES)
        self.available = self.of("available")
        self.disabled = self.of("disabled")
        self.outlets = self.of("outlets/outlet")
        self.stock = self.of(*_STOCKS)
        self.pictures = self.of("picture")
        self.params = self.of("param")
        self.weight = self.of("weight")
        self.dimensions = self.of("dimensions")
        self.barcode = self.of("barcode")
        self.tnved = self.of("tn-ved-code", "tn-ved-codes/tn-ved-code")
        self.group = self.of("group_id")
        further = dict.fromkeys(name for name in ways if name not in _TAKEN and "/" not in name)
        self.fields = tuple((name, self.of(name)) for name in further)

    def of(self, *names: str) -> tuple[int, ...]:
        return tuple(at for name in names for at, way in enumerate(self.ways) if way == name)


@lru_cache(1_024)
def _places(ways: tuple[str, ...]) -> _Places:
    return _Places(ways)


def read_offer(id: str, record: Record, settings: SourceSettings, origin: str) -> Offer:
    """The record of one offer. Faults of it stand in Offer.problems. Its category is what it says, see with_category."""
    return _Reading(id, record, settings, origin).offer()


def with_category(offer: Offer, categories: Mapping[str, object]) -> Offer:
    """The first of the categories that it names which is declared."""
    named = offer.product.category
    if not named or named in categories:
        return offer
    keys = named.split(",")
    known = next((key for key in keys if key in categories), "")
    problems = offer.problems
    if not known:
        args = {"category": keys[0][:_SHOWN]}
        problems = (*problems, Problem("feed.category_orphan", "categoryId", args, offer.place, "warning"))
    return Offer(msgspec.structs.replace(offer.product, category=known), offer.group, problems)


class _Reading:
    """One offer, and the problems found on the way."""

    def __init__(self, id: str, record: Record, settings: SourceSettings, origin: str) -> None:
        self.id = id
        self.attributes = record.attributes
        self.inner = record.inner
        self.raw_texts = record.texts
        self.places = _places(record.ways)
        self.settings = settings
        self.place = Place(origin, record.line, id)
        self.problems: list[Problem] = []

    def offer(self) -> Offer:
        places = self.places
        length, width, height = self.dimensions()
        barcodes = self.texts(places.barcode)
        price, old_price = self.prices()
        stock, available = self.stock()
        product = Product(
            key=self.id,
            name=self.title(),
            category=",".join(self.texts(places.category)),
            brand=self.text(places.vendor),
            article=self.text(places.article),
            description=self.description(),
            url=self.text(places.url).replace("&amp;", "&"),
            currency=currency(self.text(places.currency)),
            country=self.text(places.country),
            pictures=self.pictures(),
            params=self.params(),
            weight=self.weight(),
            length=length,
            width=width,
            height=height,
            tnved=self.texts(places.tnved),
            fields=self.fields(barcodes),
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

    def text(self, places: tuple[int, ...]) -> str:
        """The first of these elements that says anything."""
        for at in places:
            if said := one_line(self.raw_texts[at]):
                return said
        return ""

    def texts(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """All of these elements, each with the values that its commas part."""
        if not places:
            return ()
        if len(places) == 1 and "," not in (text := self.raw_texts[places[0]]):
            return (said,) if (said := one_line(text)) else ()
        return distinct([one_line(part) for at in places for part in self.raw_texts[at].split(",")])

    def warn(self, code: str, field: str, severity: Severity = "warning", **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, self.place, severity))

    def group(self) -> str:
        group = self.attributes.get("group_id", "").strip() or self.text(self.places.group)
        if not group and "productName" in self.places.ways:
            return self.attributes.get("productId", "").strip()
        return group

    def title(self) -> str:
        """The title by the offer's type; then by whatever is there, as Yandex does."""
        kind = self.attributes.get("type", "").strip()
        name = self.name()
        if "productName" in self.places.ways and self.settings.join_groups and self.attributes.get("productId", "").strip():
            name = self.said("productName") or name  # ICML: `name` is the variant's
        if kind == "vendor.model" and self.text(self.places.model):
            name = self.composed_name()
        elif kind in ("book", "audiobook"):
            name = " – ".join(filter(None, (self.said("author"), name)))
        elif kind == "artist.title":
            name = " – ".join(filter(None, (self.said("artist"), self.said("title") or name)))
        name = name or self.composed_name()
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def said(self, name: str) -> str:
        return self.text(self.places.of(name))

    def composed_name(self) -> str:
        return " ".join(filter(None, (self.said("typePrefix"), self.text(self.places.vendor), self.text(self.places.model))))

    def name(self) -> str:
        """Of elements repeated with a `lang` the Russian one, else the first."""
        for places in self.places.names:
            if len(places) == 1 and (text := one_line(self.raw_texts[places[0]])):
                return text
            said = [at for at in places if self.raw_texts[at].strip()]
            if said:
                russian = (
                    at for at in said if self.inner.get(at, _NO_ATTRIBUTES).get("lang", "ru").lower().startswith("ru")
                )
                return one_line(self.raw_texts[said[0] if len(said) == 1 else next(russian, said[0])])
        return ""

    def description(self) -> str:
        for at in self.places.description:
            if text := rich_text(self.raw_texts[at]):
                if letters_lost(text):
                    self.warn("feed.letters_lost", "description", "error", text=text)
                return text
        return ""

    def prices(self) -> tuple[int | None, int | None]:
        text = self.text(self.places.price)
        price = parse_price(text)
        if price is None:
            self.warn("feed.price_missing", "price", "error", value=text)
        old_price = parse_price(old_text) if (old_text := self.text(self.places.old_price)) else None
        if price is None or old_price is None:
            return price, None
        if old_price <= price:
            self.warn("feed.old_price_not_higher", "oldprice", price=str(to_decimal(price)), old=str(to_decimal(old_price)))
            return price, None
        return price, old_price

    def stock(self) -> tuple[int | None, bool]:
        """The number from whatever dialect gives one; `available` absent means true."""
        said = parse_flag(self.attributes.get("available", ""))
        if said is None and self.places.available:
            said = parse_flag(self.text(self.places.available))
        if self.places.disabled and parse_flag(self.text(self.places.disabled)):
            said = False
        found = self.stock_number()
        if said is None:
            said = found.available if found.available is not None else True
        return (0, False) if not said else (found.number, True)

    def stock_number(self) -> Stock:
        if self.places.outlets:
            outlets = [parse_stock(self.inner.get(at, _NO_ATTRIBUTES).get("instock", "")) for at in self.places.outlets]
            numbers = [stock.number for stock in outlets if stock is not None and stock.number is not None]
            if numbers:
                return Stock(sum(numbers))
        told: set[str] = set()
        for at in self.places.stock:
            name = self.places.ways[at]
            text = one_line(self.raw_texts[at])
            if text and name not in told:
                stock = parse_stock(text)
                if stock is not None:
                    return stock
                told.add(name)
                self.warn("feed.stock_unreadable", name, value=text)
        return parse_stock(self.attributes.get("quantity", "")) or Stock()

    def pictures(self) -> tuple[str, ...]:
        urls = []
        for at in self.places.pictures:
            text = self.raw_texts[at]
            url = picture_url(text, self.settings.base_url)
            if not url and text.strip():
                self.warn("feed.picture_address", "picture", url=one_line(text))
            urls.append(url)
        return distinct(urls)

    def params(self) -> tuple[Param, ...]:
        found: dict[tuple[str, str, str], None] = {}
        inner, texts = self.inner, self.raw_texts
        for at in self.places.params:
            if value := one_line(texts[at]):
                attributes = inner.get(at, _NO_ATTRIBUTES)
                if name := _label(attributes.get("name", "")):
                    found[name, value, _label(attributes["unit"]) if "unit" in attributes else ""] = None
                else:
                    self.warn("feed.param_nameless", "param", value=value)
        return tuple([Param(*param) for param in found])

    def weight(self) -> Decimal | None:
        text = self.text(self.places.weight)
        weight = parse_weight(text)
        if weight is None and text.strip("0.,"):
            self.warn("feed.weight_unreadable", "weight", value=text)
        return weight

    def dimensions(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """L/W/H in cm; the tolerated dirt: blanks, `x`, `*`, a unit at the end."""
        text = self.text(self.places.dimensions)
        if not text:
            return None, None, None
        sides = [parse_measure(part) for part in re.split(r"[/xXхХ*×]", text)]
        if len(sides) != 3 or None in sides:
            self.warn("feed.dimensions_unreadable", "dimensions", value=text)
            return None, None, None
        return sides[0], sides[1], sides[2]

    def fields(self, barcodes: tuple[str, ...]) -> dict[str, str]:
        """All further plain elements; a repeated one as a comma list."""
        found: dict[str, str] = {}
        for name, places in self.places.fields:
            if text := ", ".join(distinct([one_line(self.raw_texts[at]) for at in places])):
                found[name] = text
        if len(barcodes) > 1:
            found["barcodes"] = ", ".join(barcodes)
        return found


def offer_id(attributes: Attributes) -> str:
    """The offer's id, "" without one."""
    return one_line(attributes.get("id", ""))


@lru_cache(512)
def _label(text: str) -> str:
    """The name of a param or a unit, which repeat from offer to offer."""
    return one_line(text)


def currency(code: str) -> str:
    """ISO code in capitals; RUR is RUB."""
    return {"RUR": "RUB", "РУБ": "RUB", "РУБ.": "RUB"}.get(code.upper(), code.upper())
