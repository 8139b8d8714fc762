"""The variations of a product (001 §sku_info_list, step 5)."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.prices import check_prices, check_stock
from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import identity, is_link, objects, texts, words
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tree.records import Category, Property
from aliexport_tui.sandbox.wire import JsonObject

LONGEST_OWN_NAME = 40
_GTIN_LENGTHS = (8, 12, 13, 14)
_Combination = frozenset[tuple[str, str, str]]


def check(report: Report, schema: Schema, switches: Switches, category: Category | None, product: JsonObject) -> None:
    """Every SKU on its own, and what they may not share: a code, a combination of attributes."""
    codes: set[str] = set()
    combinations: dict[_Combination, str] = {}
    for place, sku in objects(report, product, "sku_info_list", required=True):
        code = check_code(report, switches, sku, place)
        if code and code in codes:
            report.add(place + "sku_code", "code_repeated", code=code)
        codes.add(code)
        check_prices(report, switches, sku, place)
        check_stock(report, sku, place)
        combination = _attributes(report, schema, category, sku, place)
        first = combinations.setdefault(combination, place)
        if first != place and switches.word("sku.same_combination") == "reject":
            path = place + "sku_attributes_list"
            report.add(path, "combination_repeated", first=first[:-1], second=place[:-1])
        _codes(report, sku, place)


def check_code(report: Report, switches: Switches, sku: JsonObject, place: str) -> str:
    """`sku_code`: required, any text unless the switch `sku_code.charset` says otherwise."""
    code = words(report, sku, "sku_code", path=place, required=True)
    if code and not code.isascii() and switches.word("sku_code.charset") == "ascii":
        report.add(place + "sku_code", "code_ascii")
    return code


def _attributes(report: Report, schema: Schema, category: Category | None, sku: JsonObject, place: str) -> _Combination:
    properties = schema.properties(category, is_sku=True) if category else None
    given: set[str] = set()
    combination: set[tuple[str, str, str]] = set()
    for inner, entry in objects(report, sku, "sku_attributes_list", path=place):
        name_id = identity(report, entry, "sku_attribute_name_id", path=inner, required=True)
        value_id = identity(report, entry, "sku_attribute_value_id", path=inner, required=True)
        own_name = words(report, entry, "sku_attribute_value_definition_name", path=inner, high=LONGEST_OWN_NAME)
        picture = entry.get("sku_image_url")
        if picture not in (None, "") and not is_link(picture):
            report.add(inner + "sku_image_url", "not_url")
        if name_id in given:
            report.add(inner + "sku_attribute_name_id", "sku_property_repeated")
        given.add(name_id)
        combination.add((name_id, value_id, own_name))
        if category is None or properties is None or not name_id:
            continue
        prop = properties.get(name_id)
        if prop is None:
            report.add(inner + "sku_attribute_name_id", "sku_property_unknown", id=name_id)
            continue
        known = schema.value_index(category, prop, is_sku=True)
        if value_id and known and value_id not in known:
            report.add(inner + "sku_attribute_value_id", "value_unknown", id=value_id)
        if own_name and not prop.custom_name:
            report.add(inner + "sku_attribute_value_definition_name", "no_own_name")
        if picture and not prop.custom_pic:
            report.add(inner + "sku_image_url", "no_own_picture")
    missing = [each for key, each in (properties or {}).items() if each.required and key not in given]
    if missing:
        report.add(place + "sku_attributes_list", "sku_properties_required", names=property_names(missing))
    return frozenset(combination)


def property_names(properties: list[Property]) -> tuple[str, str]:
    """Names in Russian and in English, for a message."""
    return ", ".join(each.name_ru for each in properties), ", ".join(each.name_en for each in properties)


def _codes(report: Report, sku: JsonObject, place: str) -> None:
    texts(report, sku, "tnved_codes", path=place)
    texts(report, sku, "okpd2_codes", path=place)
    gtin = words(report, sku, "gtin", path=place)
    if gtin and not (gtin.isascii() and gtin.isdigit() and len(gtin) in _GTIN_LENGTHS):
        report.add(place + "gtin", "gtin")
