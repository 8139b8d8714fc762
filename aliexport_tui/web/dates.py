"""Times in headers of HTTP."""

from datetime import UTC
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 9


def moment_of(date: str) -> int | None:
    """An HTTP date as UTC ms."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def asked_wait(told: str, now_ms: int, longest_s: float) -> float | None:
    """Seconds that a Retry-After asks for, as a number or a date, at most `longest_s`; None when it asks for nothing that
    can be understood."""
    told = told.strip()
    if told.isascii() and told.isdecimal():
        return longest_s if len(told.lstrip("0")) > _MOST_DIGITS else min(longest_s, int(told))
    moment = moment_of(told) if told else None
    return None if moment is None else min(longest_s, max(0.0, (moment - now_ms) / 1000))
