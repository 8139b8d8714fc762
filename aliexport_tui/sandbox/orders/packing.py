"""Parcels that nobody has asked for in a request: those of orders that are made in a later state, or moved on by hand."""

from __future__ import annotations

from collections.abc import Sequence

from aliexport_tui.sandbox.orders.records import Order, Parcel, Share
from aliexport_tui.sandbox.orders.words import CANCELLED, TO_BE_LISTED
from aliexport_tui.sandbox.storage import Storage

DEMO_PROVIDER = "Demo Courier"


def open_units(order: Order, parcels: Sequence[Parcel]) -> dict[int, dict[int, int]]:
    """Posting's id -> SKU's id -> units that are in no parcel yet."""
    left = {posting.id: order.units(posting) for posting in order.postings}
    for parcel in parcels:
        if parcel.status != CANCELLED and parcel.posting_id in left:
            for share in parcel.contents:
                left[parcel.posting_id][share.of] -= share.quantity
    return left


def own_contents(order: Order) -> tuple[Share, ...]:
    """All units of an order that its seller delivers, by SKU."""
    units: dict[int, int] = {}
    for line in order.lines:
        units[int(line.sku_id)] = units.get(int(line.sku_id), 0) + line.quantity
    return tuple(Share(sku, quantity) for sku, quantity in units.items())


def track_of(parcel_id: int) -> str:
    """The number that the platform gives a parcel."""
    return f"TEST{parcel_id % 10**10:010}RU"


def parcels_for(storage: Storage, order: Order, made: Sequence[Parcel], now: int) -> list[Parcel]:
    """What is not in a parcel yet, in parcels: one for each posting, or one for all where the seller delivers."""
    if order.model == "DBS":
        if any(parcel.status != CANCELLED for parcel in made):
            return []
        number = storage.take("dispatch")
        return [
            Parcel(
                number, order.id, order.seller, "DBS", TO_BE_LISTED, now, own_contents(order), track=f"TEST-{number}",
                track_ms=now, provider=DEMO_PROVIDER,
            )
        ]  # fmt: skip
    parcels = []
    left = open_units(order, made)
    for posting in order.postings:
        contents = tuple(Share(sku, units) for sku, units in left[posting.id].items() if units > 0)
        if contents:
            number = storage.take("parcel")
            parcels.append(
                Parcel(
                    number, order.id, order.seller, "FBS", TO_BE_LISTED, now, contents, track=track_of(number), track_ms=now,
                    posting_id=posting.id, method=posting.method, cut_off_ms=order.cut_offs[-1],
                )
            )  # fmt: skip
    return parcels
