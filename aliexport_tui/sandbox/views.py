"""A card as reads show it: short (local-products.md §3.9) and in full (§3.10)."""

from __future__ import annotations

from aliexport_tui.sandbox.cards import StoredCard
from aliexport_tui.sandbox.clock import rfc3339
from aliexport_tui.sandbox.endpoint import Call
from aliexport_tui.sandbox.records import Attribute, Sku
from aliexport_tui.sandbox.tree.records import Category, Property
from aliexport_tui.sandbox.wire import JsonObject

OWNER_LOGIN = "demo_shop"
_LOCALES = {"ru": "ru_RU", "en": "en_US", "tr": "tr_TR"}


def short_view(call: Call, stored: StoredCard) -> JsonObject:
    """One row of the short list."""
    card, switches = stored.card, call.market.switches
    view: JsonObject = {
        "id": stored.id,
        "ali_created_at": rfc3339(stored.created_ms),
        "ali_updated_at": rfc3339(stored.updated_ms),
        "category_id": card.category_id,
        "delivery_time": str(card.shipping_lead_time),
        "owner_member_seq": stored.seller,
        "owner_member_id": OWNER_LOGIN,
        "freight_template_id": card.freight_template_id,
        "currency_code": switches.word("seller.currency"),
        "group_ids": [],
        "main_image_url": card.images[0],
        "main_image_urls": card.images,
        switches.word("scroll.subject_key"): _subject(call, stored),
        "sku": []
        if call.market.faults.of_card("fault.no_sku", stored.id)
        else [_short_sku(sku) for sku in _numbered(stored)],
        "marketing_images": [],
    }
    if switches.flag("scroll.emit_status"):
        view["status"] = "ONLINE" if stored.online else "OFFLINE"
    return view


def full_view(call: Call, stored: StoredCard) -> JsonObject:
    """The whole product."""
    card, switches = stored.card, call.market.switches
    category = call.market.schema.category(card.category_id)
    words = switches.names("product.status_words")
    currency = switches.word("seller.currency")
    nameless = call.market.faults.of_card("fault.no_name", stored.id)
    return {
        "id": stored.id,
        "owner_member_seq": stored.seller,
        "owner_member_id": OWNER_LOGIN,
        "ali_created_at": rfc3339(stored.created_ms),
        "ali_updated_at": rfc3339(stored.updated_ms),
        "category_id": card.category_id,
        "currency_code": currency,
        "price": card.skus[0].price if card.skus else "",
        "status_type": words[0] if stored.online else words[-1],
        "delivery_time": str(card.shipping_lead_time),
        "freight_template_id": card.freight_template_id,
        "package_length": str(card.package_length),
        "package_width": str(card.package_width),
        "package_height": str(card.package_height),
        "package_type": card.package_type,
        "lot_num": card.lot_num,
        "unit": str(card.product_unit),
        "base_unit": "0",
        "add_unit": "0",
        "add_weight": 0,
        "gross_weight": float(card.weight),
        "bulk_order": str(card.bulk_order),
        "bulk_discount": str(card.bulk_discount),
        "promise_template_id": "0",
        "sizechart_id": card.size_chart_id,
        "product_reduce_strategy": card.reduce_strategy,
        "subject": [
            {"id": str(number), "locale": _LOCALES[language], "name": subject}
            for number, (language, subject) in enumerate(card.subjects.items(), 1)
        ],
        "descriptions": [
            {
                "id": str(number),
                "locale": _LOCALES[language],
                "detail": text.web,
                "web_detail": text.web,
                "mobile_detail": text.mobile,
            }
            for number, (language, text) in enumerate(card.descriptions.items(), 1)
        ],
        "property": [_attribute(call, category, each, nameless) for each in card.attributes],
        "groups": [],
        "media": [],
        "sku": [_full_sku(call, category, sku, currency, nameless) for sku in _numbered(stored)],
        "main_image_url": card.images[0],
        "main_image_urls": card.images,
        "marketing_images": [],
        "keywords": [],
        "video": {"video_url": card.video_url, "preview_url": card.preview_url},
    }


def _subject(call: Call, stored: StoredCard) -> str:
    subjects = stored.card.subjects
    return subjects.get(call.locale) or subjects.get(stored.card.language) or next(iter(subjects.values()))


def _numbered(stored: StoredCard) -> list[tuple[str, Sku]]:
    return [(str(number), sku) for number, sku in enumerate(stored.card.skus, 1)]


def _short_sku(numbered: tuple[str, Sku]) -> JsonObject:
    number, sku = numbered
    return {
        "id": number,
        "sku_id": sku.sku_id,
        "code": sku.code,
        "price": sku.price,
        "discount_price": sku.discount_price,
        "ipm_sku_stock": str(sku.inventory),
    }


def _full_sku(call: Call, category: Category | None, numbered: tuple[str, Sku], currency: str, nameless: bool) -> JsonObject:
    number, sku = numbered
    properties = []
    for each in sku.attributes:
        names = _names(call, category, each.name_id, each.value_id, True, nameless)
        properties.append({**names, "image_url": each.image, "value_definition": each.definition})
    return {
        **_short_sku((number, sku)),
        "ali_id": sku.sku_id,
        "barcode": "",
        "gtin": sku.gtin,
        "tnved_codes": sku.tnved_codes,
        "okpd2_codes": sku.okpd2_codes,
        "currency_code": currency,
        "stock": sku.inventory > 0,
        "property": properties,
    }


def _attribute(call: Call, category: Category | None, each: Attribute, nameless: bool) -> JsonObject:
    names = _names(call, category, each.name_id, each.value_id, False, nameless)
    if each.name_id == "-1":
        names["name"] = each.name
    if not names["value"]:
        names["value"] = each.value
    return {**names, "image_url": "", "value_definition": "", "unit_id": "0", "unit_name": each.unit}


def _names(call: Call, category: Category | None, name_id: str, value_id: str, is_sku: bool, nameless: bool) -> JsonObject:
    names: JsonObject = {"name_id": name_id, "name": "", "value_id": value_id, "value": ""}
    if nameless:
        return {**names, "name": f"NO_NAME_{name_id}", "value": f"NO_NAME_{value_id}"}
    prop = call.market.schema.properties(category, is_sku).get(name_id) if category else None
    if category is None or prop is None:
        return names
    names["name"] = call.name(prop.name_ru, prop.name_en)
    names["value"] = _value_name(call, category, prop, value_id, is_sku)
    return names


def _value_name(call: Call, category: Category, prop: Property, value_id: str, is_sku: bool) -> str:
    value = call.market.schema.value(category, prop, value_id, is_sku)
    if value is not None:
        return call.name(value.name_ru, value.name_en)
    if prop.brand and not is_sku:
        kinds = call.market.switches.word("brand.id_kind")
        brand = call.market.schema.brand_standing(category, prop, value_id, kinds)
        return brand.name if brand else ""
    return ""
