"""When a timing is due: our own reckoning, cron's words and systemd's say the same."""

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.engine.scheduling.times import calendar_words, cron_words, dues, is_due, last_due, next_due
from aliexport_tui.model.schedule import EVERY, Timing

MINUTE = 60_000
NOON = 1_790_000_000_000 // MINUTE * MINUTE
ZONES = (UTC, ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York"))

TIMINGS = st.builds(
    Timing,
    every=st.sampled_from(EVERY),
    at=st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)),
)
MOMENTS = st.integers(1_700_000_000_000, 1_900_000_000_000)


@pytest.mark.parametrize(
    ("timing", "cron", "calendar"),
    [
        (Timing(every=10), "*/10 * * * *", "*-*-* *:00/10:00"),
        (Timing(every=10, at="00:02"), "2-59/10 * * * *", "*-*-* *:02/10:00"),
        (Timing(every=10, at="05:12"), "2-59/10 * * * *", "*-*-* *:02/10:00"),
        (Timing(every=1), "* * * * *", "*-*-* *:*:00"),
        (Timing(every=60, at="00:25"), "25 * * * *", "*-*-* *:25:00"),
        (Timing(every=360, at="07:25"), "25 1-23/6 * * *", "*-*-* 01/6:25:00"),
        (Timing(every=120), "0 */2 * * *", "*-*-* 00/2:00:00"),
        (Timing(every=1440, at="03:15"), "15 3 * * *", "*-*-* 03:15:00"),
    ],
)
def test_words(timing: Timing, cron: str, calendar: str) -> None:
    assert cron_words(timing) == cron
    assert calendar_words(timing) == calendar


def _field(text: str, value: int) -> bool:
    """crontab(5), as far as we write it."""
    span, _, step = text.partition("/")
    low, _, high = span.partition("-")
    if span == "*":
        return value % int(step or 1) == 0
    return int(low) <= value <= int(high or low) and (value - int(low)) % int(step or 1) == 0


@given(TIMINGS, MOMENTS, st.sampled_from(ZONES))
def test_cron_means_the_same(timing: Timing, moment: int, zone: ZoneInfo) -> None:
    minute, hour, *rest = cron_words(timing).split(" ")
    assert rest == ["*", "*", "*"]
    for at in range(moment, moment + 90 * MINUTE, MINUTE):
        local = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
        assert is_due(timing, at, zone) == (_field(minute, local.minute) and _field(hour, local.hour))


@settings(max_examples=30)
@given(TIMINGS, MOMENTS, st.sampled_from(ZONES))
def test_the_last_and_the_next_stand_around_now(timing: Timing, now: int, zone: ZoneInfo) -> None:
    last, coming = last_due(timing, now, zone), next_due(timing, now, zone)
    assert last <= now < coming
    assert is_due(timing, last, zone)
    assert is_due(timing, coming, zone)
    assert list(dues(timing, last, coming, zone)) == [coming]
    assert coming - last <= (timing.every + 60) * MINUTE, "a day may be longer by an hour"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_means_the_same() -> None:
    """One call for all: how the next three times of every interval are reckoned by systemd itself."""
    zone = ZoneInfo("Europe/Moscow")
    timings = [Timing(every=every, at=at) for every in EVERY for at in ("00:00", "17:43")]
    base = datetime.fromtimestamp(NOON / 1000, UTC)
    ended = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=3", f"--base-time={base:%Y-%m-%d %H:%M:%S} UTC"]
        + [calendar_words(timing) for timing in timings],
        env={**os.environ, "TZ": "Europe/Moscow", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = re.findall(r"\(in UTC\): \w+ (\S+ \S+) UTC", ended.stdout)
    expected = [
        f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S}"
        for timing in timings
        for at in islice(dues(timing, NOON, NOON + 4 * 1440 * MINUTE, zone), 3)
    ]
    assert told == expected
