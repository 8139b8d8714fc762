"""Asking a run to stop: its runner ends at a safe point, or at once when it is asked again (`cli.stopping`)."""

import contextlib
import os
import signal

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.runs.dead import end_dead, living
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, runs


def ask_to_stop(workspace: Workspace, run: int) -> None:
    """SIGTERM to the process that holds the run's lock: no pid that was given away again can be meant. What was sent is
    followed by whoever works next on the account; what was not sent waits for the next run.

    Raises ConfigError: `run.unknown`, `run.over`, `run.died` (its row is ended now), `run.coming_up`, `run.not_ours`."""
    db = workspace.open()
    try:
        row = runs.get(db, run)
        if row is None:
            raise ConfigError("run.unknown", run=str(run))
        if row.state == "ended":
            raise ConfigError("run.over", run=str(run))
        alive = living(workspace)
        if not alive.lives(run):
            end_dead(workspace, db)
            now = runs.get(db, run)
            raise ConfigError("run.died" if now is None or now.state == "ended" else "run.coming_up", run=str(run))
        pid = alive.holder(run)
        if pid is None or pid == os.getpid():
            raise ConfigError("run.not_ours", run=str(run))
        with db.write() as tx:
            told = {"action": row.action, "who": who()}
            asked = Event(workspace.clock.now_ms(), "run.stop_asked", told, run=run, profile=row.profile_code)
            events.add(tx, [asked])
            note(db, "run", "stopped", str(run), asked.code, told, at=asked.at, tx=tx)
        with contextlib.suppress(ProcessLookupError):  # it has ended this very moment
            _signal(pid, run)
    finally:
        db.close()


def _signal(pid: int, run: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except PermissionError:
        raise ConfigError("run.not_ours", run=str(run)) from None
