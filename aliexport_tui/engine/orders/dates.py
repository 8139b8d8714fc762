"""Dates as a person writes them, in the zone of the settings."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aliexport_tui.model.errors import ConfigError

_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_WITHOUT_SECONDS = re.compile(r"[ T]\d{1,2}:\d{2}$")


def moment_of(text: str, zone: ZoneInfo, *, end: bool = False) -> int:
    """`2026-02-01`, `01.02.2026`, either with ` 12:30[:15]`, or ISO 8601 with an offset -> UTC ms. A day or a minute
    without more is its beginning, or its last millisecond for an `end`. Raises ConfigError `orders.date_malformed`."""
    text = text.strip()
    moment = _read(text, zone)
    if not end:
        return _ms(moment)
    if _DAY.fullmatch(text):
        return _ms((moment + timedelta(days=1)).replace(fold=0)) - 1  # the next midnight on the wall, whatever the clocks do
    span = timedelta(minutes=1) if _WITHOUT_SECONDS.search(text) else timedelta(seconds=1)
    return _ms(moment) + span // timedelta(milliseconds=1) - 1


def _read(text: str, zone: ZoneInfo) -> datetime:
    russian = _RUSSIAN.fullmatch(text)
    if russian:
        day, month, year, time = russian.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f" {time:0>5}" if time else "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError("orders.date_malformed", date=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _ms(moment: datetime) -> int:
    try:
        return round(moment.timestamp() * 1000)
    except (OverflowError, OSError):
        raise ConfigError("orders.date_malformed", date=str(moment)) from None
