"""Runs: one application of a plan each, with who started it, how far it is and how it ended."""

import json
from typing import Literal

import msgspec

from aliexport_tui.model.change import ACTION_KINDS, ACTIONS, Action
from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_optional_int, as_text

Mode = Literal["by_hand", "headless"]
RunState = Literal["starting", "planning", "sending", "verifying", "ended"]


class Run(msgspec.Struct, frozen=True):
    """One row of `run`. Times in UTC ms. `dry_run`: it ended as one that sends nothing; `forecast_at`: when its last
    change should have left, None before the first forecast; `failure`: code of the error that ended it, `run.died` of one
    whose runner was killed, with its args."""

    id: int
    profile: int | None
    profile_code: str
    action: Action
    mode: Mode
    selection: int | None
    verify_s: int
    state: RunState
    plan: int | None
    pid: int | None
    who: str
    started_at: int
    heartbeat_at: int
    ended_at: int | None
    exit_code: int | None
    summary: str
    dry_run: bool = False
    forecast_at: int | None = None
    failure: str = ""
    failure_args: dict[str, str] = {}


DRY_RUN = "CASE WHEN json_valid(summary) THEN coalesce(json_extract(summary, '$.dry_run'), 0) ELSE 0 END"

_COLUMNS = (
    "id, profile, action, mode, selection, verify_s, state, plan, pid, who, started_at, heartbeat_at, ended_at,"
    f" exit_code, coalesce(summary, ''), {DRY_RUN}, profile_code, forecast_at, coalesce(error, '')"
)


def start(
    db: Database,
    *,
    profile: int,
    action: Action,
    mode: Mode,
    selection: int | None,
    verify_s: int,
    who: str,
    now: int,
    plan: int | None = None,
    pid: int | None = None,
) -> int:
    """Commit the run's row before its process starts (DESIGN, "Runners"). `pid`: of a process that has started already."""
    with db.write() as tx:
        return tx.insert(
            "INSERT INTO run (profile, profile_code, action, mode, selection, plan, verify_s, state, pid, who, started_at,"
            " heartbeat_at) VALUES (?, (SELECT code FROM profile WHERE id = ?), ?, ?, ?, ?, ?, 'starting', ?, ?, ?, ?)",
            (profile, profile, action, mode, selection, plan, verify_s, pid, who, now, now),
        )


def get(db: Database, run: int) -> Run | None:
    row = db.row(f"SELECT {_COLUMNS} FROM run WHERE id = ?", (run,))
    return _run(row) if row else None


def latest(db: Database, *, limit: int = 50, profile: int | None = None) -> tuple[Run, ...]:
    """Newest first."""
    where = "" if profile is None else "WHERE profile = :profile"
    rows = db.rows(f"SELECT {_COLUMNS} FROM run {where} ORDER BY id DESC LIMIT :limit", {"profile": profile, "limit": limit})
    return tuple(_run(row) for row in rows)


def step(db: Database, run: int, state: RunState, now: int, *, pid: int | None = None, plan: int | None = None) -> None:
    with db.write() as tx:
        tx.run(
            "UPDATE run SET state = ?, heartbeat_at = ?, pid = coalesce(?, pid), plan = coalesce(?, plan) WHERE id = ?",
            (state, now, pid, plan, run),
        )


def set_account(db: Database, run: int, account: int) -> None:
    with db.write() as tx:
        tx.run("UPDATE run SET account = ? WHERE id = ?", (account, run))


def beat(db: Database, run: int, now: int) -> None:
    """For display only: no decision hangs on a heartbeat."""
    with db.write() as tx:
        tx.run("UPDATE run SET heartbeat_at = ? WHERE id = ?", (now, run))


def foresee(db: Database, run: int, at: int) -> None:
    """UTC ms at which the run's last change should have left."""
    with db.write() as tx:
        tx.run("UPDATE run SET forecast_at = ? WHERE id = ?", (at, run))


def end(db: Database, run: int, exit_code: int, now: int, *, summary: str = "") -> None:
    with db.write() as tx:
        close(tx, run, exit_code, now, summary=summary)


def close(tx: Transaction, run: int, exit_code: int, now: int, *, summary: str = "", error: str | None = None) -> None:
    """End the run's row. `error`: JSON of code and args."""
    tx.run(
        "UPDATE run SET state = 'ended', ended_at = ?, exit_code = ?, summary = ?, error = ? WHERE id = ?",
        (now, exit_code, summary, error, run),
    )


def take_over(db: Database, run: int, profile: int, action: Action, now: int) -> None:
    """Adopt what ended runs of this profile and action have in the air, and drop what they left unsent: this run plans it
    anew, or those of its selection. The caller holds the lock of profile and action, so nobody else can be at it."""
    with db.write() as tx:
        tx.run(
            "UPDATE change SET state = 'dropped', settled_at = ? WHERE state = 'ready'"
            " AND kind IN (SELECT value FROM json_each(?))"
            " AND run IN (SELECT id FROM run WHERE profile = ? AND id <> ? AND state = 'ended')"
            " AND ((SELECT selection FROM run WHERE id = ?) IS NULL OR listing IN (SELECT l.id FROM listing l"
            " JOIN selection_item s ON s.product = l.product JOIN run ON run.selection = s.selection WHERE run.id = ?))",
            (now, json.dumps(ACTION_KINDS[action]), profile, run, run, run),
        )
        # What earlier runs of this profile and action left in the air is this run's to see through.
        tx.run(
            "UPDATE change SET run = ? WHERE state IN ('sending', 'unknown')"
            " AND EXISTS (SELECT 1 FROM item WHERE item.change = change.id AND item.state = 'open')"
            " AND run IN (SELECT id FROM run WHERE profile = ? AND action = ? AND id <> ?)",
            (run, profile, action, run),
        )


def _run(row: Row) -> Run:
    failure = json.loads(as_text(row[18]) or "{}")
    return Run(
        id=as_int(row[0]),
        profile=as_optional_int(row[1]),
        profile_code=as_text(row[16]),
        action=_action(row[2]),
        mode="headless" if row[3] == "headless" else "by_hand",
        selection=as_optional_int(row[4]),
        verify_s=as_int(row[5]),
        state=_state(row[6]),
        plan=as_optional_int(row[7]),
        pid=as_optional_int(row[8]),
        who=as_text(row[9]),
        started_at=as_int(row[10]),
        heartbeat_at=as_int(row[11]),
        ended_at=as_optional_int(row[12]),
        exit_code=as_optional_int(row[13]),
        summary=as_text(row[14]),
        dry_run=bool(row[15]),
        forecast_at=as_optional_int(row[17]),
        failure=failure.get("code", ""),
        failure_args=failure.get("args", {}),
    )


def _action(cell: Cell) -> Action:
    return next(action for action in ACTIONS if action == cell)


def _state(cell: Cell) -> RunState:
    word: RunState = msgspec.convert(cell, RunState)
    return word
