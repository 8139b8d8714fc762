"""What all write calls share: items in, accepted ones into the queue, positional results out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aliexport_tui.sandbox.checks.report import Problem, Report, errors_object
from aliexport_tui.sandbox.endpoint import Call
from aliexport_tui.sandbox.queue import Order
from aliexport_tui.sandbox.wire import JsonObject, read_id

Check = Callable[[Call, JsonObject], "Order | Report"]


@dataclass(frozen=True, slots=True)
class WriteResult:
    """One item's result; `task_id` "0" when there is none."""

    problems: tuple[Problem, ...]
    task_id: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Write:
    """A write call: the list in its body, the switch that limits it, the kind of its tasks, one item's check."""

    route: str
    kind: str
    field: str
    limit: str
    check: Check


def perform(call: Call, write: Write) -> tuple[str, list[WriteResult]]:
    """Check every item, queue the good ones; returns the group's id and one result per item, in order."""
    market = call.market
    items, within = call.listed(write.field, write.limit)
    high = str(market.switches.whole(write.limit))
    checked: list[Order | Report] = []
    for index, item in enumerate(items):
        if index >= within:
            checked.append(_report(write.field, "too_many", high=high))
        elif not isinstance(item, dict):
            checked.append(_report(write.field, "not_object"))
        elif market.faults.item("fault.reject_item", write.route):
            checked.append(_report(write.field, "refused_at_random"))
        else:
            checked.append(write.check(call, item))
    return _queue(call, write, items, checked)


def _queue(
    call: Call, write: Write, items: Sequence[object], checked: Sequence[Order | Report]
) -> tuple[str, list[WriteResult]]:
    market, quota = call.market, call.market.quota
    orders = [each for each in checked if isinstance(each, Order)]
    accepted = sum(quota.weight(len(order.codes)) for order in orders)
    refused = len(checked) - len(orders)
    market.quota.admit(write.kind, call.seller, accepted, call.now)
    quota.charge(write.kind, call.seller, accepted, refused, call.now)
    rows = market.switches.word("tasks.stock_rows") if write.kind in {"price", "stock"} else "product"
    queued = [part for order in orders for part in _rows(order, rows)]
    group_id, task_ids = market.queue.accept(call.seller, write.kind, queued, call.now)
    named = market.switches.word("fault.task_id")
    if named == "real" and write.kind in {"price", "stock"} and market.switches.flag(f"tasks.zero_id_{write.kind}"):
        named = "zero"
    shown = {"zero": "0", "empty": ""}
    results: list[WriteResult] = []
    position = 0
    for item, each in zip(items, checked, strict=True):
        external_id = str(item.get("external_id") or "") if isinstance(item, dict) else ""
        if isinstance(each, Report):
            results.append(WriteResult(each.problems, "0", external_id))
            continue
        results.append(WriteResult((), shown.get(named, task_ids[position]), external_id))
        position += len(_rows(each, rows))
    return group_id, results


def _rows(order: Order, rows: str) -> list[Order]:
    """One task per product, or (switch `tasks.stock_rows`) one per SKU."""
    payload = order.payload
    if rows == "product" or not isinstance(payload, tuple):
        return [order]
    return [
        Order(order.card_id, (part.code,), (part,), order.external_id)  # type: ignore[arg-type]
        for part in payload
    ]


def answer(call: Call, write: Write) -> JsonObject:
    """`{group_id, results: [{ok, task_id, errors, external_id}]}`."""
    group_id, results = perform(call, write)
    style = call.market.switches.word("errors.key_style")
    return {
        "group_id": group_id,
        "results": [
            {
                "ok": not result.problems,
                "task_id": result.task_id,
                "errors": errors_object(result.problems, style, call.locale) if result.problems else {},
                "external_id": result.external_id,
            }
            for result in results
        ],
    }


def check_late_now(call: Call, report: Report, problems: Sequence[Problem]) -> None:
    """Late problems whose check the switch `tasks.late_failures` moves to the request."""
    late = call.market.switches.names("tasks.late_failures")
    for problem in problems:
        if problem.key not in late and problem.key in {"image_unreachable", "brand_not_approved", "attribute_missing"}:
            report.take(problem)


def check_card_now(call: Call, report: Report, item: JsonObject) -> str:
    """The item's `product_id`; whether it is the seller's is checked here only if the switch says so."""
    card_id = read_id(item.get("product_id")) or "0"
    if item.get("product_id") in (None, "", 0, "0"):
        report.add("product_id", "required")
    elif card_id == "0" or card_id.startswith("-"):
        report.add("product_id", "not_id")
    elif "foreign_product" not in call.market.switches.names("tasks.late_failures") and not call.market.cards.owned(
        card_id, call.seller
    ):
        report.add("product_id", "foreign_product", id=card_id)
    return card_id


def _report(path: str, key: str, **arguments: str) -> Report:
    report = Report()
    report.add(path, key, **arguments)
    return report
