"""One product of Magento's REST with its children -> our record (`sources.md` §1.3)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku, SkuUpdate
from aliexport_tui.sources.numbers import parse_measure, parse_pieces, parse_price
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.units import to_cm, to_kg
from aliexport_tui.web.json_value import JsonValue

_OWN = frozenset(
    (
        "description", "short_description", "special_price", "special_from_date", "special_to_date", "category_ids",
        "image", "small_image", "thumbnail", "swatch_image", "media_gallery", "url_key", "url_path", "options_container",
        "has_options", "required_options", "tax_class_id", "meta_title", "meta_keyword", "meta_description",
        "msrp_display_actual_price_type", "gift_message_available", "page_layout", "custom_layout", "custom_design",
        "links_exist", "quantity_and_stock_status",
    )
)  # fmt: skip
"""Attributes that describe no goods, or have a member of Product of their own."""
_SIDES = {"length": "ts_dimensions_length", "width": "ts_dimensions_width", "height": "ts_dimensions_height"}
_INPUTS = ("select", "multiselect", "swatch_visual", "swatch_text", "boolean", "text")
_BRANDS = ("brand", "manufacturer")
_DAY_MS = 86_400_000
_SHOWN = 60


class Attribute(msgspec.Struct, frozen=True):
    """`options`: id -> label."""

    label: str
    input: str
    options: dict[str, str]


class Catalogue:
    """What the file says before its products: the shop's address, attributes, categories."""

    def __init__(self, settings: SourceSettings) -> None:
        self.settings = settings
        self.attributes: dict[str, Attribute] = {}
        self.categories: set[str] = set()
        self.address = ""
        self.media = ""
        self.at = 0

    def introduce(self, shop: JsonValue) -> None:
        self.address = (self.settings.base_url or shop.text("address")).rstrip("/")
        self.media = f"{self.address}/media/catalog/product"
        self.at = parse_pieces(shop.text("at")) or 0

    def add_attribute(self, said: JsonValue) -> None:
        options = {option.text("value"): one_line(option.text("label")) for option in said.get("options").items()}
        label = one_line(said.text("default_frontend_label")) or said.text("attribute_code")
        self.attributes[said.text("attribute_code")] = Attribute(label, said.text("frontend_input"), options)

    def update(self, said: JsonValue, place: Place) -> Iterator[SkuUpdate]:
        """Price and stock of a variant whose product did not change."""
        sku = _Reading(said, self, place).sku(said.get("product"))
        stock = sku.stock if sku.available else 0
        if (sku.price, stock) != (None, None):
            yield SkuUpdate(sku.code, sku.price, sku.old_price, stock, place)


def read_product(said: JsonValue, catalogue: Catalogue, place: Place) -> ReadProduct:
    """A simple product is its own SKU. Of a configurable one the children are the SKUs: its own price and stock mean
    nothing, its name, texts and category count."""
    return _Reading(said, catalogue, place).product()


def stock_of(quantity: JsonValue) -> int | None:
    """Whole pieces, never below 0; None where there is no number."""
    return parse_pieces(quantity.plain())


