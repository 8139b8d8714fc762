"""Time and randomness as things that are handed in, so that tests wait for nothing."""

import random
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Wall time in UTC milliseconds, and the only way to wait."""

    def now_ms(self) -> int: ...

    def sleep(self, seconds: float) -> None: ...


Wait = Callable[[float], None]
"""Returns after so many seconds, or raises what ends the waiting."""


def machine_ms() -> int:
    """The machine's wall time, wherever somebody sets it."""
    return time.time_ns() // 1_000_000


class SystemClock:
    """The machine's clock. A clock that goes back means that no time has passed (DESIGN, invariant 13): it goes on from
    where it was, so that nobody waits until the old time has come again."""

    def __init__(self, source: Callable[[], int] = machine_ms) -> None:
        self._source = source
        self._seen = 0
        self._kept_ms = 0

    def now_ms(self) -> int:
        seen = self._source()
        self._kept_ms += max(0, self._seen - seen)
        self._seen = seen
        return seen + self._kept_ms

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class Chance(Protocol):
    """Source of jitter: a number in [0, 1)."""

    def random(self) -> float: ...


def system_chance() -> Chance:
    return random.SystemRandom()
