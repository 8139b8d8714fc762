"""One product of create or edit, as a whole (001 "Параметры запроса"; local-products.md §3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from aliexport_tui.sandbox.checks import attributes, media, skus, texts
from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import boolean, chosen, decimal, identity, objects, whole, words
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tree.records import Category
from aliexport_tui.sandbox.wire import JsonObject, read_id

UNITS = ("100000013", "100000014", "100000015", "100000017", "100000019")
_STRATEGIES = ("payment_success_deduct", "place_order_withhold")
_CENT = Decimal("0.01")
_LONGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What the checks look at besides the product."""

    schema: Schema
    switches: Switches


def check_product(rules: Rules, product: JsonObject) -> Report:
    """Everything that pre-validation finds in one product."""
    report = Report()
    category = _category(report, rules.schema, product)
    attributes.check(report, rules.schema, rules.switches, category, product)
    _shop(report, rules.schema, category, product)
    chosen(report, product, "language", ("ru", "en", "tr"))
    texts.check_subjects(report, product, rules.switches.whole("title.max"))
    texts.check_descriptions(report, product)
    media.check(report, product)
    _package(report, product)
    _bulk(report, product)
    skus.check(report, rules.schema, rules.switches, category, product)
    _deprecated(report, product)
    words(report, product, "external_id")
    words(report, product, "external_category_id")
    for place, code in objects(report, product, "hs_codes"):
        words(report, code, "code", path=place, required=True)
    return report


def _category(report: Report, schema: Schema, product: JsonObject) -> Category | None:
    category_id = identity(report, product, "aliexpress_category_id", required=True)
    if not category_id:
        return None
    category = schema.category(category_id)
    if category is None:
        report.add("aliexpress_category_id", "category_unknown", id=category_id)
    elif not category.leaf:
        report.add("aliexpress_category_id", "category_not_leaf", id=category_id)
        return None
    return category


def _shop(report: Report, schema: Schema, category: Category | None, product: JsonObject) -> None:
    template = identity(report, product, "freight_template_id", required=True)
    if template and template not in schema.template_ids:
        report.add("freight_template_id", "template_unknown", id=template)
    chart = identity(report, product, "size_chart_id")
    if chart and category and chart not in {each.id for each in schema.size_charts(category)}:
        report.add("size_chart_id", "size_chart_unknown", id=chart)


def _package(report: Report, product: JsonObject) -> None:
    for name in ("package_length", "package_width", "package_height"):
        whole(report, product, name, 1, 700)
    decimal(report, product, "weight", _CENT, Decimal(700))
    whole(report, product, "shipping_lead_time", 1, 30)
    unit = product.get("product_unit")
    if unit in (None, "", 0, "0"):
        report.add("product_unit", "required")
    elif read_id(unit) not in UNITS:
        report.add("product_unit", "not_one_of", allowed=", ".join(UNITS))
    by_lot = boolean(report, product, "package_type")
    if by_lot and product.get("lot_num") in (None, "", 0, "0"):
        report.add("lot_num", "lot_num")
    else:
        whole(report, product, "lot_num", 1 if by_lot else 0, _LONGEST, required=False)


def _bulk(report: Report, product: JsonObject) -> None:
    given = [name for name in ("bulk_discount", "bulk_order") if product.get(name) not in (None, "", 0, "0")]
    if not given:
        return
    whole_pair = {"bulk_discount": (1, 99), "bulk_order": (2, 100_000)}
    for name, (low, high) in whole_pair.items():
        if product.get(name) in (None, ""):
            report.add(name, "pair", other=given[0])
        else:
            whole(report, product, name, low, high)


def _deprecated(report: Report, product: JsonObject) -> None:
    words(report, product, "brand_name")
    chosen(report, product, "inventory_deduction_strategy", _STRATEGIES, required=False)
    identity(report, product, "service_policy_id")
    identity(report, product, "ae_group_id")
