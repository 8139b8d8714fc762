"""The marketplace's field paths in words: `sku_info_list[0].price` -> "SKU 1 › price". The path itself is for the log."""

import re
from collections.abc import Mapping

from aliexport_tui.messages.i18n import N_, _
from aliexport_tui.messages.text import neutral

_PART = re.compile(r"^([^\[\]]+)(?:\[(.*)\])?$")
_DOT = re.compile(r"\.(?![^\[]*\])")
_LISTS = ("_list", "urls", "steps", "axes", "filter")
"""These count their members by place; others name them."""
_SWITCHES = ("online", "package_type", "available")
_PRICES = ("price", "discount_price")
_NAMES: Mapping[str, str] = {
    "aliexpress_category_id": N_("marketplace's category"),
    "category_id": N_("marketplace's category"),
    "available": N_("available"),
    "axes": N_("axis"),
    "attribute_list": N_("attribute"),
    "attributes": N_("attribute"),
    "attribute_name": N_("name"),
    "attribute_name_id": N_("property"),
    "attribute_value": N_("text"),
    "attribute_value_id": N_("value"),
    "name_id": N_("property"),
    "value": N_("text"),
    "value_id": N_("value"),
    "brand": N_("brand"),
    "brand_name": N_("brand"),
    "bulk_discount": N_("bulk: discount"),
    "bulk_order": N_("bulk: from pieces"),
    "categoryId": N_("category"),
    "definition_name": N_("own name"),
    "description": N_("description"),
    "discount_price": N_("price with discount"),
    "filter": N_("condition"),
    "card": N_("card"),
    "source": N_("comes from"),
    "external_id": N_("product key"),
    "external_category_id": N_("own category id"),
    "freight_template_id": N_("shipping template"),
    "gtin": N_("GTIN"),
    "height": N_("height"),
    "image_url": N_("picture"),
    "inventory": N_("stock"),
    "language": N_("language"),
    "length": N_("length"),
    "lot_num": N_("pieces in a lot"),
    "main_image_urls_list": N_("picture"),
    "mobile": N_("description on phones"),
    "mobile_detail": N_("description on phones"),
    "multi_language_list": N_("texts"),
    "multi_language_subject_list": N_("title"),
    "multi_language_description_list": N_("description"),
    "name": N_("name"),
    "okpd2_codes": N_("OKPD2 code"),
    "online": N_("on sale"),
    "old_price": N_("old price"),
    "oldprice": N_("old price"),
    "package_height": N_("package height"),
    "package_length": N_("package length"),
    "package_type": N_("sold in lots"),
    "package_width": N_("package width"),
    "preview_url": N_("preview"),
    "price": N_("price"),
    "product_unit": N_("unit"),
    "shipping_lead_time": N_("days to ship"),
    "size_chart_id": N_("size chart"),
    "sku": N_("SKU"),
    "sku_attribute_name_id": N_("property"),
    "sku_attribute_value_definition_name": N_("own name"),
    "sku_attribute_value_id": N_("value"),
    "sku_attributes_list": N_("axis"),
    "sku_code": N_("SKU code"),
    "sku_image_url": N_("picture"),
    "sku_info_list": N_("SKU"),
    "skus": N_("SKU"),
    "sku_list": N_("SKU"),
    "stock": N_("stock"),
    "steps": N_("step"),
    "subject": N_("title"),
    "texts": N_("texts"),
    "tnved_codes": N_("TN VED code"),
    "urls": N_("picture"),
    "video": N_("video"),
    "video_url": N_("video"),
    "web": N_("description"),
    "web_detail": N_("description"),
    "weight": N_("weight"),
    "width": N_("width"),
}


def field_word(path: str) -> str:
    """Places in a list count from 1; what has no word stays as it is."""
    return neutral(" › ".join(_word(part) for part in _DOT.split(path))) if path else ""


def field_value(path: str, value: str, currency: str = "") -> str:
    """A switch as a word, a price with its currency where that is known; all else as it is."""
    name = path.rpartition(".")[2]
    if currency and name in _PRICES:
        return f"{value} {currency}"
    if name not in _SWITCHES:
        return value
    return {"True": _("yes"), "False": _("no"), "0": _("no")}.get(value, value)


def _word(part: str) -> str:
    found = _PART.match(part)
    if found is None or found[1] not in _NAMES:
        return part
    name, mark = found[1], found[2] or ""
    if name.endswith(_LISTS) and mark.isdecimal():
        mark = str(int(mark) + 1)
    return f"{_(_NAMES[name])} {mark}".rstrip()
