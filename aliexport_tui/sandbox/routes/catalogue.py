"""Categories, their properties and dictionaries (local-products.md §3.12 to §3.14)."""

from __future__ import annotations

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.tree.records import Category, Property
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_id


def _top(call: Call) -> JsonObject:
    tree = call.market.schema.tree
    return {"categories": [_category(call, tree.categories[each]) for each in tree.top]}


def _get(call: Call) -> JsonObject:
    members, within = call.listed("ids", "limits.category_ids")
    found = [call.market.schema.category(read_id(member) or "") for member in members[:within]]
    return {
        "categories": [
            {**_category(call, category), "parent_id": category.parent_id or "0"} for category in found if category
        ]
    }


def _category(call: Call, category: Category) -> JsonObject:
    return {
        "id": category.id,
        "name": call.name(category.name_ru, category.name_en),
        "children_ids": category.children_ids,
        "is_visible": True,
        "properties": [_property(call, each) for each in category.properties],
        "sku_properties": [_property(call, each) for each in category.sku_properties],
    }


def _property(call: Call, prop: Property) -> JsonObject:
    return {
        "id": prop.id,
        "name": call.name(prop.name_ru, prop.name_en),
        "is_required": prop.required,
        "is_key": prop.key,
        "is_brand": prop.brand,
        "is_enum_prop": prop.enum,
        "is_multi_select": prop.multi,
        "is_input_prop": prop.input,
        "has_unit": bool(prop.units),
        "has_customized_pic": prop.custom_pic,
        "has_customized_name": prop.custom_name,
        "units": [{"rate": float(unit.rate), "name": call.name(unit.name_ru, unit.name_en)} for unit in prop.units],
    }


def _values(call: Call) -> JsonObject:
    category_id = read_id(call.body.get("category_id"))
    property_id = read_id(call.body.get("property_id"))
    is_sku = call.body.get("is_sku_property")
    if category_id is None or property_id is None:
        raise RefusedError(400, "bad_field", field="property_id" if category_id else "category_id")
    if not isinstance(is_sku, bool):
        raise RefusedError(400, "bad_field", field="is_sku_property")
    category = call.market.schema.category(category_id)
    if category is None:
        raise RefusedError(404, "unknown_category", id=category_id)
    prop = call.market.schema.properties(category, is_sku).get(property_id)
    values = call.market.schema.values(category, prop, is_sku) if prop else ()
    most = call.market.switches.whole("dictionary.max_values")
    chosen = values[:most] if most else values
    return {
        "values": [{"id": value.id, "name": call.name(value.name_ru, value.name_en)} for value in chosen],
        "error": None,
    }


ENDPOINTS = (
    Endpoint("categories-top", "POST", "/api/v1/categories/top", _top, swagger_open=True),
    Endpoint("categories", "POST", "/api/v1/categories/get", _get, swagger_open=True),
    Endpoint("values", "POST", "/api/v1/categories/values-dictionary", _values, swagger_open=True),
)
