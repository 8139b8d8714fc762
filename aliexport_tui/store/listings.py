"""Listings and their lanes: ownership, what is stale, what was built, presence and the outcome word."""

import json
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aliexport_tui.model.outcome import Outcome, Presence, Progress, outcome_of
from aliexport_tui.model.problem import Problem, errors
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Lane, Visibility, Want
from aliexport_tui.store import docs, problems
from aliexport_tui.store.database import Cell, Database, Transaction, as_int, as_text
from aliexport_tui.store.filters import Clause


class Stale(msgspec.Struct, frozen=True):
    """A listing with the lanes whose recorded inputs no longer hold; `inputs`: lane -> (product hash, overlay)."""

    listing: int
    product: Product
    category: str
    wish: str
    inputs: dict[Lane, tuple[str, int]]


class BuiltLane(msgspec.Struct, frozen=True):
    """What a builder made of a lane, with the inputs it was made from."""

    lane: Lane
    builder: int
    product_hash: str
    recipe: str
    overlay: int
    want: Want | None
    problems: tuple[Problem, ...]


def gather_members(db: Database, membership: Clause, skipped: Iterable[str], selection: int | None) -> int:
    """Fill this connection's TEMP table `member` with the products a profile covers; returns their number."""
    db.execute("DROP TABLE IF EXISTS temp.member")
    db.execute("CREATE TEMP TABLE member (product INTEGER PRIMARY KEY)")
    db.execute(f"INSERT INTO temp.member {membership.sql}", membership.params)
    db.execute(
        "DELETE FROM temp.member WHERE product IN"
        " (SELECT id FROM product WHERE category IN (SELECT value FROM json_each(?)))",
        (json.dumps(sorted(skipped)),),
    )
    if selection is not None:
        db.execute(
            "DELETE FROM temp.member WHERE product NOT IN (SELECT product FROM selection_item WHERE selection = ?)",
            (selection,),
        )
    return as_int(db.value("SELECT count(*) FROM temp.member"))


def member_categories(db: Database, membership: Clause) -> tuple[str, ...]:
    """The shop categories in which the profile has products."""
    rows = db.rows(f"SELECT DISTINCT category FROM product WHERE id IN ({membership.sql})", membership.params)
    return tuple(as_text(row[0]) for row in rows)


def take_ownership(db: Database, account: int, profile: int, now: int, *, firm: bool) -> tuple[int, ...]:
    """One listing per (account, product), managed by one profile (DESIGN, invariant 3). Members without an owner become
    ours, and those that another profile has only looked at; a look of our own (`firm` False) binds nobody. Returns the
    product ids that another profile owns; these leave `member`."""
    with db.write() as tx:
        tx.run(
            "INSERT INTO listing (account, product, profile, firm, changed_at)"
            " SELECT ?, m.product, ?, ?, ? FROM temp.member m"
            " WHERE NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = ? AND l.product = m.product)",
            (account, profile, firm, now, account),
        )
        tx.run(
            "UPDATE listing SET profile = ?, firm = max(firm AND profile IS NOT NULL, ?), changed_at = ?"
            " WHERE account = ? AND (profile IS NULL OR NOT firm) AND (profile IS NOT ? OR firm < ?)"
            " AND product IN (SELECT product FROM temp.member)",
            (profile, firm, now, account, profile, firm),
        )
        foreign = tx.rows(
            "SELECT l.product FROM listing l JOIN temp.member m ON m.product = l.product"
            " WHERE l.account = ? AND l.profile IS NOT ?",
            (account, profile),
        )
        tx.run(
            "DELETE FROM temp.member WHERE product IN (SELECT product FROM listing WHERE account = ? AND profile IS NOT ?)",
            (account, profile),
        )
    return tuple(as_int(row[0]) for row in foreign)


