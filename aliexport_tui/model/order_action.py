"""What is done on the marketplace about orders, shipments and handover lists: one record for each kind. It stands in the
outbox as JSON until its fate is known."""

from decimal import Decimal
from typing import Literal

import msgspec

from aliexport_tui.model.order import PostingLine


class _Doing(msgspec.Struct, frozen=True, omit_defaults=True):
    pass


class InTransit(_Doing, frozen=True, tag="in_transit"):
    """The seller's own delivery has set out (local-orders.md §3.2)."""

    order: str
    track: str
    carrier: str
    track_url: str = ""
    support_phone: str = ""


class ReadyForPickup(_Doing, frozen=True, tag="ready_for_pickup"):
    order: str


class Delivered(_Doing, frozen=True, tag="delivered"):
    order: str


class Ship(_Doing, frozen=True, tag="ship"):
    """One shipment is to be made (§3.3): whole cm, kg. `copy` tells parcels apart that are the same in all else."""

    order: str
    length_cm: int
    width_cm: int
    height_cm: int
    weight_kg: Decimal
    lines: tuple[PostingLine, ...]
    copy: int = 0


class Unship(_Doing, frozen=True, tag="unship"):
    """A shipment is deleted (§3.5)."""

    shipment: str


class PassToday(_Doing, frozen=True, tag="pass_today"):
    """A shipment moves to its spare day, out of its handover list (§3.6)."""

    shipment: str


class HandOver(_Doing, frozen=True, tag="hand_over"):
    """A handover list is made (§3.8). `arrival_at`: UTC ms, 0 for none."""

    shipments: tuple[str, ...]
    arrival_at: int = 0


class AddToList(_Doing, frozen=True, tag="add_to_list"):
    list_id: str
    shipments: tuple[str, ...]


class RemoveFromList(_Doing, frozen=True, tag="remove_from_list"):
    list_id: str
    shipments: tuple[str, ...]


class CloseList(_Doing, frozen=True, tag="close_list"):
    list_id: str


class CallCourier(_Doing, frozen=True, tag="call_courier"):
    """§3.8 `ready-for-pickup`."""

    list_id: str


class CountBags(_Doing, frozen=True, tag="count_bags"):
    list_id: str
    bags: int


Doing = (
    InTransit
    | ReadyForPickup
    | Delivered
    | Ship
    | Unship
    | PassToday
    | HandOver
    | AddToList
    | RemoveFromList
    | CloseList
    | CallCourier
    | CountBags
)
KINDS: tuple[str, ...] = (
    "in_transit", "ready_for_pickup", "delivered", "ship", "unship", "pass_today", "hand_over", "add_to_list",
    "remove_from_list", "close_list", "call_courier", "count_bags",
)  # fmt: skip
State = Literal["waiting", "sending", "done", "refused", "unknown", "dropped"]
OPEN: tuple[State, ...] = ("waiting", "sending", "unknown")


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the marketplace showed right before the request left: by it an unknown one is settled. `shipments`: ids of the
    order's; the rest is of the one shipment."""

    shipments: tuple[str, ...] = ()
    handover_list: str = ""
    cut_off_at: int = 0


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of it. `id`: of the shipment or the list that was made. `found`: seen on the marketplace, not answered."""

    id: str = ""
    track: str = ""
    found: bool = False


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code of the messages registry and what fills its text."""

    code: str
    args: dict[str, str] = {}


_doings: msgspec.json.Decoder[Doing] = msgspec.json.Decoder(Doing)


def decode(body: str) -> Doing:
    return _doings.decode(body)


def encode(doing: Doing) -> str:
    return msgspec.json.encode(doing, order="sorted").decode()


def kind_of(doing: Doing) -> str:
    return str(doing.__struct_config__.tag)


def subject_of(doing: Doing) -> str:
    """An order's number, a shipment's or a list's id; of a new list its first shipment."""
    match doing:
        case InTransit() | ReadyForPickup() | Delivered() | Ship():
            return doing.order
        case Unship() | PassToday():
            return doing.shipment
        case HandOver():
            return doing.shipments[0]
        case AddToList() | RemoveFromList() | CloseList() | CallCourier() | CountBags():
            return doing.list_id


def order_of(doing: Doing) -> str:
    """The number of the order that it is about; "" for what is about shipments and lists."""
    return doing.order if isinstance(doing, InTransit | ReadyForPickup | Delivered | Ship) else ""
