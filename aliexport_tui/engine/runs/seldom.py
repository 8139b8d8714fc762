"""A count for the eye, taken the more seldom the longer it takes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from aliexport_tui.model.clock import Clock

Count = TypeVar("Count")

_SHARE = 20
"""It may take a twentieth of the time."""


class Seldom(Generic[Count]):
    """Of 100,000 products a count takes some hundredths of a second, and a busy run asks for it several times a second."""

    def __init__(self, clock: Clock, count: Callable[[], Count]) -> None:
        self._clock = clock
        self._count = count
        self._last: tuple[Count, int, int] | None = None

    def __call__(self) -> Count:
        """As it is, or as it was a moment ago."""
        now = self._clock.now_ms()
        if self._last is not None:
            count, taken, again = self._last
            if taken <= now < again:
                return count
        count = self._count()
        took = max(0, self._clock.now_ms() - now)
        self._last = (count, now, now + _SHARE * took)
        return count
