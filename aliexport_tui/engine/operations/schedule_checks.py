"""What runs by itself, and whether anybody would hear of trouble."""

from collections.abc import Iterator

from aliexport_tui.engine.alerting import settings as alerting
from aliexport_tui.engine.operations.finding import Finding
from aliexport_tui.engine.scheduling.status import look
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import digests
from aliexport_tui.store.database import Database

_TRIES = 3
"""A mail server that was away for a moment is no finding."""


def schedule(workspace: Workspace, db: Database) -> Iterator[Finding]:
    """Who runs everything by a crontab of their own has installed nothing: that is no fault."""
    found = look(workspace, db)
    if not found.installed.kind:
        yield Finding("schedule", "ok", "doctor.schedule_none")
        return
    if found.differs:
        yield Finding("schedule", "warn", "doctor.schedule_differs")
    fine = True
    for one in found.entries:
        told = {"job": one.entry.job, "subject": one.entry.subject}
        if one.last is not None and one.last.state in ("failed", "died"):
            fine = False
            yield Finding("schedule", "warn", "doctor.job_failed", {**one.last.args, **told, "problem": one.last.message})
        elif one.missed and (one.last is None or one.last.state == "missed"):
            fine = False
            yield Finding("schedule", "warn", "doctor.job_missed", {**told, "count": str(one.missed)})
    if fine:
        yield Finding("schedule", "ok", "doctor.schedule", {"kind": found.installed.kind, "count": str(len(found.entries))})


def alerts(db: Database) -> Iterator[Finding]:
    channels = alerting.load(db).channels
    if not channels:
        yield Finding("alerts", "ok", "doctor.alerts_none")
        return
    stuck = [one for name in channels if (one := digests.open_one(db, name)) is not None and one.tries >= _TRIES]
    for one in stuck:
        problem = {name: value for name, value in one.failure.items() if name != "code"}
        told = {"channel": one.channel, "count": str(one.alerts), "problem": one.failure.get("code", "")}
        yield Finding("alerts", "warn", "doctor.alerts_stuck", {**problem, **told})
    if not stuck:
        yield Finding("alerts", "ok", "doctor.alerts", {"channels": ", ".join(channels)})
