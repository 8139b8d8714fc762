"""Short-term rate limits (local-products.md §1.9): requests per second, and products of stock updates."""

from __future__ import annotations

from collections import defaultdict, deque

from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import RefusedError

_SECOND_MS = 1000


class Rate:
    """Kept in memory: a restarted server begins afresh."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._recent: dict[str, deque[int]] = defaultdict(deque)
        self._stock_ready: dict[str, float] = {}

    def reset(self) -> None:
        """Forget what was counted."""
        self._recent.clear()
        self._stock_ready.clear()

    def admit(self, token: str, seller: str, now: int) -> None:
        """Count one request; raises RefusedError (429) above `rate.rps`, which leaves it uncounted."""
        limit = self._switches.number("rate.rps")
        if not limit:
            return
        recent = self._recent[token if self._switches.word("rate.scope") == "token" else seller]
        while recent and recent[0] <= now - _SECOND_MS:
            recent.popleft()
        if len(recent) >= limit:
            raise self.refusal()
        recent.append(now)

    def admit_stock(self, seller: str, products: int, now: int) -> None:
        """One batch passes at once, the next when its products have drained at the sustained rate."""
        limit = self._switches.whole("rate.stock_products")
        if not limit:
            return
        ready = self._stock_ready.get(seller, 0)
        if now < ready:
            raise self.refusal()
        drained = products * self._switches.number("rate.stock_window_s") * _SECOND_MS / limit
        self._stock_ready[seller] = now + drained

    def refusal(self) -> RefusedError:
        """The 429 of a rate limit; the gateway's code 8 is gRPC's RESOURCE_EXHAUSTED."""
        shape = self._switches.word("rate.error_shape")
        refusal = RefusedError(429, "rate", code=8 if shape == "2" else 429, shape=shape)
        seconds = self._switches.number("rate.retry_after")
        if seconds:
            refusal.headers["Retry-After"] = str(round(seconds))
        return refusal
