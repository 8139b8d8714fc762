"""Handover lists of an account, as they were last read."""

import json
from collections.abc import Iterable

import msgspec

from aliexport_tui.model.order import HandoverList
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_text

OPEN_STATUS = "Created"
"""While it has this status a list can be changed (local-orders.md §3.8)."""
ENDED = ("Accepted", "PartiallyAccepted", "Completed")


class Kept(msgspec.Struct, frozen=True):
    """`label`: where its PDF was saved, "" while it was not."""

    id: int
    account: int
    number: str
    list: HandoverList
    label: str
    changed_at: int


_COLUMNS = "id, account, number, body, label, changed_at"


def keep(tx: Transaction, account: int, lists: Iterable[HandoverList], now: int) -> int:
    """As the marketplace tells of them now. How many are new or have changed."""
    changed = 0
    for told in lists:
        body = msgspec.json.encode(told).decode()
        changed += tx.run(
            "INSERT INTO handover_list (account, number, status, arrival_at, made_at, changed_at, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, number) DO UPDATE SET status = excluded.status,"
            " arrival_at = excluded.arrival_at, made_at = excluded.made_at, changed_at = excluded.changed_at,"
            " body = excluded.body WHERE body != excluded.body",
            (account, told.id, told.status, told.arrival_at or None, told.made_at or None, now, body),
        )
    return changed


def labelled(tx: Transaction, account: int, number: str, path: str) -> None:
    """Where its label lies now."""
    tx.run("UPDATE handover_list SET label = ? WHERE account = ? AND number = ?", (path, account, number))


def find(db: Database, account: int | None, number: str) -> tuple[Kept, ...]:
    """By the marketplace's id; of every account when none is named."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM handover_list WHERE number = :number AND (:account IS NULL OR account = :account)",
        {"number": number, "account": account},
    )
    return tuple(map(_kept, rows))


def listed(db: Database, account: int | None, *, ended: bool = False, limit: int = 500) -> tuple[Kept, ...]:
    """Newest first. `ended`: with those of which nothing more becomes."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM handover_list WHERE (:account IS NULL OR account = :account)"
        " AND (:ended OR status NOT IN (SELECT value FROM json_each(:ends))) ORDER BY id DESC LIMIT :limit",
        {"account": account, "ended": ended, "ends": json.dumps(ENDED), "limit": limit},
    )
    return tuple(map(_kept, rows))


def on_their_way(db: Database, account: int) -> tuple[str, ...]:
    """Numbers of those of which something may become yet."""
    rows = db.rows(
        "SELECT number FROM handover_list WHERE account = ? AND status NOT IN (SELECT value FROM json_each(?)) ORDER BY id",
        (account, json.dumps(ENDED)),
    )
    return tuple(as_text(row[0]) for row in rows)


def _kept(row: Row) -> Kept:
    return Kept(
        id=as_int(row[0]),
        account=as_int(row[1]),
        number=as_text(row[2]),
        list=msgspec.json.decode(as_text(row[3]), type=HandoverList),
        label=as_text(row[4]),
        changed_at=as_int(row[5]),
    )
