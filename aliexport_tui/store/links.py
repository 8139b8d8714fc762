"""Which listing has which card: links made, broken, and found void. Each function is one set of writes inside the caller's
transaction; the caller has seen to it that nothing of the listing is in the air."""

from collections.abc import Iterable, Mapping

import msgspec

from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.problem import Problem, Stage
from aliexport_tui.model.wants import Lane, Visibility, Want
from aliexport_tui.store import docs, problems
from aliexport_tui.store.database import Database, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.listings import refresh

_LATE: tuple[Stage, ...] = ("send", "task", "readback")


class Linked(msgspec.Struct, frozen=True):
    """A listing and the card it is linked to."""

    listing: int
    card_id: str
    name: str
    profile: int


class Gone(msgspec.Struct, frozen=True):
    listing: int
    key: str
    name: str


class Standing(msgspec.Struct, frozen=True):
    """How a product stands on an account. `profile`: row of its owner, None for nobody; `open`: something of it is in the
    air."""

    listing: int
    card_id: str
    presence: Presence
    name: str
    profile: int | None
    open: bool


def standing(db: Database | Transaction, account: int, product: int) -> Standing | None:
    rows = db.rows(
        "SELECT l.id, coalesce(l.card_id, ''), l.presence, p.name, l.profile,"
        " EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.open_item IS NOT NULL)"
        " FROM listing l JOIN product p ON p.id = l.product WHERE l.account = ? AND l.product = ?",
        (account, product),
    )
    if not rows:
        return None
    row = rows[0]
    presence: Presence = msgspec.convert(row[2], Presence)
    return Standing(as_int(row[0]), as_text(row[1]), presence, as_text(row[3]), as_optional_int(row[4]), bool(row[5]))


def named(db: Database, listing: int) -> tuple[str, str]:
    """Key and name of the listing's product."""
    row = db.row("SELECT p.key, p.name FROM listing l JOIN product p ON p.id = l.product WHERE l.id = ?", (listing,))
    return (as_text(row[0]), as_text(row[1])) if row else ("", "")


def is_free(tx: Transaction, account: int, listing: int, card_id: str) -> bool:
    """May this listing get this card? Not when either is linked, or when something of the listing is in the air."""
    taken = tx.value(
        "SELECT 1 FROM listing l WHERE (l.account = ? AND l.card_id = ?) OR (l.id = ? AND (l.card_id IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND a.open_item IS NOT NULL))) LIMIT 1",
        (account, card_id, listing),
    )
    return taken is None


def product_of(db: Database, source: int, key: str) -> int | None:
    """The product's row by its key in the feed."""
    return as_optional_int(db.value("SELECT id FROM product WHERE source = ? AND key = ?", (source, key)))


_MISSING = """
SELECT l.id, l.card_id, (SELECT name FROM product WHERE id = l.product), coalesce(l.profile, 0) FROM listing l
WHERE l.account = :account AND l.card_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM card c WHERE c.account = l.account AND c.card_id = l.card_id)
  AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = l.id AND (a.open_item IS NOT NULL OR a.seen_at >= :began))
  AND NOT EXISTS (SELECT 1 FROM item i JOIN batch b ON b.id = i.batch WHERE i.listing = l.id AND b.sent_at >= :began)
  AND (l.presence <> 'queued' OR NOT EXISTS
       (SELECT 1 FROM change c WHERE c.listing = l.id AND c.kind = 'create' AND c.settled_at > :visible_before))
ORDER BY l.id"""


def missing(db: Database, account: int, began: int, horizon_ms: int) -> tuple[Linked, ...]:
    """Linked listings whose card a complete scan (begun at `began`) did not see, though it must have been there to be seen:
    nothing of it is in the air or was sent meanwhile, and a card that nobody has seen yet was made longer ago than the
    horizon."""
    rows = db.rows(_MISSING, {"account": account, "began": began, "visible_before": began - horizon_ms})
    return tuple(Linked(as_int(row[0]), as_text(row[1]), as_text(row[2]), as_int(row[3])) for row in rows)


def linked_count(db: Database, account: int) -> int:
    return as_int(db.value("SELECT count(*) FROM listing WHERE account = ? AND card_id IS NOT NULL", (account,)))


def linked_of_profile(db: Database, profile: int) -> int:
    return as_int(db.value("SELECT count(*) FROM listing WHERE profile = ? AND card_id IS NOT NULL", (profile,)))


