"""online, offline, delete: whole cards by id (local-products.md §3.8)."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.queue import Order
from aliexport_tui.sandbox.records import CardIds
from aliexport_tui.sandbox.wire import JsonObject, read_id
from aliexport_tui.sandbox.writing import Write, answer, check_card_now


def _order(call: Call, item: JsonObject) -> Order | Report:
    report = Report()
    card_id = check_card_now(call, report, item)
    return report or Order(card_id, (), CardIds((card_id,)))


def _change(call: Call, kind: str) -> JsonObject:
    members, within = call.listed("productIds", "limits.product_ids")
    if call.market.switches.word("onoff.results") == "per_request":
        return _as_one(call, kind, members[:within])
    body: JsonObject = {"productIds": [{"product_id": member} for member in members]}
    inner = Call(call.market, call.seller, call.locale, call.now, body, call.query)
    payload = answer(inner, Write(kind, kind, "productIds", "limits.product_ids", _order))
    return _delete_answer(call, kind, payload)


def _as_one(call: Call, kind: str, members: list[object]) -> JsonObject:
    """One task for all ids; how each fared stands in its `batch_results`."""
    ids = tuple(card_id for member in members if (card_id := read_id(member)))
    group_id, task_ids = call.market.queue.accept(call.seller, kind, [Order("0", (), CardIds(ids))], call.now)
    result = {"ok": True, "task_id": task_ids[0], "errors": {}, "external_id": ""}
    return _delete_answer(call, kind, {"group_id": group_id, "results": [result]})


def _delete_answer(call: Call, kind: str, payload: JsonObject) -> JsonObject:
    empty = kind == "delete" and call.market.switches.word("delete.answer") == "empty"
    return {} if empty else payload


ENDPOINTS = (
    Endpoint("online", "POST", "/api/v1/product/online", lambda call: _change(call, "online")),
    Endpoint("offline", "POST", "/api/v1/product/offline", lambda call: _change(call, "offline")),
    Endpoint("delete", "POST", "/api/v1/product/delete", lambda call: _change(call, "delete")),
)
