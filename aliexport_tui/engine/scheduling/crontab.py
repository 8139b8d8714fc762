"""A marked block in a crontab. Everything outside the marks stays byte for byte as it was.

Pure functions over bytes: `put` and `taken_out` undo each other, whatever the crontab looks like."""

import re
import shlex
from collections.abc import Sequence

from aliexport_tui.model.errors import ConfigError

_BEGIN = "# >>> aliexport-tui: "
_END = "# <<< aliexport-tui: "
_JOINED = " (joined)"
"""The line before the block had no end; while the block is the last thing, the one that it was given belongs to it."""


def put(crontab: bytes, shop: str, lines: Sequence[str]) -> bytes:
    """With the block of this shop, in place of the one that was there, or at the end. Raises ConfigError
    `schedule.block_damaged`, `schedule.bad_path`."""
    if any(letter < " " or letter == "\x7f" for letter in shop):
        raise ConfigError("schedule.bad_path", path=shop)
    spans = _spans(crontab, shop)
    joined = not spans and bool(crontab) and not crontab.endswith(b"\n")
    start, end = spans[0] if spans else (len(crontab), len(crontab))
    if spans and crontab[start : start + 1] == b"\n":
        joined = True
    block = "".join(f"{line}\n" for line in (f"{_BEGIN}{shop}{_JOINED if joined else ''}", *lines, f"{_END}{shop}"))
    after = b"".join(_outside(crontab, spans[1:], end))
    return crontab[:start] + (b"\n" if joined else b"") + _bytes(block) + after


def taken_out(crontab: bytes, shop: str) -> bytes:
    """Without any block of this shop. Raises ConfigError `schedule.block_damaged`."""
    return b"".join(_outside(crontab, _spans(crontab, shop), 0))


def block_of(crontab: bytes, shop: str) -> tuple[str, ...] | None:
    """The lines between the marks; None: there is no block. Raises ConfigError `schedule.block_damaged`."""
    spans = _spans(crontab, shop)
    if not spans:
        return None
    start, end = spans[0]
    inside = crontab[start:end].strip(b"\n").split(b"\n")[1:-1]
    return tuple(line.rstrip(b"\r").decode("utf-8", "replace") for line in inside)


def command_words(words: Sequence[str]) -> str:
    """For the sixth field: quoted for the shell, and the percent signs for cron, to which they are ends of lines
    (crontab(5))."""
    return shlex.join(words).replace("%", r"\%")


def _outside(crontab: bytes, spans: Sequence[tuple[int, int]], start: int) -> list[bytes]:
    kept = []
    for begin, end in spans:
        kept.append(crontab[start:begin])
        start = end
    return [*kept, crontab[start:]]


def _spans(crontab: bytes, shop: str) -> list[tuple[int, int]]:
    """Of the blocks of this shop, with the end of line that they gave to the one before. A mark without its other half is
    somebody's slip, and the lines after it may be theirs: nothing is touched then."""
    begin, joined, end = (_bytes(mark) for mark in (f"{_BEGIN}{shop}", f"{_BEGIN}{shop}{_JOINED}", f"{_END}{shop}"))
    spans: list[tuple[int, int]] = []
    start: int | None = None
    was_joined = False
    for line in re.finditer(rb"[^\n]*(?:\n|\Z)", crontab):
        text = line[0].rstrip(b"\r\n")
        if text in (begin, joined):
            if start is not None:
                raise ConfigError("schedule.block_damaged", mark=f"{_BEGIN}{shop}")
            start, was_joined = line.start(), text == joined
        elif text == end:
            if start is None:
                raise ConfigError("schedule.block_damaged", mark=f"{_END}{shop}")
            ours = was_joined and start > 0 and line.end() == len(crontab)
            spans.append((start - 1 if ours else start, line.end()))
            start = None
    if start is not None:
        raise ConfigError("schedule.block_damaged", mark=f"{_BEGIN}{shop}")
    return spans


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
