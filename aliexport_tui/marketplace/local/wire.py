"""What we write: requests with the JSON types of the official sample and nothing deprecated (001; §3.1-3.8).

Numbers: category, freight template, size chart, package sizes, lead time, unit, bulk, inventory of a card.
Strings: every attribute id, weight, prices, `lot_num`, product ids."""

from collections.abc import Sequence

import msgspec

from aliexport_tui.marketplace.port import CardDraft, CardImages, CardPrices, CardStocks, Fate, InvalidRequest
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.wants import Attribute, Draft, SkuAttribute, SkuContent, SkuPrice

BRAND = "2"
"""Property id of the brand: its value's text is filled by the server, and sending it can cause errors (001)."""


class _Wire(msgspec.Struct, frozen=True, omit_defaults=True): ...


class WireAttribute(_Wire, frozen=True):
    attribute_name: str = ""
    attribute_name_id: str = ""
    attribute_value: str = ""
    attribute_value_id: str = ""
    attribute_unit: str = ""


class WireSkuAttribute(_Wire, frozen=True):
    sku_attribute_name_id: str
    sku_attribute_value_id: str
    sku_attribute_value_definition_name: str = ""
    sku_image_url: str = ""


class WireSku(_Wire, frozen=True):
    sku_code: str
    price: str
    inventory: int
    discount_price: str = ""
    sku_attributes_list: tuple[WireSkuAttribute, ...] = ()
    tnved_codes: tuple[str, ...] = ()
    gtin: str = ""
    okpd2_codes: tuple[str, ...] = ()


class WireSubject(_Wire, frozen=True):
    language: str
    subject: str


class WireDescription(_Wire, frozen=True):
    language: str
    web: str
    mobile: str


class WireVideo(_Wire, frozen=True):
    video_url: str = ""
    preview_url: str = ""


class WireProduct(_Wire, frozen=True, kw_only=True):
    product_id: str = ""
    external_id: str = ""
    external_category_id: str = ""
    aliexpress_category_id: int
    language: str
    multi_language_subject_list: tuple[WireSubject, ...]
    multi_language_description_list: tuple[WireDescription, ...]
    attribute_list: tuple[WireAttribute, ...] = ()
    freight_template_id: int
    main_image_urls_list: tuple[str, ...]
    package_length: int
    package_width: int
    package_height: int
    weight: str
    package_type: bool = False
    lot_num: str = ""
    product_unit: int
    shipping_lead_time: int
    size_chart_id: int | None = None
    bulk_order: int | None = None
    bulk_discount: int | None = None
    sku_info_list: tuple[WireSku, ...]
    video: WireVideo | None = None


class WirePrice(_Wire, frozen=True):
    sku_code: str
    price: str
    discount_price: str = ""


class WireStock(_Wire, frozen=True):
    sku_code: str
    inventory: str


def product(draft: Draft, card_id: str = "") -> WireProduct:
    """A whole card; prices and stocks join their variation by SKU code. `card_id` "" for a create."""
    content = draft.content
    prices = {sku.sku_code: sku for sku in draft.prices.skus}
    stocks = {sku.sku_code: sku.inventory for sku in draft.stocks.skus}
    video = WireVideo(content.video_url, content.preview_url)
    return WireProduct(
        product_id=card_id,
        external_id=content.external_id,
        external_category_id=content.external_category_id,
        aliexpress_category_id=_number("aliexpress_category_id", content.category_id),
        language=content.language,
        multi_language_subject_list=tuple(WireSubject(t.language, t.subject) for t in content.texts if t.subject),
        multi_language_description_list=tuple(
            WireDescription(t.language, t.web, t.mobile) for t in content.texts if t.web or t.mobile
        ),
        attribute_list=tuple(map(_attribute, content.attributes)),
        freight_template_id=_number("freight_template_id", content.freight_template_id),
        main_image_urls_list=draft.images.urls,
        package_length=content.package_length,
        package_width=content.package_width,
        package_height=content.package_height,
        weight=content.weight,
        package_type=content.package_type,
        lot_num="" if content.lot_num is None else str(content.lot_num),
        product_unit=content.product_unit,
        shipping_lead_time=content.shipping_lead_time,
        size_chart_id=_number("size_chart_id", content.size_chart_id) if content.size_chart_id else None,
        bulk_order=content.bulk_order,
        bulk_discount=content.bulk_discount,
        sku_info_list=tuple(_sku(sku, prices, stocks) for sku in content.skus),
        video=None if video == WireVideo() else video,
    )


