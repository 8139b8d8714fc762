"""A product or variation of WooCommerce's REST v3 -> what it says."""

from collections.abc import Iterator

import msgspec

from aliexport_tui.model.problem import Place
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.woo.item import VARIABLE, VARIATION, Attribute, RawItem
from aliexport_tui.web.json_value import JsonValue

_LONGEST_META = 1_000
_FIELDS = {
    "Visibility in catalog": "catalog_visibility",
    "Shipping class": "shipping_class",
    "Tax class": "tax_class",
}


def product_words(said: JsonValue, category: str, currency: str, place: Place) -> RawItem:
    types = (said.text("type").lower() or "simple", *(name for name in ("virtual", "downloadable") if said.flag(name)))
    description = said.text("description") if said.text("description").strip() else said.text("short_description")
    attributes = tuple(
        Attribute(one_line(one.text("name")), _texts(one.get("options")), _varies(types, one))
        for one in said.get("attributes").items()
    )
    return _words(
        said,
        types,
        place,
        name=said.text("name"),
        category=category,
        brand=next((one.text("name") for one in said.get("brands").items()), ""),
        description=description,
        url=said.text("permalink"),
        currency=currency,
        pictures=tuple(one.text("src") for one in said.get("images").items()),
        attributes=attributes,
        fields=dict(_fields(said)),
    )


def variation_words(said: JsonValue, parent: RawItem, place: Place) -> RawItem:
    """What it does not have itself the shop shows as its parent's."""
    types = (VARIATION, *(name for name in ("virtual", "downloadable") if said.flag(name)))
    option = (Attribute(one_line(one.text("name")), _texts([one.text("option")])) for one in said.get("attributes").items())
    picture = said.get("image").text("src")
    pictures = (picture,) if picture else ()
    words = _words(said, types, place, parent=parent.code, pictures=pictures, attributes=tuple(option))
    return msgspec.structs.replace(words, sku="") if words.sku == parent.sku else words


def _words(
    said: JsonValue,
    types: tuple[str, ...],
    place: Place,
    *,
    parent: str = "",
    name: str = "",
    category: str = "",
    brand: str = "",
    description: str = "",
    url: str = "",
    currency: str = "",
    pictures: tuple[str, ...] = (),
    attributes: tuple[Attribute, ...] = (),
    fields: dict[str, str] | None = None,
) -> RawItem:
    sides = said.get("dimensions")
    return RawItem(
        id=said.text("id"),
        sku=one_line(said.text("sku")),
        types=types,
        place=place,
        status=said.text("status") or "publish",
        parent=parent,
        name=name,
        category=category,
        brand=brand,
        description=description,
        url=url,
        currency=currency,
        barcode=said.text("global_unique_id"),
        regular_price=said.text("regular_price") or said.text("price"),
        sale_price=said.text("sale_price"),
        on_sale=said.flag("on_sale"),
        # Elsewhere `stock_quantity` is null, or the parent's.
        stock=said.text("stock_quantity").partition(".")[0] if said.flag("manage_stock") else "",
        in_stock=said.text("stock_status") in ("instock", ""),
        pictures=pictures,
        attributes=attributes,
        weight=said.text("weight"),
        length=sides.text("length"),
        width=sides.text("width"),
        height=sides.text("height"),
        fields=fields or {},
    )


def _varies(types: tuple[str, ...], attribute: JsonValue) -> bool:
    return VARIABLE in types and bool(attribute.flag("variation"))


def _texts(options: JsonValue | list[str]) -> tuple[str, ...]:
    plain = options if isinstance(options, list) else [one.plain() for one in options.items()]
    return tuple(filter(None, map(one_line, plain)))


def _fields(said: JsonValue) -> Iterator[tuple[str, str]]:
    """By the names that the product export has for them; of the meta data what no plug-in keeps for itself."""
    for header, name in _FIELDS.items():
        if text := one_line(said.text(name)):
            yield header, text
    if said.flag("featured"):
        yield "Is featured?", "1"
    if tags := ", ".join(filter(None, (one_line(one.text("name")) for one in said.get("tags").items()))):
        yield "Tags", tags
    categories = [one_line(one.text("name")) for one in said.get("categories").items()]
    if len(categories) > 1:
        yield "Categories", ", ".join(categories)
    if said.text("description").strip() and (short := one_line(said.text("short_description"))):
        yield "Short description", short
    for one in said.get("meta_data").items():
        key, text = one.text("key"), one_line(one.text("value"))
        if key and text and not key.startswith("_") and len(text) <= _LONGEST_META:
            yield f"Meta: {key}", text
