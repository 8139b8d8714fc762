"""When a timing is due, by the machine's own zone, as cron and systemd reckon; and in their words."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from aliexport_tui.model.schedule import Timing

_MINUTE_MS = 60_000
_LOOK_BACK_MINUTES = 2 * 1440
"""Of a timing that comes once a day, and a day that is longer by an hour."""


def is_due(timing: Timing, at: int, zone: tzinfo | None = None) -> bool:
    """At this very minute. `at`: UTC ms; `zone`: the machine's own unless named."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
    first_minute, minutes = timing.minutes()
    first_hour, hours = timing.hours()
    return local.minute % minutes == first_minute and local.hour % hours == first_hour


def dues(timing: Timing, after: int, until: int, zone: tzinfo | None = None) -> Iterator[int]:
    """UTC ms of every time after `after` up to `until`, oldest first."""
    minute = after // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS
    while minute <= until:
        if is_due(timing, minute, zone):
            yield minute
        minute += _MINUTE_MS


def last_due(timing: Timing, now: int, zone: tzinfo | None = None) -> int:
    """The time for which a run that starts now was started."""
    minute = now // _MINUTE_MS * _MINUTE_MS
    return next(
        (at for at in range(minute, minute - _LOOK_BACK_MINUTES * _MINUTE_MS, -_MINUTE_MS) if is_due(timing, at, zone)),
        minute,
    )


def next_due(timing: Timing, now: int, zone: tzinfo | None = None) -> int:
    return next(dues(timing, now, now + _LOOK_BACK_MINUTES * _MINUTE_MS, zone), now)


def cron_words(timing: Timing) -> str:
    """`2-59/10 * * * *`."""
    return f"{_cron(*timing.minutes(), 60)} {_cron(*timing.hours(), 24)} * * *"


def calendar_words(timing: Timing) -> str:
    """systemd.time(7): `*-*-* *:02/10:00`."""
    return f"*-*-* {_calendar(*timing.hours(), 24)}:{_calendar(*timing.minutes(), 60)}:00"


def _cron(first: int, step: int, of: int) -> str:
    if step == 1:
        return "*"
    if step == of:
        return str(first)
    return f"*/{step}" if first == 0 else f"{first}-{of - 1}/{step}"


def _calendar(first: int, step: int, of: int) -> str:
    if step == 1:
        return "*"
    return f"{first:02}" if step == of else f"{first:02}/{step}"
