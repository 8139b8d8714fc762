"""The seller's own delivery (local-orders.md §3.2)."""

from __future__ import annotations

import msgspec
from starlette.exceptions import HTTPException

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.dates import microseconds
from aliexport_tui.sandbox.orders.finding import empty, required_text, their_order
from aliexport_tui.sandbox.orders.packing import own_contents
from aliexport_tui.sandbox.orders.records import Order, Parcel
from aliexport_tui.sandbox.orders.refusals import refuse
from aliexport_tui.sandbox.orders.words import ARRIVED, CANCELLED, OVER, RECEIVED, SENDABLE
from aliexport_tui.sandbox.wire import JsonObject


def _own_order(call: Call) -> tuple[Order, Parcel | None]:
    """The order that a call is about, and its parcel when it has set out."""
    order = their_order(call, asking.whole(call.body, "trade_order_id"))
    if order.model != "DBS":
        raise refuse("WrongLogisticsType", "order_model", id=str(order.id))
    made = call.market.orders.book.parcels_of([order.id])[order.id]
    return order, next((parcel for parcel in made if parcel.status != CANCELLED), None)


def _in_transit(call: Call) -> JsonObject:
    order, parcel = _own_order(call)
    track, provider = required_text(call, "tracking_number"), required_text(call, "provider_name")
    if parcel is not None:
        if call.market.switches.word("idempotency.in_transit") == "error":
            raise refuse("AlreadyShipped", "order_again", id=str(order.id))
        return _created(call, parcel)
    if order.state not in SENDABLE:
        raise refuse("WrongOrderStatus", "order_state", id=str(order.id))
    book, machine = call.market.orders.book, call.market.orders.machine
    markings = call.body.get("markings")
    parcel = Parcel(
        id=book.storage.take("dispatch"),
        order_id=order.id,
        seller=order.seller,
        model="DBS",
        status=RECEIVED,
        created_ms=call.now,
        contents=own_contents(order),
        track=track,
        shipped_ms=call.now,
        provider=provider,
        track_url=str(call.body.get("tracking_url") or ""),
        phone=str(call.body.get("support_phone_number") or ""),
        extras={"markings": markings} if markings else {},
    )
    book.save_parcels([parcel])
    if machine.is_manual:
        machine.touch(order, call.now)
    else:
        machine.sent(order, call.now)
    return _created(call, parcel)


def _created(call: Call, parcel: Parcel) -> JsonObject:
    as_text = call.market.switches.word("dbs.sku_id") == "string"
    lines = [{"sku_id": str(each.of) if as_text else each.of, "quantity": each.quantity} for each in parcel.contents]
    made: JsonObject = {
        "id": parcel.id,
        "trade_order_id": parcel.order_id,
        "external_provider": 1,
        "created_at": microseconds(parcel.created_ms, parcel.id),
        "lines": lines,
    }
    return {"data": {"created_orders": [made]}, "error": None}


def _ready(call: Call) -> JsonObject:
    order, parcel = _reached(call)
    if order.state not in OVER and parcel is not None and parcel.status != ARRIVED:
        book, machine = call.market.orders.book, call.market.orders.machine
        book.save_parcels([msgspec.structs.replace(parcel, status=ARRIVED)])
        machine.touch(order, call.now)
    return empty(call)


def _delivered(call: Call) -> JsonObject:
    order, _ = _reached(call)
    machine = call.market.orders.machine
    if order.state not in OVER and not machine.is_manual:
        machine.deliver(order, call.now)
    return empty(call)


def _reached(call: Call) -> tuple[Order, Parcel | None]:
    """An order that may be told to have arrived."""
    order, parcel = _own_order(call)
    if order.state == "cancelled" or order.state in ("ordered", "paid"):
        raise refuse("WrongOrderStatus", "order_state", id=str(order.id))
    if parcel is None and order.state in SENDABLE and call.market.switches.flag("dbs.strict_order"):
        raise refuse("WrongOrderStatus", "order_first", id=str(order.id))
    return order, parcel


def _mark_ship(call: Call) -> JsonObject:
    """Unconfirmed: one client's way to tell a posting's track number."""
    if not call.market.switches.flag("routes.mark_ship"):
        raise HTTPException(404)
    book = call.market.orders.book
    posting_id, track = asking.whole(call.body, "posting_id"), required_text(call, "track_number")
    found = book.parcels("seller = ? AND json_extract(body, '$.posting_id') = ?", (call.seller, posting_id))
    if not found:
        raise refuse("OrderNotFound", "parcel_unknown", 404, id=str(posting_id))
    book.save_parcels(msgspec.structs.replace(parcel, track=track, track_ms=call.now) for parcel in found)
    return empty(call)


ENDPOINTS = (
    Endpoint("in-transit", "POST", "/api/v1/offline-ship/to-in-transit", _in_transit, order_side=True),
    Endpoint("ready-for-pickup", "POST", "/api/v1/offline-ship/to-ready-for-pickup", _ready, order_side=True),
    Endpoint("delivered", "POST", "/api/v1/offline-ship/to-delivered", _delivered, order_side=True),
    Endpoint("mark-ship", "POST", "/seller-api/v1/logistic-order/mark-ship", _mark_ship, order_side=True),
)
