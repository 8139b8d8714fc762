"""Cells of a Magento export that hold pairs: `additional_attributes`, `configurable_variations` (`sources.md` §1.2)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from aliexport_tui.model.product import Param
from aliexport_tui.sources.layouts.magento.row import plain_sku
from aliexport_tui.sources.text import one_line

_CODE = r"[A-Za-z][A-Za-z0-9_]*="
_QUOTED = r'"[^"]*(?:""[^"]*)*"'
_SWITCHES = frozenset(("has_options", "required_options", "quantity_and_stock_status", "gift_wrapping_available"))
"""Codes that say how the shop behaves, nothing of the goods."""

_KEPT = 4_096
_SHORT = 200
_BETWEEN_CHILDREN = re.compile(r"\|(?=\s*sku=)")
_PLAIN_CHILD = re.compile(rf"sku=([^\s,|=](?:[^,|=]*[^\s,|=])?)(?:,({_CODE}[^|]*))?(?:\||\Z)")

Pairs = tuple[tuple[str, str], ...]


def attributes(cell: str, separator: str = ",") -> tuple[Param, ...]:
    """`code=value,code2=a|b` -> params by code, one for each of several values. Every pair, or every value, may stand in
    quotes; values may hold commas, JSON or HTML."""
    if not cell:
        return ()
    pairs = _whole_quoted(cell, separator)
    if pairs is None:
        pairs = _pairs(cell, separator)
    found = (
        Param(code, text)
        for code, value in pairs
        if code not in _SWITCHES
        for part in _values(value)
        if (text := one_line(part))
    )
    return tuple(dict.fromkeys(found))


def variations(cell: str, separator: str = ",") -> Iterator[tuple[str, Pairs]]:
    """`sku=A,size=XS|sku=B,size=S` -> each child's SKU and what tells it apart. `|` parts them whatever the separator."""
    for sku, rest in _children(cell, separator):
        if sku:
            yield sku, _axes(rest, separator) if len(rest) <= _SHORT else _read_axes(rest, separator)


def children(cell: str, separator: str = ",") -> Iterator[str]:
    """The SKUs of `variations`."""
    return (sku for sku, _ in _children(cell, separator) if sku)


def _children(cell: str, separator: str) -> Iterable[tuple[str, str]]:
    """SKU and all the rest of each child."""
    if separator == "," and cell.startswith("sku=") and cell.isprintable():
        plain = _PLAIN_CHILD.findall(cell)
        if len(plain) == cell.count("|") + 1 == cell.count("|sku=") + 1:
            return plain
    parts = _BETWEEN_CHILDREN.split(cell) if cell.lstrip().startswith("sku=") else cell.split("|")
    return (_child(part, separator) for part in parts)


def _child(part: str, separator: str) -> tuple[str, str]:
    pairs = _pairs(part.strip(), separator)
    sku = next((value for code, value in pairs if code == "sku"), "")
    return plain_sku(sku), separator.join(f"{code}={value}" for code, value in pairs if code != "sku")


def _read_axes(rest: str, separator: str) -> Pairs:
    pairs = ((code, one_line(value)) for code, value in _pairs(rest, separator))
    return tuple((code, value) for code, value in pairs if value)


_axes = lru_cache(_KEPT)(_read_axes)


@lru_cache
def _between(separator: str) -> re.Pattern[str]:
    """A separator before the next pair, or a bracket."""
    mark = re.escape(separator)
    return re.compile(rf"(?P<cut>{mark}\s*(?={_CODE}))|[{{}}\[\]]|<(?=[A-Za-z/!])|>")


@lru_cache
def _quoted_pair(separator: str) -> re.Pattern[str]:
    return re.compile(rf"({_CODE})({_QUOTED}(?:\|{_QUOTED})*)\s*(?:{re.escape(separator)}\s*(?={_CODE})|\Z)")


@lru_cache
def _quoted_cell(separator: str) -> re.Pattern[str]:
    return re.compile(rf"\s*({_QUOTED})\s*(?:{re.escape(separator)}|\Z)")


def _whole_quoted(cell: str, separator: str) -> list[tuple[str, str]] | None:
    """Of a cell in which every pair stands in quotes; None for any other."""
    if not cell.lstrip().startswith('"'):
        return None
    found, at = [], 0
    while at < len(cell):
        match = _quoted_cell(separator).match(cell, at)
        if match is None:
            return None
        code, mark, value = _bare(match.group(1)).partition("=")
        if mark:
            found.append((code.strip(), value))
        at = match.end()
    return found


def _pairs(cell: str, separator: str) -> list[tuple[str, str]]:
    """Cut at separators before a code that stand in no brackets; where these do not close, in any place."""
    found = []
    for part in _cut(cell, separator):
        code, mark, value = part.partition("=")
        if mark and code.strip():
            found.append((code.strip(), value))
    return found


def _cut(cell: str, separator: str) -> list[str]:
    if not any(mark in cell for mark in '{[<"'):
        return [part for part in re.split(rf"{re.escape(separator)}\s*(?={_CODE})", cell) if part]
    cuts, at = _safe_cuts(cell, separator), 0
    parts = []
    for first, last in cuts:
        parts.append(cell[at:first])
        at = last
    return [*parts, cell[at:]]


def _safe_cuts(cell: str, separator: str) -> list[tuple[int, int]]:
    """Where the cell may be cut: (end of a pair, beginning of the next). Values in quotes are stepped over."""
    cuts: list[tuple[int, int]] = []
    every: list[tuple[int, int]] = []
    braces, angles, at = 0, 0, 0
    while True:
        quoted = _quoted_pair(separator).match(cell, at) if not (braces or angles) else None
        if quoted is not None and quoted.end() < len(cell):
            cuts.append((quoted.end(2), quoted.end()))
            every.append(cuts[-1])
            at = quoted.end()
            continue
        match = _between(separator).search(cell, at)
        if quoted is not None or match is None:
            return every if braces or angles else cuts
        at = match.end()
        if match.group("cut"):
            every.append(match.span())
            if not (braces or angles):
                cuts.append(match.span())
        elif match.group() in "{}[]":
            braces = max(0, braces + (1 if match.group() in "{[" else -1))
        else:
            angles = 1 if match.group() == "<" else 0


def _values(value: str) -> list[str]:
    """Several values stand between `|`, each in quotes or none; JSON and HTML are one."""
    bare = value.strip()
    if bare.startswith('"') and re.fullmatch(rf"{_QUOTED}(?:\|{_QUOTED})*", bare):
        return [_bare(part) for part in re.findall(_QUOTED, bare)]
    return [value] if bare[:1] in ("{", "[", "<") else value.split("|")


def _bare(quoted: str) -> str:
    return quoted[1:-1].replace('""', '"')
