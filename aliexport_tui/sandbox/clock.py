"""The marketplace's clock: the real one plus an offset that a control route moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


def real_now_ms() -> int:
    """The machine's time, UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Clock:
    """UTC milliseconds that never run backwards: `source()` plus `offset_ms`."""

    def __init__(self, offset_ms: int = 0, source: Callable[[], int] = real_now_ms) -> None:
        self._source = source
        self._latest = 0
        self.offset_ms = offset_ms

    def now(self) -> int:
        """The present moment."""
        self._latest = max(self._latest, self._source() + self.offset_ms)
        return self._latest

    def advance(self, milliseconds: int) -> None:
        """Move ahead by zero or more milliseconds."""
        if milliseconds < 0:
            raise ValueError(milliseconds)
        self.offset_ms += milliseconds


def rfc3339(milliseconds: int) -> str:
    """`2026-01-10T09:00:00Z` (local-products.md §1.8)."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> int | None:
    """Milliseconds of an RFC 3339 time; None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)
