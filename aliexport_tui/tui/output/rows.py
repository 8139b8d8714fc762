"""A line of the screen as cells, and what has to be written to make one line of another."""

import re
from collections.abc import Iterable, Iterator

from rich.cells import get_character_cell_size
from rich.segment import Segment

from aliexport_tui.tui.output.pens import Pens

_SIMPLE = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2039\u203a\u2116\u2190-\u2193\u2260"
    "\u2264\u2265\u2500-\u25fc\u2713\u2717]*"
).fullmatch
"""Text whose every character takes one cell in every terminal."""
_GAP = 5
"""Cells that are written again rather than stepped over: a step costs as much."""


class Row:
    """One character (with what combines with it) and the number of a pen for each cell; "" in the second cell of a wide
    character. `odd`: with characters about whose width terminals differ, so that it is written as a whole."""

    __slots__ = ("cells", "odd", "pens")

    def __init__(self, width: int) -> None:
        self.cells = [" "] * width
        self.pens = [0] * width
        self.odd = False

    def put(self, x: int, segments: Iterable[Segment], begin: int, end: int, pens: Pens) -> None:
        """Segments that stand at `x`, as far as they lie between `begin` and `end`."""
        cells: list[str] = []
        numbers: list[int] = []
        for text, style, control in segments:
            if control:
                continue
            if _SIMPLE(text):
                cells.extend(text)
            else:
                _spread(text, cells)
            numbers.extend([pens.number(style)] * (len(cells) - len(numbers)))
        first, last = max(x, begin), min(x + len(cells), end, len(self.cells))
        if first < last:
            self.cells[first:last] = cells[first - x : last - x]
            self.pens[first:last] = numbers[first - x : last - x]

    def copy(self) -> "Row":
        made = Row(0)
        made.cells, made.pens = self.cells[:], self.pens[:]
        return made

    def is_whole(self) -> None:
        self.odd = not _SIMPLE("".join(self.cells))

    def same(self, other: "Row") -> bool:
        return self.cells == other.cells and self.pens == other.pens


def _spread(text: str, cells: list[str]) -> None:
    """A terminal is never handed a control character, wherever it came from."""
    for sign in text:
        size = get_character_cell_size(sign)
        if sign < " " or "\x7f" <= sign <= "\x9f":
            cells.append("�")
        elif size:
            cells.append(sign)
            cells.extend([""] * (size - 1))
        elif cells and sign.isprintable():
            place = len(cells) - 1
            while place and not cells[place]:
                place -= 1
            cells[place] += sign


def runs(shown: Row | None, wanted: Row) -> Iterator[tuple[int, int]]:
    """Columns from .. before which `wanted` has to be written over `shown` (None: nobody knows what stands there)."""
    width = len(wanted.cells)
    if shown is None or shown.odd or wanted.odd:
        if shown is None or not wanted.same(shown):
            yield 0, width
        return
    cells, pens, old_cells, old_pens = wanted.cells, wanted.pens, shown.cells, shown.pens
    begin = end = -1
    for x in range(width):
        if cells[x] == old_cells[x] and pens[x] == old_pens[x]:
            continue
        if begin >= 0 and x - end > _GAP:
            yield begin, end
            begin = x
        elif begin < 0:
            begin = x
        end = x + 1
    if begin >= 0:
        yield begin, end
