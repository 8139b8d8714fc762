"""Leavers: listings of a profile whose products it no longer covers, in TEMP table `leaver` of one connection."""

import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from aliexport_tui.store.database import Cell, Database, as_int, as_text
from aliexport_tui.store.filters import Clause
from aliexport_tui.store.listings import LEAVER_TABLE, refresh

_ROWS = 1_000


class Leaver(msgspec.Struct, frozen=True):
    """A listing with a card that waits for the profile's order. `content`, `stock`, `visibility`: base, doc.hash or None;
    `refused`: lane -> a want that failed."""

    listing: int
    card_id: str
    presence: str
    leaving: bool
    content: str | None
    stock: str | None
    visibility: str | None
    refused: dict[str, str | None]


def gather(db: Database, account: int, profile: int) -> int:
    """Those that are not in TEMP table `member` of the whole profile; returns how many. What came back is no leaver."""
    db.execute(LEAVER_TABLE)
    db.execute("DELETE FROM temp.leaver")
    db.execute(
        "INSERT INTO temp.leaver SELECT id, product, 0 FROM listing WHERE account = ? AND profile = ?"
        " AND product NOT IN (SELECT product FROM temp.member)",
        (account, profile),
    )
    came_back = "leaving AND profile = ? AND product IN (SELECT product FROM temp.member)"
    if db.value(f"SELECT 1 FROM listing WHERE {came_back} LIMIT 1", (profile,)):
        with db.write() as tx:
            tx.run(f"UPDATE listing SET leaving = 0 WHERE {came_back}", (profile,))
    return as_int(db.value("SELECT count(*) FROM temp.leaver"))


def categories(db: Database, covered: Clause) -> tuple[str, ...]:
    """Shop categories of the leavers that another profile covers too."""
    rows = db.rows(
        f"SELECT DISTINCT category FROM product WHERE id IN (SELECT product FROM temp.leaver) AND id IN ({covered.sql})",
        covered.params,
    )
    return tuple(as_text(row[0]) for row in rows)


def free_covered(db: Database, covered: Clause, within: Iterable[str]) -> None:
    """Another profile takes those of these categories over: nothing is ordered for them."""
    db.execute(
        "UPDATE temp.leaver SET free = 1 WHERE product IN"
        f" (SELECT id FROM product WHERE category IN (SELECT value FROM json_each(?)) AND id IN ({covered.sql}))",
        (json.dumps(list(within)), *covered.params),
    )


def free_without_card(db: Database) -> None:
    """Nothing is on the marketplace, nothing on its way there. Those of which that is not known yet are left as they are."""
    db.execute(
        "DELETE FROM temp.leaver WHERE listing IN (SELECT id FROM listing WHERE card_id IS NULL)"
        " AND EXISTS (SELECT 1 FROM lane o WHERE o.listing = leaver.listing AND o.open_item IS NOT NULL)"
    )
    db.execute(
        "UPDATE temp.leaver SET free = 1 WHERE listing IN"
        " (SELECT id FROM listing WHERE card_id IS NULL OR presence IN ('gone', 'deleted'))"
    )


def free_all(db: Database) -> None:
    db.execute("UPDATE temp.leaver SET free = 1")


def free(db: Database, listings: Sequence[int]) -> None:
    db.execute(
        "UPDATE temp.leaver SET free = 1 WHERE listing IN (SELECT value FROM json_each(?))", (json.dumps(list(listings)),)
    )


def new_with_card(db: Database) -> int:
    """Leavers for which nothing has been ordered yet."""
    return as_int(
        db.value(
            "SELECT count(*) FROM temp.leaver v JOIN listing l ON l.id = v.listing"
            " WHERE NOT v.free AND NOT l.leaving AND l.card_id IS NOT NULL"
        )
    )


def on_marketplace(db: Database, account: int, profile: int) -> int:
    """Listings of the profile that have a card."""
    return as_int(
        db.value(
            "SELECT count(*) FROM listing WHERE profile = ? AND account = ? AND card_id IS NOT NULL"
            " AND presence NOT IN ('gone', 'deleted')",
            (profile, account),
        )
    )


def source_is_empty(db: Database, source: int) -> bool:
    """Has it no product any more, or was its last import refused because the feed had none?"""
    if db.value("SELECT 1 FROM product WHERE source = ? AND vanished_at IS NULL LIMIT 1", (source,)) is None:
        return True
    last = "SELECT state, error FROM import WHERE source = ? AND state <> 'running' ORDER BY id DESC LIMIT 1"
    row = db.row(last, (source,))
    return row is not None and row[0] == "failed" and json.loads(as_text(row[1]) or "{}").get("code") in _EMPTY_FEED


