"""An order as targets get it: one JSON document, or rows of a CSV. What stands where is told in the README."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from aliexport_tui.handoff.target import Parcel
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.order import Buyer, OrderLine
from aliexport_tui.model.spreadsheet import harmless

FORMAT = "aliexport-order/1"
CSV_TITLES = (
    "number",
    "marketplace_number",
    "kind",
    "status",
    "payment_status",
    "created_at",
    "ship_before",
    "delivery_model",
    "line",
    "sku",
    "name",
    "properties",
    "quantity",
    "price",
    "line_total",
    "order_total",
    "currency",
    "customer_email",
    "payment_method",
    "shipping_method",
    "buyer_name",
    "buyer_phone",
    "receiver_name",
    "receiver_phone",
    "country",
    "region",
    "city",
    "street_house",
    "flat",
    "index",
    "address",
    "comment",
    "delivery",
)


class Line(msgspec.Struct, frozen=True):
    """`price` of one, `total` of all after discounts; as text in currency units, and in hundredths of them."""

    id: str
    sku: str
    name: str
    quantity: int
    price: str
    price_kopecks: int
    total: str
    total_kopecks: int
    properties: tuple[str, ...]
    comment: str
    marketplace_item: str
    marketplace_sku: str


class Document(msgspec.Struct, frozen=True):
    """Times in ISO 8601, UTC; "" for what the marketplace does not tell."""

    format: str
    delivery: str
    kind: str
    account: str
    number: str
    marketplace_number: str
    status: str
    payment_status: str
    delivery_status: str
    delivery_model: str
    created_at: str
    paid_at: str
    ship_before: str
    currency: str
    total: str
    total_kopecks: int
    delivery_fee: str
    delivery_fee_kopecks: int
    customer_email: str
    payment_method: str
    shipping_method: str
    seller_comment: str
    finish_reason: str
    reference: str
    buyer: Buyer | None
    lines: tuple[Line, ...]


_json = msgspec.json.Encoder(order="deterministic")


def document(parcel: Parcel) -> Document:
    order = parcel.order
    fee = sum(posting.delivery_fee for posting in order.postings)
    return Document(
        format=FORMAT,
        delivery=parcel.delivery,
        kind=parcel.kind,
        account=parcel.account,
        number=parcel.number,
        marketplace_number=order.id,
        status=order.status,
        payment_status=order.payment_status,
        delivery_status=order.delivery_status,
        delivery_model=order.model,
        created_at=moment(order.created_at),
        paid_at=moment(order.paid_at),
        ship_before=moment(order.due_at),
        currency=order.currency,
        total=to_wire(order.total),
        total_kopecks=order.total,
        delivery_fee=to_wire(fee),
        delivery_fee_kopecks=fee,
        customer_email=parcel.customer_email,
        payment_method=parcel.payment_method,
        shipping_method=parcel.shipping_method,
        seller_comment=order.seller_comment,
        finish_reason=order.finish_reason,
        reference=parcel.reference,
        buyer=parcel.buyer,
        lines=tuple(_line(line, parcel.buyer) for line in order.lines),
    )


def as_json(parcel: Parcel) -> bytes:
    """The document; the same bytes for the same parcel."""
    return _json.encode(document(parcel))


def day_json(parcels: Iterable[Parcel]) -> bytes:
    """A list of documents, one a line."""
    inner = b",\n".join(as_json(parcel) for parcel in parcels)
    return b"[\n" + inner + b"\n]\n"


def as_csv(parcels: Iterable[Parcel]) -> bytes:
    """UTF-8 with a mark for Excel, semicolons, a row for each line of each order; no cell can become a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(CSV_TITLES)
    for parcel in parcels:
        told = document(parcel)
        for line in told.lines:
            writer.writerow([harmless(cell) for cell in _row(told, line)])
    return out.getvalue().encode("utf-8-sig")


def _row(told: Document, line: Line) -> tuple[str, ...]:
    buyer = told.buyer or Buyer()
    return (
        told.number,
        told.marketplace_number,
        told.kind,
        told.status,
        told.payment_status,
        told.created_at,
        told.ship_before,
        told.delivery_model,
        line.id,
        line.sku,
        line.name,
        ", ".join(line.properties),
        str(line.quantity),
        line.price,
        line.total,
        told.total,
        told.currency,
        told.customer_email,
        told.payment_method,
        told.shipping_method,
        buyer.name,
        buyer.phone,
        buyer.receiver_name,
        buyer.receiver_phone,
        buyer.country,
        buyer.region,
        buyer.city,
        buyer.street_house,
        buyer.flat,
        buyer.index,
        buyer.address,
        line.comment,
        told.delivery,
    )


def _line(line: OrderLine, buyer: Buyer | None) -> Line:
    return Line(
        id=line.id,
        sku=line.sku_code,
        name=line.name,
        quantity=line.quantity,
        price=to_wire(line.price),
        price_kopecks=line.price,
        total=to_wire(line.total),
        total_kopecks=line.total,
        properties=line.properties,
        comment=buyer.comments.get(line.id, "") if buyer else "",
        marketplace_item=line.item_id,
        marketplace_sku=line.sku_id,
    )


def moment(at: int) -> str:
    """UTC ms -> 2026-02-01T08:15:30Z."""
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
