"""The small notations of the tree's data files: braces, two-tongue names, derived ids, indented levels.

`{a,b}` stands for each of its members, `{10..20:5}` for 10, 15, 20; several braces multiply. A name is
`Russian|English`, or one name for both tongues. An id that no file fixes is derived from an English key, so it stays
the same as long as the key does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from zlib import crc32

_BRACES = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)\.\.(\d+)(?::(\d+))?")
_FIRST_ID, _ID_SPAN = 300_000_000, 1_900_000_000


def derived_id(key: str) -> str:
    """Nine or ten digits that depend on the key alone."""
    return str(_FIRST_ID + crc32(key.encode()) % _ID_SPAN)


def expanded(text: str) -> list[str]:
    """Every string that a text with braces stands for, in order."""
    pieces = _BRACES.split(text)
    if len(pieces) == 1:
        return [text]
    choices = [_members(piece) if odd % 2 else [piece] for odd, piece in enumerate(pieces)]
    return ["".join(parts) for parts in product(*choices)]


def two_names(text: str) -> tuple[str, str]:
    """(Russian, English) of `Russian|English`; a single name stands for both."""
    russian, bar, english = text.partition("|")
    return russian.strip(), (english if bar else russian).strip()


def fixed_id(text: str) -> tuple[str | None, str]:
    """(id or None, the rest) of `#id rest`."""
    if not text.startswith("#"):
        return None, text
    digits, _, rest = text[1:].partition(" ")
    return digits, rest.strip()


def content_lines(text: str) -> Iterator[str]:
    """The lines that are neither empty nor a comment (`# `), right-stripped."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.rstrip()


def _members(inner: str) -> list[str]:
    found = _RANGE.fullmatch(inner)
    if not found:
        return inner.split(",")
    return [str(n) for n in range(int(found[1]), int(found[2]) + 1, int(found[3] or 1))]
