"""What is asked of the order side, as JSON: ids as numbers, weights in kg, moments in UTC (local-orders.md §3)."""

from collections.abc import Sequence

import msgspec

from aliexport_tui.marketplace.local.moments import written
from aliexport_tui.marketplace.order_port import Dispatch, OrderFilter, Parcel
from aliexport_tui.marketplace.port import Fate, InvalidRequest

UPDATED_TO = ("update_at_to", "updated_at_to")
"""Two clients write the one, two the other (§3.1, §8.2). Unknown members are overlooked (§1.1), so both are sent."""
LARGEST_ID = (1 << 63) - 1
_encode = msgspec.json.Encoder(decimal_format="number").encode

Body = dict[str, object]


def order_page(where: OrderFilter, page: int) -> bytes:
    """§3.1."""
    body: Body = {"page": page, "page_size": where.page_size}
    for name, at, up in (
        ("date_start", where.created_from, False),
        ("date_end", where.created_to, True),
        ("update_at_from", where.updated_from, False),
        *((name, where.updated_to, True) for name in UPDATED_TO),
    ):
        if at is not None:
            body[name] = written(at, up=up)
    for name, words in (
        ("order_statuses", where.statuses),
        ("payment_statuses", where.payment_statuses),
        ("delivery_statuses", where.delivery_statuses),
        ("antifraud_statuses", where.antifraud_statuses),
        ("tracking_numbers", where.tracks),
    ):
        if words:
            body[name] = words
    if where.ids:
        body["order_ids"] = numbers(where.ids)
    body["trade_order_info"] = "LogisticInfo"  # else the logistic part is null (§6.10)
    return _encode(body)


def in_transit(dispatch: Dispatch) -> bytes:
    """§3.2."""
    body: Body = {
        "trade_order_id": number(dispatch.order),
        "tracking_number": _said("tracking_number", dispatch.track),
        "provider_name": _said("provider_name", dispatch.carrier),
    }
    if dispatch.track_url:
        body["tracking_url"] = dispatch.track_url
    if dispatch.support_phone:
        body["support_phone_number"] = dispatch.support_phone
    return _encode(body)


def parcels(found: Sequence[Parcel]) -> bytes:
    """§3.3: whole cm, kg."""
    return _encode({"orders": [_parcel(one) for one in found]})


def members(**of: object) -> bytes:
    return _encode(of)


def number(id: str) -> int:
    """Raises InvalidRequest `marketplace.unsendable` for what is no id."""
    digits = id.strip()
    if not (digits.isascii() and digits.isdecimal()) or not 0 < int(digits) <= LARGEST_ID:
        raise InvalidRequest("marketplace.unsendable", Fate.NOT_SENT, said=id[:40])
    return int(digits)


def numbers(ids: Sequence[str]) -> list[int]:
    return [number(id) for id in ids]


def _parcel(parcel: Parcel) -> Body:
    sides = (parcel.length_cm, parcel.width_cm, parcel.height_cm)
    if not parcel.items or min(sides) <= 0 or parcel.weight_kg <= 0 or any(item.quantity <= 0 for item in parcel.items):
        raise InvalidRequest("marketplace.unsendable", Fate.NOT_SENT, said=f"{parcel.order}: {sides} {parcel.weight_kg}")
    return {
        "trade_order_id": number(parcel.order),
        "total_length": parcel.length_cm,
        "total_width": parcel.width_cm,
        "total_height": parcel.height_cm,
        "total_weight": parcel.weight_kg,
        "items": [
            {
                "quantity": item.quantity,
                "sku_id": number(item.sku_id),
                "product_source_id": number(item.source_id) if item.source_id else 0,
            }
            for item in parcel.items
        ],
    }


def _said(name: str, text: str) -> str:
    """Required texts are not empty."""
    if not text.strip():
        raise InvalidRequest("marketplace.unsendable", Fate.NOT_SENT, said=name)
    return text.strip()
