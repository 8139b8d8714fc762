"""What a timer starts: a job of one subject, or of all, recorded in the cron log from its beginning to its end."""

from collections.abc import Sequence

from aliexport_tui.engine import jobs
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.life import StopRequest
from aliexport_tui.engine.runs.working import Progress
from aliexport_tui.engine.scheduling import settings
from aliexport_tui.engine.scheduling.missed import note_missed
from aliexport_tui.engine.scheduling.times import last_due
from aliexport_tui.engine.scheduling.work import Ran, work
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import AliexportError, BusyError
from aliexport_tui.model.schedule import Job
from aliexport_tui.store import jobs as stored
from aliexport_tui.store.database import Database


def run_job(
    workspace: Workspace,
    job: Job,
    subject: str | None = None,
    *,
    due: bool = False,
    stop: StopRequest | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> tuple[Ran, ...]:
    """All of the job's subjects one after another, unless one is named. `due`: a timer started it. An error of one stands in
    its row and in what is returned, and holds up no other.

    Raises ConfigError `setting.damaged`, and where a person names a subject `profile.unknown`, `account.unknown`,
    `schedule.subject`; Stopped."""
    db = workspace.open()
    try:
        if subject is not None and not due:
            settings.refuse_unknown(db, job, subject)
        jobs.end_dead(workspace, db)
        chosen: Sequence[str] = settings.subjects(db, job) if subject is None else (subject,)
        return tuple(_one(workspace, db, job, one, due, stop or StopRequest(), progress) for one in chosen)
    finally:
        db.close()


def _one(
    workspace: Workspace, db: Database, job: Job, subject: str, due: bool, stop: StopRequest, progress: Progress
) -> Ran:
    began = workspace.clock.now_ms()
    scheduled_at = last_due(settings.load(db).timing(job, subject), began) if due else None
    lock = Lock(workspace.lock(f"job-{job}-{subject}"))
    if not lock.acquire(who=who(), now=began):
        holder = lock.holder()
        return _not_run(workspace, db, job, subject, scheduled_at, "job.at_work", {"pid": holder.get("pid", "")})
    try:
        if due:
            note_missed(workspace, db, (job, subject), before=scheduled_at)
        try:
            with jobs.lived(workspace, db, job, subject, scheduled_at) as life:
                try:
                    work(workspace, db, job, subject, life, stop, progress)
                except BusyError as error:
                    life.ends(int(error.exit_code), error.code, error.args_by_name, state="missed")
        except AliexportError:
            pass  # it stands in the row
        took = workspace.clock.now_ms() - began
        return Ran(job, subject, life.state, life.message, dict(life.args), life.exit_code, took)
    finally:
        lock.release()


def _not_run(
    workspace: Workspace, db: Database, job: Job, subject: str, scheduled_at: int | None, code: str, args: dict[str, str]
) -> Ran:
    """The last one is still at work: a timer's call is on record, a person is told."""
    if scheduled_at is not None:
        now = workspace.clock.now_ms()
        with db.write() as tx:
            stored.missed(tx, job, subject, scheduled_at=scheduled_at, message=code, args=args, now=now, who=who())
    return Ran(job, subject, "missed", code, args, int(BusyError.exit_code), 0)
