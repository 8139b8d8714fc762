"""What is due, what ran, what was missed."""

import msgspec

from aliexport_tui.engine import jobs as life
from aliexport_tui.engine.scheduling import installing, settings
from aliexport_tui.engine.scheduling.times import dues, next_due
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.schedule import Entry, Installed
from aliexport_tui.store import jobs
from aliexport_tui.store.database import Database
from aliexport_tui.store.jobs import JobRow

GRACE_MS = 120_000
"""A machine that is busy starts a job a little late."""
_LOOK_BACK_MS = 7 * 86_400_000
"""What was missed before is counted no more."""


class EntryStatus(msgspec.Struct, frozen=True):
    """Times in UTC ms. `next_at`: None while nothing is installed for it. `missed`: times within the last week at which it
    should have run and did not."""

    entry: Entry
    installed: bool
    next_at: int | None
    last: JobRow | None
    last_done_at: int | None
    missed: int


class Status(msgspec.Struct, frozen=True):
    """`differs`: what is installed is not what it should be; `schedule install` mends it."""

    installed: Installed
    differs: bool
    entries: tuple[EntryStatus, ...]


def status(workspace: Workspace, db: Database) -> Status:
    """Notes what was missed, and jobs whose process died. Raises ConfigError `setting.damaged`."""
    life.end_dead(workspace, db)
    note_missed(workspace, db)
    return look(workspace, db)


def look(workspace: Workspace, db: Database) -> Status:
    """Without writing anything: for read-only consoles. Raises ConfigError `setting.damaged`."""
    now = workspace.clock.now_ms()
    known = settings.installed(db)
    wanted = settings.entries(db)
    every = tuple(_one(db, entry, entry in known.entries, known, now) for entry in wanted)
    return Status(known, installing.differs(workspace, db), every)


def note_missed(workspace: Workspace, db: Database, only: tuple[str, str] | None = None, before: int | None = None) -> int:
    """A row in the cron log for the times at which installed jobs should have run and did not: one for each gap. `only`: job
    and subject; `before`: a time that is being made up for (UTC ms). Returns the number of times."""
    now = workspace.clock.now_ms()
    known = settings.installed(db)
    count = 0
    for entry in known.entries:
        if only is not None and only != (entry.job, entry.subject):
            continue
        passed = [at for at in _passed(db, entry, known, now) if before is None or at < before]
        if passed:
            with db.write() as tx:
                args = {"count": str(len(passed)), "since": str(passed[0])}
                jobs.missed(
                    tx,
                    entry.job,
                    entry.subject,
                    scheduled_at=passed[-1],
                    message="job.missed",
                    args=args,
                    now=now,
                    who=who(),
                )
            count += len(passed)
    return count


def _one(db: Database, entry: Entry, installed: bool, known: Installed, now: int) -> EntryStatus:
    done = jobs.last(db, entry.job, entry.subject, state="done")
    missed = jobs.count_missed(db, entry.job, entry.subject, now - _LOOK_BACK_MS)
    return EntryStatus(
        entry=entry,
        installed=installed,
        next_at=next_due(entry.timing, now) if installed else None,
        last=jobs.last(db, entry.job, entry.subject),
        last_done_at=done.finished_at if done else None,
        missed=missed + (len(_passed(db, entry, known, now)) if installed else 0),
    )


def _passed(db: Database, entry: Entry, known: Installed, now: int) -> list[int]:
    """Times that nothing in the cron log accounts for. While a job is at work its times pass."""
    last = jobs.last(db, entry.job, entry.subject)
    if last is not None and last.state == "running":
        return []
    since = max(known.at, jobs.known_until(db, entry.job, entry.subject) or 0, now - _LOOK_BACK_MS)
    return list(dues(entry.timing, since, now - GRACE_MS))
