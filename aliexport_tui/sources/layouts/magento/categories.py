"""The category cell of a Magento export -> ways from the root."""

import re

from aliexport_tui.sources.text import one_line

_MOST_ROOTS = 1_000
_MOST_CELLS = 5_000
_LEVEL = re.compile(r"(?:[^/\\]|\\.|\\$)*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,20}")
_FIRST = re.compile(r"[^,|/]*")

Way = tuple[str, ...]


class CategoryCells:
    """`Root/Men/Tops,Root/Sale`: levels by `/`, which is `\\/` in a name. Several ways stand between `separator`; without
    one between `,` or `|` before a root, as names hold commas too. Roots are what cells begin with: `learn` every
    cell before the first is read."""

    def __init__(self, separator: str = "") -> None:
        self._separator = separator
        self._roots: set[str] = set()
        self._learned: set[str] = set()

    def learn(self, cell: str) -> None:
        if cell in self._learned or not cell or self._separator:
            return
        if len(self._learned) >= _MOST_CELLS:
            self._learned.clear()
        self._learned.add(cell)
        first = _FIRST.match(cell)
        if first is not None and len(self._roots) < _MOST_ROOTS:
            self._roots.add(first.group().strip())

    def ways(self, cell: str) -> tuple[Way, ...]:
        """In the order of the cell, without repetitions."""
        return tuple(dict.fromkeys(way for part in self._parts(cell) if (way := levels(part))))

    def _parts(self, cell: str) -> list[str]:
        if self._separator:
            return cell.split(self._separator)
        marks = re.split(r"([,|])", cell)
        parts = [marks[0]]
        for mark, text in zip(marks[1::2], marks[2::2], strict=True):
            if text.partition("/")[0].strip() in self._roots:
                parts.append(text)
            else:
                parts[-1] += mark + text
        return parts


class CategoryIds(CategoryCells):
    """`5,6`: ids without names. The last one comes first: shops put goods into a branch before its leaf."""

    def learn(self, cell: str) -> None:
        """Nothing is to be learned from ids."""

    def ways(self, cell: str) -> tuple[Way, ...]:
        return tuple((key,) for key in reversed(_NUMBER.findall(cell)))


def levels(way: str) -> Way:
    """`Home\\/Garden/Beds` -> ("Home/Garden", "Beds")."""
    found = [_ESCAPED.sub(r"\1", text) for text in _LEVEL.findall(way)] if "\\" in way else way.split("/")
    return tuple(filter(None, map(one_line, found)))


def deepest(ways: tuple[Way, ...]) -> Way:
    """The way with most levels, of equal ones the first: shops put goods into a branch and its leaf alike."""
    return max(ways, key=len, default=())
