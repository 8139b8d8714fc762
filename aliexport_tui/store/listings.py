"""Listings and their lanes: members of a profile, ownership, presence and the outcome word."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import msgspec

from aliexport_tui.model.outcome import Outcome, Presence, Progress, outcome_of
from aliexport_tui.model.wants import Lane, Visibility
from aliexport_tui.store import docs
from aliexport_tui.store.database import Database, Transaction, as_int, as_text
from aliexport_tui.store.filters import Clause

LEAVER_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS leaver (listing INTEGER PRIMARY KEY, product INTEGER NOT NULL, free INTEGER NOT NULL)"""


def gather_members(db: Database, membership: Clause, skipped: Iterable[str], selection: int | None) -> int:
    """Fill this connection's TEMP table `member` with the products a profile covers; returns their number. Beside it there
    is TEMP table `leaver` (store.leavers), empty unless it was gathered."""
    db.execute(LEAVER_TABLE)
    db.execute("DROP TABLE IF EXISTS temp.member")
    db.execute("CREATE TEMP TABLE member (product INTEGER PRIMARY KEY)")
    db.execute(f"INSERT INTO temp.member {membership.sql}", membership.params)
    if passed_over := sorted(skipped):
        db.execute(
            "DELETE FROM temp.member WHERE product IN"
            " (SELECT m.product FROM temp.member m JOIN product p ON p.id = m.product"
            " WHERE p.category IN (SELECT value FROM json_each(?)))",
            (json.dumps(passed_over),),
        )
    if selection is not None:
        db.execute(
            "DELETE FROM temp.member WHERE product NOT IN (SELECT product FROM selection_item WHERE selection = ?)",
            (selection,),
        )
    return as_int(db.value("SELECT count(*) FROM temp.member"))


def member_categories(db: Database, categories: Clause) -> tuple[str, ...]:
    """The shop categories in which the profile has products."""
    return tuple(as_text(row[0]) for row in db.rows(categories.sql, categories.params))


def take_ownership(
    db: Database, account: int, profile: int, now: int, *, firm: bool, expect: Callable[[int], None] = lambda new: None
) -> tuple[int, ...]:
    """One listing per (account, product), managed by one profile (DESIGN, invariant 3). Members without an owner become
    ours, and those that another profile has only looked at; a look of our own (`firm` False) binds nobody. `expect` is told
    how many have never been listed, before they are. Returns the product ids that another profile owns; these leave
    `member`."""
    new = db.ids(
        "SELECT m.product FROM temp.member m"
        " WHERE NOT EXISTS (SELECT 1 FROM listing l WHERE l.account = ? AND l.product = m.product)",
        (account,),
    )
    expect(len(new))
    db.in_portions(
        "INSERT INTO listing (account, product, profile, firm, changed_at) VALUES {rows}"
        " ON CONFLICT (account, product) DO NOTHING",
        ((account, product, profile, firm, now) for product in new),
    )
    free = db.ids(
        "SELECT id FROM listing WHERE account = ? AND (profile IS NULL OR NOT firm) AND (profile IS NOT ? OR firm < ?)"
        " AND product IN (SELECT product FROM temp.member)",
        (account, profile, firm),
    )
    db.in_portions(
        "UPDATE listing SET profile = ?, firm = max(firm AND profile IS NOT NULL, ?), changed_at = ?"
        " WHERE id = ? AND (profile IS NULL OR NOT firm)",
        ((profile, firm, now, listing) for listing in free),
    )
    foreign = db.ids(
        "SELECT l.product FROM listing l JOIN temp.member m ON m.product = l.product"
        " WHERE l.account = ? AND l.profile IS NOT ?",
        (account, profile),
    )
    db.execute(
        "DELETE FROM temp.member WHERE product IN (SELECT product FROM listing WHERE account = ? AND profile IS NOT ?)",
        (account, profile),
    )
    return tuple(foreign)


def save_recipes(db: Database, profile: int, digests: Mapping[str, Mapping[Lane, str]]) -> None:
    """digests: shop category -> lane -> digest."""
    with db.write() as tx:
        tx.run("DELETE FROM recipe WHERE profile = ?", (profile,))
        tx.many(
            "INSERT INTO recipe (profile, category, lane, digest) VALUES (?, ?, ?, ?)",
            [(profile, category, lane, digest) for category, lanes in digests.items() for lane, digest in lanes.items()],
        )


_STANDING = """
SELECT l.id, l.presence, l.outcome, l.problem_count,
       (SELECT json_group_array(DISTINCT progress) FROM lane WHERE listing = l.id),
       (SELECT count(*) FROM problem WHERE listing = l.id AND severity = 'error')
FROM listing l WHERE l.id IN (SELECT value FROM json_each(?))"""


def refresh(tx: Transaction, listing: int, now: int) -> None:
    """Bring the listing's outcome word and problem count in line with its presence and lanes."""
    refresh_all(tx, (listing,), now)


def refresh_all(tx: Transaction, listings: Iterable[int], now: int) -> None:
    """The same for many."""
    moved = []
    for listing, presence, outcome, count, lanes, errors in tx.rows(_STANDING, (json.dumps(list(listings)),)):
        word = _outcome(as_text(presence), as_text(lanes))
        if (word, errors) != (outcome, count):
            moved.append((word, errors, now, listing))
    tx.many("UPDATE listing SET outcome = ?, problem_count = ?, changed_at = ? WHERE id = ?", moved)


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


@lru_cache
def _outcome(presence: str, lanes: str) -> Outcome:
    """`lanes`: JSON list of their progress words. A file knows some dozens of such pairs."""
    where: Presence = msgspec.convert(presence, Presence)
    progress: list[Progress] = msgspec.json.decode(lanes, type=list[Progress])
    return outcome_of(where, progress)


def member_count(db: Database) -> int:
    """How many products are in the TEMP table `member`."""
    return as_int(db.value("SELECT count(*) FROM temp.member"))
