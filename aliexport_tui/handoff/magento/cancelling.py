"""An order of the shop is cancelled: `POST /V1/orders/{id}/cancel`, which says false for what can't be."""

from aliexport_tui.handoff.magento.finding import Found, find_order
from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Taken

_ENDED = ("canceled", "closed")


def cancel(shop: MagentoShop, parcel: Parcel) -> Taken:
    """Done also when it is cancelled already. Raises HandOffTrouble `handoff.order_gone`, `handoff.not_cancelled`."""
    order = _find(shop, parcel.reference)
    if order.state in _ENDED:
        return Taken(order.number)
    done = shop.post(f"orders/{order.id}/cancel", {}, repeatable=True)
    if done.value is True or _find(shop, parcel.reference).state in _ENDED:
        return Taken(order.number)
    raise HandOffTrouble("handoff.not_cancelled", {"reference": order.number, "state": order.state}, fate="as_before")


def _find(shop: MagentoShop, reference: str) -> Found:
    order = find_order(shop, "increment_id", reference)
    if order is None:
        raise HandOffTrouble("handoff.order_gone", {"reference": reference}, fate="as_before")
    return order
