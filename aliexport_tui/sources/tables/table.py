"""Rows with a header, whatever file carried them."""

from collections.abc import Callable, Iterator

import msgspec

from aliexport_tui.model.problem import Problem

Cells = tuple[int, list[str]]
"""Line (of text) or row number (of a sheet) where the row begins, from 1; its cells, as text."""


class Table(msgspec.Struct, frozen=True):
    """`headers` as they stand in the file, blanks trimmed, "" for an empty one, repeated ones repeated; `header_line`:
    where they stand. `rows()` reads the rows below anew at each call, without blank ones; a row may be shorter or longer
    than the header. `sheet`: its name, "" for text. `problems` belong to the file as a whole. `one_column`: a faster way to
    one cell of each row, where there is one.

    `rows` raises SourceError where the file can't be read to its end."""

    origin: str
    headers: tuple[str, ...]
    header_line: int
    rows: Callable[[], Iterator[Cells]]
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""
    problems: tuple[Problem, ...] = ()
    one_column: Callable[[int], Iterator[str]] | None = None

    @property
    def columns(self) -> dict[str, int]:
        """Header -> position; a header that stands more than once is told apart as "Header#2"."""
        counts: dict[str, int] = {}
        found: dict[str, int] = {}
        for at, name in enumerate(self.headers):
            counts[name] = counts.get(name, 0) + 1
            if name:
                found[name if counts[name] == 1 else f"{name}#{counts[name]}"] = at
        return found

    def column(self, at: int) -> Iterator[str]:
        """The cell at a position of each row, "" where a row is too short; blank rows may be among them."""
        if self.one_column is not None:
            return self.one_column(at)
        return (cells[at] if at < len(cells) else "" for _, cells in self.rows())
