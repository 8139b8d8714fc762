"""One time for several processes: it moves only when all of them sleep, and then at once to the next one to wake.

The parent makes it, gives each process a seat, and empties the seat of one that is dead or stopped:

    clock = CommonClock.make(folder / "clock")        # seat 0, the parent's own: awake it holds nobody up
    sandbox = Sandbox(now=clock.true_ms)
    clock.seat(1)                                     # then start a process that works by CommonClock(path, seat=1)
    clock.vacate(1)                                   # after its end, or while SIGSTOP holds it
    clock.jump(-3600)                                 # somebody sets the machine's clock; the sandbox's is its own
"""

import fcntl
import mmap
import time
from pathlib import Path

from aliexport_tui.model.clock import SystemClock

SEATS = 8
_TRUE, _SET, _FIRST = 0, 1, 2
"""Cells of the file: the time that passes, by how much the machine's clock was set, then when each seat wants to wake."""
_FREE, _AWAKE = 0, -1
_START_MS = 1_790_000_000_000
_LOOK_S = 0.0003


class CommonClock:
    """A `model.clock.Clock` over a mapped file."""

    def __init__(self, path: Path, seat: int = 0) -> None:
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), 8 * (SEATS + _FIRST))
        self._cells = memoryview(self._map).cast("q")
        self._mine = _FIRST + seat
        self._rest = _AWAKE if seat else _FREE
        self._wall = SystemClock(lambda: self._cells[_TRUE] + self._cells[_SET])

    @classmethod
    def make(cls, path: Path) -> "CommonClock":
        """A new one; it always starts at the same moment."""
        path.write_bytes(_START_MS.to_bytes(8, "little") + bytes(8 * (SEATS + 1)))
        return cls(path)

    def close(self) -> None:
        """Nobody asks it for the time any more."""
        self._cells.release()
        self._map.close()
        self._file.close()

    def true_ms(self) -> int:
        """The time that nobody sets."""
        return self._cells[_TRUE]

    def now_ms(self) -> int:
        return self._wall.now_ms()

    def sleep(self, seconds: float) -> None:
        """Returns when the common time has come so far."""
        cells = self._cells
        wake = cells[_TRUE] + max(1, round(seconds * 1000))
        while True:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            cells[self._mine] = wake
            taken = [cell for cell in cells[_FIRST:] if cell != _FREE]
            if _AWAKE not in taken:
                cells[_TRUE] = max(cells[_TRUE], min(taken))
            due = cells[_TRUE] >= wake
            if due:
                cells[self._mine] = self._rest
            fcntl.flock(self._file, fcntl.LOCK_UN)
            if due:
                return
            time.sleep(_LOOK_S)

    def seat(self, seat: int) -> None:
        """Before its process starts: the time waits for it."""
        self._cells[_FIRST + seat] = _AWAKE

    def vacate(self, seat: int) -> None:
        """The time no longer waits for this one."""
        self._cells[_FIRST + seat] = _FREE

    def jump(self, seconds: float) -> None:
        """The machine's clock is set ahead, or back."""
        self._cells[_SET] += round(seconds * 1000)
