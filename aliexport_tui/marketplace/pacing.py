"""How fast requests may follow one another, and products of one kind of write."""

import threading

from aliexport_tui.model.clock import Clock

LONGEST_WAIT_S = 900.0
"""Whatever a server asks for, nobody is silent for longer."""

_WIDEN = 2
_RECOVER = 0.9

_FIRST_PAUSE_S = 5.0
"""After a 429 without advice: five quick tries were seen to fail (local-products.md §1.9)."""
_CUT = 0.5
_FAST, _SLOW = 1.05, 1.005
_NEAR = 0.8
"""Below this part of the rate that was refused it grows fast, above it slowly."""


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


class ProductPace:
    """Products a second of one kind of write. Nothing holds it back until the marketplace answers 429 (or a rate is known
    beforehand); then it goes at half of what was refused and comes back slowly, most slowly near that rate."""

    def __init__(self, known: float | None = None) -> None:
        """`known`: the rate that is never passed, in products a second."""
        self._known = known
        self._rate = known
        self._refused_at: float | None = None
        self._refusals = 0
        self._began: int | None = None
        self._sent = 0
        self.ready_at = 0
        """UTC ms before which nothing may leave."""

    @property
    def rate(self) -> float | None:
        """Products a second, None: as fast as it goes."""
        return self._rate

    def went_well(self, products: int, now: int) -> None:
        """A request with so many products was answered at `now` (UTC ms)."""
        self._refusals = 0
        self._began = now if self._began is None else self._began
        self._sent += products
        if self._rate is None:
            return
        self.ready_at = now + round(products / self._rate * 1000)
        if self._refused_at is not None:
            grown = self._rate * (_FAST if self._rate < self._refused_at * _NEAR else _SLOW)
            self._rate = min(grown, self._known) if self._known else grown

    def too_fast(self, products: int, retry_after: float | None, now: int) -> None:
        """A request with so many products was answered 429: wait as the server asks, else ever longer."""
        self._refusals += 1
        pause = _FIRST_PAUSE_S * 2 ** min(self._refusals - 1, 8) if retry_after is None else retry_after
        pause = min(pause, LONGEST_WAIT_S)
        if self._refusals == 1:
            self._refused_at = self._rate or self._measured(products, now)
            self._rate = self._refused_at * _CUT
        elif self._rate is not None:
            self._rate *= _CUT
        self.ready_at = now + round(pause * 1000)
        self._began, self._sent = None, 0

    def _measured(self, products: int, now: int) -> float:
        """Products a second since the last refusal, the refused ones with them."""
        passed = (now - self._began) / 1000 if self._began is not None else 0.0
        return (self._sent + products) / max(1.0, passed)
