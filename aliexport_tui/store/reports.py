"""What a run's summary counts, over the TEMP tables `member` and `leaver` that its plan left behind."""

import json
from collections import Counter
from collections.abc import Sequence

import msgspec

from aliexport_tui.model.outcome import Presence, Progress, outcome_of
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import in_line
from aliexport_tui.store.database import Cell, Database, as_int, as_text


def outcomes(db: Database, account: int, plan: int) -> dict[str, int]:
    """Outcome word -> number of members, and of leavers for which the plan has an order. What a person dropped is held no
    more: such a product counts as its other lanes and its card are."""
    rows = db.rows(
        "SELECT l.outcome, count(*) FROM listing l JOIN temp.member m ON m.product = l.product WHERE l.account = ?"
        " GROUP BY l.outcome",
        (account,),
    )
    found = Counter({as_text(row[0]): as_int(row[1]) for row in rows})
    for presence, progress in db.rows(_ONLY_DROPPED, (account,)):
        found["held"] -= 1
        lanes = msgspec.convert(json.loads(as_text(progress)), list[Progress])
        found[outcome_of(msgspec.convert(presence, Presence), lanes)] += 1
    for word, count in db.rows(_LEAVERS, (plan,)):
        found[as_text(word)] += as_int(count)
    return dict(+found)


_LEAVERS = """
SELECT word, count(*) FROM (
  SELECT CASE WHEN max(c.state = 'held') THEN 'held' ELSE l.outcome END AS word
  FROM change c CROSS JOIN listing l ON l.id = c.listing WHERE c.plan = ? AND c.leaver GROUP BY c.listing)
GROUP BY word"""

_ONLY_DROPPED = """
SELECT l.presence, json_group_array(CASE WHEN a.progress = 'held' THEN 'in_step' ELSE a.progress END)
FROM temp.member m JOIN listing l ON l.product = m.product JOIN lane a ON a.listing = l.id
WHERE l.account = ? AND l.outcome = 'held' AND EXISTS (SELECT 1 FROM lane d WHERE d.listing = l.id AND d.hold = 'dropped')
GROUP BY l.id HAVING sum(a.progress = 'held' AND a.hold IS NOT 'dropped') = 0"""


def lane_outcomes(db: Database, account: int, lanes: Sequence[Lane], *, with_card: bool) -> dict[str, int]:
    """Progress word -> number of members that have it on any of these lanes. `with_card`: only of those that the
    marketplace has, as nothing can be changed on the others. What a person dropped is "dropped", not held."""
    params: list[Cell] = [account, json.dumps(list(lanes)), with_card]
    rows = db.rows(
        "SELECT CASE WHEN a.progress = 'held' AND a.hold = 'dropped' THEN 'dropped' ELSE a.progress END AS word,"
        " count(DISTINCT a.listing) FROM temp.member m JOIN listing l ON l.product = m.product"
        " JOIN lane a ON a.listing = l.id"
        " WHERE l.account = ? AND a.lane IN (SELECT value FROM json_each(?)) AND (NOT ? OR l.card_id IS NOT NULL)"
        " GROUP BY word",
        params,
    )
    return {as_text(row[0]): as_int(row[1]) for row in rows}


_UNENDED = """
SELECT listing FROM lane INDEXED BY lane_open WHERE open_item IS NOT NULL AND lane IN (SELECT value FROM json_each(:lanes))
{union}
SELECT listing FROM lane INDEXED BY lane_unverified WHERE unverified AND lane IN (SELECT value FROM json_each(:lanes))"""

_FOLLOWED = f"""
FROM ({_UNENDED}) a CROSS JOIN listing l ON l.id = a.listing
WHERE l.account = :account
  AND (l.product IN (SELECT product FROM temp.member) OR l.id IN (SELECT listing FROM temp.leaver))"""
_EACH_ONCE = _FOLLOWED.format(union="UNION")
_ANY = _FOLLOWED.format(union="UNION ALL")


def pending(db: Database, account: int, lanes: Sequence[Lane]) -> int:
    """Members and leavers with a send whose end is not known, or a success that was not seen yet, on one of these lanes."""
    params: dict[str, Cell] = {"account": account, "lanes": json.dumps(list(lanes))}
    return as_int(db.value(f"SELECT count(*) {_EACH_ONCE}", params))


def is_pending(db: Database, account: int, lanes: Sequence[Lane]) -> bool:
    """Is there any? The first one tells, however many there are."""
    params: dict[str, Cell] = {"account": account, "lanes": json.dumps(list(lanes))}
    return db.value(f"SELECT 1 {_ANY} LIMIT 1", params) is not None


def change_states(db: Database, run: int) -> dict[str, int]:
    """State -> number of the run's changes."""
    rows = db.rows("SELECT state, count(*) FROM change WHERE run = ? GROUP BY state", (run,))
    return {as_text(row[0]): as_int(row[1]) for row in rows}


def any_unsent(db: Database, run: int) -> bool:
    """Does a change of the run wait in the outbox, or in a batch that is ready and has not left?"""
    in_outbox = db.value("SELECT 1 FROM change WHERE run = ? AND state = 'ready' LIMIT 1", (run,)) is not None
    return in_outbox or in_line.of_run(db, run)


def held(db: Database, plan: int) -> int:
    return as_int(db.value("SELECT count(*) FROM change WHERE plan = ? AND state = 'held'", (plan,)))


def pending_names(db: Database, account: int, lanes: Sequence[Lane], limit: int) -> list[tuple[int, str, str]]:
    """(listing, product key, name) of members and leavers that are still pending."""
    params: dict[str, Cell] = {"account": account, "lanes": json.dumps(list(lanes)), "limit": limit}
    first = f"SELECT l.id AS listing, l.product {_EACH_ONCE} ORDER BY l.id LIMIT :limit"
    rows = db.rows(
        f"SELECT o.listing, p.key, p.name FROM ({first}) o JOIN product p ON p.id = o.product ORDER BY o.listing", params
    )
    return [(as_int(row[0]), as_text(row[1]), as_text(row[2])) for row in rows]


def requests(db: Database, run: int, write_paths: Sequence[str]) -> tuple[int, int]:
    """(writes, reads) that left on behalf of the run."""
    row = db.row(
        "SELECT sum(written), sum(1 - written) FROM (SELECT EXISTS (SELECT 1 FROM json_each(?) w"
        " WHERE substr(e.path, -length(w.value)) = w.value) AS written FROM exchange e WHERE e.run = ?)",
        (json.dumps(list(write_paths)), run),
    )
    return (as_int(row[0]), as_int(row[1])) if row else (0, 0)
