"""The life of a job: it lives as long as its process, and the cron log says how it ended."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from aliexport_tui.engine.locks import Living
from aliexport_tui.engine.runs.life import Stopped
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import AliexportError, ExitCode, FileTrouble
from aliexport_tui.store import alerts, jobs
from aliexport_tui.store.database import Database
from aliexport_tui.store.jobs import JobState

_STOPPED = "job.stopped"


class Life:
    """One job at work. `ends`: how it will stand in the log when the block is left without an error. `told`: whoever does
    the work raises its alerts."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.state: JobState = "done"
        self.message = ""
        self.args: Mapping[str, str] = {}
        self.exit_code = int(ExitCode.DONE)
        self.run: int | None = None
        self.told = False

    def ends(
        self,
        exit_code: int,
        message: str,
        args: Mapping[str, str],
        *,
        state: JobState = "done",
        run: int | None = None,
    ) -> None:
        self.state, self.message, self.args, self.exit_code, self.run = state, message, args, exit_code, run


def living(workspace: Workspace) -> Living:
    """The lock by which jobs are known to live."""
    return Living(workspace.lock("jobs"))


@contextmanager
def lived(workspace: Workspace, db: Database, code: str, subject: str, scheduled_at: int | None) -> Iterator[Life]:
    """While the block runs the job runs; however it is left, but for a death, its row says so. A failure that nobody else
    tells of is an alert."""
    now = workspace.clock.now_ms
    with db.write() as tx:
        life = Life(jobs.begin(tx, code, subject, scheduled_at=scheduled_at, now=now(), pid=os.getpid(), who=who()))
    alive = living(workspace)
    alive.hold(life.id)
    try:
        yield life
    except AliexportError as error:
        life.ends(int(error.exit_code), error.code, error.args_by_name, state="failed", run=life.run)
        raise
    except (Stopped, SystemExit, KeyboardInterrupt):
        life.ends(143, _STOPPED, {}, state="failed", run=life.run)
        raise
    except Exception:  # why: a fault of the program must not look like a job at work
        life.ends(int(ExitCode.INTERNAL), "run.internal", {}, state="failed", run=life.run)
        raise
    finally:
        with suppress(FileTrouble), db.write() as tx:
            jobs.end(
                tx,
                life.id,
                life.state,
                now(),
                message=life.message,
                args=life.args,
                exit_code=life.exit_code,
                run=life.run,
            )
            if life.state == "failed" and not life.told and life.message != _STOPPED:
                args = {**life.args, "job": code}
                alerts.raise_alert(tx, "job_failed", subject, args, now(), code=life.message)
        alive.let_go(life.id)


def end_dead(workspace: Workspace, db: Database) -> int:
    """Rows of jobs whose process died; how many. Anybody may call it at any time."""
    alive = living(workspace)
    dead = 0
    for one in jobs.running(db):
        if alive.lives(one.id):
            continue
        with db.write() as tx:
            now = workspace.clock.now_ms()
            if jobs.end(tx, one.id, "died", now, message="job.died", args={"pid": str(one.pid or "")}):
                alerts.raise_alert(tx, "job_failed", one.subject, {"job": one.code}, now, code="alert.died")
                dead += 1
    return dead
