"""The rest of a card's content, as a single read gives it (local-products.md §3.10): texts, attributes, SKU attributes,
weight, sizes. What the answer leaves out counts as sent."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import msgspec

from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.marketplace.port import CardDetail, CardProperty, CardSku
from aliexport_tui.model.wants import Attribute, Content, SkuAttribute, SkuContent, Text

OWN = "-1"
_ADDED_LEAD_TIME = 30
"""Days that the marketplace puts in by itself (001 §shipping_lead_time)."""


def with_detail(told: Content, sent: Content, detail: CardDetail) -> Content:
    """`told`, what the short row showed, completed by the card in full."""
    lead_time = detail.shipping_lead_time
    skus = {sku.code: sku for sku in detail.skus}
    return msgspec.structs.replace(
        told,
        category_id=detail.category_id or told.category_id,
        texts=tuple(_text(text, detail) for text in told.texts),
        attributes=tuple(_attributes(sent.attributes, detail.properties)) if detail.properties else sent.attributes,
        freight_template_id=detail.freight_template_id or sent.freight_template_id,
        package_length=detail.package_length or sent.package_length,
        package_width=detail.package_width or sent.package_width,
        package_height=detail.package_height or sent.package_height,
        weight=sent.weight if same_number(detail.weight, sent.weight) else detail.weight,
        product_unit=detail.product_unit or sent.product_unit,
        shipping_lead_time=lead_time if lead_time and lead_time != _ADDED_LEAD_TIME else sent.shipping_lead_time,
        size_chart_id=(detail.size_chart_id or sent.size_chart_id) if sent.size_chart_id else "",
        skus=tuple(_sku(sku, skus[sku.sku_code]) if sku.sku_code in skus else sku for sku in told.skus),
    )


def same_number(seen: str, sent: str) -> bool:
    """`0.30` and `0.3` are one number; nothing, zero and what is no number tell nothing."""
    try:
        return not Decimal(seen) or Decimal(seen) == Decimal(sent)
    except InvalidOperation:
        return True


def _text(text: Text, detail: CardDetail) -> Text:
    """In a language that we sent; the marketplace cleans and re-writes the markup, so words alone are compared."""
    titles = {locale[:2].lower(): title for locale, title in detail.titles.items()}
    webs = {locale[:2].lower(): body for locale, body in detail.descriptions.items()}
    mobiles = {locale[:2].lower(): body for locale, body in detail.mobile_descriptions.items()}
    language = text.language[:2].lower()
    return msgspec.structs.replace(
        text,
        subject=_worded(text.subject, titles.get(language, "")),
        web=_worded(text.web, webs.get(language, "")),
        mobile=_worded(text.mobile, mobiles.get(language, "")),
    )


def _worded(sent: str, seen: str) -> str:
    if not sent or not seen or plain_text(seen) == plain_text(sent):
        return sent
    return seen


def _attributes(sent: tuple[Attribute, ...], shown: tuple[CardProperty, ...]) -> Iterable[Attribute]:
    """Those that were sent, as they are shown. What the marketplace has added by itself is passed over."""
    left = list(shown)
    for one in sent:
        match = next((prop for prop in left if _is_shown(one, prop)), None)
        other = match or next((prop for prop in left if _same_name(one, prop)), None)
        if other is None:
            continue
        left.remove(other)
        yield one if match else msgspec.structs.replace(one, value_id=other.value_id, value=other.value)


def _same_name(one: Attribute, prop: CardProperty) -> bool:
    if one.name_id != OWN:
        return one.name_id == prop.name_id
    return prop.name_id in ("", OWN) and prop.name in ("", one.name)


def _is_shown(one: Attribute, prop: CardProperty) -> bool:
    """Ids count; names and values may be placeholders, and an own word may have become a value of the dictionary."""
    if not _same_name(one, prop):
        return False
    if one.value_id not in ("", OWN):
        return prop.value_id in ("", one.value_id)
    return not prop.value or _folded(prop.value) == _folded(one.value)


def _sku(sent: SkuContent, seen: CardSku) -> SkuContent:
    return msgspec.structs.replace(
        sent,
        attributes=tuple(_sku_attributes(sent.attributes, seen.properties)) if seen.properties else sent.attributes,
        gtin=seen.gtin if seen.gtin and sent.gtin else sent.gtin,
        tnved_codes=seen.tnved_codes if seen.tnved_codes and sent.tnved_codes else sent.tnved_codes,
        okpd2_codes=seen.okpd2_codes if seen.okpd2_codes and sent.okpd2_codes else sent.okpd2_codes,
    )


def _sku_attributes(sent: tuple[SkuAttribute, ...], shown: tuple[CardProperty, ...]) -> Iterable[SkuAttribute]:
    by_name = {prop.name_id: prop for prop in shown}
    for one in sent:
        prop = by_name.get(one.name_id)
        if prop is None:
            continue
        named = prop.definition if prop.definition and one.definition_name else one.definition_name
        yield msgspec.structs.replace(one, value_id=prop.value_id or one.value_id, definition_name=named)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
