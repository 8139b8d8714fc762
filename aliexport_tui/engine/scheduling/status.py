"""What is due, what ran, what was missed."""

import msgspec

from aliexport_tui.engine import jobs as life
from aliexport_tui.engine.scheduling import installing, settings
from aliexport_tui.engine.scheduling.missed import LOOK_BACK_MS, note_missed, passed
from aliexport_tui.engine.scheduling.times import next_due
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.schedule import Entry, Installed
from aliexport_tui.store import jobs
from aliexport_tui.store.database import Database
from aliexport_tui.store.jobs import JobRow


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


def _one(db: Database, entry: Entry, installed: bool, known: Installed, now: int) -> EntryStatus:
    done = jobs.last(db, entry.job, entry.subject, state="done")
    missed = jobs.count_missed(db, entry.job, entry.subject, now - LOOK_BACK_MS)
    return EntryStatus(
        entry=entry,
        installed=installed,
        next_at=next_due(entry.timing, now) if installed else None,
        last=jobs.last(db, entry.job, entry.subject),
        last_done_at=done.finished_at if done else None,
        missed=missed + (len(passed(db, entry, known, now)) if installed else 0),
    )
