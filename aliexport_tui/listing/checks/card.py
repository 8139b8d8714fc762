"""001: the card's plain fields."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from aliexport_tui.listing.target import Target
from aliexport_tui.listing.urls import extension, is_web_url
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.schema import Limits
from aliexport_tui.model.wants import Content

_WEIGHT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3})?")
_MAX_LOT = 100_000


def check_card(content: Content, target: Target) -> Iterator[Problem]:
    limits = target.limits
    if not content.external_id:
        yield Problem("external_id.missing", "external_id")
    yield from _category(target)
    if content.language not in limits.languages:
        yield Problem(
            "language.unsupported", "language", {"language": content.language, "allowed": ", ".join(limits.languages)}
        )
    yield from _freight(content, target)
    yield from _package(content, limits)
    yield from _whole(
        "lead_time", "shipping_lead_time", content.shipping_lead_time, limits.min_lead_days, limits.max_lead_days
    )
    if content.product_unit not in limits.units:
        code = "unit.unknown" if content.product_unit else "unit.missing"
        yield Problem(code, "product_unit", {"value": str(content.product_unit)})
    yield from _lots(content)
    yield from _bulk(content, limits)
    if content.size_chart_id and (target.size_charts is None or content.size_chart_id not in target.size_charts):
        yield Problem("size_chart.unknown", "size_chart_id", {"id": content.size_chart_id})
    yield from _video(content, limits)


def _category(target: Target) -> Iterator[Problem]:
    field = "aliexpress_category_id"
    if not target.category_id:
        yield Problem("category.unmapped", field)
    elif target.category is None:
        yield Problem("category.unknown", field, {"id": target.category_id})
    elif not target.category.is_leaf:
        yield Problem("category.not_leaf", field, {"id": target.category_id, "name": target.category.name})


def _freight(content: Content, target: Target) -> Iterator[Problem]:
    field = "freight_template_id"
    if not content.freight_template_id:
        yield Problem("freight_template.missing", field)
    elif content.freight_template_id not in target.templates:
        yield Problem("freight_template.unknown", field, {"id": content.freight_template_id})


def _package(content: Content, limits: Limits) -> Iterator[Problem]:
    for side in ("package_length", "package_width", "package_height"):
        yield from _whole("package", side, getattr(content, side), limits.min_side_cm, limits.max_side_cm)
    least, most = Decimal(limits.min_weight_kg), Decimal(limits.max_weight_kg)
    if not content.weight:
        yield Problem("weight.missing", "weight")
        return
    try:
        weight = Decimal(content.weight) if _WEIGHT.fullmatch(content.weight) else Decimal("NaN")
    except InvalidOperation:
        weight = Decimal("NaN")
    if weight.is_nan() or not least <= weight <= most:
        yield Problem("weight.range", "weight", {"value": content.weight, "min": str(least), "max": str(most)})


def _whole(subject: str, field: str, value: int, least: int, most: int) -> Iterator[Problem]:
    if value == 0:
        yield Problem(f"{subject}.missing", field)
    elif not least <= value <= most:
        yield Problem(f"{subject}.range", field, {"value": str(value), "min": str(least), "max": str(most)})


def _lots(content: Content) -> Iterator[Problem]:
    if content.package_type and content.lot_num is None:
        yield Problem("lot.missing", "lot_num")
    elif content.lot_num is not None and not 1 <= content.lot_num <= _MAX_LOT:
        yield Problem("lot.range", "lot_num", {"value": str(content.lot_num), "min": "1", "max": str(_MAX_LOT)})


def _bulk(content: Content, limits: Limits) -> Iterator[Problem]:
    if (content.bulk_order is None) != (content.bulk_discount is None):
        missing = "bulk_order" if content.bulk_order is None else "bulk_discount"
        yield Problem("bulk.half", missing, {"missing": missing})
    for field, value, (least, most) in (
        ("bulk_discount", content.bulk_discount, limits.bulk_discount),
        ("bulk_order", content.bulk_order, limits.bulk_order),
    ):
        if value is not None and not least <= value <= most:
            yield Problem("bulk.range", field, {"value": str(value), "min": str(least), "max": str(most)})


def _video(content: Content, limits: Limits) -> Iterator[Problem]:
    for field, url, types in (
        ("video.video_url", content.video_url, limits.video_types),
        ("video.preview_url", content.preview_url, limits.preview_types),
    ):
        if not url:
            continue
        if not is_web_url(url):
            yield Problem("video.bad_url", field, {"url": url})
        elif extension(url) not in types:
            yield Problem("video.type", field, {"url": url, "allowed": ", ".join(types)})
    if content.preview_url and not content.video_url:
        yield Problem("video.preview_alone", "video.preview_url")
