"""The marketplace's field paths in words: `sku_info_list[0].price` -> "SKU 1 › price". The path itself is for the log."""

import re
from collections.abc import Mapping

from aliexport_tui.tui.words import _, neutral

_PART = re.compile(r"^([^\[\]]+)(?:\[(.*)\])?$")
_DOT = re.compile(r"\.(?![^\[]*\])")
_LISTS = ("_list", "urls", "steps", "axes", "filter")
"""These count their members by place; others name them."""
_NAMES: Mapping[str, str] = {
    "aliexpress_category_id": _("marketplace's category"),
    "category_id": _("marketplace's category"),
    "axes": _("axis"),
    "attribute_list": _("attribute"),
    "attributes": _("attribute"),
    "attribute_name": _("name"),
    "attribute_name_id": _("property"),
    "attribute_value": _("text"),
    "attribute_value_id": _("value"),
    "name_id": _("property"),
    "value": _("text"),
    "value_id": _("value"),
    "brand": _("brand"),
    "brand_name": _("brand"),
    "bulk_discount": _("bulk: discount"),
    "bulk_order": _("bulk: from pieces"),
    "categoryId": _("category"),
    "definition_name": _("own name"),
    "description": _("description"),
    "discount_price": _("price with discount"),
    "filter": _("condition"),
    "card": _("card"),
    "source": _("comes from"),
    "external_id": _("product key"),
    "external_category_id": _("own category id"),
    "freight_template_id": _("shipping template"),
    "gtin": _("GTIN"),
    "height": _("height"),
    "image_url": _("picture"),
    "inventory": _("stock"),
    "language": _("language"),
    "length": _("length"),
    "lot_num": _("pieces in a lot"),
    "main_image_urls_list": _("picture"),
    "mobile": _("description on phones"),
    "mobile_detail": _("description on phones"),
    "multi_language_list": _("texts"),
    "multi_language_subject_list": _("title"),
    "multi_language_description_list": _("description"),
    "name": _("name"),
    "okpd2_codes": _("OKPD2 code"),
    "online": _("on sale"),
    "oldprice": _("old price"),
    "package_height": _("package height"),
    "package_length": _("package length"),
    "package_type": _("sold in lots"),
    "package_width": _("package width"),
    "preview_url": _("preview"),
    "price": _("price"),
    "product_unit": _("unit"),
    "shipping_lead_time": _("days to ship"),
    "size_chart_id": _("size chart"),
    "sku": _("SKU"),
    "sku_attribute_name_id": _("property"),
    "sku_attribute_value_definition_name": _("own name"),
    "sku_attribute_value_id": _("value"),
    "sku_attributes_list": _("axis"),
    "sku_code": _("SKU code"),
    "sku_image_url": _("picture"),
    "sku_info_list": _("SKU"),
    "skus": _("SKU"),
    "sku_list": _("SKU"),
    "steps": _("step"),
    "subject": _("title"),
    "texts": _("texts"),
    "tnved_codes": _("TN VED code"),
    "urls": _("picture"),
    "video": _("video"),
    "video_url": _("video"),
    "web": _("description"),
    "web_detail": _("description"),
    "weight": _("weight"),
    "width": _("width"),
}


def field_word(path: str) -> str:
    """Places in a list count from 1; what has no word stays as it is."""
    return neutral(" › ".join(_word(part) for part in _DOT.split(path))) if path else ""


def _word(part: str) -> str:
    found = _PART.match(part)
    if found is None or found[1] not in _NAMES:
        return part
    name, mark = found[1], found[2] or ""
    if name.endswith(_LISTS) and mark.isdecimal():
        mark = str(int(mark) + 1)
    return f"{_NAMES[name]} {mark}".rstrip()
