"""Answers to reads (local-products.md §3.6-3.17). Each function raises ProtocolTrouble when the part that carries
the meaning is missing; a list that is documented as sometimes absent is empty then."""

import msgspec

from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.port import (
    CardDetail,
    CardProperty,
    CardSku,
    CardSummary,
    Fate,
    ProtocolTrouble,
    Task,
    TaskState,
)
from aliexport_tui.model.schema import Brand, Category, Property, SizeChart, Template, Unit, Value

_STATES: dict[str, TaskState] = {"1": "queued", "2": "processing", "3": "success", "4": "error"}
_PLACEHOLDER = "NO_NAME_"


def _member(answer: Node, name: str) -> Node:
    if not answer.has(name):
        raise ProtocolTrouble("marketplace.member_missing", Fate.UNKNOWN, status=200, said=name)
    return answer.get(name)


def tasks(answer: Node) -> tuple[Task, ...]:
    """`data` may be missing: nothing yet (§3.7)."""
    return tuple(map(_task, answer.children("data")))


def _task(entry: Node) -> Task:
    error = entry.get("error")
    return Task(
        id=entry.id("id"),
        group_id=entry.id("group_id"),
        # A state that is unknown to us is not final.
        state=_STATES.get(entry.text("status"), "processing" if entry.id("status") else "queued"),
        product_id=entry.id("product_id"),
        sku_codes=entry.texts("sku_codes"),
        external_id=entry.text("external_id"),
        error_code=error.id("code"),
        error_text=error.plain() or error.text("message"),
        warnings=entry.texts("warnings"),
        item_errors={
            key: result.get("error").loose_text()
            for key, result in entry.get("batch_results").members()
            if not result.flag("success")
        },
        took_ms=_took(entry.time_ms("created_at"), entry.time_ms("updated_at")),
    )


def _took(began: int, ended: int) -> int:
    return max(0, ended - began) if began and ended else 0


def short_cards(answer: Node) -> tuple[CardSummary, ...]:
    """`data` must be there: a page that lost it would pass for the end of the shop."""
    return tuple(_short_card(entry) for entry in _member(answer, "data").items())


def _short_card(entry: Node) -> CardSummary:
    main = entry.text("main_image_url")
    return CardSummary(
        id=entry.id("id"),
        title=entry.text("Subject", "subject"),
        category_id=entry.id("category_id"),
        image_urls=entry.texts("main_image_urls") or ((main,) if main else ()),
        skus=tuple(map(_sku, entry.children("sku"))),
        created_at=entry.time_ms("ali_created_at"),
        updated_at=entry.time_ms("ali_updated_at"),
        currency=entry.text("currency_code"),
    )


def _sku(entry: Node) -> CardSku:
    return CardSku(
        code=entry.text("code"),
        sku_id=entry.id("sku_id"),
        price=entry.money("price"),
        discount=entry.money("discount_price") or None,
        stock=entry.count("ipm_sku_stock"),
    )


def _sku_in_full(entry: Node) -> CardSku:
    return msgspec.structs.replace(
        _sku(entry),
        properties=tuple(map(_property_value, entry.children("property"))),
        gtin=entry.text("gtin"),
        tnved_codes=entry.texts("tnved_codes"),
        okpd2_codes=entry.texts("okpd2_codes"),
    )


def full_card(entry: Node) -> CardDetail | None:
    """§3.10. None when there is no card in it."""
    card_id = entry.id("id")
    if not card_id:
        return None
    subject = entry.get("subject")
    return CardDetail(
        id=card_id,
        status=entry.text("status_type", "status"),
        category_id=entry.id("category_id"),
        titles={"": subject.plain()} if subject.plain() else _by_locale(subject, "name"),
        descriptions=_by_locale(entry.get("descriptions"), "web_detail", "detail", "mobile_detail"),
        properties=tuple(map(_property_value, entry.children("property"))),
        skus=tuple(map(_sku_in_full, entry.children("sku"))),
        mobile_descriptions=_by_locale(entry.get("descriptions"), "mobile_detail"),
        freight_template_id=entry.id("freight_template_id"),
        package_length=entry.count("package_length") or 0,
        package_width=entry.count("package_width") or 0,
        package_height=entry.count("package_height") or 0,
        weight=entry.text("gross_weight"),
        product_unit=entry.count("unit") or 0,
        shipping_lead_time=entry.count("delivery_time") or 0,
        size_chart_id=entry.id("sizechart_id"),
    )


def _by_locale(entries: Node, *names: str) -> dict[str, str]:
    return {entry.text("locale"): entry.text(*names) for entry in entries.items()}


def _property_value(entry: Node) -> CardProperty:
    name, value = entry.text("name"), entry.text("value")
    return CardProperty(
        name_id=entry.id("name_id"),
        value_id=entry.id("value_id"),
        name="" if name.startswith(_PLACEHOLDER) else name,
        value="" if value.startswith(_PLACEHOLDER) else value,
        definition=entry.text("value_definition"),
    )


def full_cards(answer: Node) -> tuple[tuple[CardDetail, ...], tuple[str, ...]]:
    """§3.11: cards and the ids that are lost."""
    cards = tuple(card for entry in _member(answer, "products").items() if (card := full_card(entry)))
    return cards, answer.texts("lost_ids")


def sellable(answer: Node) -> dict[str, int]:
    """§3.6: sku_id -> quantity that can be sold."""
    found: dict[str, int] = {}
    for entry in _member(answer, "data").children("skus_info"):
        quantity = entry.count("max_sellable_quantity")
        if quantity is not None:
            found[entry.id("sku")] = quantity
    return found


def categories(answer: Node) -> tuple[Category, ...]:
    return tuple(map(_category, _member(answer, "categories").items()))


def _category(entry: Node) -> Category:
    return Category(
        id=entry.id("id"),
        name=entry.text("name"),
        parent_id=entry.id("parent_id"),
        children_ids=entry.texts("children_ids"),
        is_visible=entry.flag("is_visible"),
        properties=tuple(map(_property, entry.children("properties"))),
        sku_properties=tuple(map(_property, entry.children("sku_properties"))),
    )


def _property(entry: Node) -> Property:
    return Property(
        id=entry.id("id"),
        name=entry.text("name"),
        is_required=entry.flag("is_required"),
        is_key=entry.flag("is_key"),
        is_brand=entry.flag("is_brand"),
        is_enum_prop=entry.flag("is_enum_prop"),
        is_multi_select=entry.flag("is_multi_select"),
        is_input_prop=entry.flag("is_input_prop"),
        has_unit=entry.flag("has_unit"),
        has_customized_pic=entry.flag("has_customized_pic"),
        has_customized_name=entry.flag("has_customized_name"),
        units=tuple(Unit(unit.text("name"), unit.text("rate") or "1") for unit in entry.children("units")),
    )


def values(answer: Node) -> tuple[Value, ...]:
    """§3.14: on top level, no `data`. 0 may be a value's id."""
    return tuple(Value(entry.text("id"), entry.text("name")) for entry in answer.children("values"))


def templates(answer: Node) -> tuple[Template, ...]:
    return tuple(
        Template(entry.id("templateId", "template_id"), entry.text("templateName", "template_name", "name"))
        for entry in answer.get("data").children("templates")
    )


def brands(answer: Node) -> tuple[Brand, ...]:
    return tuple(
        Brand(entry.id("id"), entry.text("name"), entry.text("status").lower())
        for entry in answer.get("data").children("list")
    )


def size_charts(answer: Node, category_id: str) -> tuple[SizeChart, ...]:
    return tuple(SizeChart(entry.id("id"), entry.text("name"), category_id) for entry in answer.children("data"))
