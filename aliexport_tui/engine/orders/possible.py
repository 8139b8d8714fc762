"""What can't be done about an order as it is known: a code of the messages registry, "" when it can. Pure: for the key that
is dimmed and for the deed that is about to be sent."""

from collections.abc import Callable, Mapping

from aliexport_tui.model.order import UNPAID_STATUSES, Order

_ON_ITS_WAY = ("Shipped", "Delivered")


def models_of(order: Order) -> set[str]:
    """The models that its postings tell: DBS, FBS, both or none."""
    return {posting.model for posting in order.postings if posting.model}


def not_shippable(order: Order) -> str:
    """`order.cancelled`, `order.finished`, `order.unpaid`, `order.blocked`, `order.checked`."""
    if order.status == "Cancelled":
        return "order.cancelled"
    if order.ended:
        return "order.finished"
    if order.payment_status in UNPAID_STATUSES:
        return "order.unpaid"
    if order.antifraud_status == "Blocked":
        return "order.blocked"
    return "order.checked" if order.antifraud_status == "Checking" else ""


def not_set_out(order: Order) -> str:
    """Also `order.by_platform`, `order.already_sent`."""
    if code := not_shippable(order):
        return code
    if models_of(order) == {"FBS"}:
        return "order.by_platform"
    return "order.already_sent" if order.delivery_status in _ON_ITS_WAY else ""


def not_arrived(order: Order) -> str:
    """Ready for pickup, and delivered. Also `order.already_delivered`, `order.by_platform`, `order.not_sent`."""
    if order.delivery_status == "Delivered":
        return "order.already_delivered"
    if code := not_shippable(order):
        return code
    if models_of(order) == {"FBS"}:
        return "order.by_platform"
    return "" if order.delivery_status in ("Shipped", "PartialShipped") else "order.not_sent"


def not_parcelled(order: Order) -> str:
    """No shipment can be made. Also `order.by_seller`, `order.no_postings`."""
    if code := not_shippable(order):
        return code
    if models_of(order) == {"DBS"}:
        return "order.by_seller"
    return "" if order.postings else "order.no_postings"


WHY_NOT: Mapping[str, Callable[[Order], str]] = {
    "in_transit": not_set_out,
    "ready_for_pickup": not_arrived,
    "delivered": not_arrived,
    "ship": not_parcelled,
}
"""By the kind of the action (model.order_action)."""
