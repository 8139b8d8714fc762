"""A backup is brought back: looked through first, nobody at work meanwhile, what was there is kept beside. Afterwards the
file knows less than has left: nothing is created before all cards were read anew (`engine.reconciling.restored`), and what
was to be told of orders is settled by looking before it is sent."""

from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aliexport_tui.engine.activity import note
from aliexport_tui.engine.operations.standstill import standstill
from aliexport_tui.engine.reconciling import restored
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import BusyError, ConfigError, FileTrouble
from aliexport_tui.store import copying, holders, restoring
from aliexport_tui.store.copying import Facts
from aliexport_tui.store.database import Database

_COMPANIONS = ("", "-wal", "-shm")


class Restored(msgspec.Struct, frozen=True):
    """`kept`: where the file that was replaced lies now, "" when there was none; `was_damaged`: it was moved there as it
    was. `lost`: more has been sent than the backup knows, so that creates wait for the account's horizon."""

    facts: Facts
    kept: str
    was_damaged: bool
    lost: bool


def restore(workspace: Workspace, backup: Path) -> Restored:
    """Raises FileTrouble when the backup is none or is damaged; ConfigError `restore.same_file`; BusyError
    `file.at_work`, naming who; `restore.open_elsewhere` when a file that must be moved away is open in other
    processes."""
    backup = backup.expanduser().absolute()
    file = workspace.file
    if file.exists() and backup.exists() and backup.samefile(file):
        raise ConfigError("restore.same_file", path=str(backup))
    facts = copying.verified(backup)
    now = workspace.clock.now_ms()
    beside = file.with_name(f"{file.name}.replaced-{datetime.fromtimestamp(now / 1000, UTC):%Y%m%d-%H%M%S}")
    present = _present(workspace)
    file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    try:
        with standstill(workspace, present, accounts=facts.accounts, profiles_too=facts.profiles):
            if present is not None:
                copying.copy(file, beside)
                copying.bring_in(file, backup)
                kept = True
            else:
                kept = _moved_aside(file, beside)
                copying.copy(backup, file, at_rest=True)
            lost = _mark(workspace, facts, str(backup))
    finally:
        if present is not None:
            present.close()
    return Restored(facts, str(beside) if kept else "", kept and present is None, lost)


def _present(workspace: Workspace) -> Database | None:
    """The file that is there, when it can be opened."""
    if not workspace.file.exists() or workspace.file.stat().st_size == 0:
        return None
    try:
        return workspace.open()
    except FileTrouble as error:
        if error.code in ("file.damaged", "file.newer"):
            return None
        raise


def _moved_aside(file: Path, beside: Path) -> bool:
    if not file.exists():
        return False
    if pids := holders.others(file):
        raise BusyError("restore.open_elsewhere", path=str(file), pids=", ".join(map(str, pids)))
    for end in _COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{file}{end}").rename(f"{beside}{end}")
    return True


def _mark(workspace: Workspace, facts: Facts, backup: str) -> bool:
    """What the engine has to know before anybody works again."""
    with closing(workspace.open()) as db:
        now = workspace.clock.now_ms()
        lost = restored.notice(db, now)
        with db.write() as tx:
            for account in restoring.accounts(db):
                restoring.forget_scan(tx, account)
            restoring.doubt_what_is_told_of_orders(tx, now)
            note(db, "file", "restored", backup, "file.brought_back", {"path": backup}, at=now, tx=tx)
    return lost
