"""The cron log: what ran by itself or should have (seed 002 §7.2)."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text

JobState = Literal["running", "done", "failed", "missed", "died"]
STATES: tuple[JobState, ...] = ("running", "done", "failed", "missed", "died")

_MESSAGE = msgspec.json.Decoder(dict[str, str])
_COLUMNS = "id, code, subject, state, message, exit_code, run, created_at, scheduled_at, executed_at, finished_at, pid, who"


class JobRow(msgspec.Struct, frozen=True):
    """Times in UTC ms. `code`: the job, `subject`: the profile's or account's code. `message`: key of the messages registry
    ("" for none) and its `args`. `scheduled_at` None: started by hand."""

    id: int
    code: str
    subject: str
    state: JobState
    message: str
    args: dict[str, str]
    exit_code: int | None
    run: int | None
    created_at: int
    scheduled_at: int | None
    executed_at: int | None
    finished_at: int | None
    pid: int | None
    who: str


def begin(tx: Transaction, code: str, subject: str, *, scheduled_at: int | None, now: int, pid: int, who: str) -> int:
    """Its id."""
    return tx.insert(
        "INSERT INTO job (code, subject, state, created_at, scheduled_at, executed_at, pid, who)"
        " VALUES (?, ?, 'running', ?, ?, ?, ?, ?)",
        (code, subject, now, scheduled_at, now, pid, who),
    )


def end(
    tx: Transaction,
    id: int,
    state: JobState,
    now: int,
    *,
    message: str = "",
    args: Mapping[str, str] = {},
    exit_code: int | None = None,
    run: int | None = None,
) -> bool:
    """False when it had ended already."""
    return bool(
        tx.run(
            "UPDATE job SET state = ?, message = ?, exit_code = ?, run = ?, finished_at = ?"
            " WHERE id = ? AND state = 'running'",
            (state, _message(message, args), exit_code, run, now, id),
        )
    )


def missed(
    tx: Transaction, code: str, subject: str, *, scheduled_at: int, message: str, args: Mapping[str, str], now: int, who: str
) -> int:
    """A row for a time at which it did not run. Its id."""
    return tx.insert(
        "INSERT INTO job (code, subject, state, message, created_at, scheduled_at, who) VALUES (?, ?, 'missed', ?, ?, ?, ?)",
        (code, subject, _message(message, args), now, scheduled_at, who),
    )


def running(db: Database) -> tuple[JobRow, ...]:
    return tuple(_job(row) for row in db.rows(f"SELECT {_COLUMNS} FROM job WHERE state = 'running' ORDER BY id"))


def last(db: Database, code: str, subject: str, *, state: JobState | None = None) -> JobRow | None:
    """The newest row of one job, of that state when one is named."""
    found = db.row(
        f"SELECT {_COLUMNS} FROM job WHERE code = ? AND subject = ? AND (? IS NULL OR state = ?) ORDER BY id DESC LIMIT 1",
        (code, subject, state, state),
    )
    return _job(found) if found else None


def known_until(db: Database, code: str, subject: str) -> int | None:
    """UTC ms up to which the times of one job are accounted for: run, missed, or passed while it was at work. What a person
    started stands for no time that was due."""
    return as_optional_int(
        db.value(
            "SELECT max(max(scheduled_at, coalesce(finished_at, 0))) FROM job"
            " WHERE code = ? AND subject = ? AND scheduled_at IS NOT NULL",
            (code, subject),
        )
    )


def count_missed(db: Database, code: str, subject: str, since: int) -> int:
    """Times missed after `since` (UTC ms); one row may stand for many."""
    return as_int(
        db.value(
            "SELECT sum(max(1, CAST(json_extract(message, '$.count') AS INTEGER))) FROM job WHERE code = ? AND subject = ?"
            " AND state = 'missed' AND scheduled_at > ? AND json_extract(message, '$.code') = 'job.missed'",
            (code, subject, since),
        )
    )


def latest(
    db: Database, *, limit: int, code: str = "", subject: str | None = None, states: Sequence[JobState] = STATES
) -> tuple[JobRow, ...]:
    """The newest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM job WHERE (:code = '' OR code = :code) AND (:subject IS NULL OR subject = :subject)"
        " AND state IN (SELECT value FROM json_each(:states)) ORDER BY id DESC LIMIT :limit",
        {"code": code, "subject": subject, "states": json.dumps(states), "limit": limit},
    )
    return tuple(_job(row) for row in rows)


def by_ids(db: Database, ids: Sequence[int]) -> dict[int, JobRow]:
    """Those that are gone are missing."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM job WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    return {one.id: one for one in map(_job, rows)}


def _message(code: str, args: Mapping[str, str]) -> str:
    return json.dumps({"code": code, **args}, ensure_ascii=False) if code else "{}"


def _job(row: Row) -> JobRow:
    message = _MESSAGE.decode(as_text(row[4]))
    return JobRow(
        id=as_int(row[0]),
        code=as_text(row[1]),
        subject=as_text(row[2]),
        state=next((state for state in STATES if state == row[3]), "died"),
        message=message.get("code", ""),
        args={name: value for name, value in message.items() if name != "code"},
        exit_code=as_optional_int(row[5]),
        run=as_optional_int(row[6]),
        created_at=as_int(row[7]),
        scheduled_at=as_optional_int(row[8]),
        executed_at=as_optional_int(row[9]),
        finished_at=as_optional_int(row[10]),
        pid=as_optional_int(row[11]),
        who=as_text(row[12]),
    )
