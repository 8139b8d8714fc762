"""Shipments that the platform carries (local-orders.md §3.3 to §3.6)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.filters import Condition
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.book import marks
from aliexport_tui.sandbox.orders.dates import DAY_MS, with_offset
from aliexport_tui.sandbox.orders.finding import changeable_list, empty, their_order, their_parcel
from aliexport_tui.sandbox.orders.packing import open_units, track_of
from aliexport_tui.sandbox.orders.records import Order, Parcel, Posting, Share
from aliexport_tui.sandbox.orders.refusals import bad_field, order_code, refuse
from aliexport_tui.sandbox.orders.views import shown_status, shown_track
from aliexport_tui.sandbox.orders.words import (
    CANCELLED,
    PARCEL_FILTERS,
    PARCEL_NAMES,
    SENDABLE,
    TO_BE_LISTED,
    UNSENT,
)
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_whole

_SIDES = ("total_length", "total_width", "total_height")
_HEAVIEST_KG = 100_000
_KEPT = ("undeliverable_option", "danger_type")
_CREATE = "/seller-api/v1/logistic-order/create"


def _create(call: Call) -> JsonObject:
    wanted = call.body.get("orders")
    if not isinstance(wanted, list) or not wanted:
        raise bad_field("orders")
    made: dict[int, list[JsonObject]] = {}
    errors: list[JsonObject] = []
    for member in wanted:
        if not isinstance(member, dict):
            raise bad_field("orders")
        order_id = asking.whole(member, "trade_order_id")
        try:
            parcel = _made(call, order_id, member)
        except RefusedError as refusal:
            code = order_code(call.market.switches, _CREATE, refusal.status, refusal.code)
            message = call.text(refusal.key, refusal.arguments)
            errors.append({"trade_order_id": order_id, "code": code, "message": message})
            continue
        view: JsonObject = {"id": parcel.id, "track_number": shown_track(parcel, call.now)}
        made.setdefault(order_id, []).append(view)
    orders = [{"trade_order_id": order_id, "logistic_orders": parcels} for order_id, parcels in made.items()]
    return {"data": {"orders": orders, "errors": errors}, "error": None}


def _made(call: Call, order_id: int, member: JsonObject) -> Parcel:
    """A new shipment of one posting's units; raises RefusedError."""
    order = their_order(call, order_id)
    if order.state not in SENDABLE:
        raise refuse("WrongOrderStatus", "order_state", id=str(order_id))
    if order.model != "FBS":
        raise refuse("WrongLogisticsType", "order_model", id=str(order_id))
    length, width, height = (asking.whole(member, side) for side in _SIDES)
    weight = member.get("total_weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= _HEAVIEST_KG:
        raise bad_field("total_weight")
    units = _units(member)
    book, switches = call.market.orders.book, call.market.switches
    posting = _posting(order, units, book.parcels_of([order_id])[order_id])
    late = switches.milliseconds("shipments.track_delay_s")
    if call.market.faults.item("fault.late_track", "shipment-create"):
        late += switches.milliseconds("fault.late_track_s")
    number = book.storage.take("parcel")
    parcel = Parcel(
        id=number,
        order_id=order_id,
        seller=order.seller,
        model="FBS",
        status=TO_BE_LISTED,
        created_ms=call.now,
        contents=tuple(Share(sku, quantity) for sku, quantity in units.items()),
        track=track_of(number),
        track_ms=call.now + late,
        posting_id=posting.id,
        method=posting.method,
        cut_off_ms=order.cut_offs[-1],
        sides=(length, width, height),
        weight=round(weight * 1000),
        extras={name: member[name] for name in _KEPT if name in member} | dict(_jewelry(member)),
    )
    book.save_parcels([parcel])
    call.market.orders.machine.touch(order, call.now)
    return parcel


def _units(member: JsonObject) -> dict[int, int]:
    """SKU's id -> units wanted; raises RefusedError."""
    items = member.get("items")
    if not isinstance(items, list) or not items:
        raise bad_field("items")
    units: dict[int, int] = {}
    for item in items:
        if not isinstance(item, dict):
            raise bad_field("items")
        sku = asking.whole(item, "sku_id")
        quantity = item.get("quantity")
        if isinstance(quantity, float) and quantity.is_integer():
            quantity = int(quantity)
        whole = read_whole(quantity)
        if whole is None or whole < 1:
            raise bad_field("quantity")
        units[sku] = units.get(sku, 0) + whole
    return units


def _jewelry(member: JsonObject) -> Iterator[tuple[str, object]]:
    items = member.get("items")
    codes = [item["jewelry_codes"] for item in items if item.get("jewelry_codes")] if isinstance(items, list) else []
    if codes:
        yield "jewelry_codes", codes


def _posting(order: Order, units: dict[int, int], parcels: list[Parcel]) -> Posting:
    """The posting that still has them all: two may not be merged. Raises RefusedError."""
    left = open_units(order, parcels)
    for posting in order.postings:
        if all(left[posting.id].get(sku, 0) >= quantity for sku, quantity in units.items()):
            return posting
    raise refuse("WrongQuantity", "parcel_units", id=str(order.id))


def _get(call: Call) -> JsonObject:
    number, size = asking.page(call.body, "page", call.market.switches)
    condition = Condition()
    condition.add("seller = ? AND json_extract(body, '$.model') = 'FBS'", call.seller)
    if ids := asking.ids(call.body, "logistic_order_ids", required=False):
        condition.add(f"id IN ({marks(ids)})", *ids)
    if asked := call.body.get("filter_status"):
        _stand(condition, str(asked), call)
    parcels = call.market.orders.book.parcels(condition.sql, condition.arguments, limit=size, offset=(number - 1) * size)
    return {"data": {"logistic_orders": [_view(call, parcel) for parcel in parcels]}, "error": None}


def _stand(condition: Condition, asked: str, call: Call) -> None:
    """Those that stand as a `filter_status` says; raises RefusedError."""
    statuses = PARCEL_FILTERS.get(asked)
    if statuses is None:
        if call.market.switches.word("orders.unknown_enum") == "400":
            raise bad_field("filter_status")
        statuses = ()
    if asked == "NEW":
        condition.add("status = ? AND track_ms > ?", TO_BE_LISTED, call.now)
        return
    condition.add(f"status IN ({marks(statuses)})", *statuses)
    if TO_BE_LISTED in statuses:
        condition.add("track_ms <= ?", call.now)


def _view(call: Call, parcel: Parcel) -> JsonObject:
    status = shown_status(parcel, call.now)
    return {
        "logistic_order_id": parcel.id,
        "trade_order_id": parcel.order_id,
        "platform_tracking_code": shown_track(parcel, call.now),
        "handover_list_id": parcel.list_id or None,
        "status": status,
        "state_status_name": call.name(*PARCEL_NAMES.get(status, (status, status))),
        "cut_off_date": with_offset(parcel.cut_off_ms),
    }


def _delete(call: Call) -> JsonObject:
    book, machine = call.market.orders.book, call.market.orders.machine
    parcels = [_unsent(call, parcel_id) for parcel_id in asking.ids(call.body, "logistic_order_ids")]
    if call.market.switches.word("shipments.deleted") == "gone":
        book.forget_parcels([parcel.id for parcel in parcels])
    else:
        book.save_parcels(msgspec.structs.replace(parcel, status=CANCELLED, list_id=0) for parcel in parcels)
    for order in book.orders(f"id IN ({marks(parcels)})", [parcel.order_id for parcel in parcels]):
        machine.touch(order, call.now)
    return empty(call)


def _pass_today(call: Call) -> JsonObject:
    parcel = _unsent(call, asking.whole(call.body, "order_id"))
    if parcel.spare and not parcel.list_id:
        return empty(call)
    book, machine = call.market.orders.book, call.market.orders.machine
    order = their_order(call, parcel.order_id)
    cut_off = parcel.cut_off_ms if parcel.spare else parcel.cut_off_ms + DAY_MS
    moved = msgspec.structs.replace(parcel, status=TO_BE_LISTED, list_id=0, spare=True, cut_off_ms=cut_off)
    book.save_parcels([moved])
    if cut_off > order.cut_offs[-1]:
        order = msgspec.structs.replace(order, cut_offs=(*order.cut_offs, cut_off))
    machine.touch(order, call.now)
    return empty(call)


def _unsent(call: Call, parcel_id: int) -> Parcel:
    """A shipment that has not been handed over, nor closed in a list; raises RefusedError."""
    parcel = their_parcel(call, parcel_id)
    if parcel.list_id:
        changeable_list(call, parcel.list_id)
    if parcel.model != "FBS" or parcel.status not in UNSENT:
        raise refuse("WrongLogisticOrderStatus", "parcel_state", id=str(parcel_id))
    return parcel


ENDPOINTS = (
    Endpoint("shipment-create", "POST", _CREATE, _create, order_side=True),
    Endpoint("shipments", "POST", "/seller-api/v1/logistic-order/get", _get, order_side=True),
    Endpoint("shipment-delete", "POST", "/seller-api/v1/logistic-order/delete", _delete, order_side=True),
    Endpoint("pass-today", "POST", "/seller-api/v1/logistic-order/pass-today", _pass_today, order_side=True),
)
