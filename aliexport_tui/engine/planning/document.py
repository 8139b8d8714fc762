"""A stored plan as a document: each change with its product and its fields, old -> new, or with what blocks it."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.model.change import KINDS, FieldChange, Kind
from aliexport_tui.model.problem import Problem, errors
from aliexport_tui.store import problems
from aliexport_tui.store.database import Database
from aliexport_tui.store.plan_view import ChangeRow, ChangeRows, Wanted, groups

_LAST = ("held", "blocked", "stale")
"""What does not go, after what goes."""
_BLOCK = 256


class PlannedChange(msgspec.Struct, frozen=True):
    """`hold`: code of the guard that holds it, or of why it is left out (state "stale"), "" for none; `hold_args`: its
    figures. `problems`: those of a blocked one."""

    id: int
    kind: Kind
    state: str
    hold: str
    key: str
    name: str
    fields: tuple[FieldChange, ...]
    problems: tuple[Problem, ...]
    hold_args: dict[str, str] = {}


def changes(db: Database, plan: int, limit: int | None = None) -> Iterator[PlannedChange]:
    """The plan's changes by kind, those that may go first; at most `limit`. Read as they are asked for."""
    return islice(_changes(db, plan), limit)


def _changes(db: Database, plan: int) -> Iterator[PlannedChange]:
    found = {(one.kind, one.state) for one in groups(db, plan)}
    for kind, state in sorted(found, key=lambda one: (one[1] in _LAST, [*KINDS].index(_kind(one[0])), one[1])):
        rows = ChangeRows(db, plan, Wanted(kind, state))
        ids = rows.order()
        for start in range(0, len(ids), _BLOCK):
            block = ids[start : start + _BLOCK]
            read = rows.rows(block)
            yield from (_planned(db, read[one]) for one in block if one in read)


def _planned(db: Database, row: ChangeRow) -> PlannedChange:
    blocked = row.state == "blocked"
    return PlannedChange(
        id=row.id,
        kind=_kind(row.kind),
        state=row.state,
        hold=row.hold,
        key=row.key,
        name=row.name,
        fields=() if blocked else field_changes(db, row.id),
        problems=errors(tuple(one.problem for one in problems.filed(db, row.product, row.listing))) if blocked else (),
        hold_args=row.hold_args,
    )


def _kind(word: str) -> Kind:
    return next(kind for kind in KINDS if kind == word)
