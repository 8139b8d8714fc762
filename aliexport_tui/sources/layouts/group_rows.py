"""Rows of a price list that name a group of goods: a lone text, or one with totals and no price (`sources.md` §1.7)."""

from collections.abc import Sequence

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.layouts.columns import Columns
from aliexport_tui.sources.tables.header_row import is_number
from aliexport_tui.sources.text import one_line

_DEEPEST = 6
_LONGEST = 200
_NARROW = 3
"""In a table of fewer columns a lone text may well be goods."""


class GroupRows:
    """The groups above the row that is read now.

    Levels: a group further to the right lies in the one before it. Of groups in the same column those that follow each
    other without goods between lie in each other, and a later run of fewer takes the place of the last levels only."""

    def __init__(self, columns: Columns) -> None:
        self._code = columns.at("sku")
        self._price = columns.at("price")
        self._figures = (self._price, columns.at("old_price"), columns.at("stock"), columns.at("available"))
        self._columns = columns.width
        self._stack: list[tuple[int, str]] = []
        self._run: list[tuple[int, str]] = []
        self._count = 0
        self._first: tuple[int, str] = (0, "")

    def take(self, line: int, cells: Sequence[str]) -> bool:
        """Whether the row is a group's; it is kept then."""
        if self._price >= 0 and self._price < len(cells) and cells[self._price].strip():
            return False
        filled = [at for at, cell in enumerate(cells) if cell and not cell.isspace()]
        words = [at for at in filled if not is_number(cells[at])]
        if len(words) != 1 or self._columns < _NARROW or words[0] in self._figures:
            return False
        at = words[0]
        if len(filled) > 1 and (self._price < 0 or not (at == self._code or self._code not in filled)):
            return False
        name = one_line(cells[at])
        if not name or len(name) > _LONGEST:
            return False
        self._run.append((at, name))
        self._count += 1
        self._first = self._first if self._first[0] else (line, name)
        return True

    def levels(self) -> tuple[str, ...]:
        """The way to the goods that are read next."""
        if self._run:
            self._settle()
        return tuple(name for _, name in self._stack)

    def told(self, origin: str) -> tuple[Problem, ...]:
        """One problem for all of them."""
        if not self._count:
            return ()
        line, name = self._first
        args = {"count": str(self._count), "example": name[:60]}
        return (Problem("feed.groups_as_categories", "", args, Place(file=origin, line=line), "warning"),)

    def _settle(self) -> None:
        run, self._run = self._run, []
        left = run[0][0]
        while self._stack and self._stack[-1][0] > left:
            self._stack.pop()
        same = sum(at == left for at, _ in self._stack)
        begun = next((number for number, (at, _) in enumerate(run) if at != left), len(run))
        for _ in range(min(begun, same)):
            self._stack.pop()
        for at, name in run:
            while self._stack and self._stack[-1][0] > at:
                self._stack.pop()
            self._stack.append((at, name))
        self._stack = self._stack[-_DEEPEST:]
