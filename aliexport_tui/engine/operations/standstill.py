"""Nobody is at work on the file, and nobody begins: for what needs the file alone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from aliexport_tui.engine import chores as chore_work
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.dead import living
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import ACTIONS
from aliexport_tui.model.errors import BusyError
from aliexport_tui.store import accounts as stored_accounts
from aliexport_tui.store import chores, profiles, unended
from aliexport_tui.store.database import Database

_NOT_OURS_TO_HOLD = (".migrate.lock", ".secrets.toml.lock", ".log.lock")
"""Opening the file, keeping a secret, handing the log over: these wait, or are done in a moment."""


@contextmanager
def standstill(
    workspace: Workspace, db: Database | None, *, accounts: Iterable[str] = (), profiles_too: Iterable[str] = ()
) -> Iterator[None]:
    """Holds every lock that work on this file takes, of what is in the file (`db`) and of the accounts and profiles that
    are named besides. Raises BusyError `file.at_work`, naming who."""
    codes, owners = set(profiles_too), set(accounts)
    if db is not None:
        codes |= {one.profile.code for one in profiles.every(db)}
        owners |= {one.code for one in stored_accounts.every(db)}
    paths = {workspace.lock(f"account-{code}") for code in owners}
    paths |= {workspace.lock(f"{code}.{action}") for code in codes for action in ACTIONS}
    there = workspace.file.parent.glob(f"{workspace.file.name}.*.lock")
    paths |= {path for path in there if not path.name.endswith(_NOT_OURS_TO_HOLD)}
    held: list[Lock] = []
    try:
        for path in sorted(paths):
            lock = Lock(path)
            if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
                raise BusyError("file.at_work", None, **{"pid": "", "who": "", **lock.holder(), "lock": path.name})
            held.append(lock)
        if db is not None:
            _refuse_the_living(workspace, db)
        yield
    finally:
        for lock in held:
            lock.release()


def _refuse_the_living(workspace: Workspace, db: Database) -> None:
    alive = living(workspace)
    for run in unended.every(db):
        if alive.lives(run.id):
            raise BusyError("file.at_work", pid=str(run.pid or ""), who=run.who, lock=f"run {run.id}")
    for chore in chores.newest(db):
        if chore_work.lives(workspace, chore):
            raise BusyError("file.at_work", pid="", who="", lock=f"{chore.kind} {chore.code}")
