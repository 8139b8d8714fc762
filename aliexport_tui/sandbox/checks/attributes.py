"""The attributes of a product against its category (001 §attribute_list, step 3; local-products.md §3.1)."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import identity, objects, words
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tree.records import Category, Property
from aliexport_tui.sandbox.wire import JsonObject

OWN = "-1"


def check(report: Report, schema: Schema, switches: Switches, category: Category | None, product: JsonObject) -> None:
    """Every attribute names a property of the category (or is an own one) and a value that it takes."""
    properties = schema.properties(category, is_sku=False) if category else None
    required = [each for each in (properties or {}).values() if each.required]
    if required and product.get("attribute_list") in (None, []):
        names = (", ".join(each.name_ru for each in required), ", ".join(each.name_en for each in required))
        report.add("attribute_list", "attributes_required", names=names)
        return
    seen: dict[str, set[str]] = {}
    for place, entry in objects(report, product, "attribute_list"):
        name = words(report, entry, "attribute_name", path=place)
        name_id = identity(report, entry, "attribute_name_id", path=place, required=not name)
        words(report, entry, "attribute_value", path=place)
        words(report, entry, "attribute_unit", path=place)
        identity(report, entry, "attribute_unit_id", path=place)
        if not name_id or name_id == OWN:
            if not entry.get("attribute_name_id") or name_id == OWN:
                _own(report, entry, place)
            continue
        if category is None or properties is None:
            continue
        prop = properties.get(name_id)
        if prop is None:
            report.add(place + "attribute_name_id", "attribute_unknown", id=name_id)
            continue
        values = seen.setdefault(name_id, set())
        _value(report, schema, switches, category, prop, entry, place)
        _unit(report, prop, entry, place)
        value = f"{entry.get('attribute_value_id')} {entry.get('attribute_value')}"
        if values and (not prop.multi or switches.word("attributes.multi") == "reject" or value in values):
            report.add(place + "attribute_name_id", "attribute_repeated")
        values.add(value)


def _own(report: Report, entry: JsonObject, place: str) -> None:
    if not entry.get("attribute_name"):
        report.add(place + "attribute_name", "attribute_own")
    if not entry.get("attribute_value"):
        report.add(place + "attribute_value", "attribute_own")
    if identity(report, entry, "attribute_value_id", path=place) not in ("", OWN):
        report.add(place + "attribute_value_id", "attribute_own_value")


def _value(
    report: Report,
    schema: Schema,
    switches: Switches,
    category: Category,
    prop: Property,
    entry: JsonObject,
    place: str,
) -> None:
    value_id = identity(report, entry, "attribute_value_id", path=place)
    value = entry.get("attribute_value")
    if prop.brand:
        path = place + "attribute_value_id"
        if not value_id:
            report.add(path, "required")
        elif schema.brand_standing(category, prop, value_id, switches.word("brand.id_kind")) is None:
            report.add(path, "brand_unknown", id=value_id)
        return
    if not value_id or value_id == OWN:
        if value in (None, ""):
            report.add(place + ("attribute_value_id" if prop.enum else "attribute_value"), "required")
        elif not value_id and prop.enum and not prop.input:
            report.add(place + "attribute_value_id", "value_required")
        return
    known = schema.value_index(category, prop, is_sku=False)
    if prop.enum and known and value_id not in known:
        report.add(place + "attribute_value_id", "value_unknown", id=value_id)


def _unit(report: Report, prop: Property, entry: JsonObject, place: str) -> None:
    unit = entry.get("attribute_unit")
    if isinstance(unit, str) and unit and not any(unit in (each.name_ru, each.name_en) for each in prop.units):
        report.add(place + "attribute_unit", "unit_unknown", unit=unit)
