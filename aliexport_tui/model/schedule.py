"""What runs by itself and when (seed 002 "Cron Settings")."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

Job = Literal["orders", "order_status", "stock", "price", "content", "housekeeping"]
JOBS: tuple[Job, ...] = get_args(Job)

OF_ACCOUNT: tuple[Job, ...] = ("orders", "order_status")
OF_PROFILE: tuple[Job, ...] = ("stock", "price", "content")

EVERY = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440)
"""Minutes that divide an hour or a day evenly: cron, systemd and our own reckoning then mean the same."""

_DAY = 1440
_HOUR = 60


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Timing(_Strict, frozen=True):
    """`every`: minutes, one of EVERY, counted from `at` ("HH:MM" of the machine's zone): every 10 from 00:02 is at minutes
    2, 12, 22 …, every 1440 from 03:15 once a day at that time."""

    on: bool = True
    every: Annotated[int, Meta(ge=1, le=_DAY)] = 10
    at: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "00:00"

    def minutes(self) -> tuple[int, int]:
        """(first minute of the hour, step): the step is 60 where it comes once an hour or less often."""
        _, minute = self._at()
        return (minute % self.every, self.every) if self.every < _HOUR else (minute, _HOUR)

    def hours(self) -> tuple[int, int]:
        """(first hour of the day, step): the step is 24 where it comes once a day."""
        hour, _ = self._at()
        if self.every <= _HOUR:
            return 0, 1
        step = self.every // _HOUR
        return hour % step, step

    def _at(self) -> tuple[int, int]:
        hour, _, minute = self.at.partition(":")
        return int(hour), int(minute)


USUAL: dict[Job, Timing] = {
    "orders": Timing(every=10, at="00:02"),
    "order_status": Timing(on=False, every=30, at="00:06"),
    "stock": Timing(every=10, at="00:00"),
    "price": Timing(every=60, at="00:25"),
    "content": Timing(on=False, every=1440, at="03:15"),
    "housekeeping": Timing(every=15, at="00:09"),
}
"""Seed 002 §Cron Settings: orders, stocks and prices on, status off."""


class Schedule(_Strict, frozen=True):
    """`jobs`: what differs from USUAL; `overrides`: code of a profile or account -> what differs for it alone."""

    jobs: dict[Job, Timing] = {}
    overrides: dict[str, dict[Job, Timing]] = {}

    def timing(self, job: Job, subject: str = "") -> Timing:
        return self.overrides.get(subject, {}).get(job) or self.jobs.get(job) or USUAL[job]


class Entry(_Strict, frozen=True):
    """One job of one subject: a profile's or account's code, "" for housekeeping."""

    job: Job
    subject: str
    timing: Timing


class Installed(_Strict, frozen=True):
    """What was written where. `place`: the folder of the units, the crontab's file, or "" for the user's own."""

    kind: Literal["", "systemd", "cron"] = ""
    place: str = ""
    at: int = 0
    entries: tuple[Entry, ...] = ()
