"""Labels: their addresses, and the PDF files behind them (local-orders.md §3.7, §3.8)."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from starlette.responses import Response

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.book import marks
from aliexport_tui.sandbox.orders.finding import their_list, their_parcel
from aliexport_tui.sandbox.orders.labels import handover_sheet, shipment_labels
from aliexport_tui.sandbox.orders.records import Parcel
from aliexport_tui.sandbox.orders.refusals import refuse
from aliexport_tui.sandbox.wire import JsonObject

_IDS = msgspec.json.Decoder(tuple[int, ...])


def _shipments(call: Call) -> JsonObject:
    parcels = [_labelled(call, parcel_id) for parcel_id in asking.ids(call.body, "logistic_order_ids")]
    return _address(call, "shipments", [parcel.id for parcel in parcels])


def _labelled(call: Call, parcel_id: int) -> Parcel:
    parcel = their_parcel(call, parcel_id)
    switches = call.market.switches
    other = parcel.method.startswith("OTHER_") and switches.flag("labels.other_refused")
    if parcel.model != "FBS" or other:
        raise refuse("LogisticProviderNotFound", "label_refused", id=str(parcel_id))
    if call.now < parcel.track_ms and switches.word("labels.before_track") == "refuse":
        raise refuse("WrongLogisticOrderStatus", "label_early", id=str(parcel_id))
    return parcel


def _handover(call: Call) -> JsonObject:
    return _address(call, "list", [their_list(call, asking.whole(call.body, "handover_list_id")).id])


def _address(call: Call, kind: str, subjects: list[int]) -> JsonObject:
    """A fresh address; what lies behind it is drawn when it is fetched."""
    storage = call.market.storage
    number = storage.take("label")
    row = (number, call.seller, kind, msgspec.json.encode(subjects).decode(), call.now)
    storage.db.execute("INSERT INTO label VALUES (?, ?, ?, ?, ?)", row)
    return {"data": {"label_url": f"{call.address}/labels/{_name(number, call.seller)}"}, "error": None}


def _name(number: int, seller: str) -> str:
    """Nobody comes upon it by counting."""
    return f"{number}-{sha256(f'{number} {seller}'.encode()).hexdigest()[:16]}.pdf"


def _file(call: Call) -> Response:
    asked = call.query["name"]
    number = asked.partition("-")[0]
    query = "SELECT seller, kind, subjects, created_ms FROM label WHERE id = ?"
    row = call.market.storage.db.execute(query, (number,)).fetchone() if number.isdigit() else None
    life = call.market.switches.milliseconds("labels.life_s")
    if row is None or asked != _name(int(number), row[0]) or (life and call.now >= row[3] + life):
        raise refuse("LabelNotFound", "not_found", 404)
    if call.market.switches.flag("labels.auth") and call.seller != row[0]:
        raise refuse("SellerMismatch", "not_found", 403)
    return Response(_drawn(call, row[1], _IDS.decode(row[2])), media_type="application/pdf")


def _drawn(call: Call, kind: str, subjects: tuple[int, ...]) -> bytes:
    book = call.market.orders.book
    if kind == "list":
        handover = book.lists("id = ?", subjects)[0]
        return handover_sheet(handover, book.parcels("list_id = ?", subjects))
    parcels = book.parcels(f"id IN ({marks(subjects)})", subjects)
    if not parcels:
        raise refuse("LabelNotFound", "not_found", 404)
    return shipment_labels(parcels)


ENDPOINTS = (
    Endpoint("shipment-labels", "POST", "/seller-api/v1/labels/orders/get", _shipments, order_side=True),
    Endpoint("handover-labels", "POST", "/seller-api/v1/labels/handover-lists/get", _handover, order_side=True),
)
FILES = (Endpoint("label-file", "GET", "/labels/{name}", _file, guard="labels.auth", order_side=True),)
"""Plain addresses, without a token unless the switch wants it."""
