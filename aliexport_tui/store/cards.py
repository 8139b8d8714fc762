"""Cards as they were read from the marketplace, complete scans, and what a read-back found."""

import json
from collections.abc import Iterable, Sequence

import msgspec

from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import docs, problems
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.plans import Hashes

_CLOCKS_DIFFER_MS = 3_600_000
"""Of two processes that scan at the same time one may keep to a clock that was set back since."""


class CardRow(msgspec.Struct, frozen=True):
    """One card of a scan; `body` is the row as it was read, JSON."""

    card_id: str
    status: str
    title: str
    created_at: int
    codes: tuple[str, ...]
    body: str


class ToSee(msgspec.Struct, frozen=True):
    """A linked listing whose card is to be looked at. `base`: lane -> doc.hash of the lanes with nothing in the air;
    `seen_at`: when its content was last looked at, 0 for never."""

    listing: int
    card_id: str
    key: str
    name: str
    base: Hashes
    profile: int
    seen_at: int


def begin_scan(db: Database, account: int, now: int) -> int:
    with db.write() as tx:
        return tx.insert("INSERT INTO scan (account, began_at) VALUES (?, ?)", (account, now))


def save_cards(db: Database, account: int, cards: Iterable[CardRow], now: int) -> None:
    """Of a card that was read twice the later row counts."""
    read = {card.card_id: card for card in cards}.values()
    with db.write() as tx:
        tx.many(
            "INSERT INTO card (account, card_id, status, title, created_at, body, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (account, card_id) DO UPDATE SET status = excluded.status, title = excluded.title,"
            " body = excluded.body, seen_at = excluded.seen_at",
            [(account, card.card_id, card.status, card.title, card.created_at, card.body, now) for card in read],
        )
        tx.many("DELETE FROM card_sku WHERE account = ? AND card_id = ?", [(account, card.card_id) for card in read])
        tx.many(
            "INSERT OR IGNORE INTO card_sku (account, card_id, sku_code) VALUES (?, ?, ?)",
            [(account, card.card_id, code) for card in read for code in card.codes],
        )


def end_scan(db: Database, scan: int, account: int, cards: int, now: int) -> None:
    """A complete scan: cards that it did not see are no longer there, also when a clock that was ahead dated them later."""
    with db.write() as tx:
        began = as_int(tx.value("SELECT began_at FROM scan WHERE id = ?", (scan,)))
        tx.run("UPDATE scan SET ended_at = ?, complete = 1, cards = ? WHERE id = ?", (now, cards, scan))
        tx.run("UPDATE account SET last_full_scan = ? WHERE id = ?", (began, account))
        tx.run(
            "DELETE FROM card WHERE account = ? AND NOT seen_at BETWEEN ? AND ?", (account, began, now + _CLOCKS_DIFFER_MS)
        )


def read(db: Database, account: int, card_ids: Sequence[str]) -> dict[str, CardRow]:
    """Those of the cards that are known, as they were last read."""
    rows = db.rows(
        "SELECT card_id, status, title, created_at, body, (SELECT json_group_array(sku_code) FROM card_sku s"
        " WHERE s.account = c.account AND s.card_id = c.card_id) FROM card c"
        " WHERE account = ? AND card_id IN (SELECT value FROM json_each(?))",
        (account, json.dumps(list(card_ids))),
    )
    return {
        as_text(row[0]): CardRow(
            card_id=as_text(row[0]),
            status=as_text(row[1]),
            title=as_text(row[2]),
            created_at=as_int(row[3]),
            body=as_text(row[4]),
            codes=tuple(json.loads(as_text(row[5]))),
        )
        for row in rows
    }


def last_full_scan(db: Database, account: int) -> int | None:
    return as_optional_int(db.value("SELECT last_full_scan FROM account WHERE id = ?", (account,)))


