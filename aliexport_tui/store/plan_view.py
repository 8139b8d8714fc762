"""Changes of a plan as the preview lists them. Read only."""

import json
from array import array
from collections.abc import Sequence

import msgspec

from aliexport_tui.store import holds
from aliexport_tui.store.database import Cell, Database, as_int, as_text


class ChangeRow(msgspec.Struct, frozen=True):
    """One line of the preview. `hold`: why it is held, or left out, with its figures; `problems`: how many the listing
    has."""

    id: int
    kind: str
    state: str
    hold: str
    listing: int
    product: int
    key: str
    name: str
    problems: int
    hold_args: dict[str, str] = {}


class ChangeRows:
    """The changes of one plan, of one kind or state where asked: `order` over a connection of its own."""

    def __init__(self, db: Database, plan: int, kind: str = "", state: str = "") -> None:
        self._db = db
        self._plan = plan
        self._kind = kind
        self._state = state

    def order(self) -> "array[int]":
        db = Database.open(self._db.path)
        try:
            where, params = ["plan = ?"], [self._plan]
            arguments: list[Cell] = list(params)
            for column, wanted in (("kind", self._kind), ("state", self._state)):
                if wanted:
                    where.append(f"{column} = ?")
                    arguments.append(wanted)
            return db.ids(f"SELECT id FROM change WHERE {' AND '.join(where)} ORDER BY priority, id", tuple(arguments))
        finally:
            db.close()

    def rows(self, ids: Sequence[int]) -> dict[int, ChangeRow]:
        found = self._db.rows(
            """SELECT c.id, c.kind, c.state, coalesce(c.hold, ''), c.listing, p.id, p.key, p.name, l.problem_count,
                      c.hold_args
               FROM change c JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product
               WHERE c.id IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(ids)),),
        )
        return {
            as_int(row[0]): ChangeRow(
                id=as_int(row[0]),
                kind=as_text(row[1]),
                state=as_text(row[2]),
                hold=as_text(row[3]),
                listing=as_int(row[4]),
                product=as_int(row[5]),
                key=as_text(row[6]),
                name=as_text(row[7]),
                problems=as_int(row[8]),
                hold_args=json.loads(as_text(row[9])),
            )
            for row in found
        }


class HeldRows(ChangeRows):
    """What waits for a decision in one profile, of whatever plan; of one reason where asked."""

    def __init__(self, db: Database, profile: str, reason: str = "") -> None:
        super().__init__(db, plan=0)
        self._profile = profile
        self._reason = reason

    def order(self) -> "array[int]":
        db = Database.open(self._db.path)
        try:
            return array("q", holds.waiting(db, self._profile, self._reason))
        finally:
            db.close()


def groups(db: Database, plan: int) -> tuple[tuple[str, str, int], ...]:
    """(kind, state, count), as they are planned."""
    rows = db.rows(
        "SELECT kind, state, count(*) FROM change WHERE plan = ? GROUP BY kind, state ORDER BY kind, state", (plan,)
    )
    return tuple((as_text(kind), as_text(state), as_int(count)) for kind, state, count in rows)
