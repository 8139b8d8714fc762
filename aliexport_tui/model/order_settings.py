"""How an account's orders are fetched, handed to the shop and answered (seed 002 §Order Configuration)."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Days = Annotated[int, Meta(ge=0, le=3650)]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Fetching(_Strict, frozen=True):
    """`statuses`: which orders, by the marketplace's status words; empty: all. `overlap_minutes`: how far each fetch reaches
    back behind the last one. `zone`: IANA name, of dates that a person writes."""

    statuses: tuple[str, ...] = ()
    payment_statuses: tuple[str, ...] = ()
    page_size: Annotated[int, Meta(ge=1, le=100)] = 20
    overlap_minutes: Annotated[int, Meta(ge=1, le=10_080)] = 60
    first_days: Days = 30
    """How far back the first fetch reaches."""
    zone: str = "Europe/Moscow"


class _Target(_Strict, frozen=True, kw_only=True):
    """`since`: only orders made since then (UTC ms) go there: when the target was added, unless a person says otherwise."""

    since: int = 0


class FileTarget(_Target, frozen=True, tag="file"):
    """`each`: a file per order, or one per day (of the zone) that is written anew with every order."""

    folder: str
    format: Literal["json", "csv"] = "json"
    each: Literal["order", "day"] = "order"


class CommandTarget(_Target, frozen=True, tag="command"):
    """The order as JSON on stdin; exit code 0 = taken."""

    argv: tuple[str, ...]
    seconds: Annotated[int, Meta(ge=1, le=3600)] = 60


class WebhookTarget(_Target, frozen=True, tag="webhook"):
    """POST with JSON, signed by HMAC-SHA256 with the secret that lies beside the file."""

    url: str
    seconds: Annotated[int, Meta(ge=1, le=600)] = 30


class MagentoTarget(_Target, frozen=True, tag="magento"):
    """Magento 2 REST. `quote`: by a cart instead of directly (seed 002 "Use Quote method to create Orders")."""

    url: str
    quote: bool = False
    store: str = "default"


Target = FileTarget | CommandTarget | WebhookTarget | MagentoTarget


class Carrier(_Strict, frozen=True):
    """Seed 002 "Carrier Mapping": what the shop calls a carrier -> what the marketplace is told. `{track}` stands for the
    number in `track_url`."""

    shop: str
    name: str = ""
    track_url: str = ""
    support_phone: str = ""


class HandingOff(_Strict, frozen=True):
    """`targets`: name -> where an order goes; each gets each order once. `paid_only`: not before the money is held."""

    targets: dict[str, Target] = {}
    prefix: str = ""
    """Seed 002 "Order ID Prefix"."""
    customer_email: str = ""
    payment_method: str = ""
    shipping_method: str = ""
    out_of_stock: bool = False
    """Seed 002 "Create Orders for Out of Stock Products"."""
    disabled: bool = False
    """Seed 002 "Create Orders for Disabled Products"."""
    paid_only: bool = True
    cancellations: bool = True
    """A target that has an order is told of its cancellation."""


class ComingBack(_Strict, frozen=True):
    """Where the shop says that an order has been sent: a folder of CSV or JSON files, a command that prints them, or the
    shipments of a Magento target (by its name)."""

    folder: str = ""
    command: tuple[str, ...] = ()
    magento: str = ""
    carriers: tuple[Carrier, ...] = ()
    default_carrier: str = ""
    labels_folder: str = ""


class OrderSettings(_Strict, frozen=True):
    """All of an account's. `open_orders`: how long an order lessens the stock that is sent: until it is shipped, until the
    shop has taken it (its own number knows of it then), or never. `erase_after_days`: after the end of an order its buyer
    is forgotten; 0: never."""

    enabled: bool = False
    fetch: Fetching = Fetching()
    hand_off: HandingOff = HandingOff()
    back: ComingBack = ComingBack()
    open_orders: Literal["until_shipped", "until_taken", "off"] = "until_shipped"
    erase_after_days: Days = 90
