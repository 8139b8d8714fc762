"""What a run did that can be taken back, with what its listings look like now; and the order to take it back."""

import json
from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.model.change import ChangeState
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.plans import Hashes

UndoKind = Literal["price", "stock", "online", "offline"]
UNDONE_KINDS: tuple[UndoKind, ...] = ("price", "stock", "online", "offline")
"""Contents and pictures are not taken back, created cards are not deleted, deleted ones not made again."""

_KINDS = "('price', 'stock', 'online', 'offline')"
_LANE = "CASE c.kind WHEN 'price' THEN 'price' WHEN 'stock' THEN 'stock' ELSE 'visibility' END"
_ROWS = 1_000

# Whatever wrote the same lane later: a newer plan's change, or an older plan's that was settled after it.
_LATER = """
FROM change n JOIN plan q ON q.id = n.plan WHERE n.listing = c.listing AND n.id <> c.id AND n.run IS NOT NULL
  AND n.state IN ('done', 'sending', 'unknown') AND (n.id > c.id OR n.settled_at > c.settled_at)
  AND (n.kind IN ('create', 'delete') OR n.kind = c.kind
       OR (n.kind IN ('online', 'offline') AND c.kind IN ('online', 'offline')))"""


class Sent(msgspec.Struct, frozen=True):
    """A change that a run sent, or is about to, and its listing as it stands. `want`, `base`: of its lane; `open`: a send of
    the lane has no known end; `covered`: the profile covers the product (TEMP table `member`); `undone_by`, `newer`: runs
    that took it back or wrote the lane later."""

    change: int
    listing: int
    kind: UndoKind
    state: ChangeState
    before: Hashes
    after: Hashes
    key: str
    name: str
    card_id: str
    want: str | None
    base: str | None
    open: bool
    covered: bool
    undone_by: int | None
    newer: int | None


def products_of(db: Database, run: int) -> "Sequence[int]":
    """The products on which the run changed prices, stocks or being on sale."""
    return db.ids(
        f"SELECT DISTINCT l.product FROM change c JOIN listing l ON l.id = c.listing WHERE c.run = ?"
        f" AND c.kind IN {_KINDS} AND c.state IN ('done', 'ready', 'sending', 'unknown') ORDER BY l.product",
        (run,),
    )


def left_as_they_are(db: Database, run: int) -> dict[str, int]:
    """Kind -> number of the run's done changes that no undo takes back."""
    rows = db.rows(
        f"SELECT kind, count(*) FROM change WHERE run = ? AND state = 'done' AND kind NOT IN {_KINDS} GROUP BY kind", (run,)
    )
    return {as_text(kind): as_int(count) for kind, count in rows}


def changes_of(db: Database, run: int) -> Sequence[int]:
    """Ids of the run's changes that may have had an effect and can be taken back, in their order."""
    return db.ids(
        f"SELECT id FROM change WHERE run = ? AND kind IN {_KINDS} AND state IN ('done', 'ready', 'sending', 'unknown')"
        " ORDER BY id",
        (run,),
    )


def sent(db: Database, changes: Sequence[int]) -> tuple[Sent, ...]:
    """A block of them, with their listings as they stand."""
    rows = db.rows(
        f"""
        SELECT c.id, c.listing, c.kind, c.state, c.before, c.after, p.key, p.name, coalesce(l.card_id, ''), a.want, a.base,
          a.open_item IS NOT NULL, EXISTS (SELECT 1 FROM temp.member m WHERE m.product = l.product),
          (SELECT max(n.run) {_LATER} AND q.undoes = c.run AND n.state = 'done'), (SELECT max(n.run) {_LATER})
        FROM json_each(?) one CROSS JOIN change c ON c.id = one.value JOIN listing l ON l.id = c.listing
        JOIN product p ON p.id = l.product JOIN lane a ON a.listing = c.listing AND a.lane = {_LANE} ORDER BY c.id""",
        (json.dumps(list(changes)),),
    )
    return tuple(
        Sent(
            change=as_int(row[0]),
            listing=as_int(row[1]),
            kind=msgspec.convert(row[2], UndoKind),
            state=msgspec.convert(row[3], ChangeState),
            before=json.loads(as_text(row[4])),
            after=json.loads(as_text(row[5])),
            key=as_text(row[6]),
            name=as_text(row[7]),
            card_id=as_text(row[8]),
            want=as_text(row[9]) or None,
            base=as_text(row[10]) or None,
            open=bool(row[11]),
            covered=bool(row[12]),
            undone_by=as_optional_int(row[13]),
            newer=as_optional_int(row[14]),
        )
        for row in rows
    )


def mark(db: Database, plan: int, run: int) -> None:
    """This plan is the reverse of the run."""
    with db.write() as tx:
        tx.run("UPDATE plan SET undoes = ? WHERE id = ?", (run, plan))


def undoes(db: Database, plan: int) -> int | None:
    """The run whose reverse this plan is."""
    return as_optional_int(db.value("SELECT undoes FROM plan WHERE id = ?", (plan,)))


def order(db: Database, plan: int, run: int) -> int:
    """Put the plan's ready changes into the outbox of a run and want from now on what they restore, both at once; the
    recorded inputs stay, so that nothing else is wanted until one of them changes. Returns how many."""
    ids = db.ids("SELECT id FROM change WHERE plan = ? AND state = 'ready' ORDER BY id", (plan,))
    for start in range(0, len(ids), _ROWS):
        part = json.dumps(list(ids[start : start + _ROWS]))
        with db.write() as tx:
            tx.run(
                "UPDATE lane SET want = a.value, refused = NULL FROM json_each(?) o JOIN change c ON c.id = o.value,"
                " json_each(c.after) a WHERE lane.listing = c.listing AND lane.lane = a.key",
                (part,),
            )
            tx.run(
                "UPDATE listing SET wish = c.kind FROM json_each(?) o JOIN change c ON c.id = o.value"
                " WHERE listing.id = c.listing AND c.kind IN ('online', 'offline')",
                (part,),
            )
            tx.run("UPDATE change SET run = ? WHERE id IN (SELECT value FROM json_each(?))", (run, part))
    return len(ids)
