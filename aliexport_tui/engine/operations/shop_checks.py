"""The shop's own affairs as its file tells them: who works, when it last went well, how old things are."""

from collections.abc import Iterator

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.operations import debugging
from aliexport_tui.engine.operations.backup import last_backup
from aliexport_tui.engine.operations.finding import Finding
from aliexport_tui.engine.runs.dead import living
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.store import health, holds, unended
from aliexport_tui.store.database import Database

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_LONG_RUN = 24 * _HOUR
_OLD_SCHEMA = 30 * _DAY
_OLD_BACKUP = 7 * _DAY
_AHEAD = 60_000


def work(workspace: Workspace, db: Database) -> Iterator[Finding]:
    """Runs whose process is gone, and those that take long; who holds the accounts."""
    alive, now = living(workspace), workspace.clock.now_ms()
    at_work = 0
    for run in unended.every(db):
        told = {"run": str(run.id), "profile": run.profile, "action": run.action, "since": str(run.started_at)}
        if not alive.lives(run.id):
            if now - run.started_at > 60_000:
                yield Finding("work", "warn", "doctor.dead_run", told)
            continue
        at_work += 1
        if now - run.started_at > _LONG_RUN:
            yield Finding("work", "warn", "doctor.long_run", told)
    for name, holder in _held(workspace, now):
        yield Finding("work", "ok", "doctor.lock_held", {"lock": name, "pid": "", "who": "", **holder})
    yield Finding("work", "ok", "doctor.at_work", {"count": str(at_work)})


def _held(workspace: Workspace, now: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Whoever comes while we look takes us for one at work: for an instant."""
    for path in sorted(workspace.file.parent.glob(f"{workspace.file.name}.account-*.lock")):
        lock = Lock(path)
        holder = lock.holder()
        if lock.acquire(who=who(), now=now):
            lock.release()
        else:
            yield path.name, holder


def last_good_runs(workspace: Workspace, db: Database, max_age_s: int) -> Iterator[Finding]:
    """A run that ended with products blocked, held or waiting (codes 3, 4, 5) has done its work."""
    now = workspace.clock.now_ms()
    for one in health.last_good_runs(db):
        age = now - (one.since if one.at is None else one.at)
        told = {"profile": one.profile, "hours": str(age // _HOUR), "limit": str(max_age_s // 3600)}
        if age > max_age_s * 1000:
            yield Finding("run", "bad", "doctor.never_ran" if one.at is None else "doctor.run_old", told)
        else:
            yield Finding("run", "ok", "doctor.not_run_yet" if one.at is None else "doctor.run_good", told)


def sources(db: Database) -> Iterator[Finding]:
    for one in health.last_imports(db):
        if one.state == "failed":
            yield Finding("source", "warn", "doctor.import_failed", {"source": one.source})


def schemas(workspace: Workspace, db: Database) -> Iterator[Finding]:
    now = workspace.clock.now_ms()
    for one in health.schemas(db):
        if one.oldest is None:
            yield Finding("schema", "warn", "doctor.no_schema", {"account": one.account})
            continue
        told = {"account": one.account, "days": str((now - one.oldest) // _DAY)}
        is_old = now - one.oldest > _OLD_SCHEMA
        yield Finding("schema", "warn" if is_old else "ok", "doctor.old_schema" if is_old else "doctor.schema", told)


def held(db: Database) -> Iterator[Finding]:
    if count := len(holds.waiting(db, None, "")):
        yield Finding("held", "warn", "doctor.held", {"count": str(count)})


def orders(workspace: Workspace, db: Database, max_age_s: int) -> Iterator[Finding]:
    now = workspace.clock.now_ms()
    for account, at in health.orders_known(db):
        told = {"account": account, "hours": str((now - at) // _HOUR), "limit": str(max_age_s // 3600)}
        is_old = now - at > max_age_s * 1000
        yield Finding("orders", "bad" if is_old else "ok", "doctor.orders_old" if is_old else "doctor.orders_good", told)
    if failed := health.failed_hand_offs(db):
        yield Finding("orders", "warn", "doctor.hand_offs_failed", {"count": str(failed)})
    if overdue := health.overdue_orders(db, workspace.clock.now_ms()):
        yield Finding("orders", "warn", "doctor.orders_overdue", {"count": str(overdue)})


def backups(workspace: Workspace, db: Database) -> Iterator[Finding]:
    last = last_backup(db)
    if not last.at:
        yield Finding("backup", "warn", "doctor.no_backup")
        return
    age = workspace.clock.now_ms() - last.at
    told = {"days": str(age // _DAY), "path": last.path}
    yield Finding("backup", *(("warn", "doctor.old_backup") if age > _OLD_BACKUP else ("ok", "doctor.backup")), told)


def logs(workspace: Workspace, db: Database) -> Iterator[Finding]:
    until = debugging.until(db, workspace.clock.now_ms())
    if until is not None:
        yield Finding("logs", "warn", "doctor.debugging", {"since": str(until)})


def clock(workspace: Workspace, db: Database) -> Iterator[Finding]:
    """What was written down later than now tells of a clock that went back."""
    newest = health.newest_event(db)
    ahead = newest - workspace.clock.now_ms()
    if ahead > _AHEAD:
        yield Finding("clock", "bad", "doctor.clock_back", {"minutes": str(ahead // 60_000)})
