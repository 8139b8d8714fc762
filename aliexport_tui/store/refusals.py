"""Rows of a plan that must not be sent any more: what has changed since it was made, on either side, and their mark."""

import json
from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_text
from aliexport_tui.store.plans import Hashes

_ROWS = 1_000


class Refused(msgspec.Struct, frozen=True):
    """A row with the code of its reason and the figures behind it."""

    change: int
    listing: int
    kind: str
    key: str
    name: str
    reason: str
    args: dict[str, str] = {}


class Ready(msgspec.Struct, frozen=True):
    """A ready change of a card, with what was last read of it. `seen`: lane -> the row as it was read, JSON, for lanes
    known to differ when the plan was made; `unseen`: lanes whose last success was not seen on the card yet."""

    change: int
    listing: int
    kind: str
    key: str
    name: str
    card_id: str
    before: Hashes
    presence: str
    bases: Hashes
    seen: dict[str, str]
    unseen: frozenset[str]


_OUTDATED = """
SELECT * FROM (
  SELECT c.id, c.listing, c.kind, p.key, p.name, CASE
    WHEN c.leaver AND l.product IN (SELECT product FROM temp.member) THEN 'row.wanted'
    WHEN CASE WHEN c.leaver THEN l.profile IS NOT (SELECT profile FROM plan WHERE id = c.plan)
              ELSE l.product NOT IN (SELECT product FROM temp.member) END THEN 'row.left'
    WHEN NOT c.leaver AND EXISTS (SELECT 1 FROM json_each(c.after) a JOIN lane b ON b.listing = c.listing AND b.lane = a.key
                 WHERE b.verdict = 'blocked') THEN 'row.blocked'
    WHEN NOT c.leaver AND (:undo OR c.kind NOT IN ('online', 'offline'))
      AND EXISTS (SELECT 1 FROM json_each(c.after) a JOIN lane b ON b.listing = c.listing AND b.lane = a.key
                  WHERE b.want IS NOT CASE WHEN :undo THEN json_extract(c.before, '$.' || a.key) ELSE a.value END)
      THEN 'row.wanted'
    WHEN EXISTS (SELECT 1 FROM json_each(c.after) a JOIN lane b ON b.listing = c.listing AND b.lane = a.key
                 WHERE b.base IS NOT json_extract(c.before, '$.' || a.key)) THEN 'row.base'
    END AS reason
  FROM change c JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product
  WHERE c.plan = :plan AND c.state = 'ready')
WHERE reason IS NOT NULL ORDER BY id"""


def outdated(db: Database, plan: int, *, undo: bool) -> tuple[Refused, ...]:
    """Ready rows whose product the profile no longer covers (TEMP table `member`), that are blocked by now, whose want is no
    longer what the plan shows or whose base is another; orders for leavers whose product has come back. `undo`: the plan
    takes something back, so the want is still the one before it."""
    return tuple(_refused(row) for row in db.rows(_OUTDATED, {"plan": plan, "undo": undo}))


def refuse(tx: Transaction, refused: Sequence[Refused], now: int) -> None:
    """They are stale from now on, with the reason. No run has them before `belong`: an application that can't be carried out
    may be tried again."""
    tx.many(
        "UPDATE change SET state = 'stale', hold = ?, hold_args = ?, settled_at = ? WHERE id = ?",
        [(one.reason, json.dumps(one.args, ensure_ascii=False), now, one.change) for one in refused],
    )


def refuse_all(db: Database, refused: Sequence[Refused], now: int) -> None:
    """The same in short transactions."""
    for start in range(0, len(refused), _ROWS):
        with db.write() as tx:
            refuse(tx, refused[start : start + _ROWS], now)


def belong(db: Database, plan: int, run: int) -> None:
    """What was refused of the plan is the run's to report; rows that were left out when it was made are not."""
    ids = db.ids("SELECT id FROM change WHERE plan = ? AND state = 'stale' AND run IS NULL AND settled_at > 0", (plan,))
    for start in range(0, len(ids), _ROWS):
        with db.write() as tx:
            tx.many("UPDATE change SET run = ? WHERE id = ?", [(run, one) for one in ids[start : start + _ROWS]])


def with_card(db: Database, plan: int) -> Sequence[int]:
    """The listings of the plan's ready changes that have a card."""
    return db.ids(
        "SELECT DISTINCT c.listing FROM change c JOIN listing l ON l.id = c.listing"
        " WHERE c.plan = ? AND c.state = 'ready' AND l.card_id IS NOT NULL ORDER BY c.listing",
        (plan,),
    )


def ready(db: Database, plan: int, listings: Sequence[int]) -> tuple[Ready, ...]:
    """The ready changes of these listings' cards in the plan."""
    rows = db.rows(
        """
        SELECT c.id, c.listing, c.kind, p.key, p.name, l.card_id, c.before, l.presence,
          (SELECT json_group_object(lane, base) FROM lane WHERE listing = l.id),
          (SELECT json_group_object(lane, seen) FROM lane WHERE listing = l.id AND differs AND seen_at <= plan.created_at),
          (SELECT json_group_array(lane) FROM lane WHERE listing = l.id AND unverified)
        FROM json_each(?) one JOIN listing l ON l.id = one.value JOIN change c ON c.listing = l.id
        JOIN plan ON plan.id = c.plan JOIN product p ON p.id = l.product
        WHERE c.plan = ? AND c.state = 'ready' ORDER BY c.id""",
        (json.dumps(list(listings)), plan),
    )
    return tuple(
        Ready(
            change=as_int(row[0]),
            listing=as_int(row[1]),
            kind=as_text(row[2]),
            key=as_text(row[3]),
            name=as_text(row[4]),
            card_id=as_text(row[5]),
            before=json.loads(as_text(row[6])),
            presence=as_text(row[7]),
            bases=json.loads(as_text(row[8])),
            seen=json.loads(as_text(row[9])),
            unseen=frozenset(json.loads(as_text(row[10]))),
        )
        for row in rows
    )


Of = Literal["run", "plan"]


def refused_of(db: Database, of: Of, number: int, limit: int = -1) -> tuple[Refused, ...]:
    """The stale rows of a run, or of a plan; `reason` "" where it was noticed only at the send."""
    rows = db.rows(
        f"SELECT c.id, c.listing, c.kind, p.key, p.name, coalesce(c.hold, ''), c.hold_args FROM change c"
        f" JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product"
        f" WHERE c.{of} = ? AND c.state = 'stale' ORDER BY c.id LIMIT ?",
        (number, limit),
    )
    return tuple(_refused(row, json.loads(as_text(row[6]))) for row in rows)


def _refused(row: Row, args: dict[str, str] | None = None) -> Refused:
    return Refused(
        change=as_int(row[0]),
        listing=as_int(row[1]),
        kind=as_text(row[2]),
        key=as_text(row[3]),
        name=as_text(row[4]),
        reason=as_text(row[5]),
        args=args or {},
    )