def save_recipes(db: Database, profile: int, digests: Mapping[str, Mapping[Lane, str]]) -> None:
    """digests: shop category -> lane -> digest."""
    with db.write() as tx:
        tx.run("DELETE FROM recipe WHERE profile = ?", (profile,))
        tx.many(
            "INSERT INTO recipe (profile, category, lane, digest) VALUES (?, ?, ?, ?)",
            [(profile, category, lane, digest) for category, lanes in digests.items() for lane, digest in lanes.items()],
        )


_STALE = """
SELECT l.id, p.body, p.category, coalesce(l.wish, ''),
       json_group_array(json_array(n.lane,
         CASE n.lane WHEN 'price' THEN p.price_hash || p.content_hash WHEN 'stock' THEN p.stock_hash || p.content_hash
                     WHEN 'visibility' THEN '' ELSE p.content_hash END,
         coalesce(a.overlay, 0)))
FROM temp.member m
JOIN listing l ON l.account = :account AND l.product = m.product
JOIN product p ON p.id = m.product
JOIN temp.lane_name n
JOIN recipe r ON r.profile = :profile AND r.category = p.category AND r.lane = n.lane
LEFT JOIN lane a ON a.listing = l.id AND a.lane = n.lane
WHERE l.id > :after AND (a.listing IS NULL
  OR a.in_builder IS NOT n.builder OR a.in_recipe IS NOT r.digest OR a.in_overlay IS NOT a.overlay OR a.valid_until < :now
  OR a.in_product IS NOT CASE n.lane WHEN 'price' THEN p.price_hash || p.content_hash
     WHEN 'stock' THEN p.stock_hash || p.content_hash WHEN 'visibility' THEN '' ELSE p.content_hash END)
GROUP BY l.id ORDER BY l.id LIMIT :limit"""


def stale(
    db: Database, account: int, profile: int, builders: Mapping[Lane, int], *, after: int, limit: int, now: int
) -> tuple[Stale, ...]:
    """The next `limit` member listings after listing id `after` with lanes to rebuild."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS lane_name (lane TEXT PRIMARY KEY, builder INTEGER)")
    for lane, version in builders.items():
        db.execute("INSERT OR REPLACE INTO temp.lane_name VALUES (?, ?)", (lane, version))
    rows = db.rows(_STALE, {"account": account, "profile": profile, "after": after, "limit": limit, "now": now})
    return tuple(
        Stale(
            listing=as_int(row[0]),
            product=msgspec.json.decode(as_text(row[1]), type=Product),
            category=as_text(row[2]),
            wish=as_text(row[3]),
            inputs={lane: (product_hash, overlay) for lane, product_hash, overlay in json.loads(as_text(row[4]))},
        )
        for row in rows
    )


def save_built(db: Database, built: Sequence[tuple[int, Sequence[BuiltLane]]], now: int) -> None:
    """Store wants, problems and SKU codes of a chunk of listings."""
    with db.write() as tx:
        for listing, lanes in built:
            for lane in lanes:
                _save_lane(tx, listing, lane, now)
            refresh(tx, listing, now)


def _save_lane(tx: Transaction, listing: int, built: BuiltLane, now: int) -> None:
    want = docs.put(tx, built.want) if built.want is not None else None
    verdict = "blocked" if errors(built.problems) or want is None else "ok"
    tx.run(
        """INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, overlay, want, verdict)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (listing, lane) DO UPDATE SET in_builder = excluded.in_builder, in_product = excluded.in_product,
          in_recipe = excluded.in_recipe, in_overlay = excluded.in_overlay, want = excluded.want,
          verdict = excluded.verdict""",
        (listing, built.lane, built.builder, built.product_hash, built.recipe, built.overlay, built.overlay, want, verdict),
    )
    problems.replace(tx, listing, built.lane, ("draft",), built.problems, now)
    if built.lane == "content" and built.want is not None:
        codes = {sku.sku_code for sku in getattr(built.want, "skus", ())}
        tx.run("DELETE FROM listing_sku WHERE listing = ?", (listing,))
        tx.many("INSERT INTO listing_sku (listing, sku_code) VALUES (?, ?)", [(listing, code) for code in sorted(codes)])


_SHARED = """
SELECT s.listing, s.sku_code, group_concat(DISTINCT other_product.name) FROM listing_sku s
JOIN listing l ON l.id = s.listing AND l.account = :account AND l.profile IS NOT NULL
JOIN listing_sku o ON o.sku_code = s.sku_code AND o.listing <> s.listing
JOIN listing other ON other.id = o.listing AND other.account = :account AND other.profile IS NOT NULL
JOIN product other_product ON other_product.id = other.product
GROUP BY s.listing, s.sku_code ORDER BY s.listing"""


_VERDICT = """
CASE WHEN a.want IS NULL
  OR EXISTS (SELECT 1 FROM problem p WHERE p.listing = a.listing AND p.lane = 'content' AND p.stage = 'draft'
             AND p.severity = 'error')
  OR EXISTS (SELECT 1 FROM problem p WHERE p.product = l.product AND p.stage = 'import' AND p.severity = 'error')
