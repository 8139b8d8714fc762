"""Days in Magento's exports, and whether a special price counts on the day of the file."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.sources.encoding import unreadable

_PARTS = re.compile(r"\s*([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")


def file_day(path: Path) -> date:
    """The day (UTC) on which the file was written or fetched: readers have no clock, and what a file says is meant for
    then. Raises SourceError."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    except (ValueError, OverflowError) as trouble:
        raise SourceError("source.unreadable", reason=str(trouble)) from trouble


def day(text: str) -> date | None:
    """ "2015-02-05 06:50:51", "11/16/21, 11:40 AM" (month first, unless it can't be one), "16.11.2021"."""
    match = _PARTS.match(text)
    if match is None:
        return None
    first, mark, second, third = match.groups()
    if mark == "-" and len(first) == 4:
        year, month, number = first, second, third
    elif mark == "/" and int(first) <= 12:
        year, month, number = third, first, second
    else:
        year, month, number = third, second, first
    try:
        return date(int(year) + (2000 if len(year) <= 2 else 0), int(month), int(number))
    except ValueError:
        return None


def is_between(today: date, first: str, last: str) -> bool | None:
    """Whether the day lies within, both ends included; an empty end is open. None: an end can't be read."""
    begins, ends = day(first), day(last)
    if (begins is None and first.strip()) or (ends is None and last.strip()):
        return None
    return (begins is None or begins <= today) and (ends is None or today <= ends)
