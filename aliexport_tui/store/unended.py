"""Runs without an end, and how the row of one is closed whose runner died: by somebody else, truthfully, once."""

import json

import msgspec

from aliexport_tui.store import in_line
from aliexport_tui.store.database import Database, Transaction, as_int, as_optional_int, as_text


class Unended(msgspec.Struct, frozen=True):
    """A run that has not ended as far as its row tells; times in UTC ms. `pid` None: its process has not come up yet."""

    id: int
    profile: str
    action: str
    pid: int | None
    who: str
    started_at: int
    heartbeat_at: int


def every(db: Database) -> tuple[Unended, ...]:
    """Oldest first."""
    rows = db.rows(
        "SELECT id, profile_code, action, pid, who, started_at, heartbeat_at FROM run WHERE state <> 'ended' ORDER BY id"
    )
    return tuple(
        Unended(
            id=as_int(row[0]),
            profile=as_text(row[1]),
            action=as_text(row[2]),
            pid=as_optional_int(row[3]),
            who=as_text(row[4]),
            started_at=as_int(row[5]),
            heartbeat_at=as_int(row[6]),
        )
        for row in rows
    )


def close(tx: Transaction, run: int, now: int) -> bool:
    """End the row of a run whose runner died: without an exit code, since there was none. False when it has ended."""
    error = json.dumps({"code": "run.died", "args": {}})
    return (
        tx.run(
            "UPDATE run SET state = 'ended', ended_at = ?, exit_code = NULL, error = ? WHERE id = ? AND state <> 'ended'",
            (now, error, run),
        )
        > 0
    )


def unsent(tx: Transaction, run: int) -> int:
    """Changes of the run that wait in the outbox."""
    return as_int(tx.value("SELECT count(*) FROM change WHERE run = ? AND state = 'ready'", (run,)))


def left_behind(db: Database, account: int) -> bool:
    """Does anything wait in the account's outbox, or in a batch that is ready, whose run has ended without sending it?"""
    waiting = (
        "SELECT 1 FROM change c JOIN plan ON plan.id = c.plan JOIN run ON run.id = c.run"
        " WHERE c.state = 'ready' AND plan.account = ? AND run.state = 'ended' LIMIT 1"
    )
    return db.value(waiting, (account,)) is not None or in_line.of_ended_runs(db, account)
