"""How long and how much of each log is kept; what is over goes once a day, or when asked; a log is emptied by a person."""

from contextlib import closing
from typing import Annotated

import msgspec

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, settings
from aliexport_tui.store import retention as store
from aliexport_tui.store.database import Database
from aliexport_tui.store.retention import LOGS, Extent, Log

_KEY = "retention"
_APPLIED = "retention_applied"
_DAY_MS = 86_400_000
_MB = 1 << 20

Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]
Megabytes = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """0: no limit."""

    days: Days = 0
    megabytes: Megabytes = 0


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: Limit = Limit(90, 200)
    exchanges: Limit = Limit(14, 500)
    jobs: Limit = Limit(90, 50)
    activity: Limit = Limit(365, 100)
    alerts: Limit = Limit(90, 50)
    imports: Limit = Limit(180, 50)

    def of(self, log: Log) -> Limit:
        limit: Limit = getattr(self, log)
        return limit


class _Applied(msgspec.Struct, frozen=True):
    at: int = 0


class Kept(msgspec.Struct, frozen=True):
    """A log as it is, and what is kept of it."""

    extent: Extent
    limit: Limit


def load(db: Database) -> Retention:
    return settings.load(db, _KEY, Retention)


def show(db: Database) -> tuple[Kept, ...]:
    """Every log, in the order of LOGS."""
    limits = load(db)
    return tuple(Kept(store.extent(db, log), limits.of(log)) for log in LOGS)


def change(workspace: Workspace, log: str, *, days: int | None = None, megabytes: int | None = None) -> Limit:
    """What is None stays as it is. Raises ConfigError `retention.log_unknown`, `retention.bad_value`."""
    name = known(log)
    with closing(workspace.open()) as db:
        before = load(db)
        old = before.of(name)
        wanted = {"days": old.days if days is None else days, "megabytes": old.megabytes if megabytes is None else megabytes}
        try:
            limit = msgspec.convert(wanted, Limit)
        except msgspec.ValidationError:
            raise ConfigError("retention.bad_value", days="3650", megabytes="1000000") from None
        after = msgspec.structs.replace(before, **{name: limit})
        now = workspace.clock.now_ms()
        with db.write() as tx:
            settings.save(tx, _KEY, after)
            told = {"log": name}
            note(db, "settings", "changed", name, "retention.changed", told, *difference(before, after), at=now, tx=tx)
    return limit


def apply(workspace: Workspace) -> dict[Log, int]:
    """Cut every log to its limits; rows that went."""
    with closing(workspace.open()) as db:
        return _apply(workspace, db)


def apply_daily(workspace: Workspace) -> dict[Log, int] | None:
    """The same when the last time is a day ago and nobody else is at it; None when it is not."""
    with closing(workspace.open()) as db:
        now = workspace.clock.now_ms()
        if 0 <= now - settings.load(db, _APPLIED, _Applied).at < _DAY_MS:
            return None
        lock = Lock(workspace.lock("housekeeping"))
        if not lock.acquire(who=who(), now=now):
            return None
        try:
            return _apply(workspace, db)
        finally:
            lock.release()


def truncate(workspace: Workspace, log: str) -> int:
    """Empty one log. The activity log begins anew with who emptied it. Raises ConfigError `retention.log_unknown`."""
    name = known(log)
    with closing(workspace.open()) as db:
        gone = store.truncate(db, name)
        args = {"log": name, "count": str(gone)}
        note(db, "log", "truncated", name, "log.truncated", args, at=workspace.clock.now_ms())
    return gone


def known(log: str) -> Log:
    for name in LOGS:
        if name == log:
            return name
    raise ConfigError("retention.log_unknown", log=log, known=", ".join(LOGS))


def _apply(workspace: Workspace, db: Database) -> dict[Log, int]:
    limits, now = load(db), workspace.clock.now_ms()
    gone: dict[Log, int] = {}
    for log in LOGS:
        limit = limits.of(log)
        before = now - limit.days * _DAY_MS if limit.days else None
        gone[log] = store.cut(db, log, before=before, size=limit.megabytes * _MB or None)
    with db.write() as tx:
        settings.save(tx, _APPLIED, _Applied(now))
        if total := sum(gone.values()):
            events.add(tx, [Event(now, "logs.cut", {"count": str(total)})])
    return gone
