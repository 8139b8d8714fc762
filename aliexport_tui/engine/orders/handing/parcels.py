"""What leaves: an order's row in the outbox with all that a target has to know; what is refused before it leaves; what a
target said, without what is personal."""

import re
from collections.abc import Iterator, Mapping

from aliexport_tui.handoff.target import HandOffTrouble, Parcel
from aliexport_tui.model.order import Buyer
from aliexport_tui.model.order_settings import HandingOff
from aliexport_tui.store import ordered_goods
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.hand_offs import Leaving

_TELLING = 3
"""Letters of a name that are hidden wherever they stand; shorter ones would blot out innocent text."""
_PHONE = 10


def parcel_of(account: Account, settings: HandingOff, row: Leaving) -> Parcel:
    return Parcel(
        delivery=row.delivery,
        kind=row.kind,
        account=account.code,
        number=f"{settings.prefix}{row.order.id}",
        order=row.order,
        buyer=row.buyer,
        customer_email=settings.customer_email,
        payment_method=settings.payment_method,
        shipping_method=settings.shipping_method,
        doubt=row.doubt,
        forgotten=row.forgotten,
        reference=row.reference,
    )


def refuse_unsellable(db: Database, account: Account, settings: HandingOff, row: Leaving) -> None:
    """Goods that the shop has no longer, as far as its catalogue tells and the settings mind (seed 002 "Create Orders for
    Out of Stock Products", "… Disabled Products"). What may have been taken already is not asked again.

    Raises HandOffTrouble `handoff.disabled`, `handoff.out_of_stock`."""
    if row.kind != "new" or row.doubt or row.memory or (settings.out_of_stock and settings.disabled):
        return
    wanted: dict[str, int] = {}
    for line in row.order.lines:
        wanted[line.sku_code] = wanted.get(line.sku_code, 0) + line.quantity
    for code, good in ordered_goods.goods(db, account.id, [code for code in wanted if code]).items():
        if not good.offered and not settings.disabled:
            raise HandOffTrouble("handoff.disabled", {"sku": code})
        if good.offered and good.stock is not None and good.stock < wanted[code] and not settings.out_of_stock:
            args = {"sku": code, "stock": str(max(0, good.stock)), "quantity": str(wanted[code])}
            raise HandOffTrouble("handoff.out_of_stock", args)


def concealed(args: Mapping[str, str], buyer: Buyer | None) -> dict[str, str]:
    """A target's own words (`reason`) may quote the buyer; the log must not."""
    personal = sorted(set(_personal(buyer)), key=len, reverse=True) if buyer and args.get("reason") else []
    if not personal:
        return dict(args)
    hidden = re.compile("|".join(map(re.escape, personal)), re.IGNORECASE)
    return {**args, "reason": hidden.sub("…", args["reason"])}


def reference_of(told: str, buyer: Buyer | None) -> str:
    """The shop's number of the order as it is: by it the order is found again. A "number" that names the buyer is none."""
    if buyer is not None and any(word.casefold() in told.casefold() for word in (*_names(buyer), *_phones(buyer))):
        return ""
    return told


def _personal(buyer: Buyer) -> Iterator[str]:
    wholes = (buyer.phone, buyer.receiver_phone, buyer.address, buyer.street_house, buyer.index, *buyer.comments.values())
    yield from (text for text in wholes if len(text) > _TELLING)
    yield from _names(buyer)
    yield from _phones(buyer)


def _names(buyer: Buyer) -> Iterator[str]:
    for name in (buyer.name, buyer.receiver_name):
        yield from (word for word in name.split() if len(word) >= _TELLING and not word.isdecimal())


def _phones(buyer: Buyer) -> Iterator[str]:
    """Without what stands between the digits, with and without the country."""
    for phone in (buyer.phone, buyer.receiver_phone):
        digits = "".join(char for char in phone if char.isdigit())
        if len(digits) >= _PHONE:
            yield from (digits, digits[-_PHONE:])
