"""The one way to the SQLite file: open, check, migrate; read in whole fetches; write in short transactions."""

import fcntl
import os
import sqlite3
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store import expert_filter
from aliexport_tui.store.identity import APPLICATION_ID, SCHEMA_VERSION

BUSY_MS = 60_000
"""So long a write waits for another process's: the one merge of a large import takes its time."""
BULK_ROWS = 500
"""Most rows of one transaction of a bulk."""
_GAP_S = 0.005
_LOOKS_EVERY = 200
"""Steps of SQLite between two looks at the clock: a row of the product grid takes some hundred."""
_TOGETHER = 25
"""Rows of one INSERT: each statement costs more than each row."""
_WAL_PAGES = 15_000
"""Pages of the log after which they are carried into the file: what is written again meanwhile is carried once."""
_BULK_CACHE = -32_000
"""KiB of pages kept in memory for a bulk."""

Cell = str | int | float | bytes | None
Row = tuple[Cell, ...]
Params = Sequence[Cell] | dict[str, Cell]

_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"}


class Database:
    """One connection to the file. `rows` never leaves a cursor open; `write` is the only way to change anything.

    Not for sharing between threads; every thread and process opens its own."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._committed = 0.0

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Open or create. Raises FileTrouble for damaged, foreign, newer, unreadable files and network file systems."""
        _refuse_network(path)
        is_new = _is_new(path)
        _make_private_folder(path)
        with translated(path):
            connection = _connect(path)
            try:
                if not is_new:
                    _check_ours(connection, path)
                version = int(connection.execute("PRAGMA user_version").fetchone()[0])
                if version > SCHEMA_VERSION:
                    raise FileTrouble("file.newer", path=str(path))
                if version < SCHEMA_VERSION:
                    _migrate(path)
                connection.executescript(
                    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;"
                    f"PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint={_WAL_PAGES};"
                )
            except BaseException:  # why: whatever it was, no open connection is left behind
                connection.close()
                raise
        expert_filter.register(connection, path)
        connection.create_function("folded", 1, fold, deterministic=True)
        return cls(path, connection)

    def close(self) -> None:
        self._connection.close()

    def hurry(self) -> None:
        """Commits of this connection no longer wait for the disk: a power cut may cost the last of them, a killed process
        none. For records that nobody's work hangs on."""
        self.execute("PRAGMA synchronous=NORMAL")

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows at once: no read cursor outlives a fetch. Bound large reads with LIMIT."""
        with translated(self.path):
            result: list[Row] = self._connection.execute(sql, params).fetchall()
            return result

    def row(self, sql: str, params: Params = ()) -> Row | None:
        with translated(self.path):
            result: Row | None = self._connection.execute(sql, params).fetchone()
            return result

    def value(self, sql: str, params: Params = ()) -> Cell:
        """First cell of the first row, None when there is none."""
        row = self.row(sql, params)
        return row[0] if row else None

    def ids(self, sql: str, params: Params = ()) -> "array[int]":
        """First column of all rows as 64-bit numbers, eight bytes each: orders of a million rows."""
        found = array("q")
        with translated(self.path):
            cursor = self._connection.execute(sql, params)
            while part := cursor.fetchmany(10_000):
                found.extend([row[0] for row in part])
        return found

    def interrupt(self) -> None:
        """Stop what another thread runs on this connection; it raises FileTrouble("file.interrupted")."""
        self._connection.interrupt()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is read in the block gives up with FileTrouble("file.interrupted") when it takes longer: for a loop that must
        not stand still while a disk is busy."""
        end = time.monotonic() + seconds
        self._connection.set_progress_handler(lambda: time.monotonic() > end, _LOOKS_EVERY)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, _LOOKS_EVERY)

    @contextmanager
    def write(self) -> Iterator["Transaction"]:
        """BEGIN IMMEDIATE … COMMIT; rolled back when the block raises. At most about 1,000 rows inside."""
        with translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._connection)
                self._connection.execute("COMMIT")
                self._committed = time.monotonic()
            except BaseException:  # why: whatever it was, nothing half-written is kept
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def in_portions(self, sql: str, params: Iterable[Sequence[Cell]]) -> None:
        """One statement for each set of parameters, however many there are: in short transactions with gaps. An INSERT with
        {rows} takes many of them (`Transaction.put`)."""
        coming = iter(params)
        while portion := list(islice(coming, BULK_ROWS)):
            self.make_way()
            with self.write() as tx:
                (tx.put if "{rows}" in sql else tx.many)(sql, portion)

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """More pages in memory: for a bulk that writes all over the file."""
        before = as_int(self.value("PRAGMA cache_size"))
        self.execute(f"PRAGMA cache_size={_BULK_CACHE}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA cache_size={before}")

    def make_way(self) -> None:
        """A gap between two transactions of one bulk: SQLite's lock is not fair, and who waits for it looks only now and
        then (DESIGN, "The file"). What was done since the last one counts."""
        time.sleep(max(0.0, self._committed + _GAP_S - time.monotonic()))

    def data_version(self) -> int:
        """Changes when another connection has committed (PRAGMA data_version)."""
        return as_int(self.value("PRAGMA data_version"))

    @contextmanager
    def attached(self, other: Path, name: str) -> Iterator[None]:
        """Attach a temporary file of ours for one merge."""
        with translated(self.path):
            self._connection.execute(f"ATTACH DATABASE ? AS {name}", (str(other),))
        try:
            yield
        finally:
            self._connection.execute(f"DETACH DATABASE {name}")

    def execute(self, sql: str, params: Params = ()) -> None:
        """For TEMP tables of this connection only; the file itself changes through `write`."""
        with translated(self.path):
            self._connection.execute(sql, params)


