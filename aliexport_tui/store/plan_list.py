"""Plans as a list: what each would do, and what has become of it. Read only."""

import json
from array import array
from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.model.change import ACTIONS, Action
from aliexport_tui.store.database import Database, Row, as_int, as_optional_int, as_text
from aliexport_tui.store.runs import DRY_RUN

Fate = Literal["shown", "rehearsed", "applied", "overtaken"]
"""shown: only looked at; rehearsed: by a dry run; applied: by a run; overtaken: a newer one of its kind was applied."""


class PlanLine(msgspec.Struct, frozen=True):
    """`profile`: its code, "" when it is gone; `run`: by which it was made, applied or overtaken; `undoes`: the run that it
    takes back; `created_at`: UTC ms; `counts`: as `store.plans.counts`."""

    id: int
    profile: str
    action: Action
    selection: int | None
    created_at: int
    who: str
    counts: dict[str, int]
    fate: Fate
    run: int | None
    undoes: int | None


class PlanRows:
    """The newest first, of one profile (None: of all): `order` over a connection of its own."""

    def __init__(self, db: Database, profile: int | None) -> None:
        self._db = db
        self._profile = profile

    def order(self) -> "array[int]":
        db = Database.open(self._db.path)
        try:
            return order(db, self._profile)
        finally:
            db.close()

    def rows(self, ids: Sequence[int]) -> dict[int, PlanLine]:
        return lines(self._db, ids)


def order(db: Database, profile: int | None) -> "array[int]":
    if profile is None:
        return db.ids("SELECT id FROM plan ORDER BY id DESC")
    return db.ids("SELECT id FROM plan WHERE profile = ? ORDER BY id DESC", (profile,))


_OF_PLAN = f"SELECT max(run.id) FROM run WHERE run.plan = p.id AND {DRY_RUN} = "
_NEWER = f"""
SELECT run.id FROM plan n JOIN run ON run.plan = n.id WHERE n.profile = p.profile AND n.id > p.id
  AND (n.action = p.action OR 'export' IN (n.action, p.action)) AND NOT {DRY_RUN} ORDER BY n.id LIMIT 1"""


def lines(db: Database, ids: Sequence[int]) -> dict[int, PlanLine]:
    rows = db.rows(
        f"""SELECT p.id, f.code, p.action, p.selection, p.created_at, p.who, p.counts, p.undoes,
              ({_OF_PLAN} 0), ({_OF_PLAN} 1), ({_NEWER})
            FROM plan p LEFT JOIN profile f ON f.id = p.profile WHERE p.id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(ids)),),
    )
    return {as_int(row[0]): _line(row) for row in rows}


def line(db: Database, plan: int) -> PlanLine | None:
    return lines(db, (plan,)).get(plan)


def _line(row: Row) -> PlanLine:
    applied, rehearsed, newer = map(as_optional_int, row[8:11])
    fates: tuple[tuple[Fate, int | None], ...] = (("applied", applied), ("overtaken", newer), ("rehearsed", rehearsed))
    shown: tuple[Fate, int | None] = ("shown", None)
    fate, run = next((known for known in fates if known[1] is not None), shown)
    return PlanLine(
        id=as_int(row[0]),
        profile=as_text(row[1]),
        action=next(action for action in ACTIONS if action == row[2]),
        selection=as_optional_int(row[3]),
        created_at=as_int(row[4]),
        who=as_text(row[5]),
        counts=json.loads(as_text(row[6])),
        fate=fate,
        run=run,
        undoes=as_optional_int(row[7]),
    )
