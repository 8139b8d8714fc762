"""What the engine may ask of a marketplace about orders. Adapters implement `OrderDesk`.

Reads retry by themselves; every other call is sent once and raises a MarketplaceError whose `fate` says what became of
it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

import msgspec

from aliexport_tui.model.order import HandoverList, Read, Shipment


class OrderFilter(msgspec.Struct, frozen=True):
    """local-orders.md §3.1. Times in UTC ms, None: not asked for. Empty lists are no filter."""

    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None
    statuses: tuple[str, ...] = ()
    payment_statuses: tuple[str, ...] = ()
    delivery_statuses: tuple[str, ...] = ()
    antifraud_statuses: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    page_size: int = 20


class OrderPage(msgspec.Struct, frozen=True):
    """One page, and how many orders fit the filter as the marketplace counts them now. `nameless`: records without an id,
    which can't be kept."""

    orders: tuple[Read, ...]
    total: int
    nameless: int = 0


class Dispatch(msgspec.Struct, frozen=True):
    """The seller's own delivery sets out (§3.2)."""

    order: str
    track: str
    carrier: str
    track_url: str = ""
    support_phone: str = ""


class ParcelItem(msgspec.Struct, frozen=True):
    sku_id: str
    quantity: int
    source_id: str = ""


class Parcel(msgspec.Struct, frozen=True):
    """One shipment to be made (§3.3): whole cm, kg."""

    order: str
    length_cm: int
    width_cm: int
    height_cm: int
    weight_kg: Decimal
    items: tuple[ParcelItem, ...]


class Refused(msgspec.Struct, frozen=True):
    """One order of a request that was not carried out although the request as a whole was (§3.3 `data.errors`)."""

    order: str
    code: str
    said: str


class Created(msgspec.Struct, frozen=True):
    """Shipments by order, in the marketplace's words; their track may be empty yet."""

    shipments: tuple[tuple[str, Shipment], ...]
    """(order, shipment)"""
    refused: tuple[Refused, ...] = ()


class OrderDesk(Protocol):
    """One account's orders. Raises as `Marketplace` does. Nothing personal is recorded, nor told in an error."""

    @property
    def ahead_ms(self) -> int | None:
        """As of `Marketplace`."""
        ...

    def orders(self, where: OrderFilter) -> Iterator[OrderPage]:
        """Page after page until the end; an order may come twice when others arrive meanwhile."""
        ...

    def in_transit(self, dispatch: Dispatch) -> None: ...

    def ready_for_pickup(self, order: str) -> None: ...

    def delivered(self, order: str) -> None: ...

    def create_shipments(self, parcels: Sequence[Parcel]) -> Created: ...

    def shipments(self, ids: Sequence[str]) -> tuple[Shipment, ...]: ...

    def delete_shipments(self, ids: Sequence[str]) -> None: ...

    def pass_today(self, shipment: str) -> None:
        """To its spare day, out of its handover list (§3.6)."""
        ...

    def shipment_labels(self, ids: Sequence[str]) -> bytes:
        """A PDF."""
        ...

    def create_handover_list(self, shipments: Sequence[str], arrival_at: int | None) -> str:
        """Its id."""
        ...

    def handover_lists(
        self, *, statuses: Sequence[str] = (), ids: Sequence[str] = (), shipments: Sequence[str] = ()
    ) -> tuple[HandoverList, ...]: ...

    def add_to_handover_list(self, list_id: str, shipments: Sequence[str]) -> None: ...

    def remove_from_handover_list(self, list_id: str, shipments: Sequence[str]) -> None: ...

    def transfer(self, list_id: str) -> None:
        """Closes the list."""
        ...

    def ready_for_courier(self, list_id: str) -> None:
        """§3.8 `ready-for-pickup`."""
        ...

    def set_big_bag_count(self, list_id: str, count: int) -> None: ...

    def handover_label(self, list_id: str) -> bytes:
        """A PDF."""
        ...

    def close(self) -> None: ...
