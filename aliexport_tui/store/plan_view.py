"""Changes of a plan, of a run, or held by guards, as the screens list them. Read only."""

import json
from array import array
from collections.abc import Sequence

import msgspec

from aliexport_tui.store import holds
from aliexport_tui.store.database import Cell, Database, as_int, as_text, fold


class ChangeRow(msgspec.Struct, frozen=True):
    """One line of the list. `hold`: why it is held, or left out, with its figures; `problems`: how many the listing has;
    `profile`: code of the plan's, "" when it is gone."""

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
    profile: str = ""
    plan: int = 0


class Wanted(msgspec.Struct, frozen=True):
    """Which changes of a list: "" is any. `text`: words that the product's name, key, article, brand or SKU codes hold."""

    kind: str = ""
    state: str = ""
    hold: str = ""
    text: str = ""


EVERY = Wanted()


class ChangeRows:
    """The changes of one plan: `order` over a connection of its own."""

    _of = "plan"

    def __init__(self, db: Database, number: int, wanted: Wanted = EVERY) -> None:
        self._db = db
        self._number = number
        self._wanted = wanted

    def order(self) -> "array[int]":
        db = Database.open(self._db.path)
        try:
            return self.order_in(db)
        finally:
            db.close()

    def order_in(self, db: Database) -> "array[int]":
        where, params = [f"c.{self._of} = ?"], [self._number]
        more, arguments = _conditions(self._wanted)
        return db.ids(
            f"SELECT c.id FROM change c WHERE {' AND '.join([*where, *more])} ORDER BY c.priority, c.id",
            (*params, *arguments),
        )

    def groups_in(self, db: Database) -> "tuple[Group, ...]":
        return groups(db, self._number, of=self._of)

    def rows(self, ids: Sequence[int]) -> dict[int, ChangeRow]:
        return rows(self._db, ids)


class RunRows(ChangeRows):
    """What one run has in hand or has done."""

    _of = "run"


class HeldRows(ChangeRows):
    """What waits for a decision in one profile (None: in any), of whatever plan."""

    def __init__(self, db: Database, profile: str | None, wanted: Wanted = EVERY) -> None:
        super().__init__(db, 0, wanted)
        self._profile = profile

    def order_in(self, db: Database) -> "array[int]":
        found = holds.waiting(db, self._profile, self._wanted.hold)
        if not self._wanted.text:
            return array("q", found)
        more, arguments = _conditions(Wanted(text=self._wanted.text))
        within = "c.id IN (SELECT value FROM json_each(?))"
        return db.ids(
            f"SELECT c.id FROM change c WHERE {' AND '.join([within, *more])} ORDER BY c.plan, c.id",
            (json.dumps(list(found)), *arguments),
        )

    def groups_in(self, db: Database) -> "tuple[Group, ...]":
        return tuple(Group("", "held", reason, count) for reason, count in holds.reasons(db, self._profile))


class Group(msgspec.Struct, frozen=True):
    """So many changes of one kind in one state, held for one reason ("" where nothing holds them)."""

    kind: str
    state: str
    hold: str
    count: int


def groups(db: Database, number: int, *, of: str = "plan") -> tuple[Group, ...]:
    """As they are planned."""
    found = db.rows(
        "SELECT kind, state, CASE state WHEN 'held' THEN coalesce(hold, '') ELSE '' END AS reason, count(*) FROM change"
        f" WHERE {'run' if of == 'run' else 'plan'} = ? GROUP BY kind, state, reason ORDER BY kind, state, reason",
        (number,),
    )
    return tuple(Group(as_text(kind), as_text(state), as_text(hold), as_int(count)) for kind, state, hold, count in found)


def rows(db: Database, ids: Sequence[int]) -> dict[int, ChangeRow]:
    """A block of them."""
    found = db.rows(
        """SELECT c.id, c.kind, c.state, coalesce(c.hold, ''), c.listing, p.id, p.key, p.name, l.problem_count,
                  c.hold_args, coalesce(f.code, ''), c.plan
           FROM change c JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product
           JOIN plan ON plan.id = c.plan LEFT JOIN profile f ON f.id = plan.profile
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
            profile=as_text(row[10]),
            plan=as_int(row[11]),
        )
        for row in found
    }


def _conditions(wanted: Wanted) -> tuple[list[str], list[Cell]]:
    where: list[str] = []
    arguments: list[Cell] = []
    for column, value in (("kind", wanted.kind), ("state", wanted.state), ("hold", wanted.hold)):
        if value:
            where.append(f"c.{column} = ?")
            arguments.append(value)
    for word in fold(wanted.text).split():
        where.append(
            "EXISTS (SELECT 1 FROM listing l JOIN product p ON p.id = l.product WHERE l.id = c.listing"
            " AND instr(p.search, ?))"
        )
        arguments.append(word)
    return where, arguments
