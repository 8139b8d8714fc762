"""Lines of the grid as strips: title line and rows, each exactly as wide as it should be, whatever the letters."""

from collections.abc import Callable
from typing import Generic

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from aliexport_tui.messages.text import neutral
from aliexport_tui.tui.widgets.grid.cells import GAP, fit
from aliexport_tui.tui.widgets.grid.layout import Layout
from aliexport_tui.tui.widgets.grid.source import Row

_LOOKED_AT = 8
"""Characters read for each cell of width: more than one may share a cell, but a text of 5,000 need not be measured."""


class Lines(Generic[Row]):
    """`style`: of a part of the grid by its name. `gutter`: cells before the first column, for marks."""

    def __init__(self, style: Callable[[str], Style], gutter: int) -> None:
        self._style = style
        self._gutter = gutter

    def row(self, row: Row, layout: Layout[Row], width: int, *, base: str, mark: str = "") -> Strip:
        style = self._style(base)
        pieces: list[tuple[str, Style]] = []
        if self._gutter:
            pieces.append((fit(mark, self._gutter), style + self._style("mark") if mark else style))
        for place, (column, cells) in enumerate(layout.places):
            text, tone = column.cell(row)
            shown = fit(neutral(text[: cells * _LOOKED_AT]), cells, column.right)
            gap = " " * GAP if place else ""
            pieces.append((gap + shown, style + self._tone(tone) if tone else style))
        return Strip(_merged(pieces)).adjust_cell_length(width, style)

    def header(self, layout: Layout[Row], width: int, sorted_by: tuple[str, bool] | None) -> Strip:
        titles = []
        for column, cells in layout.places:
            title = column.title
            if sorted_by and sorted_by[0] == column.name:
                title = fit(title, min(cell_len(title), max(0, cells - 1))).rstrip() + ("↓" if sorted_by[1] else "↑")
            titles.append(fit(title, cells, column.right))
        text = " " * self._gutter + (" " * GAP).join(titles)
        if layout.before:
            text = "‹" + fit(text, width)[1:]
        line = fit(text, width)
        if layout.behind and width > 1:
            line = fit(line, width - 1) + "›"
        return Strip([Segment(line, self._style("header"))], width)

    def blank(self, text: str, width: int) -> Strip:
        return Strip([Segment(fit(text, width), self._style("row") + self._style("dim"))], width)

    def _tone(self, tone: str) -> Style:
        """Its colour alone: the ground is the row's, and shows the cursor. What is not sent yet is bold as well."""
        style = self._style(tone)
        return Style(color=style.color, bold=True) if tone == "change" else Style(color=style.color)


def _merged(pieces: list[tuple[str, Style]]) -> list[Segment]:
    """Neighbours of one style as one segment, blanks with their neighbour: a change of style is some 40 bytes."""
    segments: list[Segment] = []
    for text, style in pieces:
        if segments and (segments[-1].style == style or text.isspace()):
            segments[-1] = Segment(segments[-1].text + text, segments[-1].style)
        elif segments and segments[-1].text.isspace():
            segments[-1] = Segment(segments[-1].text + text, style)
        else:
            segments.append(Segment(text, style))
    return segments
