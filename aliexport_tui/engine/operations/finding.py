"""What a look at the shop's health has found."""

from typing import Literal

import msgspec

Grade = Literal["ok", "warn", "bad"]


class Finding(msgspec.Struct, frozen=True):
    """`check`: the part that was looked at (file, disk, clock, token, run …); `code` of the messages registry, filled with
    `args`: its text, and as its hint what to do."""

    check: str
    grade: Grade
    code: str
    args: dict[str, str] = {}


def worst(findings: "tuple[Finding, ...]") -> Grade:
    grades = {one.grade for one in findings}
    return "bad" if "bad" in grades else "warn" if "warn" in grades else "ok"