THEN 'blocked' ELSE 'ok' END"""


def judge(db: Database, account: int, now: int) -> None:
    """What no builder can see by itself: one SKU code on two products of the account blocks both and names them; a product
    that its import found faulty is blocked."""
    shared = db.rows(_SHARED, {"account": account})
    with db.write() as tx:
        tx.run(
            "DELETE FROM problem WHERE code = 'sku.shared' AND listing IN (SELECT id FROM listing WHERE account = ?)",
            (account,),
        )
        for listing, code, other in shared:
            fault = Problem("sku.shared", "sku_info_list.sku_code", {"code": as_text(code), "other": as_text(other)})
            problems.add(tx, as_int(listing), "content", "draft", [fault], now)
        changed = tx.rows(
            f"SELECT a.listing, {_VERDICT} FROM lane a JOIN listing l ON l.id = a.listing"
            f" WHERE l.account = ? AND a.lane = 'content' AND a.verdict IS NOT {_VERDICT}",
            (account,),
        )
        for listing, verdict in changed:
            tx.run("UPDATE lane SET verdict = ? WHERE listing = ? AND lane = 'content'", (verdict, listing))
        for listing in {row[0] for row in (*shared, *changed)}:
            refresh(tx, as_int(listing), now)


def refresh(tx: Transaction, listing: int, now: int) -> Outcome:
    """Bring the listing's outcome word and problem count in line with its presence and lanes."""
    rows = tx.rows("SELECT progress FROM lane WHERE listing = ?", (listing,))
    presence = _presence(tx.value("SELECT presence FROM listing WHERE id = ?", (listing,)))
    word = outcome_of(presence, [_progress(row[0]) for row in rows])
    tx.run(
        "UPDATE listing SET outcome = ?, changed_at = ?,"
        " problem_count = (SELECT count(*) FROM problem WHERE listing = listing.id AND severity = 'error')"
        " WHERE id = ? AND (outcome IS NOT ? OR problem_count IS NOT"
        " (SELECT count(*) FROM problem WHERE listing = listing.id AND severity = 'error'))",
        (word, now, listing, word),
    )
    return word


def order_visibility(db: Database, plan: int, online: bool) -> None:
    """A person's order, taken when its plan is applied: the listings that it will send are wanted on or off sale from
    now on."""
    word = "online" if online else "offline"
    with db.write() as tx:
        want = docs.put(tx, Visibility(online=online))
        ready = "(SELECT listing FROM change WHERE plan = ? AND state = 'ready')"
        tx.run(f"UPDATE listing SET wish = ? WHERE id IN {ready}", (word, plan))
        tx.run(
            f"UPDATE lane SET want = ?, refused = NULL WHERE lane = 'visibility' AND listing IN {ready}",
            (want, plan),
        )


def _presence(cell: Cell) -> Presence:
    word: Presence = msgspec.convert(cell, Presence)
    return word


def _progress(cell: Cell) -> Progress:
    word: Progress = msgspec.convert(cell, Progress)
    return word


def member_count(db: Database) -> int:
    """How many products are in the TEMP table `member`."""
    return as_int(db.value("SELECT count(*) FROM temp.member"))
