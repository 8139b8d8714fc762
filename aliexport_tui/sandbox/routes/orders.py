"""The order list (local-orders.md §3.1)."""

from __future__ import annotations

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.filters import order_condition, order_sort
from aliexport_tui.sandbox.orders.refusals import bad_field
from aliexport_tui.sandbox.orders.views import OrderView
from aliexport_tui.sandbox.wire import JsonObject

_PARTS = {"Common": False, "LogisticInfo": True}


def _orders(call: Call) -> JsonObject:
    switches, faults, book = call.market.switches, call.market.faults, call.market.orders.book
    number, size = asking.page(call.body, "page", switches)
    condition = order_condition(call.body, call.seller, call.now, switches)
    asked = call.body.get("trade_order_info")
    if asked not in (None, "", *_PARTS):
        raise bad_field("trade_order_info")
    sort = order_sort(call.body, switches)
    total = book.count(condition.sql, condition.arguments)
    orders = book.orders(condition.sql, condition.arguments, sort, size, (number - 1) * size)
    if faults.item("fault.empty_page", "orders"):
        orders = []
    if faults.item("fault.wrong_total", "orders"):
        total = max(0, total - 1 - total // 10)
    parcels = book.parcels_of(order.id for order in orders)
    states = book.list_states({parcel.list_id for made in parcels.values() for parcel in made if parcel.list_id})
    view = OrderView(switches, faults, call.now, logistic=_PARTS.get(str(asked), False))
    shown = [view.order(order, parcels[order.id], states) for order in orders]
    return {"data": {"total_count": total, "orders": shown}, "error": None}


ENDPOINTS = (Endpoint("orders", "POST", "/seller-api/v1/order/get-order-list", _orders, order_side=True),)