class _Reading:
    def __init__(self, said: JsonValue, catalogue: Catalogue, place: Place) -> None:
        self.item = said.get("product")
        self._children: dict[str, JsonValue] = {}
        self.stocks: Mapping[str, JsonValue] = dict(said.get("stocks").members())
        self.known = catalogue
        self.place = place
        self.problems: list[Problem] = []
        for child in said.get("children").items():
            self.take_in(child)
        self.children = tuple(self._children.values())

    def take_in(self, child: JsonValue) -> None:
        """Children without a SKU, and further ones with the same, are told and left out."""
        code = one_line(child.text("sku"))
        first = self._children.get(code)
        if not code:
            self.warn("feed.id_missing", "sku", "error", line=str(self.place.line or ""))
        elif first is None:
            self._children[code] = child
        else:
            args = {"id": code, "line": str(self.place.line or ""), "first": ""}
            if first.value == child.value:
                self.warn("feed.id_repeated", "sku", "warning", None, **args)
            else:
                self.warn("feed.id_conflict", "sku", "error", None, **args)

    def product(self) -> ReadProduct:
        values = _values(self.item)
        if self.item.text("type_id") == "configurable":
            skus, params = self.variants()
        else:
            skus, params = (self.sku(self.item),), self.params(self.item)
        sides = {name: self.side(values.get(code)) for name, code in _SIDES.items()}
        product = Product(
            key=self.place.key,
            name=self.name(),
            category=self.category(values),
            brand=next((text for code in _BRANDS if (text := self.label(code, values.get(code)))), ""),
            description=self.description(values),
            url=self.url(values),
            country=self.label("country_of_manufacture", values.get("country_of_manufacture")),
            pictures=self.pictures(self.item) or distinct(url for child in self.children for url in self.pictures(child)),
            params=params,
            weight=next((found for one in (self.item, *self.children) if (found := self.weight(one)) is not None), None),
            length=sides["length"],
            width=sides["width"],
            height=sides["height"],
            fields={code: text for code, value in values.items() if (text := self.field(code, value))},
            skus=skus,
            place=self.place,
        )
        return ReadProduct(product, tuple(self.problems))

    def variants(self) -> tuple[tuple[Sku, ...], tuple[Param, ...]]:
        """-> the children as SKUs with the params that tell them apart, and the params that all share with the parent's."""
        if not self.children:
            self.warn("feed.variants_missing", "configurable_product_links", "error")
        offered = [self.params(child) for child in self.children]
        shared = {param for param in offered[0] if all(param in params for params in offered)} if offered else set()
        skus = tuple(
            msgspec.structs.replace(
                self.sku(child),
                params=tuple(param for param in params if param not in shared),
                pictures=self.pictures(child),
            )
            for child, params in zip(self.children, offered, strict=True)
        )
        axes = {param.name for sku in skus for param in sku.params}
        own = tuple(param for param in self.params(self.item) if param.name not in axes)
        named = {param.name for param in own}
        return skus, (
            *own,
            *(param for param in offered[0] if param in shared and param.name not in named),
        ) if offered else own

    def sku(self, item: JsonValue) -> Sku:
        code = one_line(item.text("sku"))
        place = msgspec.structs.replace(self.place, key=code)
        price, old_price = self.prices(item, place)
        told = self.stocks.get(item.text("sku"))
        stock = stock_of(told) if told is not None else None
        if item.text("status") == "2":
            return Sku(code, price, old_price, 0, available=False, place=place)
        return Sku(code, price, old_price, stock, available=stock != 0, place=place)

    def prices(self, item: JsonValue, place: Place) -> tuple[int | None, int | None]:
        """The special price counts between its days, the last one included."""
        values = _values(item)
        price = parse_price(item.text("price"))
        if price is None:
            self.warn("feed.price_missing", "price", "error", place, value=item.text("price"))
            return None, None
        special = parse_price(values["special_price"].plain()) if "special_price" in values else None
        if special is None or not self.is_now(values.get("special_from_date"), values.get("special_to_date")):
            return price, None
        if special >= price:
            self.warn(
                "feed.old_price_not_higher",
                "special_price",
                place=place,
                price=str(to_decimal(special)),
                old=str(to_decimal(price)),
            )
            return special, None
        return special, price

    def is_now(self, first: JsonValue | None, last: JsonValue | None) -> bool:
        begins, ends = _moment(first), _moment(last)
        return (begins is None or begins <= self.known.at) and (ends is None or self.known.at < ends + _DAY_MS)

    def name(self) -> str:
        name = one_line(self.item.text("name"))
        if not name:
            self.warn("feed.name_missing", "name", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "name", "error", text=name)
        return name

    def description(self, values: Mapping[str, JsonValue]) -> str:
        for code in ("description", "short_description"):
            if code in values and (text := rich_text(values[code].plain())):
                if letters_lost(text):
                    self.warn("feed.letters_lost", "description", "error", text=text)
                return text
        return ""

    def category(self, values: Mapping[str, JsonValue]) -> str:
        """The last of its categories that the tree knows: shops put a product into a branch before its leaf."""
        links = [link.text("category_id") for link in self.item.get("extension_attributes").get("category_links").items()]
        keys = links or [key.plain() for key in values.get("category_ids", JsonValue(None)).items()]
        known = [key for key in keys if key in self.known.categories]
        if keys and not known:
            self.warn("feed.category_orphan", "category_ids", category=keys[0])
        return known[-1] if known else ""

    def url(self, values: Mapping[str, JsonValue]) -> str:
        key = values["url_key"].plain() if "url_key" in values else ""
        return picture_url(f"{self.known.address}/{key}.html") if key else ""

    def pictures(self, item: JsonValue) -> tuple[str, ...]:
        """Shown pictures, the one marked as the main picture first."""
        shown = [
            entry
            for entry in item.get("media_gallery_entries").items()
            if entry.text("media_type") in ("", "image") and not entry.flag("disabled") and entry.text("file")
        ]
        shown.sort(key=lambda entry: "image" not in [kind.plain() for kind in entry.get("types").items()])
        return distinct(picture_url(f"{self.known.media}/{entry.text('file').lstrip('/')}") for entry in shown)

    def params(self, item: JsonValue) -> tuple[Param, ...]:
        """Attributes that describe the goods, by the shop's names and labels; several values are several params."""
        found = []
        for code, value in _values(item).items():
            attribute = self.known.attributes.get(code)
            if attribute is not None and attribute.input in _INPUTS and code not in _OWN and code not in _BRANDS:
                found += [Param(attribute.label, text) for text in self.labels(code, value)]
        return tuple(dict.fromkeys(found))

    def labels(self, code: str, value: JsonValue) -> tuple[str, ...]:
        """An option's id becomes its label; an id that the shop does not explain stays out."""
        attribute = self.known.attributes.get(code)
        texts = [one.plain() for one in value.items()] if value.is_list else [value.plain()]
        if attribute is None or not attribute.options:
            return distinct(map(one_line, texts))
        if attribute.input == "multiselect":
            texts = [part for text in texts for part in text.split(",")]
        return distinct(attribute.options.get(text, "") for text in texts)

    def label(self, code: str, value: JsonValue | None) -> str:
        return ", ".join(self.labels(code, value)) if value is not None else ""

    def field(self, code: str, value: JsonValue) -> str:
        return "" if code in _OWN else self.label(code, value)

    def weight(self, item: JsonValue) -> Decimal | None:
        amount = parse_measure(item.text("weight"))
        return to_kg(amount, self.known.settings.weight_unit) if amount is not None else None

    def side(self, value: JsonValue | None) -> Decimal | None:
        amount = parse_measure(value.plain()) if value is not None else None
        return to_cm(amount, self.known.settings.length_unit) if amount is not None else None

    def warn(self, code: str, field: str, severity: Severity = "warning", place: Place | None = None, **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, place or self.place, severity))


def _values(item: JsonValue) -> dict[str, JsonValue]:
    found = {}
    for one in item.get("custom_attributes").items():
        value = one.get("value")
        if one.text("attribute_code") and (value.plain() or value.is_list):
            found[one.text("attribute_code")] = value
    return found


def _moment(value: JsonValue | None) -> int | None:
    """ "2026-11-01 00:00:00" as UTC ms: the shop keeps UTC."""
    try:
        day = date.fromisoformat(value.plain()[:10] if value is not None else "")
    except ValueError:
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
