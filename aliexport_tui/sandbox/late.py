"""Checks that need more than the item: pictures, brands, required attributes, cards and their SKUs.

By default they are made in the task (local-products.md §6.2 row 22). A picture is unreachable by a rule on its
address, never by fetching: its host ends with `.invalid`, or its path has a segment `unreachable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from aliexport_tui.sandbox.checks.report import Problem
from aliexport_tui.sandbox.records import Card
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches

_SIZE = re.compile(r"(?<!\d)(\d{2,5})x(\d{2,5})(?!\d)")


def is_reachable(url: str) -> bool:
    """The rule on a picture's address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return not host.endswith(".invalid") and "unreachable" not in parts.path.split("/")


def picture_problems(path: str, urls: tuple[str, ...], switches: Switches) -> Iterator[Problem]:
    """Pictures that cannot be fetched, or are too small by the size that their address tells."""
    low = switches.whole("images.min_px")
    for index, url in enumerate(urls):
        place = f"{path}[{index}]"
        if not is_reachable(url):
            yield Problem(place, "image_unreachable", {"url": url})
        elif low and (size := _SIZE.search(urlsplit(url).path)) and min(map(int, size.groups())) < low:
            yield Problem(place, "image_small", {"url": url, "low": str(low)})


def card_problems(card: Card, schema: Schema, switches: Switches) -> Iterator[Problem]:
    """Everything that comes late with a whole card, in the order of `tasks.late_failures`' names."""
    yield from picture_problems("main_image_urls_list", card.images, switches)
    for number, sku in enumerate(card.skus):
        for position, attribute in enumerate(sku.attributes):
            if attribute.image and not is_reachable(attribute.image):
                place = f"sku_info_list[{number}].sku_attributes_list[{position}].sku_image_url"
                yield Problem(place, "image_unreachable", {"url": attribute.image})
    if card.preview_url and not is_reachable(card.preview_url):
        yield Problem("video.preview_url", "image_unreachable", {"url": card.preview_url})
    yield from _attribute_problems(card, schema, switches)


def _attribute_problems(card: Card, schema: Schema, switches: Switches) -> Iterator[Problem]:
    category = schema.category(card.category_id)
    if category is None:
        return
    properties = schema.properties(category, is_sku=False)
    for index, attribute in enumerate(card.attributes):
        prop = properties.get(attribute.name_id)
        if prop is None or not prop.brand:
            continue
        kinds = switches.word("brand.id_kind")
        brand = schema.brand_standing(category, prop, attribute.value_id, kinds)
        if brand and brand.status != "approved":
            place = f"attribute_list[{index}].attribute_value_id"
            yield Problem(place, "brand_not_approved", {"name": brand.name, "status": brand.status})
    given = {attribute.name_id for attribute in card.attributes}
    missing = [prop for prop in category.properties if prop.required and prop.id not in given]
    if missing:
        names = (", ".join(prop.name_ru for prop in missing), ", ".join(prop.name_en for prop in missing))
        yield Problem("attribute_list", "attribute_missing", {"names": names})
