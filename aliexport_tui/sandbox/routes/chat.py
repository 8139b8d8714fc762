"""The chat with buyers, which is not simulated (local-orders.md §3.9): 501, or by `chat.enabled` an empty one."""

from __future__ import annotations

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.orders.finding import empty
from aliexport_tui.sandbox.orders.refusals import refuse
from aliexport_tui.sandbox.wire import JsonObject


def _checked(call: Call) -> None:
    if not call.market.switches.flag("chat.enabled"):
        raise refuse("NotImplemented", "groups_off", 501)


def _messages(call: Call) -> JsonObject:
    _checked(call)
    return {"data": [], "error": None}


def _taken(call: Call) -> JsonObject:
    _checked(call)
    return empty(call)


ENDPOINTS = (
    Endpoint("chat-messages", "GET", "/api/v2/seller/chat-messages", _messages, order_side=True),
    Endpoint("chat-new", "POST", "/api/v2/seller/new-messages", _taken, order_side=True),
    Endpoint("chat-read", "POST", "/api/v2/seller/read-messages", _taken, order_side=True),
)
