"""Cards as they were read from the marketplace, complete scans, and what a read-back found."""

import json
from collections.abc import Iterable, Mapping

import msgspec

from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import problems
from aliexport_tui.store.database import Database, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.plans import Hashes


class CardRow(msgspec.Struct, frozen=True):
    """One card of a scan; `body` is the row as it was read, JSON."""

    card_id: str
    status: str
    title: str
    created_at: int
    codes: tuple[str, ...]
    body: str


class ToSee(msgspec.Struct, frozen=True):
    """A listing whose last success has not been seen on its card yet. `base`: lane -> doc.hash; `offline`: it should
    be off sale; `since`: when its newest item was settled or first seen due."""

    listing: int
    card_id: str
    name: str
    base: Hashes
    offline: bool


def begin_scan(db: Database, account: int, now: int) -> int:
    with db.write() as tx:
        return tx.insert("INSERT INTO scan (account, began_at) VALUES (?, ?)", (account, now))


def save_cards(db: Database, account: int, cards: Iterable[CardRow], now: int) -> None:
    with db.write() as tx:
        for card in cards:
            tx.run(
                "INSERT INTO card (account, card_id, status, title, created_at, body, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (account, card_id) DO UPDATE SET status = excluded.status, title = excluded.title,"
                " body = excluded.body, seen_at = excluded.seen_at",
                (account, card.card_id, card.status, card.title, card.created_at, card.body, now),
            )
            tx.run("DELETE FROM card_sku WHERE account = ? AND card_id = ?", (account, card.card_id))
            tx.many(
                "INSERT OR IGNORE INTO card_sku (account, card_id, sku_code) VALUES (?, ?, ?)",
                [(account, card.card_id, code) for code in card.codes],
            )


def end_scan(db: Database, scan: int, account: int, cards: int, now: int) -> None:
    """A complete scan: cards that it did not see are no longer there."""
    with db.write() as tx:
        began = as_int(tx.value("SELECT began_at FROM scan WHERE id = ?", (scan,)))
        tx.run("UPDATE scan SET ended_at = ?, complete = 1, cards = ? WHERE id = ?", (now, cards, scan))
        tx.run("UPDATE account SET last_full_scan = ? WHERE id = ?", (began, account))
        tx.run("DELETE FROM card WHERE account = ? AND seen_at < ?", (account, began))


def last_full_scan(db: Database, account: int) -> int | None:
    return as_optional_int(db.value("SELECT last_full_scan FROM account WHERE id = ?", (account,)))


def unlinked_with_codes(db: Database, account: int, codes: Iterable[str]) -> tuple[str, ...]:
    """Known cards that hold one of the SKU codes and belong to no listing of ours."""
    rows = db.rows(
        "SELECT DISTINCT s.card_id FROM card_sku s WHERE s.account = ? AND s.sku_code IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = s.account AND l.card_id = s.card_id)",
        (account, json.dumps(list(codes))),
    )
    return tuple(as_text(row[0]) for row in rows)


def owner(db: Database, account: int, card_id: str) -> int | None:
    """The listing that is linked to this card."""
    return as_optional_int(db.value("SELECT id FROM listing WHERE account = ? AND card_id = ?", (account, card_id)))


def to_see(db: Database, account: int, *, after: int, limit: int) -> tuple[ToSee, ...]:
    """The next listings after listing id `after` with something unverified and no card write in the air."""
    rows = db.rows(
        """
        SELECT l.id, l.card_id, (SELECT name FROM product WHERE id = l.product),
               (SELECT json_group_object(lane, base) FROM lane WHERE listing = l.id),
               coalesce((SELECT want FROM lane WHERE listing = l.id AND lane = 'visibility') IS NOT
                        (SELECT base FROM lane WHERE listing = l.id AND lane = 'visibility'), 0), l.wish
        FROM listing l WHERE l.account = ? AND l.id > ? AND l.card_id IS NOT NULL
          AND EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.unverified)
        ORDER BY l.id LIMIT ?""",
        (account, after, limit),
    )
    return tuple(
        ToSee(
            listing=as_int(row[0]),
            card_id=as_text(row[1]),
            name=as_text(row[2]),
            base=json.loads(as_text(row[3])),
            offline=row[5] == "offline",
        )
        for row in rows
    )


def unverified_in_run(db: Database, run: int) -> int:
    """Listings that the run changed and that were not seen as changed yet."""
    return as_int(
        db.value(
            "SELECT count(DISTINCT c.listing) FROM change c JOIN lane a ON a.listing = c.listing AND a.unverified"
            " WHERE c.run = ? AND c.state = 'done'",
            (run,),
        )
    )


def save_seen(tx: Transaction, listing: int, presence: Presence, differs: Mapping[Lane, bool], seen: str, now: int) -> None:
    """What the scroll showed of a card. `differs`: the lanes that could be compared; the others count as seen. A lane that
    differs is a problem of the product until it is seen as it was sent, or sent anew.
    `seen`: the row as it was read, JSON."""
    tx.run(
        "UPDATE listing SET presence = ?, live_at = CASE WHEN ? = 'on_sale' THEN ? ELSE live_at END WHERE id = ?",
        (presence, presence, now, listing),
    )
    tx.run(
        "UPDATE lane SET unverified = 0, seen_at = ?, seen_how = 'listed', seen = ? WHERE listing = ?", (now, seen, listing)
    )
    for lane, different in differs.items():
        tx.run("UPDATE lane SET differs = ? WHERE listing = ? AND lane = ?", (different, listing, lane))
        faults = (Problem("card.differs", args={"lane": lane}),) if different else ()
        problems.replace(tx, listing, lane, ("readback",), faults, now)
    refresh(tx, listing, now)


def newest_run(tx: Transaction, listing: int) -> int | None:
    """The run whose change of this listing was settled last."""
    return as_optional_int(
        tx.value("SELECT run FROM change WHERE listing = ? AND run IS NOT NULL ORDER BY id DESC LIMIT 1", (listing,))
    )
