"""Times at which installed jobs should have run and did not."""

from aliexport_tui.engine.scheduling import settings
from aliexport_tui.engine.scheduling.times import dues
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.schedule import Entry, Installed
from aliexport_tui.store import jobs
from aliexport_tui.store.database import Database

GRACE_MS = 120_000
"""A machine that is busy starts a job a little late."""
LOOK_BACK_MS = 7 * 86_400_000
"""What was missed before is counted no more."""


def note_missed(workspace: Workspace, db: Database, only: tuple[str, str] | None = None, before: int | None = None) -> int:
    """A row in the cron log for the times at which installed jobs should have run and did not: one for each gap. `only`: job
    and subject; `before`: a time that is being made up for (UTC ms). Returns the number of times."""
    now = workspace.clock.now_ms()
    known = settings.installed(db)
    count = 0
    for entry in known.entries:
        if only is not None and only != (entry.job, entry.subject):
            continue
        found = [at for at in passed(db, entry, known, now) if before is None or at < before]
        if found:
            with db.write() as tx:
                args = {"count": str(len(found)), "since": str(found[0])}
                jobs.missed(
                    tx,
                    entry.job,
                    entry.subject,
                    scheduled_at=found[-1],
                    message="job.missed",
                    args=args,
                    now=now,
                    who=who(),
                )
            count += len(found)
    return count


def passed(db: Database, entry: Entry, known: Installed, now: int) -> list[int]:
    """Times that nothing in the cron log accounts for. While a job is at work its times pass."""
    last = jobs.last(db, entry.job, entry.subject)
    if last is not None and last.state == "running":
        return []
    since = max(known.at, jobs.known_until(db, entry.job, entry.subject) or 0, now - LOOK_BACK_MS)
    return list(dues(entry.timing, since, now - GRACE_MS))
