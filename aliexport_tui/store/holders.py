"""Which processes have a file open: where the system tells (Linux), and of processes that we may look at."""

import os
from collections.abc import Iterator
from pathlib import Path


def others(path: Path) -> tuple[int, ...]:
    """Their pids, our own aside."""
    try:
        wanted = path.stat()
    except OSError:
        return ()
    own = os.getpid()
    return tuple(pid for pid in _processes() if pid != own and _has_open(pid, wanted))


def _processes() -> Iterator[int]:
    try:
        names = [path.name for path in Path("/proc").iterdir()]
    except OSError:
        return
    yield from (int(name) for name in names if name.isdecimal())


def _has_open(pid: int, wanted: os.stat_result) -> bool:
    try:
        handles = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
    for handle in handles:
        try:
            found = handle.stat()
        except OSError:
            continue
        if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
            return True
    return False
