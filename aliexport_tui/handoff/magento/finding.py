"""An order of the shop, found again."""

import msgspec

from aliexport_tui.handoff.magento.shop import MagentoShop

_FIELDS = "entity_id,increment_id,state,status,quote_id,ext_order_id"


class Found(msgspec.Struct, frozen=True):
    """`id`: the shop's inner number, `number`: the one that people see."""

    id: str
    number: str
    state: str


def find_order(shop: MagentoShop, field: str, value: str) -> Found | None:
    """By `ext_order_id`, `quote_id` or `increment_id`. Raises HandOffTrouble."""
    order = next(iter(shop.found("orders", (field, value), fields=_FIELDS, most=1)), None)
    if order is None or not order.text("entity_id"):
        return None
    return Found(order.text("entity_id"), order.text("increment_id") or order.text("entity_id"), order.text("state"))
