"""One line of the append-only log."""

from typing import Literal

import msgspec

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """`code` is a key of the messages registry, `args` fill its text. `at` in UTC ms."""

    at: int
    code: str
    args: dict[str, str] = {}
    level: Level = "info"
    run: int | None = None
    profile: str = ""
    listing: int | None = None
    id: int | None = None
