"""Orders and their parcels in the state file: their content as JSON, with the columns that lists filter by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.sandbox.orders.records import HandoverList, Order, Parcel
from aliexport_tui.sandbox.storage import Storage

_ORDERS = msgspec.json.Decoder(Order)
_PARCELS = msgspec.json.Decoder(Parcel)
_LISTS = msgspec.json.Decoder(HandoverList)


class Book:
    """Reads and writes; nothing here decides anything."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    # orders

    def save(self, orders: Iterable[Order]) -> None:
        """New or changed orders."""
        rows = (
            (
                order.id, order.seller, order.state, order.antifraud, order.created_ms, order.updated_ms,
                order.cut_offs[-1], order.deadline_ms, order.due_ms, msgspec.json.encode(order),
            )
            for order in orders
        )  # fmt: skip
        self.storage.db.executemany("INSERT OR REPLACE INTO trade VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def order(self, order_id: int) -> Order | None:
        """Anybody's order."""
        found = self.orders("id = ?", (order_id,))
        return found[0] if found else None

    def orders(
        self, where: str, arguments: Sequence[object], order: str = "id", limit: int = -1, offset: int = 0
    ) -> list[Order]:
        """Orders that meet a condition over the table's columns."""
        rows = self.storage.db.execute(
            f"SELECT body FROM trade WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", (*arguments, limit, offset)
        )
        return [_ORDERS.decode(body) for (body,) in rows]

    def count(self, where: str, arguments: Sequence[object]) -> int:
        """How many orders meet a condition."""
        return self.storage.value(f"SELECT count(*) FROM trade WHERE {where}", tuple(arguments))

    # parcels

    def save_parcels(self, parcels: Iterable[Parcel]) -> None:
        """New or changed parcels."""
        rows = (
            (
                each.id, each.order_id, each.seller, each.status, each.track, each.track_ms, each.list_id, each.due_ms,
                msgspec.json.encode(each),
            )
            for each in parcels
        )  # fmt: skip
        self.storage.db.executemany("INSERT OR REPLACE INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def parcels(
        self, where: str, arguments: Sequence[object], order: str = "id", limit: int = -1, offset: int = 0
    ) -> list[Parcel]:
        """Parcels that meet a condition over the table's columns."""
        rows = self.storage.db.execute(
            f"SELECT body FROM parcel WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", (*arguments, limit, offset)
        )
        return [_PARCELS.decode(body) for (body,) in rows]

    def parcel(self, parcel_id: int) -> Parcel | None:
        """Anybody's parcel."""
        found = self.parcels("id = ?", (parcel_id,))
        return found[0] if found else None

    def parcels_of(self, order_ids: Iterable[int]) -> dict[int, list[Parcel]]:
        """The parcels of orders."""
        found: dict[int, list[Parcel]] = {order_id: [] for order_id in order_ids}
        for parcel in self.parcels(f"trade_id IN ({marks(found)})", tuple(found)):
            found[parcel.order_id].append(parcel)
        return found

    def forget_parcels(self, parcel_ids: Sequence[int]) -> None:
        """Gone for good."""
        self.storage.db.execute(f"DELETE FROM parcel WHERE id IN ({marks(parcel_ids)})", tuple(parcel_ids))

    # handover lists

    def save_list(self, handover: HandoverList) -> None:
        """A new or changed handover list."""
        self.storage.db.execute(
            "INSERT OR REPLACE INTO handover VALUES (?, ?, ?, ?, ?, ?)",
            (
                handover.id, handover.seller, handover.status, handover.created_ms, handover.arrival_ms,
                msgspec.json.encode(handover),
            ),
        )  # fmt: skip

    def lists(
        self, where: str, arguments: Sequence[object], order: str = "id", limit: int = -1, offset: int = 0
    ) -> list[HandoverList]:
        """Handover lists that meet a condition over the table's columns."""
        rows = self.storage.db.execute(
            f"SELECT body FROM handover WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?", (*arguments, limit, offset)
        )
        return [_LISTS.decode(body) for (body,) in rows]

    def list_states(self, list_ids: Iterable[int]) -> dict[int, str]:
        """The states of handover lists."""
        ids = tuple(list_ids)
        rows = self.storage.db.execute(f"SELECT id, status FROM handover WHERE id IN ({marks(ids)})", ids)
        return {int(list_id): str(status) for list_id, status in rows}


def marks(members: Iterable[object]) -> str:
    """`?,?,?`: one for each member."""
    return ",".join("?" for _ in members)
