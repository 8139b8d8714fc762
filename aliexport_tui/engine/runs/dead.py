"""Runs whose runner died: found by the lock that fell with it, ended in the file by whoever comes next, told in the log.

What they had sent is settled by the account's worker (`Worker.recover`); what they had not sent stays in the outbox and
goes out from there, still checked against what is wanted then, unless a new run of the same action plans it anew."""

from aliexport_tui.engine.alerting import raising
from aliexport_tui.engine.locks import Living
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.event import Event
from aliexport_tui.store import building, deaths, events, links, unended
from aliexport_tui.store.database import Database

_COMES_UP_MS = 60_000
"""A runner that was launched holds its lock within this time."""


def living(workspace: Workspace) -> Living:
    """The lock by which runs are known to live."""
    return Living(workspace.lock("runs"))


def end_dead(workspace: Workspace, db: Database) -> int:
    """End the rows of all dead runs of the file; returns how many. Anybody may call it at any time: a living run is never
    touched, and each dead one is told once."""
    alive = living(workspace)
    dead = 0
    for run in unended.every(db):
        now = workspace.clock.now_ms()
        if (run.pid is None and now - run.started_at < _COMES_UP_MS) or alive.lives(run.id):
            continue
        with db.write() as tx:
            if not unended.close(tx, run.id, now):
                continue
            told = {
                "action": run.action,
                "pid": str(run.pid or ""),
                "who": run.who,
                "since": str(run.heartbeat_at),
                "unsent": str(unended.unsent(tx, run.id) or ""),
            }
            args = {name: text for name, text in told.items() if text}
            events.add(tx, [Event(at=now, code="run.died", args=args, level="error", run=run.id, profile=run.profile)])
            raising.run_failed(tx, run.profile, run.action, run.id, "alert.died", {}, now)
        dead += 1
    _count_deaths(workspace, db, alive)
    return dead


def _count_deaths(workspace: Workspace, db: Database, alive: Living) -> None:
    """Of what dead planners had in hand; three over the same product park it."""
    for run in building.marked(db):
        if alive.lives(run):
            continue
        with db.write() as tx:
            listing, count = building.died(tx, run)
            if count >= deaths.PARKED_AT:
                key, name = links.named(db, listing)
                told = {"name": name, "key": key, "deaths": str(count)}
                at = workspace.clock.now_ms()
                events.add(tx, [Event(at=at, code="listing.parked", args=told, level="error", run=run, listing=listing)])
