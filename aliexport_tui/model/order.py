"""What a buyer ordered on the marketplace, and what becomes of it. Money in kopecks, times in UTC ms, 64-bit ids as text."""

import msgspec

OPEN_STATUSES = ("Created", "InProgress")
"""local-orders.md §4; every enumeration of the marketplace is open: unknown words are kept as they are."""
ENDED_STATUSES = ("Finished", "Cancelled", "Closed")
"""An order with any other word, a new one too, is taken for open: that costs a sale at most, the opposite a fine."""
SENT_STATUSES = ("Shipped", "Delivered", "Cancelled", "Returned")
"""`delivery_status` of what no longer waits to be sent."""
UNPAID_STATUSES = ("NotPaid", "PaymentPending", "Failed")
"""`payment_status` of what must not be sent. Hold is paid (§6.12)."""


class OrderLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """local-orders.md §3.1 `order_lines[]`. Sides in mm, weight in grams; 0 where the marketplace does not tell."""

    id: str
    item_id: str = ""
    sku_id: str = ""
    sku_code: str = ""
    name: str = ""
    image: str = ""
    price: int = 0
    quantity: int = 1
    total: int = 0
    """After discounts."""
    properties: tuple[str, ...] = ()
    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    issue: str = ""
    source_id: str = ""


class PostingLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of an order line goes in one parcel as the marketplace has split it."""

    sku_id: str
    quantity: int
    sku_code: str = ""
    source_id: str = ""


class Posting(msgspec.Struct, frozen=True, omit_defaults=True):
    """§3.1 `pre_split_postings[]`. `model`: DBS, FBS or "" when the marketplace does not tell."""

    id: str
    lines: tuple[PostingLine, ...] = ()
    delivery_fee: int = 0
    first_mile: str = ""
    model: str = ""
    method: str = ""


class Shipment(msgspec.Struct, frozen=True, omit_defaults=True):
    """§3.1 `logistic_orders[]`, widened by §3.4. `handover_list` "" when it is in none."""

    id: str
    track: str = ""
    status: str = ""
    lines: tuple[PostingLine, ...] = ()
    handover_list: str = ""
    cut_off_at: int = 0
    error_code: str = ""
    error_text: str = ""


class Buyer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Personal data: kept apart from its order, shown only where it is needed, erased after a time. `comments`: order line's
    id -> the buyer's words."""

    name: str = ""
    phone: str = ""
    address: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    street_house: str = ""
    flat: str = ""
    index: str = ""
    receiver_name: str = ""
    receiver_phone: str = ""
    comments: dict[str, str] = {}


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order as it was last read (§3.1), without its buyer. 0 for a time that the marketplace does not tell. `total`
    holds the delivery too; it is not the sum of the lines."""

    id: str
    status: str
    created_at: int
    updated_at: int
    paid_at: int = 0
    payment_status: str = ""
    delivery_status: str = ""
    antifraud_status: str = ""
    display_status: str = ""
    total: int = 0
    currency: str = "RUB"
    country_code: str = ""
    lines: tuple[OrderLine, ...] = ()
    postings: tuple[Posting, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    fully_prepared: bool = False
    seller_comment: str = ""
    finish_reason: str = ""
    cut_off_at: int = 0
    deadline_at: int = 0
    """shipping_deadline."""
    next_cut_off_at: int = 0
    platform_fee: int | None = None
    affiliate_fee: int | None = None
    revenue: int | None = None
    disputes: int = 0

    @property
    def model(self) -> str:
        """DBS (the seller delivers) or FBS (the platform does), by its postings; DBS when they don't tell and there are
        none, since then no shipment can be made."""
        told = next((posting.model for posting in self.postings if posting.model), "")
        return told or ("FBS" if self.postings else "DBS")

    @property
    def ended(self) -> bool:
        return self.status in ENDED_STATUSES

    @property
    def waits(self) -> bool:
        """Something of it has to be sent yet: what nobody has paid for needs not."""
        return not (self.ended or self.delivery_status in SENT_STATUSES or self.payment_status in UNPAID_STATUSES)

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def due_at(self) -> int:
        """By when it has to be on its way: the earliest time that the marketplace names, 0 for none."""
        return min((at for at in (self.cut_off_at, self.deadline_at) if at), default=0)


class HandoverList(msgspec.Struct, frozen=True, omit_defaults=True):
    """§3.8 `data_source[]`. `shipments`: their ids."""

    id: str
    status: str
    shipments: tuple[str, ...] = ()
    arrival_at: int = 0
    made_at: int = 0
    shipment_type: str = ""


class Read(msgspec.Struct, frozen=True):
    """One order as an answer gives it: what is kept, and whom it is for."""

    order: Order
    buyer: Buyer
