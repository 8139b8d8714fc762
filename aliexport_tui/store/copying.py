"""The file as a whole: copied while others work, looked through, brought back. By SQLite's own backup alone (DESIGN, "The
file"): a copy made by any other means may be torn."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import translated
from aliexport_tui.store.identity import APPLICATION_ID, SCHEMA_VERSION

Progress = Callable[[int, int], None]
"""Pages done, pages in all."""
_PAGES = 2_000
_BUSY_S = 60.0


class Facts(msgspec.Struct, frozen=True):
    """A file of ours that was looked through. `rows`: of each table; `last_at`: its newest event, UTC ms, 0 for none;
    `size` in bytes; `accounts`, `profiles`: their codes."""

    path: str
    version: int
    rows: dict[str, int]
    last_at: int
    size: int
    accounts: tuple[str, ...]
    profiles: tuple[str, ...]


def copy(path: Path, to: Path, progress: Progress = lambda done, total: None, *, at_rest: bool = False) -> Facts:
    """A copy of the file as it is at one moment, whoever writes to it meanwhile: complete, looked through, on the disk, and
    in its place at once or not at all; 0600. `at_rest`: nobody writes to the file. Raises FileTrouble."""
    fresh = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        _sweep(to.parent)
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with translated(path), closing(_read_only(path, at_rest=at_rest)) as source:
            source.execute("BEGIN")
            rows = _rows(source)  # the moment: what others write from now on is not seen here
            with translated(fresh), closing(_alone(fresh)) as target:
                source.backup(target, pages=_PAGES, progress=lambda _status, left, total: progress(total - left, total))
        _settle(fresh)
        facts = verified(fresh)
        if facts.rows != rows:
            raise FileTrouble("backup.incomplete", path=str(to))
        fresh.replace(to)
        _settle(to.parent)
        return msgspec.structs.replace(facts, path=str(to))
    except OSError as error:
        raise FileTrouble("backup.unwritable", path=str(to), reason=error.strerror or "") from error
    finally:
        _remove(fresh)


def verified(path: Path) -> Facts:
    """Is this a whole file of ours? Raises FileTrouble `file.unreadable`, `file.foreign`, `file.newer`, `file.damaged`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(path), reason=error.strerror or "") from error
    with translated(path), closing(_read_only(path)) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise FileTrouble("file.foreign", path=str(path))
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise FileTrouble("file.newer", path=str(path))
        if fault := _fault(db):
            raise FileTrouble("file.damaged", path=str(path), reason=fault)
        return Facts(
            path=str(path),
            version=version,
            rows=_rows(db),
            last_at=int(db.execute("SELECT coalesce(max(at), 0) FROM event").fetchone()[0]),
            size=size,
            accounts=tuple(code for (code,) in db.execute("SELECT code FROM account ORDER BY code")),
            profiles=tuple(code for (code,) in db.execute("SELECT code FROM profile ORDER BY code")),
        )


def bring_in(path: Path, backup: Path) -> None:
    """All of `backup` into the file at `path`, in one transaction: whoever has it open sees the one or the other. Raises
    FileTrouble; `file.busy` when others write for a minute."""
    end = time.monotonic() + _BUSY_S

    def patience(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise FileTrouble("file.busy", path=str(path))

    with translated(path), closing(_read_only(backup)) as source, closing(sqlite3.connect(path, timeout=0.1)) as target:
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target, pages=-1, progress=patience, sleep=0.1)
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sweep(folder: Path) -> None:
    """What copies that were killed have left behind: only what is ours, and whose maker lives no more."""
    for path in folder.glob(".*.part"):
        pid = path.name.split(".")[-2]
        if not pid.isdecimal() or _lives(int(pid)):
            continue
        with path.open("rb") as file:
            head = file.read(72)
        if not head.strip(b"\0") or head[68:72] == APPLICATION_ID.to_bytes(4, "big"):
            _remove(path)


def _remove(path: Path) -> None:
    for rest in (path, Path(f"{path}-journal")):
        rest.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _fault(db: sqlite3.Connection) -> str:
    found = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return found
    broken = db.execute("PRAGMA foreign_key_check").fetchone()
    return f"{broken[0]} → {broken[2]}" if broken else ""


def _rows(db: sqlite3.Connection) -> dict[str, int]:
    """Tables of ours; those behind the full-text search aside."""
    names = [
        str(name)
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE '%\\_search%' ESCAPE '\\' ORDER BY name"
        )
    ]
    return {name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def _read_only(path: Path, *, at_rest: bool = True) -> sqlite3.Connection:
    """A file at rest may lie where nothing can be written beside it."""
    if at_rest and not Path(f"{path}-wal").exists():
        return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
    db = sqlite3.connect(path)
    db.execute("PRAGMA query_only=ON")
    return db


def _alone(path: Path) -> sqlite3.Connection:
    """For a file that nobody else knows of yet, wherever it lies."""
    db = sqlite3.connect(f"file:{quote(str(path))}?nolock=1", uri=True)
    db.execute("PRAGMA synchronous=OFF")
    return db


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
