"""The quota of created and edited products (001: at most 100,000 in 4 hours, one counter over all methods)."""

from __future__ import annotations

from aliexport_tui.sandbox.storage import Storage
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import RefusedError

_COUNTED = frozenset({"create", "edit", "field"})
_COUNTED_ON_DEMAND = frozenset({"price", "stock"})


class Quota:
    """A ledger per seller in the state file; its window is rolling unless `quota.window` says otherwise."""

    def __init__(self, storage: Storage, switches: Switches) -> None:
        self._storage = storage
        self._switches = switches

    def used(self, seller: str, now: int) -> int:
        """What counts in the present window."""
        window = max(1, self._switches.milliseconds("quota.window_s"))
        rolling = self._switches.word("quota.window") == "rolling"
        since = now - window if rolling else now // window * window - 1
        return self._storage.value("SELECT sum(amount) FROM quota WHERE seller = ? AND at_ms > ?", (seller, since))

    def admit(self, kind: str, seller: str, amount: int, now: int) -> None:
        """Refuse a request that would go above the limit; raises RefusedError with HTTP 429, error.code 429."""
        limit = self._switches.whole("quota.limit")
        if self._counts(kind) and self.used(seller, now) + amount > limit:
            hours = f"{self._switches.number('quota.window_s') / 3600:g}"
            raise RefusedError(429, "quota", code=429, shape="1", limit=str(limit), hours=hours)

    def charge(self, kind: str, seller: str, accepted: int, refused: int, now: int) -> None:
        """Note what a request used up."""
        amount = accepted + (refused if self._switches.flag("quota.count_rejected") else 0)
        if amount and self._counts(kind):
            self._storage.db.execute("INSERT INTO quota VALUES (?, ?, ?)", (now, seller, amount))

    def weight(self, skus: int) -> int:
        """What one product with so many SKUs counts."""
        return skus if self._switches.word("quota.counts") == "skus" else 1

    def _counts(self, kind: str) -> bool:
        if kind in _COUNTED_ON_DEMAND:
            return self._switches.flag("quota.include_price_stock")
        return kind in _COUNTED
