"""What has no known end: creates and deletes that the cards must tell of, and strays, which are items that were closed
without a known end and may still be carried out."""

import msgspec

from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_text
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.outbox import ITEMS, Item, read_item


class Doubtful(msgspec.Struct, frozen=True):
    """A create or delete whose fate is unknown. Times by the marketplace's clock, as far as it is known: `left_by`: this
    try had left by then, `first_at`: intent of the first one that may have come to something. `failure`: JSON of a refusal
    that may only mean that an earlier try worked, "" for none; `seen`: the listing's card was seen before."""

    item: Item
    group_id: str
    left_by: int
    first_at: int
    failure: str
    seen: bool


_DOUBTFUL = (
    ITEMS.replace(
        "FROM item i",
        ", b.group_id, b.left_by,"
        " (SELECT min(coalesce(e.market_at, e.sent_at)) FROM item x JOIN batch e ON e.id = x.batch"
        "  WHERE x.listing = i.listing AND e.method = b.method AND x.state IN ('open', 'absent')),"
        " coalesce(i.failure, ''), EXISTS (SELECT 1 FROM lane s WHERE s.listing = i.listing AND s.seen_at IS NOT NULL)"
        " FROM item i",
    )
    + " JOIN batch b ON b.id = i.batch WHERE b.account = ? AND b.method = ? AND i.state = 'open' AND i.id IN"
    " (SELECT open_item FROM lane INDEXED BY lane_unknown WHERE open_state = 'unknown' AND lane = 'content') ORDER BY i.id"
)


def doubtful(db: Database, account: int, kind: str) -> tuple[Doubtful, ...]:
    """`kind`: create or delete."""
    return tuple(_doubtful(row) for row in db.rows(_DOUBTFUL, (account, kind)))


def date_batches(db: Database, account: int, ahead_ms: int) -> None:
    """Requests that left before the marketplace's clock was known get their time by it."""
    undated = "account = ? AND state IN ('intent', 'answered', 'unknown') AND state <> 'intent' AND market_at IS NULL"
    if db.value(f"SELECT id FROM batch WHERE {undated} LIMIT 1", (account,)) is None:
        return
    with db.write() as tx:
        tx.run(f"UPDATE batch SET market_at = sent_at + ? WHERE {undated}", (ahead_ms, account))


def of_batch(db: Database, batch: int) -> tuple[Item, ...]:
    """Strays of a request."""
    rows = db.rows(f"{ITEMS} WHERE i.batch = ? AND i.stray_until IS NOT NULL ORDER BY i.position", (batch,))
    return tuple(map(read_item, rows))


def due(db: Database, account: int, market_now: int) -> tuple[Item, ...]:
    """Strays that can no longer be carried out."""
    rows = db.rows(
        f"{ITEMS} JOIN batch b ON b.id = i.batch"
        " WHERE i.stray_until IS NOT NULL AND i.stray_until <= ? AND b.account = ? ORDER BY i.id",
        (market_now, account),
    )
    return tuple(map(read_item, rows))


def any_left(db: Database, account: int) -> bool:
    found = db.value(
        "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch WHERE i.stray_until IS NOT NULL AND b.account = ? LIMIT 1",
        (account,),
    )
    return found is not None


def overtaken(db: Database, account: int) -> tuple[int, int]:
    """Listings of which a stray would bring another value than they are known to have; until when at the latest, by the
    marketplace's clock (0 when there is none)."""
    row = db.row(
        "SELECT count(DISTINCT i.listing), max(i.stray_until) FROM item i JOIN batch b ON b.id = i.batch"
        " WHERE i.stray_until IS NOT NULL AND b.account = ? AND EXISTS (SELECT 1 FROM json_each(i.sent) s"
        " JOIN lane a ON a.listing = i.listing AND a.lane = s.key WHERE a.base IS NOT NULL AND a.base IS NOT s.value)",
        (account,),
    )
    return (as_int(row[0]), as_int(row[1] or 0)) if row else (0, 0)


def over(tx: Transaction, item: Item, now: int) -> bool:
    """A stray was carried out, or can no longer be. Where a lane has been given another value since, nobody knows which
    of the two came last: it is in doubt, and today's value goes again. False while a later send is on its way."""
    if is_open(tx, item.listing):
        return False
    for lane, sent in item.sent.items():
        tx.run(
            "UPDATE lane SET base = NULL, unverified = 0, tries = max(tries, 1)"
            " WHERE listing = ? AND lane = ? AND base IS NOT NULL AND base IS NOT ?",
            (item.listing, lane, sent),
        )
    forget(tx, item)
    refresh(tx, item.listing, now)
    return True


def is_open(tx: Transaction, listing: int) -> bool:
    """Is a send of the listing on its way whose end is not known?"""
    return tx.value("SELECT 1 FROM lane WHERE listing = ? AND open_item IS NOT NULL LIMIT 1", (listing,)) is not None


def card_of(tx: Transaction, listing: int) -> str:
    """The card that the listing is linked to, "" for none."""
    return as_text(tx.value("SELECT card_id FROM listing WHERE id = ?", (listing,)))


def forget(tx: Transaction, item: Item) -> None:
    """It is known to do nothing more."""
    tx.run("UPDATE item SET stray_until = NULL WHERE id = ?", (item.id,))


def watch(tx: Transaction, item: Item, until: int) -> None:
    """`until`: UTC ms by the marketplace's clock."""
    tx.run("UPDATE item SET stray_until = ? WHERE id = ?", (until, item.id))


def close_batch(tx: Transaction, batch: int, now: int) -> bool:
    """A request of which nothing more is awaited is settled; one with a group is asked for while it has strays."""
    awaited = tx.value(
        "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch WHERE i.batch = ?"
        " AND (i.state = 'open' OR (i.stray_until IS NOT NULL AND b.group_id <> '')) LIMIT 1",
        (batch,),
    )
    if awaited is None:
        tx.run("UPDATE batch SET state = 'settled', answered_at = ? WHERE id = ?", (now, batch))
    return awaited is None


def _doubtful(row: Row) -> Doubtful:
    return Doubtful(
        item=read_item(row),
        group_id=as_text(row[13]),
        left_by=as_int(row[14]),
        first_at=as_int(row[15]),
        failure=as_text(row[16]),
        seen=bool(row[17]),
    )
