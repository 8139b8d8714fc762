"""Times in headers of HTTP."""

from datetime import UTC
from email.utils import parsedate_to_datetime


def moment_of(date: str) -> int | None:
    """An HTTP date as UTC ms."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
