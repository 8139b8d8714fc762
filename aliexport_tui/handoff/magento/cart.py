"""An order made by a guest's cart, as a buyer of the shop makes one (seed 002 "Use Quote method to create Orders"): the shop
checks its stock and reserves it, counts its own prices and delivery, and gives the order its own number.

A cart can be ordered once. It is remembered before that; whoever comes later looks for an order of that cart first, and
orders that very cart again, never another."""

from collections.abc import Mapping
from urllib.parse import quote

from aliexport_tui.handoff.magento.address import address_of
from aliexport_tui.handoff.magento.cancelling import cancel
from aliexport_tui.handoff.magento.finding import Found, find_order
from aliexport_tui.handoff.magento.goods import goods_of
from aliexport_tui.handoff.magento.shop import MagentoShop
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Remember, Taken, refuse_forgotten

_SHIPPING = "flatrate_flatrate"
_PAYMENT = "checkmo"


class MagentoCart:
    def __init__(self, shop: MagentoShop, *, disabled: bool) -> None:
        self._shop = shop
        self._disabled = disabled

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        if parcel.kind == "cancelled":
            return cancel(self._shop, parcel)
        cart, number = memory.get("cart", ""), memory.get("quote", "")
        found = find_order(self._shop, "quote_id", number) if cart else None
        if found is None:
            if not cart or "refused" in memory:
                refuse_forgotten(parcel)
                cart, number = self._filled(parcel)
                remember({"cart": cart, "quote": number})
            found = self._ordered(parcel, cart, number, remember)
        self._note(parcel, found)
        return Taken(found.number)

    def forget(self, delivery: str) -> None:
        """Nothing is kept."""

    def check(self) -> None:
        self._shop.found("orders", most=1, fields="entity_id")

    def close(self) -> None:
        self._shop.close()

    def _filled(self, parcel: Parcel) -> tuple[str, str]:
        """A cart with goods and address -> its id and its number. One that a dead runner has left behind stays empty-handed:
        the shop sweeps such carts away."""
        if not parcel.customer_email:
            raise HandOffTrouble("handoff.no_email", fate="as_before", wide=True)
        shop = self._shop
        goods_of(shop, parcel.order, disabled=self._disabled)
        cart = shop.post("guest-carts", {}, repeatable=True).plain()
        path = f"guest-carts/{quote(cart, safe='')}"
        for line in parcel.order.lines:
            item = {"sku": line.sku_code, "qty": line.quantity, "quote_id": cart}
            try:
                shop.post(f"{path}/items", {"cartItem": item}, repeatable=True)
            except HandOffTrouble as trouble:
                if trouble.code != "handoff.refused":
                    raise
                told = {"sku": line.sku_code, "reason": trouble.args_by_name.get("reason", "")}
                raise HandOffTrouble("handoff.not_sold", told, fate="as_before") from trouble
        address = address_of(parcel, for_cart=True)
        carrier, _, method = (parcel.shipping_method or _SHIPPING).partition("_")
        information = {
            "shipping_address": address,
            "billing_address": address,
            "shipping_carrier_code": carrier,
            "shipping_method_code": method or carrier,
        }
        shop.post(f"{path}/shipping-information", {"addressInformation": information}, repeatable=True)
        return cart, shop.get(path).text("id")

    def _ordered(self, parcel: Parcel, cart: str, number: str, remember: Remember) -> Found:
        order = {"paymentMethod": {"method": parcel.payment_method or _PAYMENT}}
        try:
            self._shop.put(f"guest-carts/{quote(cart, safe='')}/order", order)
        except HandOffTrouble as trouble:
            if trouble.fate == "not_taken" and not trouble.again:
                # The next try, after a person has mended it, takes a new cart, but looks for an order of this one first.
                remember({"cart": cart, "quote": number, "refused": trouble.code})
            raise
        found = find_order(self._shop, "quote_id", number)
        if found is None:
            raise HandOffTrouble("handoff.answer_unreadable", fate="unknown", again=True)
        return found

    def _note(self, parcel: Parcel, order: Found) -> None:
        """Which order of the marketplace it is: the shop's own number tells nothing of it."""
        told = f"AliExpress {parcel.order.id} ({parcel.number}, {parcel.order.model})"
        note = {"comment": told, "is_customer_notified": 0, "is_visible_on_front": 0}
        self._shop.post(f"orders/{order.id}/comments", {"statusHistory": note}, repeatable=True)
