"""What became of an account's words to the marketplace since a moment. Read only."""

import msgspec

from aliexport_tui.model.order_action import Failure
from aliexport_tui.store.database import Database, as_text


class Told(msgspec.Struct, frozen=True):
    """How many; `failure`: of the newest that was refused or of which nobody knows."""

    done: int
    refused: int
    unknown: int
    failure: Failure | None


def waits(db: Database, account: str) -> bool:
    """Does anything stand in the outbox that has not left yet?"""
    found = db.value(
        "SELECT 1 FROM order_action WHERE account = (SELECT id FROM account WHERE code = ?) AND state = 'waiting' LIMIT 1",
        (account,),
    )
    return found is not None


def told_since(db: Database, account: str, at: int) -> Told:
    """`account`: its code; `at`: UTC ms. Reads the whole outbox: for a thread."""
    rows = db.rows(
        "SELECT state, failure FROM order_action WHERE account = (SELECT id FROM account WHERE code = ?)"
        " AND coalesce(ended_at, sent_at) >= ? AND state IN ('done', 'refused', 'unknown') ORDER BY id DESC",
        (account, at),
    )
    failures = [as_text(row[1]) for row in rows if row[1] is not None]
    states = [as_text(row[0]) for row in rows]
    return Told(
        done=states.count("done"),
        refused=states.count("refused"),
        unknown=states.count("unknown"),
        failure=msgspec.json.decode(failures[0], type=Failure) if failures else None,
    )
