"""OS locks on files that are never unlinked: taking over needs the lock and nothing else (DESIGN, invariant 5)."""

import contextlib
import fcntl
import json
import os
import struct
import weakref
from pathlib import Path
from typing import IO

from aliexport_tui.model.errors import FileTrouble


class Lock:
    """One lock file. The lock falls with the process, however it ends; a fork of the holder does not keep it. The file's
    text tells who holds it, for display alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None
        _locks.add(self)

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self, *, who: str, now: int) -> bool:
        """Take the lock if it is free; True when we hold it. Raises FileTrouble when its file cannot be opened."""
        if self._file is not None:
            return True
        try:
            file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise FileTrouble("file.unreadable", path=str(self.path), reason=error.strerror or "") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        with contextlib.suppress(OSError):  # a full disk: the lock is ours, only our name is not told
            file.seek(0)
            file.truncate()
            json.dump({"pid": os.getpid(), "who": who, "since": now}, file)
            file.flush()
        return True

    def holder(self) -> dict[str, str]:
        """pid, who and since (UTC ms) of the holder as it wrote them; empty when unreadable."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}

    def release(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disk did not take is tried again here
                self._file.close()
            self._file = None


class Living:
    """Which runs live: each holds the byte of its number in one file, for as long as its process lives. A number that
    nobody holds belongs to a run that has ended or died; no pid that was given away again can pretend otherwise."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def hold(self, run: int) -> None:
        """This process works on the run. Raises FileTrouble when the file cannot be opened."""
        table = _tables.get(self._path) or _Table(self._path)
        _tables[self._path] = table
        table.held.add(run)
        fcntl.lockf(table.file, fcntl.LOCK_EX, 1, run)

    def let_go(self, run: int) -> None:
        """The run has ended."""
        table = _tables.get(self._path)
        if table is None:
            return
        table.held.discard(run)
        fcntl.lockf(table.file, fcntl.LOCK_UN, 1, run)
        if not table.held:
            del _tables[self._path]
            table.file.close()

    def lives(self, run: int) -> bool:
        """Does any process work on the run?"""
        table = _tables.get(self._path) or _Table(self._path)
        if run in table.held:
            return True
        try:
            # Shared, so that two who ask at once don't take each other for the run.
            fcntl.lockf(table.file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, run)
            fcntl.lockf(table.file, fcntl.LOCK_UN, 1, run)
        except OSError:
            return True
        finally:
            if not table.held:
                table.file.close()
        return False

    def holder(self, run: int) -> int | None:
        """The process that works on the run; None for nobody, and where the system does not tell."""
        table = _tables.get(self._path) or _Table(self._path)
        if run in table.held:
            return os.getpid()
        try:
            asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, run, 1, 0)
            kind, _whence, _start, _length, pid = struct.unpack(_FLOCK, fcntl.fcntl(table.file, fcntl.F_GETLK, asked))
        except (OSError, struct.error):
            return None
        finally:
            if not table.held:
                table.file.close()
        return pid if kind != fcntl.F_UNLCK and pid > 0 else None


_FLOCK = "@hhqqi4x"
"""struct flock of Linux (fcntl(2)): type, whence, start, length, pid."""


class _Table:
    """The open file of the living. A process must not close it while it holds any byte: that would free them all."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = path.open("a+b")
        except OSError as error:
            raise FileTrouble("file.unreadable", path=str(path), reason=error.strerror or "") from error
        self.held: set[int] = set()


_locks: "weakref.WeakSet[Lock]" = weakref.WeakSet()
_tables: dict[Path, _Table] = {}


def _forget_in_child() -> None:
    """A fork shares its parent's flocks: closing them here leaves the parent's alone. Bytes are not inherited."""
    for lock in _locks:
        lock.release()
    for table in _tables.values():
        table.file.close()
    _tables.clear()


os.register_at_fork(after_in_child=_forget_in_child)
