"""Dates of the order side: read in every form that clients send, told in the forms that were seen (local-orders.md §1.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from aliexport_tui.sandbox.clock import parse_rfc3339

DAY_MS = 86_400_000
_LATEST_MS = 7_258_118_400_000
"""The year 2200."""


def read_date(value: object) -> int | None:
    """UTC ms of `YYYY-MM-DDThh:mm:ss[.f][Z|±hh:mm]`, `YYYY-MM-DD hh:mm:ss` or `YYYY-MM-DD` (UTC when it has no offset)."""
    if not isinstance(value, str):
        return None
    try:
        moment = parse_rfc3339(value.strip())
    except OverflowError:
        return None
    return moment if moment is not None and 0 <= moment < _LATEST_MS else None


def microseconds(moment: int, salt: int) -> str:
    """`2026-02-01T08:15:30.123456+00:00`; the last three digits come from the salt."""
    whole = datetime.fromtimestamp(moment // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{moment % 1000:03}{salt % 1000:03}+00:00"


def with_offset(moment: int, hours: int = 0) -> str:
    """`2026-02-05T23:59:59+07:00`."""
    return datetime.fromtimestamp(moment // 1000, timezone(timedelta(hours=hours))).isoformat()
