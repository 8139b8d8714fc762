"""The shop's own facts: size charts, shipping templates, brands, groups (local-products.md §3.15 to §3.18)."""

from __future__ import annotations

from collections import Counter

from aliexport_tui.sandbox.clock import parse_rfc3339, rfc3339
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.seller import Brand
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_id, read_whole

_STATUSES = ("approved", "pending", "declined")
_GROUP_CALLS = (
    "create-product-group",
    "get-product-groups-by-seller",
    "edit-product-group",
    "delete-product-group",
)


def _size_charts(call: Call) -> JsonObject:
    category_id = read_id(call.body.get("category_id"))
    category = call.market.schema.category(category_id) if category_id else None
    if category is None:
        raise RefusedError(400, "bad_field", field="category_id")
    charts = call.market.schema.size_charts(category)
    return {"data": [{"id": chart.id, "name": call.name(chart.name_ru, chart.name_en)} for chart in charts]}


def _templates(call: Call) -> JsonObject:
    key = call.market.switches.word("templates.key")
    keys = ("template_id", "templateId") if key == "both" else (key,)
    counts = Counter(call.market.cards.templates_in_use(call.seller, call.now))
    return {
        "data": {
            "templates": [
                {
                    **dict.fromkeys(keys, template.id),
                    "templateName": call.name(template.name_ru, template.name_en),
                    "productCount": str(counts[template.id]),
                }
                for template in call.market.schema.templates
            ]
        }
    }


def _brands(call: Call) -> JsonObject:
    filters, sort = _object(call, "filters"), _object(call, "sort")
    first = call.market.switches.whole("brand.offset_min")
    offset = _whole(call, "offset", first, first)
    limit = _whole(call, "limit", call.market.switches.whole("limits.brands"), 1)
    most = call.market.switches.whole("limits.brands")
    if limit > most:
        if call.market.switches.word("limits.reaction") != "clamp":
            raise RefusedError(400, "limit", field="limit", high=str(most))
        limit = most
    found = _sorted(call, _filtered(call, filters), sort)
    page = found[offset - first : offset - first + limit]
    return {
        "data": {
            "total": str(len(found)),
            "fullTotal": str(len(call.market.schema.brands)),
            "list": [_brand(brand) for brand in page],
            "offset": str(offset),
            "limit": str(limit),
            "filters": filters,
            "sort": sort,
        }
    }


def _brand(brand: Brand) -> JsonObject:
    return {
        "id": brand.id,
        "bizId": brand.biz_id,
        "name": brand.name,
        "createdAt": rfc3339(brand.created_ms),
        "status": brand.status,
    }


def _filtered(call: Call, filters: JsonObject) -> list[Brand]:
    brands = list(call.market.schema.brands)
    status = filters.get("status")
    if status:
        wanted = [str(each) for each in status] if isinstance(status, list) else [str(status)]
        if not set(wanted) <= set(_STATUSES):
            raise RefusedError(400, "bad_field", field="filters.status")
        brands = [brand for brand in brands if brand.status in wanted]
    if filters.get("name"):
        folded = str(filters["name"]).casefold()
        brands = [brand for brand in brands if folded in brand.name.casefold()]
    for name in ("dateFrom", "dateTo"):
        if filters.get(name):
            moment = parse_rfc3339(str(filters[name]))
            if moment is None:
                raise RefusedError(400, "bad_field", field=f"filters.{name}")
            brands = [
                brand
                for brand in brands
                if (brand.created_ms >= moment if name == "dateFrom" else brand.created_ms <= moment)
            ]
    return brands


def _sorted(call: Call, brands: list[Brand], sort: JsonObject) -> list[Brand]:
    ascending, descending = call.market.switches.names("brand.dir_values")
    direction = str(sort.get("dir") or descending).lower()
    if direction not in (ascending, descending):
        raise RefusedError(400, "bad_field", field="sort.dir")
    match sort.get("by") or "createdAt":
        case "createdAt":
            brands.sort(key=lambda brand: brand.created_ms)
        case "name":
            brands.sort(key=lambda brand: brand.name.casefold())
        case "status":
            brands.sort(key=lambda brand: brand.status)
        case _:
            raise RefusedError(400, "bad_field", field="sort.by")
    return brands[::-1] if direction == descending else brands


def _object(call: Call, name: str) -> JsonObject:
    value = call.body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RefusedError(400, "bad_field", field=name)
    return value


def _whole(call: Call, name: str, missing: int, low: int) -> int:
    value = call.body.get(name)
    number = missing if value in (None, "") else read_whole(value)
    if number is None or number < low:
        raise RefusedError(400, "bad_field", field=name)
    return number


def _groups(call: Call) -> JsonObject:
    if not call.market.switches.flag("groups.enabled"):
        raise RefusedError(501, "groups_off", code="12")
    return {"data": [], "error": None}


ENDPOINTS = (
    Endpoint("size-charts", "POST", "/api/v1/getSizeChartTemplates", _size_charts),
    Endpoint("templates", "GET", "/api/v1/sellercenter/get-count-product-on-onboarding-template", _templates),
    Endpoint("brands", "POST", "/api/v1/brand/get-brand-list", _brands, swagger_open=True),
    *(Endpoint("groups", "POST", f"/api/v2/posting/{name}", _groups) for name in _GROUP_CALLS),
)
