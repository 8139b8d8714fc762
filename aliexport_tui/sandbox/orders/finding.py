"""What a request names: orders, parcels and handover lists of the seller who asks."""

from __future__ import annotations

from aliexport_tui.sandbox.endpoint import Call
from aliexport_tui.sandbox.orders.records import HandoverList, Order, Parcel
from aliexport_tui.sandbox.orders.refusals import bad_field, refuse
from aliexport_tui.sandbox.orders.words import LIST_CREATED
from aliexport_tui.sandbox.wire import JsonObject


def their_order(call: Call, order_id: int) -> Order:
    """Raises RefusedError."""
    order = call.market.orders.book.order(order_id)
    if order is None:
        raise refuse("OrderNotFound", "order_unknown", 404, id=str(order_id))
    if order.seller != call.seller:
        raise refuse("SellerMismatch", "order_foreign", 403, id=str(order_id))
    return order


def their_parcel(call: Call, parcel_id: int) -> Parcel:
    """Raises RefusedError."""
    parcel = call.market.orders.book.parcel(parcel_id)
    if parcel is None:
        raise refuse("OrderNotFound", "parcel_unknown", 404, id=str(parcel_id))
    if parcel.seller != call.seller:
        raise refuse("SellerMismatch", "parcel_foreign", 403, id=str(parcel_id))
    return parcel


def their_list(call: Call, list_id: int) -> HandoverList:
    """Raises RefusedError."""
    found = call.market.orders.book.lists("id = ? AND seller = ?", (list_id, call.seller))
    if not found:
        raise refuse("HandoverListNotFound", "list_unknown", 404, id=str(list_id))
    return found[0]


def changeable_list(call: Call, list_id: int) -> HandoverList:
    """A handover list that is still open: only those can be changed. Raises RefusedError."""
    handover = their_list(call, list_id)
    if handover.status != LIST_CREATED:
        raise refuse("WrongHandoverListStatusError", "list_state", id=str(list_id))
    return handover


def required_text(call: Call, field: str) -> str:
    """A text that must be there; raises RefusedError."""
    value = call.body.get(field)
    if not isinstance(value, str) or not value.strip():
        raise bad_field(field)
    return value


def empty(call: Call) -> JsonObject:
    """An answer without content (`replies.empty`)."""
    return {} if call.market.switches.word("replies.empty") == "bare" else {"data": {}, "error": None}
