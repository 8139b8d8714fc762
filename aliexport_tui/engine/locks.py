"""OS locks on files that are never unlinked: taking over needs the lock and nothing else (DESIGN, invariant 5)."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from aliexport_tui.model.errors import FileTrouble


class Lock:
    """One lock file. The holder must not fork; the lock falls with the process, however it ends. The file's text tells
    who holds it, for display alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self, *, who: str, now: int) -> bool:
        """Take the lock if it is free; True when we hold it."""
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
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "who": who, "since": now}, file)
        file.flush()
        self._file = file
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
            self._file.close()
            self._file = None
