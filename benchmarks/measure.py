"""What a piece of work costs: seconds by the wall, seconds of processor, highest memory."""

import resource
import time
from pathlib import Path

import msgspec


class Cost(msgspec.Struct, frozen=True):
    """`processor`: seconds of this process; `helpers`: of its child processes that have ended."""

    wall: float
    processor: float
    helpers: float


class Stopwatch:
    def __init__(self) -> None:
        self._began = self._now()

    def cost(self) -> Cost:
        """Since the watch was made."""
        return Cost(*(now - then for now, then in zip(self._now(), self._began, strict=True)))

    @staticmethod
    def _now() -> tuple[float, float, float]:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter(), time.process_time(), children.ru_utime + children.ru_stime


def peak_mb() -> float:
    """Highest resident memory of this process so far. From VmHWM: `ru_maxrss` begins with that of the parent."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def helpers_peak_mb() -> float:
    """Highest resident memory of the largest child process that has ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
