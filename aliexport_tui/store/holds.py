"""Held changes: which wait for a person, what becomes of them, and the mark that they leave on their lanes."""

import json
from collections.abc import Callable, Mapping, Sequence

import msgspec

from aliexport_tui.model.event import Event, Level
from aliexport_tui.store import decisions, events, parking
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_text
from aliexport_tui.store.decisions import Verdict
from aliexport_tui.store.listings import refresh
from aliexport_tui.store.plans import applied_by

_ROWS = 1_000
DROPPED = "dropped"
"""lane.hold of a change that a person has decided against."""


class Held(msgspec.Struct, frozen=True):
    """One held change. `args`: figures of `reason`; `planned_at`: UTC ms; `applied`: its plan has been, so that the next run
    sends it once it is approved."""

    id: int
    plan: int
    profile: str
    product: int
    key: str
    name: str
    kind: str
    reason: str
    args: dict[str, str]
    planned_at: int
    applied: bool


class HoldGroup(msgspec.Struct, frozen=True):
    """Held changes of one plan with one reason and kind; `key`, `name`, `args`: of the first as an example."""

    reason: str
    kind: str
    count: int
    key: str
    name: str
    args: dict[str, str]


_WAITING = (
    "SELECT v.id FROM v_holds v WHERE (:profile IS NULL OR v.profile = :profile) AND (:reason = '' OR v.reason = :reason)"
)


def waiting(db: Database, profile: str | None = None, reason: str = "", limit: int | None = None) -> Sequence[int]:
    """Ids of the changes that wait for a decision, oldest plan first."""
    params: dict[str, Cell] = {"profile": profile, "reason": reason, "limit": -1 if limit is None else limit}
    return db.ids(f"{_WAITING} ORDER BY v.plan, v.id LIMIT :limit", params)


def of_plan(db: Database, plan: int, reason: str = "") -> Sequence[int]:
    """Ids of what one plan holds, for one reason or for any."""
    return db.ids(
        "SELECT id FROM change WHERE plan = ? AND state = 'held' AND (? = '' OR hold = ?) ORDER BY id",
        (plan, reason, reason),
    )


def reasons(db: Database, profile: str | None = None) -> tuple[tuple[str, int], ...]:
    """(reason, how many wait) of one profile, or of all."""
    rows = db.rows(
        "SELECT reason, count(*) FROM v_holds WHERE ?1 IS NULL OR profile = ?1 GROUP BY reason ORDER BY reason", (profile,)
    )
    return tuple((as_text(reason), as_int(count)) for reason, count in rows)


def counts(db: Database) -> dict[str, int]:
    """Code of a profile -> how many of its changes wait."""
    rows = db.rows("SELECT profile, count(*) FROM v_holds WHERE profile IS NOT NULL GROUP BY profile")
    return {as_text(code): as_int(count) for code, count in rows}


