"""A backup: the file as it is at one moment, while everybody goes on working. Secrets are not in it, as they never are in
the file."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError, FileTrouble
from aliexport_tui.model.event import Event
from aliexport_tui.store import copying, events, settings
from aliexport_tui.store.copying import Facts, Progress
from aliexport_tui.store.database import Database
from aliexport_tui.store.identity import APPLICATION_ID

_KEY = "last_backup"


class LastBackup(msgspec.Struct, frozen=True):
    """`at` in UTC ms, 0: there never was one."""

    at: int = 0
    path: str = ""
    size: int = 0


def backup(
    workspace: Workspace, to: Path, *, keep: int = 0, progress: Progress = lambda done, total: None
) -> tuple[Facts, tuple[Path, ...]]:
    """Into the file, or into the folder under a name of its own; verified before it takes its place. `keep`: of those in the
    folder so many stay, the older ones go (second answer); 0: all.

    Raises ConfigError `backup.same_file`, `backup.foreign_there`, `backup.keep_needs_folder`,
    `backup.no_folder`; FileTrouble."""
    to = to.expanduser().absolute()
    if not workspace.file.exists():
        raise FileTrouble("file.unreadable", path=str(workspace.file), reason="")
    now = workspace.clock.now_ms()
    is_folder = to.is_dir()
    if keep and not is_folder:
        raise ConfigError("backup.keep_needs_folder" if to.exists() else "backup.no_folder", path=str(to))
    path = to / _name(workspace.file, now) if is_folder else to
    _refuse_foreign(workspace.file, path)
    with closing(workspace.open()) as db:
        facts = copying.copy(workspace.file, path, progress)
        _remember(db, facts, now)
    return facts, tuple(_forget_older(workspace.file, to, keep)) if keep else ()


def last_backup(db: Database) -> LastBackup:
    return settings.load(db, _KEY, LastBackup)


def _remember(db: Database, facts: Facts, now: int) -> None:
    with db.write() as tx:
        settings.save(tx, _KEY, LastBackup(now, facts.path, facts.size))
        events.add(tx, [Event(now, "file.backed_up", {"path": facts.path})])


def _name(file: Path, now: int) -> str:
    return f"{file.stem}-{datetime.fromtimestamp(now / 1000, UTC):%Y%m%d-%H%M%S}{file.suffix}"


def _refuse_foreign(file: Path, path: Path) -> None:
    """What is there already may be an older backup, and nothing else."""
    if not path.exists():
        return
    if path.samefile(file):
        raise ConfigError("backup.same_file", path=str(path))
    with path.open("rb") as there:
        head = there.read(100)
    if head and (not head.startswith(b"SQLite format 3\0") or head[68:72] != APPLICATION_ID.to_bytes(4, "big")):
        raise ConfigError("backup.foreign_there", path=str(path))


def _forget_older(file: Path, folder: Path, keep: int) -> list[Path]:
    """Only what bears the names that we give."""
    pattern = f"{file.stem}-{'[0-9]' * 8}-{'[0-9]' * 6}{file.suffix}"
    gone = sorted(folder.glob(pattern))[:-keep]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