def products_body(drafts: Sequence[Draft]) -> bytes:
    return _body(products=[product(draft) for draft in drafts])


def edit_body(cards: Sequence[CardDraft]) -> bytes:
    return _body(products=[product(card.draft, card.card_id) for card in cards])


def field_body(key: str, values: Sequence[tuple[str, object]]) -> bytes:
    """§3.3: one field of several cards; pairs of card id and the key's own kind of value."""
    return _body(fields=[{"product_id": card_id, "key": key, "value": value} for card_id, value in values])


def images_body(cards: Sequence[CardImages]) -> bytes:
    return field_body("image_urls", [(card.card_id, card.images.urls) for card in cards])


def prices_body(cards: Sequence[CardPrices]) -> bytes:
    return _body(
        products=[
            {"product_id": card.card_id, "skus": [WirePrice(sku.sku_code, *_money(sku)) for sku in card.prices.skus]}
            for card in cards
        ]
    )


def stocks_body(cards: Sequence[CardStocks]) -> bytes:
    return _body(
        products=[
            {"product_id": card.card_id, "skus": [WireStock(s.sku_code, str(s.inventory)) for s in card.stocks.skus]}
            for card in cards
        ]
    )


def ids_body(card_ids: Sequence[str]) -> bytes:
    """§3.8: the one request of the product side in camelCase."""
    return _body(productIds=card_ids)


def _body(**members: object) -> bytes:
    try:
        return msgspec.json.encode(members)
    except UnicodeEncodeError as error:
        # Half a character that no reader should have let through.
        raise _unsendable(repr(error.object[max(0, error.start - 10) : error.end])) from None


def _attribute(attribute: Attribute) -> WireAttribute:
    return WireAttribute(
        attribute_name=attribute.name,
        attribute_name_id=attribute.name_id,
        attribute_value="" if attribute.name_id == BRAND else attribute.value,
        attribute_value_id=attribute.value_id,
        attribute_unit=attribute.unit,
    )


def _sku(sku: SkuContent, prices: dict[str, SkuPrice], stocks: dict[str, int]) -> WireSku:
    if sku.sku_code not in prices or sku.sku_code not in stocks:
        raise _unsendable(f"sku_info_list[{sku.sku_code}]")
    price, discount = _money(prices[sku.sku_code])
    return WireSku(
        sku_code=sku.sku_code,
        price=price,
        inventory=stocks[sku.sku_code],
        discount_price=discount,
        sku_attributes_list=tuple(map(_sku_attribute, sku.attributes)),
        tnved_codes=sku.tnved_codes,
        gtin=sku.gtin,
        okpd2_codes=sku.okpd2_codes,
    )


def _sku_attribute(attribute: SkuAttribute) -> WireSkuAttribute:
    return WireSkuAttribute(attribute.name_id, attribute.value_id, attribute.definition_name, attribute.image_url)


def _money(sku: SkuPrice) -> tuple[str, str]:
    return to_wire(sku.price), "" if sku.discount is None else to_wire(sku.discount)


def _number(field: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal()):
        raise _unsendable(field)
    return int(digits)


def _unsendable(field: str) -> InvalidRequest:
    """A draft that the validator should have held back: nothing left, and trying again can't help."""
    return InvalidRequest("marketplace.unsendable", Fate.REFUSED, said=field)
