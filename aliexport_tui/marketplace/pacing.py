"""How fast requests may follow one another."""

import threading

from aliexport_tui.model.clock import Clock

_WIDEN = 2
_RECOVER = 0.9


class Pacer:
    """Keeps a least interval between requests; doubles it when the marketplace answers 429 and narrows it again,
    a tenth per good answer. Shared by all threads of an adapter: waiting holds the lock, so they queue up."""

    def __init__(self, per_second: float, clock: Clock, *, widest_s: float = 8.0) -> None:
        """`per_second`: requests a second when all is well (§1.9: the published ceiling is above 10)."""
        self._clock = clock
        self._usual_s = 1 / per_second
        self._widest_s = max(widest_s, self._usual_s)
        self._interval_s = self._usual_s
        self._last_ms: int | None = None
        self._lock = threading.Lock()

    @property
    def interval_s(self) -> float:
        return self._interval_s

    def wait(self) -> None:
        """Return when the next request may leave. Never longer than one interval, whatever the clock does."""
        with self._lock:
            if self._last_ms is not None:
                passed = (self._clock.now_ms() - self._last_ms) / 1000
                remaining = self._interval_s - max(0.0, passed)
                if remaining > 0:
                    self._clock.sleep(remaining)
            self._last_ms = self._clock.now_ms()

    def too_fast(self) -> None:
        """The marketplace answered 429."""
        with self._lock:
            self._interval_s = min(self._widest_s, self._interval_s * _WIDEN)

    def went_well(self) -> None:
        with self._lock:
            self._interval_s = max(self._usual_s, self._interval_s * _RECOVER)