def rows(db: Database, ids: Sequence[int]) -> tuple[Held, ...]:
    """A block of held changes in this order; what is held no more is left out."""
    found = {
        as_int(row[0]): row
        for row in db.rows(
            """SELECT c.id, c.plan, coalesce(f.code, ''), p.id, p.key, p.name, c.kind, coalesce(c.hold, ''), c.hold_args,
                      plan.created_at
               FROM change c JOIN plan ON plan.id = c.plan LEFT JOIN profile f ON f.id = plan.profile
               JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product
               WHERE c.state = 'held' AND c.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(ids)),),
        )
    }
    applied = {plan: applied_by(db, plan) is not None for plan in {as_int(row[1]) for row in found.values()}}
    return tuple(_held(found[one], applied) for one in ids if one in found)


def of_listing(db: Database, listing: int) -> tuple[Held, ...]:
    """What of one listing waits for a decision."""
    ids = "SELECT v.id FROM v_holds v JOIN change c ON c.id = v.id WHERE c.listing = ? AND c.state = 'held' ORDER BY v.id"
    return rows(db, db.ids(ids, (listing,)))


def groups(db: Database, plan: int) -> tuple[HoldGroup, ...]:
    """What one plan holds, the largest group first."""
    found = db.rows(
        """SELECT c.hold, c.kind, g.n, p.key, p.name, c.hold_args
           FROM (SELECT min(id) AS first, count(*) AS n FROM change WHERE plan = ? AND state = 'held' GROUP BY hold, kind) g
           JOIN change c ON c.id = g.first JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product
           ORDER BY g.n DESC, c.hold, c.kind""",
        (plan,),
    )
    return tuple(
        HoldGroup(
            reason=as_text(row[0]),
            kind=as_text(row[1]),
            count=as_int(row[2]),
            key=as_text(row[3]),
            name=as_text(row[4]),
            args=json.loads(as_text(row[5])),
        )
        for row in found
    )


def unknown(db: Database, ids: Sequence[int]) -> Sequence[int]:
    """Those of these numbers that no guard has ever held a change by."""
    return db.ids(
        f"SELECT a.value FROM json_each(?) a LEFT JOIN change c ON c.id = a.value WHERE c.id IS NULL"
        f" OR (c.hold IS NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE {_ABOUT_IT}))",
        (json.dumps(list(ids)),),
    )


def decided(db: Database, ids: Sequence[int], verdict: Verdict) -> Sequence[int]:
    """Those of these changes about which just this has been decided already."""
    return db.ids(
        f"SELECT c.id FROM change c JOIN decision d ON {_ABOUT_IT} WHERE d.verdict = ?1"
        " AND (c.state <> 'held' OR d.verdict = 'dropped' OR d.reason IS NOT 'canary' OR d.reason = c.hold)"
        " AND c.id IN (SELECT value FROM json_each(?2))",
        (verdict, json.dumps(list(ids))),
    )


_ABOUT_IT = "d.listing = c.listing AND d.kind = c.kind AND d.before = c.before AND d.after = c.after"


def decide(
    tx: Transaction,
    change: int,
    verdict: Verdict,
    who: str,
    now: int,
    applied: Callable[[int], bool],
    level: Level = "info",
) -> tuple[int, ...]:
    """Decide a held change and every other that is the same before -> after. In a plan that was never `applied` an approved
    one is ready from now on; what was applied is planned anew by the next run. Returns the plans that it is ready in."""
    row = next(iter(tx.rows("SELECT listing, kind, before, after, hold FROM change WHERE id = ?", (change,))), None)
    if row is None:
        return ()
    listing, kind, before, after, reason = row
    _tell(tx, change, verdict, who, now, level)
    same = tx.rows(
        "SELECT id, plan FROM change WHERE listing = ? AND kind = ? AND state = 'held' AND before = ? AND after = ?",
        (listing, kind, before, after),
    )
    lanes = list(json.loads(as_text(after)))
    ready = [(one, plan) for one, plan in same if verdict == "approved" and not applied(as_int(plan))]
    if verdict == "approved" and reason == "parked":
        # Counted from nought it is parked no more; a decision would still stand when it is parked anew.
        parking.try_again(tx, as_int(listing), lanes, now)
        tx.many("UPDATE change SET state = 'stale', settled_at = ? WHERE id = ?", [(now, one) for one, *_ in same])
    else:
        decisions.put(tx, change, verdict, who, now)
    if verdict == "approved":
        freed = [(one,) for one, _ in ready]
        tx.many("UPDATE change SET state = 'ready', hold = NULL, hold_args = '{}', settled_at = NULL WHERE id = ?", freed)
    else:
        tx.many("UPDATE change SET state = 'dropped', settled_at = ? WHERE id = ?", [(now, one) for one, *_ in same])
    tx.run(
        "UPDATE lane SET hold = ? WHERE listing = ? AND hold = ? AND lane IN (SELECT value FROM json_each(?))",
        (None if verdict == "approved" else DROPPED, listing, reason, json.dumps(lanes)),
    )
    refresh(tx, as_int(listing), now)
    return tuple(as_int(plan) for _, plan in ready)


def _tell(tx: Transaction, change: int, verdict: Verdict, who: str, now: int, level: Level) -> None:
    """A line of the log, and of the timeline of the product."""
    for listing, kind, reason, args, profile, name in tx.rows(
        "SELECT c.listing, c.kind, coalesce(c.hold, ''), c.hold_args, coalesce(f.code, ''), p.name FROM change c"
        " JOIN plan ON plan.id = c.plan LEFT JOIN profile f ON f.id = plan.profile JOIN listing l ON l.id = c.listing"
        " JOIN product p ON p.id = l.product WHERE c.id = ?",
        (change,),
    ):
        told = {"name": as_text(name), "who": who, "action": as_text(kind), "reason": as_text(reason)}
        event = Event(
            at=now,
            code=f"hold.{verdict}",
            args={**json.loads(as_text(args)), **told},
            level=level,
            profile=as_text(profile),
            listing=as_int(listing),
        )
        events.add(tx, [event])


def hold(db: Database, ids: Sequence[int], reason: str, args: dict[str, str]) -> None:
    """Ready changes of a plan are held after all."""
    told = json.dumps(args, ensure_ascii=False)
    for start in range(0, len(ids), _ROWS):
        with db.write() as tx:
            tx.many(
                "UPDATE change SET state = 'held', hold = ?, hold_args = ? WHERE id = ? AND state = 'ready' AND run IS NULL",
                [(reason, told, one) for one in ids[start : start + _ROWS]],
            )


def explain(db: Database, ids: Sequence[int], args: dict[str, str]) -> None:
    """Their hold has figures by now."""
    told = json.dumps(args, ensure_ascii=False)
    for start in range(0, len(ids), _ROWS):
        with db.write() as tx:
            tx.many(
                "UPDATE change SET hold_args = ? WHERE id = ? AND state = 'held'",
                [(told, one) for one in ids[start : start + _ROWS]],
            )


# ---- a plan is applied -------------------------------------------------------------------------------------------

_OLDER = """
SELECT c.id FROM change c INDEXED BY change_held CROSS JOIN plan p ON p.id = c.plan CROSS JOIN listing l ON l.id = c.listing
WHERE c.state = 'held' AND c.plan < :plan AND p.profile = (SELECT profile FROM plan WHERE id = :plan)
  AND (c.kind IN (SELECT value FROM json_each(:kinds)) OR (c.leaver AND :leavers))
  AND (:whole OR l.product IN (SELECT product FROM temp.member))
  AND NOT (c.hold = 'parked' AND l.product IN (SELECT product FROM temp.member)
           AND NOT EXISTS (SELECT 1 FROM change n WHERE n.plan = :plan AND n.listing = c.listing AND n.kind = c.kind)
           AND NOT EXISTS (SELECT 1 FROM json_each(c.after) k JOIN lane a ON a.listing = c.listing AND a.lane = k.key
                           WHERE a.want IS NOT k.value OR a.refused IS NOT k.value))"""
"""What is parked and was refused is not planned again: it stays held as long as the same is wanted."""

_DUE = """
INSERT OR REPLACE INTO temp.due_hold
SELECT c.listing, k.key, c.hold FROM change c INDEXED BY change_held CROSS JOIN plan p ON p.id = c.plan, json_each(c.after) k
WHERE c.state = 'held' AND c.hold = 'parked' AND c.plan < :plan
  AND p.profile = (SELECT profile FROM plan WHERE id = :plan)
UNION ALL
SELECT d.listing, k.key, 'dropped' FROM decision d CROSS JOIN listing l ON l.id = d.listing
CROSS JOIN plan p ON p.id = :plan AND p.account = l.account AND p.profile = l.profile, json_each(d.after) k
CROSS JOIN lane a ON a.listing = d.listing AND a.lane = k.key
WHERE d.verdict = 'dropped' AND a.base IS json_extract(d.before, '$.' || k.key)
  AND (a.want IS k.value OR l.id IN (SELECT listing FROM temp.leaver))
UNION ALL
SELECT c.listing, k.key, c.hold FROM change c, json_each(c.after) k WHERE c.plan = :plan AND c.state = 'held'"""

_MARKS = """
SELECT h.listing, h.lane, h.hold FROM temp.due_hold h JOIN lane a ON a.listing = h.listing AND a.lane = h.lane
WHERE a.hold IS NOT h.hold
UNION ALL
SELECT a.listing, a.lane, NULL FROM lane a INDEXED BY lane_held CROSS JOIN listing l ON l.id = a.listing
WHERE a.hold IS NOT NULL AND l.account = (SELECT account FROM plan WHERE id = :plan)
  AND (l.product IN (SELECT product FROM temp.member) OR l.id IN (SELECT listing FROM temp.leaver))
  AND (a.want IS a.base OR a.lane IN (SELECT value FROM json_each(:lanes)))
  AND NOT EXISTS (SELECT 1 FROM temp.due_hold h WHERE h.listing = a.listing AND h.lane = a.lane)
LIMIT 1000"""


def applied(db: Database, plan: int, kinds: Sequence[str], lanes: Sequence[str], *, whole: bool, now: int) -> None:
    """This plan counts from now on: of these kinds what older ones of the profile held is overtaken, and its lanes say
    what it holds. Reads TEMP tables `member` and `leaver`; `whole`: they are the profile's."""
    params: dict[str, Cell] = {"plan": plan, "kinds": json.dumps(list(kinds)), "leavers": whole and "visibility" in lanes}
    older = db.ids(_OLDER, {**params, "whole": whole})
    for start in range(0, len(older), _ROWS):
        with db.write() as tx:
            tx.many(
                "UPDATE change SET state = 'stale', settled_at = ? WHERE id = ?",
                [(now, one) for one in older[start : start + _ROWS]],
            )
    db.execute("DROP TABLE IF EXISTS temp.due_hold")
    db.execute(
        "CREATE TEMP TABLE due_hold (listing INTEGER, lane TEXT, hold TEXT, PRIMARY KEY (listing, lane)) WITHOUT ROWID"
    )
    db.execute(_DUE, {"plan": plan})
    marking: dict[str, Cell] = {"plan": plan, "lanes": json.dumps(list(lanes))}
    while marks := db.rows(_MARKS, marking):
        with db.write() as tx:
            tx.many("UPDATE lane SET hold = ? WHERE listing = ? AND lane = ?", [(row[2], row[0], row[1]) for row in marks])
            for listing in {as_int(row[0]) for row in marks}:
                refresh(tx, listing, now)


def _held(row: Row, applied: Mapping[int, bool]) -> Held:
    return Held(
        id=as_int(row[0]),
        plan=as_int(row[1]),
        profile=as_text(row[2]),
        product=as_int(row[3]),
        key=as_text(row[4]),
        name=as_text(row[5]),
        kind=as_text(row[6]),
        reason=as_text(row[7]),
        args=json.loads(as_text(row[8])),
        planned_at=as_int(row[9]),
        applied=applied[as_int(row[1])],
    )
