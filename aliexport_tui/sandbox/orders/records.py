"""An order, its parcels and handover lists as the marketplace keeps them. Money in kopecks, times in UTC ms, sides in cm,
weights in grams."""

from __future__ import annotations

from typing import Literal

import msgspec

Model = Literal["DBS", "FBS"]
FirstMile = Literal["Pickup", "Dropoff"]


class Buyer(msgspec.Struct, frozen=True):
    """Who buys: invented, always."""

    name: str
    phone: str
    country: str
    region: str
    city: str
    street: str
    flat: str
    index: str

    @property
    def address(self) -> str:
        """The whole in one line."""
        return ", ".join((self.country, self.region, self.city, self.street, self.flat, self.index))


class Promotion(msgspec.Struct, frozen=True):
    """One discount on a line."""

    promotion_id: int
    activity_id: int
    kind: str
    discount: int


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One SKU of an order; `total` is after discounts."""

    id: int
    item_id: str
    sku_id: str
    sku_code: str
    name: str
    image: str
    price: int
    quantity: int
    total: int
    weight: int
    length: int
    width: int
    height: int
    properties: dict[str, str] = {}
    promotions: tuple[Promotion, ...] = ()
    comment: str = ""
    issue: str = "NoDispute"


class Share(msgspec.Struct, frozen=True):
    """So many units of a line in a posting, or of a SKU in a parcel."""

    of: int
    quantity: int


class Posting(msgspec.Struct, frozen=True):
    """What the marketplace wants in one parcel or more; `lines` are shares of the order's lines."""

    id: int
    model: Model
    method: str
    first_mile: FirstMile
    fee: int
    lines: tuple[Share, ...]


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """`state` is one of `words.STATES`; `due` is what the buyer or the bank does at `due_ms`. `cut_offs`: the oldest first.
    `hours`: the offset from UTC in which some of its dates are told."""

    id: int
    seller: str
    state: str
    antifraud: str
    created_ms: int
    updated_ms: int
    deadline_ms: int
    hours: int
    currency: str
    buyer: Buyer
    lines: tuple[Line, ...]
    postings: tuple[Posting, ...]
    cut_offs: tuple[int, ...]
    paid_ms: int = 0
    finish_reason: str = ""
    reserved: bool = False
    due: str = ""
    due_ms: int | None = None

    @property
    def model(self) -> Model:
        """Who delivers: the same for all postings."""
        return self.postings[0].model

    def line(self, line_id: int) -> Line:
        """The line of an id."""
        return next(line for line in self.lines if line.id == line_id)

    def units(self, posting: Posting) -> dict[int, int]:
        """How many of each SKU belong in a posting."""
        found: dict[int, int] = {}
        for share in posting.lines:
            sku = int(self.line(share.of).sku_id)
            found[sku] = found.get(sku, 0) + share.quantity
        return found


class Parcel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shipment: the platform's (of a posting) or the seller's own (`posting_id` 0). `status` is the marketplace's word
    from `track_ms` on; before, it is being made."""

    id: int
    order_id: int
    seller: str
    model: Model
    status: str
    created_ms: int
    contents: tuple[Share, ...]
    track: str = ""
    track_ms: int = 0
    posting_id: int = 0
    method: str = ""
    list_id: int = 0
    cut_off_ms: int = 0
    spare: bool = False
    shipped_ms: int = 0
    provider: str = ""
    track_url: str = ""
    phone: str = ""
    sides: tuple[int, int, int] = (0, 0, 0)
    weight: int = 0
    extras: dict[str, object] = {}
    """What was sent and is not checked: markings, jewelry codes, dangers."""
    due_ms: int | None = None


class HandoverList(msgspec.Struct, frozen=True, omit_defaults=True):
    """Parcels that are handed over together; `arrival_ms` 0: not told."""

    id: int
    seller: str
    status: str
    created_ms: int
    shipment_type: FirstMile
    arrival_ms: int = 0
    ready_ms: int = 0
    big_bags: int = 0
