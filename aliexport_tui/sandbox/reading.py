"""From a checked item of a request to the record that a task carries. Only items without problems get here."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.prices import clears_discount
from aliexport_tui.sandbox.records import Attribute, Card, Description, Price, Sku, SkuAttribute, Stock
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject, read_id


def read_card(product: JsonObject, switches: Switches) -> Card:
    """The content of a product of create or edit."""
    video = product.get("video")
    media = video if isinstance(video, dict) else {}
    return Card(
        external_id=_text(product, "external_id"),
        category_id=_id(product, "aliexpress_category_id"),
        language=_text(product, "language"),
        subjects=read_subjects(_objects(product, "multi_language_subject_list")),
        descriptions=_descriptions(product),
        attributes=tuple(_attribute(each) for each in _objects(product, "attribute_list")),
        images=_texts(product, "main_image_urls_list"),
        freight_template_id=_id(product, "freight_template_id"),
        package_length=_whole(product, "package_length"),
        package_width=_whole(product, "package_width"),
        package_height=_whole(product, "package_height"),
        weight=_text(product, "weight"),
        package_type=product.get("package_type") is True,
        lot_num=_id(product, "lot_num"),
        product_unit=_whole(product, "product_unit"),
        shipping_lead_time=_whole(product, "shipping_lead_time"),
        size_chart_id=_id(product, "size_chart_id"),
        bulk_order=_whole(product, "bulk_order"),
        bulk_discount=_whole(product, "bulk_discount"),
        reduce_strategy=_text(product, "inventory_deduction_strategy") or "payment_success_deduct",
        skus=tuple(_sku(each, switches) for each in _objects(product, "sku_info_list")),
        video_url=_text(media, "video_url"),
        preview_url=_text(media, "preview_url"),
    )


def read_price(sku: JsonObject, switches: Switches) -> Price:
    """One SKU of update-sku-price."""
    discount = sku.get("discount_price")
    if clears_discount(switches, sku):
        discount = ""
    return Price(_text(sku, "sku_code"), _text(sku, "price"), discount if isinstance(discount, str) else None)


def read_stock(sku: JsonObject) -> Stock:
    """One SKU of update-sku-stock."""
    return Stock(_text(sku, "sku_code"), _whole(sku, "inventory"))


def read_subjects(entries: list[JsonObject]) -> dict[str, str]:
    """Titles by language: `ru`, `en`, `tr`."""
    return {_text(each, "language")[:2]: _text(each, "subject") for each in entries}


def _descriptions(product: JsonObject) -> dict[str, Description]:
    return {
        _text(each, "language")[:2]: Description(_text(each, "web"), _text(each, "mobile"))
        for each in _objects(product, "multi_language_description_list")
    }


def _attribute(entry: JsonObject) -> Attribute:
    return Attribute(
        _id(entry, "attribute_name_id") if entry.get("attribute_name_id") not in (None, "") else "-1",
        _id(entry, "attribute_value_id") if entry.get("attribute_value_id") not in (None, "") else "-1",
        _text(entry, "attribute_name"),
        _text(entry, "attribute_value"),
        _text(entry, "attribute_unit"),
    )


def _sku(sku: JsonObject, switches: Switches) -> Sku:
    return Sku(
        code=_text(sku, "sku_code"),
        price=_text(sku, "price"),
        inventory=_whole(sku, "inventory"),
        discount_price="" if clears_discount(switches, sku) else _text(sku, "discount_price"),
        attributes=tuple(
            SkuAttribute(
                _id(each, "sku_attribute_name_id"),
                _id(each, "sku_attribute_value_id"),
                _text(each, "sku_attribute_value_definition_name"),
                _text(each, "sku_image_url"),
            )
            for each in _objects(sku, "sku_attributes_list")
        ),
        gtin=_text(sku, "gtin"),
        tnved_codes=_texts(sku, "tnved_codes"),
        okpd2_codes=_texts(sku, "okpd2_codes"),
    )


def _text(item: JsonObject, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _id(item: JsonObject, name: str) -> str:
    return read_id(item.get(name)) or "0"


def _whole(item: JsonObject, name: str) -> int:
    return int(_id(item, name))


def _texts(item: JsonObject, name: str) -> tuple[str, ...]:
    value = item.get(name)
    return tuple(str(member) for member in value) if isinstance(value, list) else ()


def _objects(item: JsonObject, name: str) -> list[JsonObject]:
    value = item.get(name)
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []
