"""Handover lists (local-orders.md §3.8). They change only while they are `Created`."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from aliexport_tui.sandbox.clock import rfc3339
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.filters import Condition
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.book import marks
from aliexport_tui.sandbox.orders.finding import changeable_list, empty, their_list, their_order, their_parcel
from aliexport_tui.sandbox.orders.machine import parcel_sent
from aliexport_tui.sandbox.orders.records import HandoverList, Parcel
from aliexport_tui.sandbox.orders.refusals import bad_field, refuse
from aliexport_tui.sandbox.orders.words import (
    IN_LIST,
    LIST_CREATED,
    LIST_STATUSES,
    LIST_TRANSFERRED,
    SENDABLE,
    TO_BE_LISTED,
)
from aliexport_tui.sandbox.wire import JsonObject

_LIST = "handover_list_id"
_SORTS = {"arrival_date_sort": "arrival_ms", "gmt_create_sort": "created_ms"}


def _create(call: Call) -> JsonObject:
    arrival = asking.date(call.body, "arrival_date")
    if arrival is None and call.market.switches.flag("handover.arrival_required"):
        raise bad_field("arrival_date")
    parcels = [_addable(call, parcel_id) for parcel_id in asking.ids(call.body, "logistic_order_ids")]
    book = call.market.orders.book
    order = their_order(call, parcels[0].order_id)
    first_mile = next(posting.first_mile for posting in order.postings if posting.id == parcels[0].posting_id)
    handover = HandoverList(
        book.storage.take("handover"), call.seller, LIST_CREATED, call.now, first_mile, arrival_ms=arrival or 0
    )
    book.save_list(handover)
    _change(call, (_put(parcel, handover.id) for parcel in parcels))
    return {"data": {_LIST: handover.id}, "error": None}


def _add(call: Call) -> JsonObject:
    handover = changeable_list(call, asking.whole(call.body, _LIST))
    parcels = [_addable(call, parcel_id) for parcel_id in asking.ids(call.body, "order_ids")]
    _change(call, (_put(parcel, handover.id) for parcel in parcels))
    return empty(call)


def _remove(call: Call) -> JsonObject:
    handover = changeable_list(call, asking.whole(call.body, _LIST))
    parcels = [their_parcel(call, parcel_id) for parcel_id in asking.ids(call.body, "order_ids")]
    for parcel in parcels:
        if parcel.list_id != handover.id:
            raise refuse("RemoveOrdersFromBatch", "parcel_unlisted", id=str(parcel.id))
    _change(call, (_put(parcel, 0) for parcel in parcels))
    return empty(call)


def _transfer(call: Call) -> JsonObject:
    handover = changeable_list(call, asking.whole(call.body, _LIST))
    market = call.market
    market.orders.book.save_list(msgspec.structs.replace(handover, status=LIST_TRANSFERRED))
    listed = market.orders.book.parcels("list_id = ?", (handover.id,))
    market.orders.book.save_parcels(parcel_sent(parcel, call.now, market.switches) for parcel in listed)
    for order_id in dict.fromkeys(parcel.order_id for parcel in listed):
        order = their_order(call, order_id)
        if order.state in SENDABLE and not market.orders.machine.is_manual:
            market.orders.machine.sent(order, call.now)
        else:
            market.orders.machine.touch(order, call.now)
    return empty(call)


def _ready(call: Call) -> JsonObject:
    handover = their_list(call, asking.whole(call.body, _LIST))
    if handover.status not in (LIST_CREATED, LIST_TRANSFERRED):
        raise refuse("WrongHandoverListStatusError", "list_state", id=str(handover.id))
    call.market.orders.book.save_list(msgspec.structs.replace(handover, ready_ms=call.now))
    return empty(call)


def _big_bags(call: Call) -> JsonObject:
    handover = changeable_list(call, asking.whole(call.body, _LIST))
    count = asking.whole(call.body, "big_bag_count", least=0)
    call.market.orders.book.save_list(msgspec.structs.replace(handover, big_bags=count))
    return empty(call)


def _get(call: Call) -> JsonObject:
    switches, book = call.market.switches, call.market.orders.book
    number, size = asking.page(call.body, "page_number", switches)
    condition = _condition(call)
    total = book.storage.value(f"SELECT count(*) FROM handover WHERE {condition.sql}", tuple(condition.arguments))
    lists = book.lists(condition.sql, condition.arguments, _sort(call.body), size, (number - 1) * size)
    pages = -(-total // size)
    page: JsonObject = {
        "current": number,
        "page_size": size,
        "total": total if switches.word("handover.total") == "rows" else pages,
    }
    data: JsonObject = {"data_source": [_view(call, each) for each in lists]}
    answer: JsonObject = {"data": data, "error": None}
    place = data if switches.word("handover.page_place") == "data" else answer
    place[switches.word("handover.page_key")] = page
    return answer


def _condition(call: Call) -> Condition:
    condition = Condition()
    condition.add("seller = ?", call.seller)
    statuses = asking.words(call.body, "statuses", LIST_STATUSES, call.market.switches)
    if statuses is not None:
        condition.among("status", statuses)
    if ids := asking.ids(call.body, "handover_list_ids", required=False):
        condition.add(f"id IN ({marks(ids)})", *ids)
    if parcels := asking.ids(call.body, "logistic_order_ids", required=False):
        condition.add(f"id IN (SELECT list_id FROM parcel WHERE id IN ({marks(parcels)}))", *parcels)
    since, until = asking.date(call.body, "gmt_create_from"), asking.date(call.body, "gmt_create_to")
    asking.within(condition, "created_ms", since, until)
    return condition


def _sort(body: JsonObject) -> str:
    """Newest first unless asked; raises RefusedError."""
    terms = []
    for field, column in _SORTS.items():
        word = str(body.get(field) or "").casefold()
        if word not in ("", "asc", "desc"):
            raise bad_field(field)
        if word:
            terms.append(f"{column} {word}")
    return ", ".join((*terms, "id desc"))


def _view(call: Call, handover: HandoverList) -> JsonObject:
    listed = call.market.orders.book.parcels("list_id = ?", (handover.id,))
    return {
        _LIST: handover.id,
        "arrival_date": rfc3339(handover.arrival_ms) if handover.arrival_ms else None,
        "status": handover.status,
        "shipment_type": handover.shipment_type,
        "logistic_order_ids": [parcel.id for parcel in listed],
        "gmt_create": rfc3339(handover.created_ms),
    }


def _addable(call: Call, parcel_id: int) -> Parcel:
    """A shipment that waits for a list; raises RefusedError."""
    parcel = their_parcel(call, parcel_id)
    if parcel.list_id:
        raise refuse("WrongLogisticOrderStatus", "parcel_listed", id=str(parcel_id), list=str(parcel.list_id))
    if parcel.model != "FBS" or parcel.status != TO_BE_LISTED:
        raise refuse("WrongLogisticOrderStatus", "parcel_state", id=str(parcel_id))
    if call.now < parcel.track_ms and call.market.switches.word("handover.before_track") == "refuse":
        raise refuse("WrongLogisticOrderStatus", "parcel_state", id=str(parcel_id))
    return parcel


def _put(parcel: Parcel, list_id: int) -> Parcel:
    return msgspec.structs.replace(parcel, list_id=list_id, status=IN_LIST if list_id else TO_BE_LISTED)


def _change(call: Call, parcels: Iterable[Parcel]) -> None:
    """Store shipments; their orders have changed too."""
    changed = list(parcels)
    call.market.orders.book.save_parcels(changed)
    for order_id in dict.fromkeys(parcel.order_id for parcel in changed):
        call.market.orders.machine.touch(their_order(call, order_id), call.now)


_ROOT = "/seller-api/v1/handover-list"
ENDPOINTS = (
    Endpoint("handover-create", "POST", f"{_ROOT}/create", _create, order_side=True),
    Endpoint("handover-lists", "POST", f"{_ROOT}/get-by-filter", _get, order_side=True),
    Endpoint("handover-add", "POST", f"{_ROOT}/add-logistic-orders", _add, order_side=True),
    Endpoint("handover-remove", "POST", f"{_ROOT}/remove-logistic-orders", _remove, order_side=True),
    Endpoint("handover-transfer", "POST", f"{_ROOT}/transfer", _transfer, order_side=True),
    Endpoint("handover-ready", "POST", f"{_ROOT}/ready-for-pickup", _ready, order_side=True),
    Endpoint("handover-big-bags", "POST", f"{_ROOT}/set-big-bag-count", _big_bags, order_side=True),
)