def unlinked_with_codes(db: Database, account: int, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """SKU code -> known cards that hold it and belong to no listing of ours."""
    rows = db.rows(
        "SELECT s.sku_code, s.card_id FROM card_sku s WHERE s.account = ?"
        " AND s.sku_code IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = s.account AND l.card_id = s.card_id)",
        (account, json.dumps(list(codes))),
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, card in rows:
        found[as_text(code)] = (*found.get(as_text(code), ()), as_text(card))
    return found


def owners(db: Database, account: int, card_ids: Iterable[str]) -> dict[str, int]:
    """Card -> the listing that is linked to it; cards of no listing are left out."""
    rows = db.rows(
        "SELECT card_id, id FROM listing WHERE account = ? AND card_id IN (SELECT value FROM json_each(?))",
        (account, json.dumps(list(card_ids))),
    )
    return {as_text(row[0]): as_int(row[1]) for row in rows}


def owner(db: Database, account: int, card_id: str) -> int | None:
    """The listing that is linked to this card."""
    return as_optional_int(db.value("SELECT id FROM listing WHERE account = ? AND card_id = ?", (account, card_id)))


_TO_SEE = """
SELECT l.id, l.card_id, p.key, p.name,
       (SELECT json_group_object(lane, base) FROM lane WHERE listing = l.id AND open_item IS NULL), coalesce(l.profile, 0),
       coalesce((SELECT seen_at FROM lane WHERE listing = l.id AND lane = 'content'), 0)
FROM listing l JOIN product p ON p.id = l.product WHERE"""


def known(db: Database | Transaction, due: Iterable[ToSee]) -> dict[int, dict[Lane, Want]]:
    """listing -> lane -> what its card is known to have, of a block of listings; lanes in doubt are left out."""
    bases: dict[int, list[tuple[Lane, str]]] = {
        one.listing: [(lane, name) for lane in LANES if (name := one.base.get(lane)) is not None] for one in due
    }
    wants = docs.wants(db, (pair for pairs in bases.values() for pair in pairs))
    return {listing: {lane: wants[lane, name] for lane, name in pairs} for listing, pairs in bases.items()}


def to_see(db: Database, account: int, *, after: int, limit: int) -> tuple[ToSee, ...]:
    """The next listings after listing id `after` with something unverified and not in the air again."""
    rows = db.rows(
        f"{_TO_SEE} l.id IN (SELECT DISTINCT a.listing FROM lane a CROSS JOIN listing k ON k.id = a.listing"
        " WHERE a.unverified AND a.open_item IS NULL AND a.listing > ? AND k.account = ? AND k.card_id IS NOT NULL"
        " ORDER BY a.listing LIMIT ?) ORDER BY l.id",
        (after, account, limit),
    )
    return tuple(_to_see(row) for row in rows)


def linked(db: Database, account: int, listings: Iterable[int]) -> tuple[ToSee, ...]:
    """Those of the listings that have a card."""
    rows = db.rows(
        f"{_TO_SEE} l.account = ? AND l.card_id IS NOT NULL AND l.id IN (SELECT value FROM json_each(?)) ORDER BY l.id",
        (account, json.dumps(list(listings))),
    )
    return tuple(_to_see(row) for row in rows)


_SETTLED = """ AND l.id > :after AND l.card_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND (a.open_item IS NOT NULL OR a.unverified))
  AND NOT EXISTS (SELECT 1 FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = l.id AND b.sent_at >= :since)
ORDER BY l.id LIMIT :limit"""


def settled_of_profile(db: Database, profile: int, since: int, *, after: int, limit: int) -> tuple[ToSee, ...]:
    """The next linked listings of a profile after listing id `after` with nothing in the air or unverified, and nothing sent
    since then."""
    params: dict[str, Cell] = {"profile": profile, "since": since, "after": after, "limit": limit}
    return tuple(map(_to_see, db.rows(f"{_TO_SEE} l.profile = :profile {_SETTLED}", params)))


def at_rest(db: Database, account: int, *, after: int, limit: int) -> tuple[ToSee, ...]:
    """The next linked listings of an account after listing id `after` with nothing in the air."""
    rows = db.rows(
        f"{_TO_SEE} l.account = ? AND l.id > ? AND l.card_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.open_item IS NOT NULL) ORDER BY l.id LIMIT ?",
        (account, after, limit),
    )
    return tuple(map(_to_see, rows))


def _to_see(row: Row) -> ToSee:
    return ToSee(
        listing=as_int(row[0]),
        card_id=as_text(row[1]),
        key=as_text(row[2]),
        name=as_text(row[3]),
        base=json.loads(as_text(row[4])),
        profile=as_int(row[5]),
        seen_at=as_int(row[6]),
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


def take_as_base(tx: Transaction, listing: int, lane: Lane, name: str, now: int) -> None:
    """What was seen is what the marketplace has, and no difference: the next plan sends what is wanted."""
    tx.run(
        "UPDATE lane SET base = ?, differs = 0 WHERE listing = ? AND lane = ? AND open_item IS NULL", (name, listing, lane)
    )
    problems.clear(tx, listing, lane, ("readback",))
    refresh(tx, listing, now)


def newest_runs(tx: Transaction, listings: Iterable[int]) -> dict[int, int]:
    """listing -> the run of its newest change that any run has taken up."""
    rows = tx.rows(
        "SELECT value, (SELECT run FROM change WHERE listing = value AND run IS NOT NULL ORDER BY id DESC LIMIT 1)"
        " FROM json_each(?)",
        (json.dumps(list(listings)),),
    )
    return {as_int(row[0]): as_int(row[1]) for row in rows if row[1] is not None}