class Transaction:
    """What may be done inside `Database.write`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, params: Params = ()) -> int:
        """Rows touched."""
        return self._connection.execute(sql, params).rowcount

    def insert(self, sql: str, params: Params = ()) -> int:
        """The new row's id."""
        return self._connection.execute(sql, params).lastrowid or 0

    def many(self, sql: str, params: Sequence[Sequence[Cell]]) -> None:
        self._connection.executemany(sql, params)

    def put(self, sql: str, rows: Sequence[Sequence[Cell]]) -> None:
        """Many rows by few statements. `sql`: INSERT … VALUES {rows} …"""
        for start in range(0, len(rows), _TOGETHER):
            part = rows[start : start + _TOGETHER]
            places = f"({', '.join('?' * len(part[0]))})"
            self._connection.execute(sql.replace("{rows}", ", ".join([places] * len(part))), list(chain(*part)))

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        result: list[Row] = self._connection.execute(sql, params).fetchall()
        return result

    def value(self, sql: str, params: Params = ()) -> Cell:
        row = self._connection.execute(sql, params).fetchone()
        return row[0] if row else None


def as_int(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def as_optional_int(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def as_text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""


def as_bytes(cell: Cell) -> bytes:
    return cell if isinstance(cell, bytes) else b""


def fold(text: str) -> str:
    """Case-folded text for search and order; ё sorts and matches as е."""
    return text.casefold().replace("ё", "е")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False)
    connection.execute("PRAGMA journal_mode")
    return connection


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    found = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if found == APPLICATION_ID:
        return
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if tables:
        raise FileTrouble("file.foreign", path=str(path))


def _migrate(path: Path) -> None:
    """Under an OS lock of its own: two processes that migrate at once fail otherwise (DESIGN, "The file")."""
    with Path(f"{path}.migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        from aliexport_tui.store.migrations import migrate

        migrate(path)
    path.chmod(0o600)


def _is_new(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(path), reason=error.strerror or "") from error


def _make_private_folder(path: Path) -> None:
    folder = path.parent
    if folder.exists():
        return
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error


def _refuse_network(path: Path) -> None:
    """SQLite's locks can't be trusted over a network file system."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return
    best = ("", "")
    where = str(path.parent.resolve())
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, mount, kind, *_ = line.split(" ")
        if (where == mount or where.startswith(mount.rstrip("/") + "/")) and len(mount) > len(best[0]):
            best = (mount, kind)
    if best[1] in _NETWORK_FILE_SYSTEMS:
        raise FileTrouble("file.network", path=str(path), kind=best[1])


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors in our words."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        name = {
            sqlite3.SQLITE_NOTADB: "file.damaged",
            sqlite3.SQLITE_CORRUPT: "file.damaged",
            sqlite3.SQLITE_FULL: "file.full",
            sqlite3.SQLITE_IOERR: "file.full" if _little_room(path) else "file.io",
            sqlite3.SQLITE_READONLY: "file.readonly",
            sqlite3.SQLITE_CANTOPEN: "file.unreadable",
            sqlite3.SQLITE_PERM: "file.unreadable",
            sqlite3.SQLITE_BUSY: "file.busy",
            sqlite3.SQLITE_LOCKED: "file.busy",
            sqlite3.SQLITE_INTERRUPT: "file.interrupted",
        }.get(code)
        if name is None and (fault := expert_filter.fault()) is not None:
            raise fault from error
        if name is None:
            raise
        raise FileTrouble(name, path=str(path), reason=str(error)) from error


def _little_room(path: Path) -> bool:
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < 1 << 20
