"""What is printed: a label for each shipment, and the sheet of a handover list. No personal data is on them."""

from __future__ import annotations

from collections.abc import Sequence

from aliexport_tui.sandbox.clock import rfc3339
from aliexport_tui.sandbox.orders.pdf import Page, document
from aliexport_tui.sandbox.orders.records import HandoverList, Parcel

_SHEET = (595, 842)
_LEAST_ROOM = 90


def shipment_labels(parcels: Sequence[Parcel]) -> bytes:
    """A PDF with a page for each."""
    return document([_label(parcel) for parcel in parcels])


def _label(parcel: Parcel) -> Page:
    page = Page()
    page.text("SIMULATED MARKETPLACE - NOT FOR POSTING", 8)
    page.rule()
    page.code(parcel.track)
    page.rule()
    page.text(f"Shipment {parcel.id}", bold=True)
    page.text(f"Order {parcel.order_id}")
    page.text(f"Method {parcel.method}")
    page.text(f"Hand over by {rfc3339(parcel.cut_off_ms)}")
    if any(parcel.sides):
        page.text(f"{' x '.join(map(str, parcel.sides))} cm, {parcel.weight} g")
    page.rule()
    for share in parcel.contents:
        page.text(f"{share.quantity} x SKU {share.of}", 9)
    return page


def handover_sheet(handover: HandoverList, parcels: Sequence[Parcel]) -> bytes:
    """A PDF with as many pages as it takes."""
    pages = [_sheet(handover, len(parcels))]
    for parcel in parcels:
        if pages[-1].room < _LEAST_ROOM:
            pages.append(_sheet(handover, len(parcels)))
        pages[-1].text(f"{parcel.id}   {parcel.track}   order {parcel.order_id}")
    return document(pages)


def _sheet(handover: HandoverList, count: int) -> Page:
    page = Page(*_SHEET)
    page.text(f"Handover list {handover.id}", 16, bold=True)
    page.text(f"{handover.shipment_type}, {handover.status}, made {rfc3339(handover.created_ms)}")
    page.text(f"Shipments: {count}. Big bags: {handover.big_bags}")
    page.rule()
    return page
