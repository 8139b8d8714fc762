"""What 001's field table demands of a card, written once more over what the sandbox holds: neither our validator nor the
sandbox's own checks are asked."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from aliexport_tui.sandbox.tree import load_tree

_UNITS = {100000013, 100000014, 100000015, 100000017, 100000019}
_HIGHEST_PRICE = Decimal(5_000_000)  # RUB


def broken_rules(card: Mapping[str, Any]) -> list[str]:
    """The rules that one card of `Sandbox.cards()` breaks; `card` is its content."""
    return [*_texts(card), *_package(card), *_category(card), *_skus(card)]


def _texts(card: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(card["images"]) <= 6:
        yield f"{len(card['images'])} pictures"
    yield from (f"picture {url}" for url in card["images"] if not url.startswith(("http://", "https://")))
    if not card["subjects"].get("ru", "").strip():
        yield "no title"
    if not all(text.strip() for text in card["descriptions"]["ru"].values()):
        yield "no description"


def _package(card: Mapping[str, Any]) -> Iterator[str]:
    for side in ("package_length", "package_width", "package_height"):
        if not 1 <= card[side] <= 700:
            yield side
    if not Decimal("0.01") <= Decimal(card["weight"]) <= 700:
        yield "weight"
    if not 1 <= card["shipping_lead_time"] <= 30:
        yield "shipping_lead_time"
    if card["product_unit"] not in _UNITS:
        yield "product_unit"


def _category(card: Mapping[str, Any]) -> Iterator[str]:
    category = load_tree().categories[card["category_id"]]
    if category.children_ids:
        yield "parent category"
    given = {attribute["name_id"] for attribute in card["attributes"]}
    yield from (f"attribute {prop.name_ru}" for prop in category.properties if prop.required and prop.id not in given)
    for sku in card["skus"]:
        axes = {axis["name_id"] for axis in sku.get("attributes", ())}
        yield from (f"axis {prop.name_ru}" for prop in category.sku_properties if prop.required and prop.id not in axes)


def _skus(card: Mapping[str, Any]) -> Iterator[str]:
    codes = [sku["code"] for sku in card["skus"]]
    if not codes or len(codes) != len(set(codes)) or not all(codes):
        yield "SKU codes"
    for sku in card["skus"]:
        price, discount = Decimal(sku["price"]), Decimal(sku.get("discount_price") or sku["price"])
        if not Decimal("0.01") <= discount <= price <= _HIGHEST_PRICE:
            yield f"price of {sku['code']}"
        if not 0 <= sku["inventory"] <= 999_999:
            yield f"inventory of {sku['code']}"
        yield from (
            f"own name of {sku['code']}" for axis in sku.get("attributes", ()) if len(axis.get("definition", "")) > 40
        )
