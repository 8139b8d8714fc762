"""The mark beside the file: how far sending on one account has come. A file that knows less than a mark of its own was
restored from a backup.

It is written after the intent is committed and before the request leaves. So it never names a batch that the file does not
hold, whenever the process dies, and every request that has left is named by it. It is not synced to the disk: after a
power cut it may be some seconds old or unreadable, and unreadable counts as lost."""

import os
import time
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import Database

_WRITTEN_WITHIN_NS = 5_000_000_000
"""Between taking the time and putting the mark in its place."""


class Mark(msgspec.Struct, frozen=True):
    """`file`: identity of the database; `batch`: id of the last one that was committed to be sent, at `at` (UTC ms).
    `written`: when, by the machine's clock, in ns."""

    file: str
    batch: int
    at: int
    written: int


class MarkFile:
    """One account's mark; stands beside the database, readable by its owner alone."""

    def __init__(self, db: Database, account: int) -> None:
        self.path = Path(f"{db.path}.sent-{account}")

    def read(self) -> tuple[Mark, bool] | None:
        """The mark, and whether it was put there by its writer: a folder that is brought back whole brings its marks along,
        but no copy can pretend to have been made earlier (ctime). None when there is none, or nothing that can be read."""
        try:
            with self.path.open("rb") as file:
                mark = msgspec.json.decode(file.read(), type=Mark)
                return mark, os.fstat(file.fileno()).st_ctime_ns <= mark.written + _WRITTEN_WITHIN_NS
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, file: str, batch: int, at: int) -> None:
        """Replaced whole: a reader sees the old one or the new one. Raises FileTrouble."""
        fresh = Path(f"{self.path}.{os.getpid()}")
        try:
            handle = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            try:
                # why not the injected clock: the file system has none but the machine's
                os.write(handle, msgspec.json.encode(Mark(file, batch, at, time.time_ns())))
            finally:
                os.close(handle)
            fresh.replace(self.path)
        except OSError as error:
            raise FileTrouble("file.io", path=str(self.path), reason=error.strerror or "") from error
