"""Orders in words. Whom they are for is told only where that is asked for."""

from collections.abc import Iterator, Mapping, Sequence

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_event
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.event import Event
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.order import Buyer, Order, OrderLine, Posting, Shipment
from aliexport_tui.store.orders import OrderStep, StoredOrder
from aliexport_tui.telling.words import local_time

HOUR_MS = 3_600_000
STAGES: Mapping[str, str] = {
    "unpaid": _("not paid"),
    "checked": _("being checked"),
    "to_send": _("to be sent"),
    "partly": _("sent in part"),
    "sent": _("on its way"),
    "delivered": _("delivered"),
    "finished": _("finished"),
    "cancelled": _("cancelled"),
}
_BUYER: Mapping[str, str] = {
    "name": _("buyer"),
    "phone": _("telephone"),
    "receiver_name": _("receiver"),
    "receiver_phone": _("receiver's telephone"),
    "address": _("address"),
    "country": _("country"),
    "region": _("region"),
    "city": _("city"),
    "street_house": _("street, house"),
    "flat": _("flat"),
    "index": _("postcode"),
}


def stage(status: str, payment: str, delivery: str, antifraud: str) -> str:
    """Where an order stands, of all that the marketplace says: a name of STAGES, "" for words we don't know
    (local-orders.md §4, §5; Hold is paid for practical purposes, gotcha 12)."""
    if status == "Cancelled":
        return "cancelled"
    if status == "Finished":
        return "delivered" if delivery == "Delivered" else "finished"
    if status not in ("Created", "InProgress"):
        return ""
    by_delivery = {"Delivered": "delivered", "Shipped": "sent", "PartialShipped": "partly", "Cancelled": "cancelled"}
    if delivery in by_delivery:
        return by_delivery[delivery]
    if payment in ("NotPaid", "Failed", "Cancelled"):
        return "unpaid"
    if status == "Created" and antifraud in ("NotChecked", "Checking", "Blocked"):
        return "checked"
    return "to_send" if delivery in ("Init", "") else ""


def stage_word(status: str, payment: str, delivery: str, antifraud: str) -> str:
    """Words that are not known are shown as they are."""
    return STAGES.get(stage(status, payment, delivery, antifraud)) or neutral(" ".join(filter(None, (status, delivery))))


def hours_left(due_at: int | None, now: int) -> str:
    """ "5 h", "-3 h" for what is late, "" for none; rounded down."""
    return "" if due_at is None else _("{hours} h").format(hours=(due_at - now) // HOUR_MS)


def order_text(stored: StoredOrder, steps: Sequence[OrderStep], now: int, *, personal: bool) -> Iterator[str]:
    """Line by line; `now` in UTC ms. `personal`: the buyer too."""
    order = stored.order
    yield _("Order {number} of {account}, {model}").format(
        number=neutral(order.id), account=stored.account_code, model=order.model
    )
    where = stage_word(order.status, order.payment_status, order.delivery_status, order.antifraud_status)
    yield f"  {where}: " + " · ".join(neutral(word) for word in _states(order) if word)
    yield "  " + _("made {made}, changed {changed}").format(
        made=local_time(order.created_at), changed=local_time(order.updated_at)
    )
    if order.waits and order.due_at:
        left = hours_left(order.due_at, now)
        yield "  " + _("has to be sent by {time} ({left})").format(time=local_time(order.due_at), left=left)
    yield "  " + _("total {total} {currency}").format(total=to_wire(order.total), currency=order.currency)
    for line in order.lines:
        yield "  " + _line(line)
    for posting in order.postings:
        yield "  " + _posting(posting)
    for shipment in order.shipments:
        yield "  " + _shipment(shipment)
    yield from _buyer(stored.buyer, personal=personal)
    for step in steps:
        yield f"  {local_time(step.at)}  {step_text(step)}"


def step_text(step: OrderStep) -> str:
    return render_event(Event(step.at, step.code, step.args))


def _states(order: Order) -> tuple[str, ...]:
    reason = f"({order.finish_reason})" if order.finish_reason else ""
    return (f"{order.status} {reason}".strip(), order.payment_status, order.delivery_status, order.antifraud_status)


def _line(line: OrderLine) -> str:
    what = neutral(f"{line.sku_code or line.sku_id} {line.name}".strip())
    details = f" ({neutral(', '.join(line.properties))})" if line.properties else ""
    return f"{line.quantity} × {what}{details}  {to_wire(line.total or line.price * line.quantity)}"


def _posting(posting: Posting) -> str:
    units = sum(line.quantity for line in posting.lines)
    return _("Parcel {id}: {units} pcs, {method}").format(id=posting.id, units=units, method=neutral(posting.method) or "—")


def _shipment(shipment: Shipment) -> str:
    text = _("Shipment {id}: {status}").format(id=shipment.id, status=neutral(shipment.status) or "—")
    return text + (", " + _("track {track}").format(track=neutral(shipment.track)) if shipment.track else "")


def _buyer(buyer: Buyer | None, *, personal: bool) -> Iterator[str]:
    if buyer is None:
        yield "  " + _("The buyer's data was erased.")
        return
    if not personal:
        return
    for name, word in _BUYER.items():
        if value := getattr(buyer, name):
            yield f"  {word}: {neutral(value)}"
    for line, comment in buyer.comments.items():
        yield "  " + _("comment on line {line}: {text}").format(line=neutral(line), text=neutral(comment))
