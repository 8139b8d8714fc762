"""create and edit: whole products (local-products.md §3.1, §3.2)."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.product import Rules, check_product
from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.late import card_problems
from aliexport_tui.sandbox.queue import Order
from aliexport_tui.sandbox.reading import read_card
from aliexport_tui.sandbox.records import Card
from aliexport_tui.sandbox.wire import JsonObject
from aliexport_tui.sandbox.writing import Write, answer, check_card_now, check_late_now


def _checked(call: Call, product: JsonObject, report: Report, card_id: str) -> Card | Report:
    market = call.market
    if report:
        return report
    card = read_card(product, market.switches)
    check_late_now(call, report, tuple(card_problems(card, market.schema, market.switches)))
    if market.switches.word("sku_code.unique") == "shop":
        for index, sku in enumerate(card.skus):
            if market.cards.code_taken(call.seller, sku.code, card_id):
                report.add(f"sku_info_list[{index}].sku_code", "code_taken", code=sku.code)
    return report or card


def _create(call: Call, product: JsonObject) -> Order | Report:
    report = check_product(Rules(call.market.schema, call.market.switches), product)
    card = _checked(call, product, report, "0")
    return card if isinstance(card, Report) else Order("0", _codes(card), card, card.external_id)


def _edit(call: Call, product: JsonObject) -> Order | Report:
    report = check_product(Rules(call.market.schema, call.market.switches), product)
    card_id = check_card_now(call, report, product)
    card = _checked(call, product, report, card_id)
    if isinstance(card, Report):
        return card
    _check_change(call, report, card_id, card)
    return report or Order(card_id, _codes(card), card, card.external_id)


def _check_change(call: Call, report: Report, card_id: str, card: Card) -> None:
    market = call.market
    if market.switches.word("edit.while_pending") == "reject" and market.queue.has_open(card_id):
        report.add("product_id", "pending")
    stored = market.cards.owned(card_id, call.seller)
    if stored is None:
        return
    immutable = market.switches.names("edit.immutable")
    changed = {
        "aliexpress_category_id": card.category_id != stored.card.category_id,
        "language": card.language != stored.card.language,
        "package_type": card.package_type != stored.card.package_type,
    }
    for name in immutable:
        if changed[name]:
            report.add(name, "immutable")


def _codes(card: Card) -> tuple[str, ...]:
    return tuple(sku.code for sku in card.skus)


_CREATE = Write("create", "create", "products", "limits.create", _create)
_EDIT = Write("edit", "edit", "products", "limits.edit", _edit)

ENDPOINTS = (
    Endpoint("create", "POST", "/api/v1/product/create", lambda call: answer(call, _CREATE)),
    Endpoint("edit", "POST", "/api/v1/product/edit", lambda call: answer(call, _EDIT)),
)
