"""What a person does about hand-offs that failed: once more, or never mind."""

from collections.abc import Sequence

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import hand_offs
from aliexport_tui.store.database import Database, Transaction

_NAMED = 20
"""Orders that the activity log names."""
_AT_ONCE = 500


def retry(workspace: Workspace, db: Database, ids: Sequence[int]) -> int:
    """They are due at once; how many. Raises ConfigError `handoff.unknown_row`."""
    return _done(workspace, db, ids, "retried")


def drop(workspace: Workspace, db: Database, ids: Sequence[int]) -> int:
    """They are handed over no more; how many. Raises ConfigError `handoff.unknown_row`."""
    return _done(workspace, db, ids, "dropped")


def all_in_trouble(db: Database, account: int | None = None) -> tuple[int, ...]:
    """Ids of all that failed or wait after a failure."""
    return hand_offs.troubled_ids(db, account)


def _done(workspace: Workspace, db: Database, ids: Sequence[int], what: str) -> int:
    numbers = hand_offs.numbers(db, ids)
    for id in ids:
        if id not in numbers:
            raise ConfigError("handoff.unknown_row", id=str(id))
    touched = 0
    for start in range(0, len(ids), _AT_ONCE):
        db.make_way()
        with db.write() as tx:
            touched += _some(tx, ids[start : start + _AT_ONCE], what, workspace.clock.now_ms())
    if touched:
        orders = list(dict.fromkeys(numbers.values()))
        told = ", ".join(orders[:_NAMED]) + (f" … ({len(orders)})" if len(orders) > _NAMED else "")
        subject = orders[0] if len(orders) == 1 else ""
        note(db, "order", what, subject, f"handoff.{what}", {"orders": told}, at=workspace.clock.now_ms())
    return touched


def _some(tx: Transaction, ids: Sequence[int], what: str, now: int) -> int:
    return hand_offs.retry(tx, ids, now) if what == "retried" else hand_offs.drop(tx, ids, now)
