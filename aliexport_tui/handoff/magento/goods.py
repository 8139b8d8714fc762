"""The goods of an order in Magento's catalogue: asked before the order is made, since the interface that makes orders
directly takes any SKU."""

import msgspec

from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.handoff.target import HandOffTrouble
from aliexport_tui.model.order import Order

_DISABLED = "2"


class Goods(msgspec.Struct, frozen=True):
    id: str
    kind: str


def goods_of(shop: MagentoShop, order: Order, *, disabled: bool) -> dict[str, Goods]:
    """SKU code -> product. `disabled`: such are fine too. Raises HandOffTrouble `handoff.no_lines`, `handoff.no_sku`,
    `handoff.sku_unknown`, `handoff.sku_disabled`."""
    if not order.lines:
        raise HandOffTrouble("handoff.no_lines", fate="as_before")
    known: dict[str, Goods] = {}
    for line in order.lines:
        code = line.sku_code
        if not code:
            raise HandOffTrouble("handoff.no_sku", {"name": line.name or line.sku_id}, fate="as_before")
        if code in known:
            continue
        # The list, not products/{sku}: codes with slashes don't survive as a part of a path.
        product = next(iter(shop.found("products", ("sku", code), fields="id,sku,status,type_id", most=1)), None)
        if product is None:
            raise HandOffTrouble("handoff.sku_unknown", {"sku": code}, fate="as_before")
        if product.text("status") == _DISABLED and not disabled:
            raise HandOffTrouble("handoff.sku_disabled", {"sku": code}, fate="as_before")
        known[code] = Goods(product.text("id"), product.text("type_id") or "simple")
    return known
