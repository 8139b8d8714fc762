"""The platform's shipments of an account's orders, as they were last read."""

import json
from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.model.order import Shipment
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text

ENDED = ("ProviderPostingDelivered", "ProviderPostingReturned", "Rejected", "Cancelled")
"""Statuses after which nothing more becomes of a shipment (local-orders.md §4)."""

BEING_MADE = ("New", "AwaitingCreateOrder")
"""The marketplace is still at it: it has no label, and goes into no list."""


class Kept(msgspec.Struct, frozen=True):
    """`trade_order`: row of its order, None when we don't know that one; `order`: its number, "" likewise. `label`: where
    its PDF was saved. `gone_at`: deleted, or no more told of. Times in UTC ms."""

    id: int
    account: int
    number: str
    trade_order: int | None
    order: str
    shipment: Shipment
    label: str
    gone_at: int | None
    changed_at: int


_COLUMNS = (
    "shipment.id, shipment.account, shipment.number, shipment.trade_order, trade_order.number, shipment.body,"
    " shipment.label, shipment.gone_at, shipment.changed_at"
)
_FROM = "FROM shipment LEFT JOIN trade_order ON trade_order.id = shipment.trade_order"
_THEIRS = "coalesce(trade_order.model, '') != 'DBS'"
"""The order list tells of the seller's own parcels too, but nothing can be done about those as shipments."""


def keep(tx: Transaction, account: int, shipments: Iterable[tuple[int | None, Shipment]], now: int, *, in_full: bool) -> int:
    """(row of the order, shipment) as the marketplace tells of it now: `in_full` by §3.4, which knows the handover list but
    not the order, else as part of its order. What such a reading leaves out stays. How many are new or have changed."""
    changed = 0
    for trade_order, told in shipments:
        before = tx.rows("SELECT body, gone_at FROM shipment WHERE account = ? AND number = ?", (account, told.id))
        known = msgspec.json.decode(as_text(before[0][0]), type=Shipment) if before else None
        merged = told if known is None else _joined(known, told, in_full)
        if known == merged and before[0][1] is None:
            if trade_order is not None:
                tx.run(
                    "UPDATE shipment SET trade_order = ? WHERE account = ? AND number = ? AND trade_order IS NULL",
                    (trade_order, account, told.id),
                )
            continue
        changed += 1
        tx.run(
            "INSERT INTO shipment (account, number, trade_order, track, status, handover_list, cut_off_at, changed_at, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, number) DO UPDATE SET"
            " trade_order = coalesce(excluded.trade_order, trade_order), track = excluded.track, status = excluded.status,"
            " handover_list = excluded.handover_list, cut_off_at = excluded.cut_off_at, changed_at = excluded.changed_at,"
            " body = excluded.body, gone_at = NULL",
            (
                account,
                told.id,
                trade_order,
                merged.track,
                merged.status,
                merged.handover_list,
                merged.cut_off_at or None,
                now,
                msgspec.json.encode(merged).decode(),
            ),
        )
    return changed


def _joined(known: Shipment, told: Shipment, in_full: bool) -> Shipment:
    return msgspec.structs.replace(
        told,
        handover_list=told.handover_list if in_full else told.handover_list or known.handover_list,
        track=told.track or known.track,
        status=told.status or known.status,
        lines=told.lines or known.lines,
        cut_off_at=told.cut_off_at or known.cut_off_at,
    )


def set_list(tx: Transaction, account: int, numbers: Iterable[str], list_id: str, now: int) -> None:
    """They are in this list now; "" for none."""
    for number in numbers:
        tx.run(
            "UPDATE shipment SET handover_list = :list, body = json_set(body, '$.handover_list', :list), changed_at = :now"
            " WHERE account = :account AND number = :number AND handover_list != :list",
            {"list": list_id, "now": now, "account": account, "number": number},
        )


def gone(tx: Transaction, account: int, numbers: Sequence[str], now: int) -> int:
    """Deleted, or no more told of. How many that were there."""
    return tx.run(
        "UPDATE shipment SET gone_at = ?, changed_at = ? WHERE account = ? AND gone_at IS NULL AND number IN"
        " (SELECT value FROM json_each(?))",
        (now, now, account, json.dumps(numbers)),
    )


def labelled(tx: Transaction, account: int, number: str, path: str) -> None:
    """Where its label lies now."""
    tx.run("UPDATE shipment SET label = ? WHERE account = ? AND number = ?", (path, account, number))


def find(db: Database, account: int | None, number: str) -> tuple[Kept, ...]:
    """By the marketplace's id; of every account when none is named."""
    rows = db.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE shipment.number = :number AND (:account IS NULL OR shipment.account = :account)",
        {"number": number, "account": account},
    )
    return tuple(map(_kept, rows))


def of_order(db: Database, trade_order: int, *, gone: bool = False) -> tuple[Kept, ...]:
    """Those that are there, oldest first; `gone`: with the deleted."""
    rows = db.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE shipment.trade_order = ? AND (? OR shipment.gone_at IS NULL) ORDER BY shipment.id",
        (trade_order, gone),
    )
    return tuple(map(_kept, rows))


def listed(
    db: Database, account: int | None, *, ended: bool = False, gone: bool = False, limit: int = 1_000
) -> tuple[Kept, ...]:
    """The marketplace's, newest first. `ended`: with those of which nothing more becomes; `gone`: with the deleted."""
    rows = db.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE (:account IS NULL OR shipment.account = :account)"
        f" AND {_THEIRS} AND (:gone OR shipment.gone_at IS NULL)"
        " AND (:ended OR shipment.status NOT IN (SELECT value FROM json_each(:ends)))"
        " ORDER BY shipment.id DESC LIMIT :limit",
        {"account": account, "gone": gone, "ended": ended, "ends": json.dumps(ENDED), "limit": limit},
    )
    return tuple(map(_kept, rows))


def on_their_way(db: Database, account: int) -> tuple[str, ...]:
    """Numbers of the marketplace's of which something may become yet."""
    rows = db.rows(
        f"SELECT shipment.number {_FROM} WHERE shipment.account = ? AND shipment.gone_at IS NULL AND {_THEIRS}"
        " AND shipment.status NOT IN (SELECT value FROM json_each(?)) ORDER BY shipment.id",
        (account, json.dumps(ENDED)),
    )
    return tuple(as_text(row[0]) for row in rows)


def _kept(row: Row) -> Kept:
    return Kept(
        id=as_int(row[0]),
        account=as_int(row[1]),
        number=as_text(row[2]),
        trade_order=as_optional_int(row[3]),
        order=as_text(row[4]),
        shipment=msgspec.json.decode(as_text(row[5]), type=Shipment),
        label=as_text(row[6]),
        gone_at=as_optional_int(row[7]),
        changed_at=as_int(row[8]),
    )