_EMPTY_FEED = ("source.no_products", "source.empty")


def newest_import(db: Database, source: int) -> int | None:
    """UTC ms at which the last import that succeeded ended."""
    found = db.value("SELECT max(ended_at) FROM import WHERE source = ? AND state IN ('done', 'unchanged')", (source,))
    return found if isinstance(found, int) else None


def waiting(db: Database) -> Iterator[tuple[Leaver, ...]]:
    """In blocks: leavers with a card and nothing in the air, neither sent nor in an outbox."""
    after = 0
    while True:
        rows = db.rows(
            """SELECT l.id, l.card_id, l.presence, l.leaving, max(CASE a.lane WHEN 'content' THEN a.base END),
                      max(CASE a.lane WHEN 'stock' THEN a.base END), max(CASE a.lane WHEN 'visibility' THEN a.base END),
                      json_group_object(a.lane, a.refused)
               FROM temp.leaver v CROSS JOIN listing l ON l.id = v.listing JOIN lane a ON a.listing = l.id
               WHERE v.listing > ? AND NOT v.free AND l.card_id IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM lane o WHERE o.listing = l.id AND o.open_item IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM change x WHERE x.listing = l.id AND x.state = 'ready' AND x.run IS NOT NULL)
               GROUP BY l.id ORDER BY l.id LIMIT ?""",
            (after, _ROWS),
        )
        if not rows:
            return
        after = as_int(rows[-1][0])
        yield tuple(
            Leaver(
                listing=as_int(row[0]),
                card_id=as_text(row[1]),
                presence=as_text(row[2]),
                leaving=bool(row[3]),
                content=as_text(row[4]) or None,
                stock=as_text(row[5]) or None,
                visibility=as_text(row[6]) or None,
                refused=json.loads(as_text(row[7])),
            )
            for row in rows
        )


def seen_with(db: Database, listing: int, lane: str) -> bool:
    """Has the lane's base been seen on the card as it was sent?"""
    row = db.row("SELECT unverified, differs FROM lane WHERE listing = ? AND lane = ?", (listing, lane))
    return row is not None and not row[0] and not row[1]


def codes_of(db: Database, account: int, leaver: Leaver) -> tuple[str, ...]:
    """SKU codes of its card as it was last read, else as they were claimed, else of its newest draft."""
    asked: tuple[tuple[str, tuple[Cell, ...]], ...] = (
        ("SELECT sku_code FROM card_sku WHERE account = ? AND card_id = ? ORDER BY sku_code", (account, leaver.card_id)),
        ("SELECT sku_code FROM claim WHERE listing = ? ORDER BY sku_code", (leaver.listing,)),
        ("SELECT sku_code FROM listing_sku WHERE listing = ? ORDER BY sku_code", (leaver.listing,)),
    )
    for sql, params in asked:
        if rows := db.rows(sql, params):
            return tuple(as_text(row[0]) for row in rows)
    return ()


def release(db: Database, now: int) -> int:
    """Those that are free become orphans: they stay, nobody plans for them. Returns how many."""
    ids = db.ids("SELECT listing FROM temp.leaver WHERE free")
    for start in range(0, len(ids), _ROWS):
        block = ids[start : start + _ROWS]
        with db.write() as tx:
            tx.many(
                "UPDATE listing SET profile = NULL, leaving = 0, changed_at = ? WHERE id = ?", [(now, one) for one in block]
            )
            tx.many("UPDATE lane SET hold = NULL WHERE listing = ? AND hold IS NOT NULL", [(one,) for one in block])
            for one in block:
                refresh(tx, one, now)
    db.execute("DELETE FROM temp.leaver WHERE free")
    return len(ids)


def order(db: Database, plan: int) -> None:
    """The plan's ready orders for leavers are given: their lanes are wanted so from now on. The recorded recipe is
    dropped, so that a product that comes back has these lanes built anew."""
    found = db.rows("SELECT id, listing FROM change WHERE plan = ? AND leaver AND state = 'ready' ORDER BY id", (plan,))
    for start in range(0, len(found), _ROWS):
        with db.write() as tx:
            for change, listing in found[start : start + _ROWS]:
                tx.run("UPDATE listing SET leaving = 1 WHERE id = ?", (listing,))
                tx.run(
                    "UPDATE lane SET want = (SELECT a.value FROM change c, json_each(c.after) a WHERE c.id = ? AND"
                    " a.key = lane.lane), verdict = 'ok', refused = NULL, in_recipe = ''"
                    " WHERE listing = ? AND lane IN (SELECT a.key FROM change c, json_each(c.after) a WHERE c.id = ?)",
                    (change, listing, change),
                )
