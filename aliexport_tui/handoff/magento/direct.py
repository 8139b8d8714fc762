"""An order made as it is, by `POST /V1/orders`: the marketplace's prices and sums, under our number.

Magento then neither checks nor lessens its stock, and sends no mail. Our number is the order's own (`increment_id`, unique
in a store); the marketplace's is its `ext_order_id`, by which it is looked for before it is made, whatever prefix is set by
now: a second one can't come about."""

from collections.abc import Mapping
from decimal import Decimal

from aliexport_tui.handoff.magento.address import address_of, names_of
from aliexport_tui.handoff.magento.cancelling import cancel
from aliexport_tui.handoff.magento.finding import find_order
from aliexport_tui.handoff.magento.goods import Goods, goods_of
from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Remember, Taken
from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.order import Buyer, Order, OrderLine

_SHIPPING = "flatrate_flatrate"
_PAYMENT = "checkmo"


class MagentoDirect:
    """`disabled`: orders for disabled products are made too."""

    def __init__(self, shop: MagentoShop, *, disabled: bool) -> None:
        self._shop = shop
        self._disabled = disabled

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        if parcel.kind == "cancelled":
            return cancel(self._shop, parcel)
        # Asked always: a file restored from a backup does not know what it has handed over.
        known = find_order(self._shop, "ext_order_id", parcel.order.id)
        if known is not None:
            return Taken(known.number)
        goods = goods_of(self._shop, parcel.order, disabled=self._disabled)
        made = self._shop.post("orders", {"entity": entity(parcel, goods)})
        return Taken(made.text("increment_id") or made.text("entity_id"))

    def forget(self, delivery: str) -> None:
        """Nothing is kept."""

    def check(self) -> None:
        self._shop.found("orders", most=1, fields="entity_id")

    def close(self) -> None:
        self._shop.close()


def entity(parcel: Parcel, goods: Mapping[str, Goods]) -> dict[str, object]:
    """The order interface of Magento 2.4 (`salesOrderRepositoryV1`), with the sums that the buyer has seen."""
    if not parcel.customer_email:
        raise HandOffTrouble("handoff.no_email", fate="as_before", wide=True)
    order = parcel.order
    items = [_item(line, goods[line.sku_code]) for line in order.lines]
    goods_sum = sum(line.price * line.quantity for line in order.lines)
    shipping = max(0, order.total - sum(line.total for line in order.lines))
    discount = goods_sum + shipping - order.total
    address = address_of(parcel)
    method = parcel.shipping_method or _SHIPPING
    first, last = names_of(parcel.buyer or Buyer())
    comments = "; ".join((parcel.buyer or Buyer()).comments.values())
    return {
        **_doubled("grand_total", order.total),
        **_doubled("subtotal", goods_sum),
        **_doubled("subtotal_incl_tax", goods_sum),
        **_doubled("shipping_amount", shipping),
        **_doubled("shipping_incl_tax", shipping),
        **_doubled("discount_amount", -discount),
        **_doubled("tax_amount", 0),
        **_doubled("total_due", order.total),
        **{f"{whose}_currency_code": order.currency for whose in ("base", "global", "order", "store")},
        "increment_id": parcel.number,
        "ext_order_id": order.id,
        "state": "new",
        "status": "pending",
        "customer_email": parcel.customer_email,
        "customer_firstname": first,
        "customer_lastname": last,
        "customer_is_guest": 1,
        "customer_note": comments,
        "customer_note_notify": 0,
        "email_sent": 1,
        "is_virtual": 0,
        "shipping_description": f"AliExpress {order.model}",
        "total_item_count": len(items),
        "total_qty_ordered": sum(line.quantity for line in order.lines),
        "items": items,
        "billing_address": {**address, "address_type": "billing"},
        "payment": {"method": parcel.payment_method or _PAYMENT, "additional_information": [_said(order)]},
        "status_histories": [{"comment": _said(order), "is_customer_notified": 0, "is_visible_on_front": 0}],
        "extension_attributes": {
            "shipping_assignments": [
                {"shipping": {"address": {**address, "address_type": "shipping"}, "method": method}, "items": items}
            ]
        },
    }


def _said(order: Order) -> str:
    return f"AliExpress {order.id} ({order.model}, {order.payment_status})"


def _item(line: OrderLine, product: Goods) -> dict[str, object]:
    row = line.price * line.quantity
    return {
        "sku": line.sku_code,
        "name": line.name or line.sku_code,
        "product_id": int(product.id),
        "product_type": product.kind,
        "qty_ordered": line.quantity,
        **_doubled("price", line.price),
        **_doubled("original_price", line.price),
        **_doubled("price_incl_tax", line.price),
        **_doubled("row_total", row),
        **_doubled("row_total_incl_tax", row),
        **_doubled("discount_amount", max(0, row - line.total)),
        **_doubled("tax_amount", 0),
    }


def _doubled(name: str, kopecks: int) -> dict[str, Decimal]:
    """Magento keeps each sum in the order's currency and in the shop's."""
    return {name: to_decimal(kopecks), f"base_{name}": to_decimal(kopecks)}
