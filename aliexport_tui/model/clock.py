"""Time and randomness as things that are handed in, so that tests wait for nothing."""

import random
import time
from typing import Protocol


class Clock(Protocol):
    """Wall time in UTC milliseconds, and the only way to wait."""

    def now_ms(self) -> int: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's clock. A clock that goes back means that no time has passed (DESIGN, invariant 13)."""

    def __init__(self) -> None:
        self._latest = 0

    def now_ms(self) -> int:
        self._latest = max(self._latest, time.time_ns() // 1_000_000)
        return self._latest

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


class Chance(Protocol):
    """Source of jitter: a number in [0, 1)."""

    def random(self) -> float: ...


def system_chance() -> Chance:
    return random.SystemRandom()
