"""Moments as the order side writes them (local-orders.md §1.7): any offset, any fraction, a blank for the T."""

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?"
    r"\s*(?:([Zz]|UTC|GMT)|([+-])(\d{2}):?(\d{2})?(?::?\d{2})?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_MILLISECONDS_FROM = 100_000_000_000
"""A bare number from here on counts milliseconds, a smaller one seconds."""
_LATEST = 253_402_300_799_999


def moment_of(text: str) -> int:
    """UTC ms; 0 for none, for what can't be read, and for the zero dates that some servers write. Without an offset it
    is UTC."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 16:
        number = int(text)
        return min(number if number >= _MILLISECONDS_FROM else number * 1000, _LATEST)
    found = _FORM.fullmatch(text)
    if found is None:
        return 0
    year, month, day, hour, minute, second, fraction, _utc, sign, hours, minutes = found.groups()
    east = (int(hours) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1) if sign else 0
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            min(int(second or 0), 59),  # a leap second
            int(((fraction or "") + "000000")[:6]),
            tzinfo=timezone(timedelta(minutes=east)),
        )
        return max(0, (moment - _EPOCH) // _MS)
    except (ValueError, OverflowError):
        return 0


def written(at: int, *, up: bool = False) -> str:
    """UTC ms -> `2026-02-01T00:00:00Z`, whole seconds: cut off, or `up` to the next."""
    seconds = -(-at // 1000) if up else at // 1000
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