def gone_of_profile(db: Database, profile: int) -> tuple[Gone, ...]:
    """Products of a profile whose card was deleted by somebody."""
    rows = db.rows(
        "SELECT l.id, p.key, p.name FROM listing l JOIN product p ON p.id = l.product"
        " WHERE l.profile = ? AND l.presence = 'gone' ORDER BY l.id",
        (profile,),
    )
    return tuple(Gone(as_int(row[0]), as_text(row[1]), as_text(row[2])) for row in rows)


def gone(tx: Transaction, one: Linked, now: int) -> bool:
    """Somebody has deleted the card. What it held is forgotten; its SKU codes stay claimed, so that no other product
    brings back silently what was deleted. False when the listing has moved on meanwhile."""
    found = tx.run(
        "UPDATE listing SET presence = 'gone', card_id = NULL, live_at = NULL WHERE id = ? AND card_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.listing = listing.id AND a.open_item IS NOT NULL)",
        (one.listing, one.card_id),
    )
    if not found:
        return False
    _forget(tx, one.listing, now)
    problems.replace(tx, one.listing, "", ("readback",), [Problem("card.gone", severity="warning")], now)
    refresh(tx, one.listing, now)
    return True


def unlink(tx: Transaction, account: int, one: Standing, who: str, now: int) -> None:
    """The listing has no card any more and may be created; its codes are free. A card that it had is not proposed to it
    again."""
    if one.card_id:
        tx.run(
            "INSERT OR REPLACE INTO parted (account, card_id, listing, who, at) VALUES (?, ?, ?, ?, ?)",
            (account, one.card_id, one.listing, who, now),
        )
    tx.run("UPDATE listing SET presence = 'absent', card_id = NULL, live_at = NULL WHERE id = ?", (one.listing,))
    tx.run("DELETE FROM claim WHERE listing = ?", (one.listing,))
    _forget(tx, one.listing, now)
    problems.clear(tx, one.listing, "", ("readback",))
    refresh(tx, one.listing, now)


def link(
    tx: Transaction,
    account: int,
    listing: int,
    card_id: str,
    *,
    online: bool,
    codes: Iterable[str],
    shown: Mapping[Lane, Want],
    now: int,
) -> None:
    """The card is the listing's from now on. What it shows of price, stock and visibility is the base, so that the next plan
    tells the true before; content and pictures are in doubt, so that a rewrite is planned and can be looked at. A card off
    sale stays off sale until a person orders otherwise."""
    _forget(tx, listing, now)
    tx.run(
        "UPDATE listing SET card_id = ?, presence = ?, live_at = ?, wish = CASE WHEN ? THEN wish ELSE 'offline' END"
        " WHERE id = ?",
        (card_id, "on_sale" if online else "off_sale", now if online else None, online, listing),
    )
    tx.run("DELETE FROM claim WHERE listing = ?", (listing,))
    tx.many(
        "INSERT OR IGNORE INTO claim (account, sku_code, listing) VALUES (?, ?, ?)",
        [(account, code, listing) for code in codes],
    )
    tx.run("DELETE FROM parted WHERE account = ? AND card_id = ? AND listing = ?", (account, card_id, listing))
    for lane, want in shown.items():
        name = docs.put(tx, want)
        known = lane in ("price", "stock", "visibility")
        tx.run(
            "UPDATE lane SET base = CASE WHEN ? THEN ? END, seen = ?, seen_at = ?, seen_how = 'listed'"
            " WHERE listing = ? AND lane = ?",
            (known, name, name, now, listing, lane),
        )
    if not online:
        tx.run(
            "UPDATE lane SET want = ? WHERE listing = ? AND lane = 'visibility'",
            (docs.put(tx, Visibility(online=False)), listing),
        )
    problems.clear(tx, listing, "", _LATE)
    refresh(tx, listing, now)


def _forget(tx: Transaction, listing: int, now: int) -> None:
    """What was known of a card, what was said against it, and what was about to be sent to it."""
    tx.run(
        "UPDATE lane SET base = NULL, seen = NULL, seen_at = NULL, unverified = 0, differs = 0, refused = NULL, tries = 0,"
        " fails = 0, fail_key = '' WHERE listing = ?",
        (listing,),
    )
    tx.run(
        "UPDATE change SET state = 'stale', settled_at = ? WHERE listing = ? AND state = 'ready' AND run IS NOT NULL",
        (now, listing),
    )
    tx.run(
        "DELETE FROM problem WHERE listing = ? AND lane <> '' AND stage IN ('send', 'task', 'readback')",
        (listing,),
    )
