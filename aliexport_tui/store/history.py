"""What the file remembers of one product and its listings, table by table: the newest `limit` rows of each, by index."""

import json
from collections.abc import Sequence

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.plans import Hashes


class Shop(msgspec.Struct, frozen=True):
    """The product in the catalogue. Times in UTC ms."""

    source_id: int
    source: str
    first_seen_at: int
    changed_at: int
    vanished_at: int | None


class OnAccount(msgspec.Struct, frozen=True):
    """One listing of the product; `codes`: the SKU codes of its newest draft."""

    id: int
    account_id: int
    account: str
    codes: frozenset[str]


class PlannedRow(msgspec.Struct, frozen=True):
    """A change as it stands now, with its plan. `hold`: why it is held or was left out, with its figures; `settled_at`: when
    its state became final; `undoes`: the run that the plan takes back."""

    id: int
    kind: str
    state: str
    hold: str
    hold_args: dict[str, str]
    undoes: int | None
    before: Hashes
    after: Hashes
    settled_at: int | None
    run: int | None
    plan: int
    planned_at: int
    who: str
    action: str
    profile: str


class SentRow(msgspec.Struct, frozen=True):
    """A member of a request, with the request. `answered_at`: when the request's state changed last."""

    change: int | None
    state: str
    task_id: str
    sent: Hashes
    batch: int
    batch_state: str
    method: str
    sent_at: int
    answered_at: int | None
    group_id: str
    failure: str
    failure_args: dict[str, str]
    run: int | None
    who: str
    settled_at: int | None


class SeenRow(msgspec.Struct, frozen=True):
    """One reading of the card. `lanes`: lane -> doc.hash of what it showed, None when it did not tell."""

    at: int
    how: str
    lanes: Hashes


def in_shop(db: Database, product: int) -> Shop | None:
    row = db.row(
        "SELECT s.id, s.code, p.first_seen_at, p.changed_at, p.vanished_at FROM product p JOIN source s ON s.id = p.source"
        " WHERE p.id = ?",
        (product,),
    )
    if row is None:
        return None
    return Shop(as_int(row[0]), as_text(row[1]), as_int(row[2]), as_int(row[3]), as_optional_int(row[4]))


def import_at(db: Database, source: int, at: int) -> int | None:
    """The import whose end wrote what it had read at this moment."""
    return as_optional_int(db.value("SELECT id FROM import WHERE source = ? AND ended_at = ?", (source, at)))


def listings(db: Database, product: int) -> tuple[OnAccount, ...]:
    rows = db.rows(
        "SELECT l.id, a.id, a.code, (SELECT json_group_array(sku_code) FROM listing_sku WHERE listing = l.id)"
        " FROM listing l JOIN account a ON a.id = l.account WHERE l.product = ? ORDER BY a.code",
        (product,),
    )
    return tuple(
        OnAccount(as_int(row[0]), as_int(row[1]), as_text(row[2]), frozenset(json.loads(as_text(row[3])))) for row in rows
    )


def planned(db: Database, listing: int, limit: int) -> tuple[PlannedRow, ...]:
    rows = db.rows(
        "SELECT c.id, c.kind, c.state, c.hold, c.before, c.after, c.settled_at, c.run, p.id, p.created_at, p.who, p.action,"
        " coalesce(f.code, ''), c.hold_args, p.undoes FROM change c JOIN plan p ON p.id = c.plan"
        " LEFT JOIN profile f ON f.id = p.profile"
        " WHERE c.listing = ? ORDER BY c.id DESC LIMIT ?",
        (listing, limit),
    )
    return tuple(
        PlannedRow(
            id=as_int(row[0]),
            kind=as_text(row[1]),
            state=as_text(row[2]),
            hold=as_text(row[3]),
            before=json.loads(as_text(row[4])),
            after=json.loads(as_text(row[5])),
            settled_at=as_optional_int(row[6]),
            run=as_optional_int(row[7]),
            plan=as_int(row[8]),
            planned_at=as_int(row[9]),
            who=as_text(row[10]),
            action=as_text(row[11]),
            profile=as_text(row[12]),
            hold_args=json.loads(as_text(row[13])),
            undoes=as_optional_int(row[14]),
        )
        for row in rows
    )


def sent(db: Database, listing: int, limit: int) -> tuple[SentRow, ...]:
    rows = db.rows(
        "SELECT i.change, i.state, i.task_id, i.sent, b.id, b.method, b.sent_at, b.answered_at, b.group_id,"
        " coalesce(b.failure, '{}'), b.run, r.who, c.settled_at, b.state FROM item i JOIN batch b ON b.id = i.batch"
        " LEFT JOIN run r ON r.id = b.run LEFT JOIN change c ON c.id = i.change WHERE i.listing = ?"
        " ORDER BY i.id DESC LIMIT ?",
        (listing, limit),
    )
    return tuple(
        SentRow(
            change=as_optional_int(row[0]),
            state=as_text(row[1]),
            task_id=as_text(row[2]),
            sent=json.loads(as_text(row[3])),
            batch=as_int(row[4]),
            batch_state=as_text(row[13]),
            method=as_text(row[5]),
            sent_at=as_int(row[6]),
            answered_at=as_optional_int(row[7]),
            group_id=as_text(row[8]),
            failure=json.loads(as_text(row[9])).get("code", ""),
            failure_args=json.loads(as_text(row[9])).get("args", {}),
            run=as_optional_int(row[10]),
            who=as_text(row[11]),
            settled_at=as_optional_int(row[12]),
        )
        for row in rows
    )


def exchange_of(db: Database, account: int, batch: int, sent_at: int, write_paths: Sequence[str]) -> int | None:
    """The recorded request that carried a batch: an account has one worker, so it is the only write between this batch's
    intent and the next one's. None when none left, or when its record has been dropped."""
    return as_optional_int(
        db.value(
            "SELECT e.id FROM exchange e WHERE e.account = :account AND e.at >= :sent AND e.at < coalesce((SELECT sent_at"
            " FROM batch WHERE id > :batch AND account = :account ORDER BY id LIMIT 1), 9223372036854775807)"
            " AND EXISTS (SELECT 1 FROM json_each(:paths) w WHERE substr(e.path, -length(w.value)) = w.value)"
            " ORDER BY e.at LIMIT 1",
            {"account": account, "sent": sent_at, "batch": batch, "paths": json.dumps(list(write_paths))},
        )
    )


def seen(db: Database, listing: int) -> tuple[SeenRow, ...]:
    """The last reading of each lane; lanes that were read together are one."""
    rows = db.rows(
        "SELECT seen_at, seen_how, json_group_object(lane, seen) FROM lane"
        " WHERE listing = ? AND seen_at IS NOT NULL GROUP BY seen_at, seen_how ORDER BY seen_at",
        (listing,),
    )
    return tuple(SeenRow(as_int(row[0]), as_text(row[1]), json.loads(as_text(row[2]))) for row in rows)
