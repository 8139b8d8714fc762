"""A problem: one fault with its place. The same type from reader, validator, pre-validation, task and read-back."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]
Stage = Literal["import", "draft", "send", "task", "readback"]


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where in the owner's data: a file (or address), a line, and the record's own key there."""

    file: str = ""
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        spot = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        return f"{spot} [{self.key}]" if self.key else spot


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """`code` is a key of the messages registry, `args` fill its text; `field` is the marketplace's field path
    (`sku_info_list[0].price`) or the feed's element. A marketplace's own text travels in args["text"]."""

    code: str
    field: str = ""
    args: dict[str, str] = {}
    place: Place = Place()
    severity: Severity = "error"


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that block; warnings don't."""
    return tuple(problem for problem in problems if problem.severity == "error")
