"""The second line: the screens of one subject as tabs, and whose settings they show. Hidden where there is nothing to
tell."""

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from aliexport_tui.tui.widgets.grid.cells import fit

_MORE = 3
"""Cells of the sign that there are more to the left."""


class TabsLine(Widget):
    """`titles` of the tabs, `shorts` for where there is no room for them, index of the one `shown`, `note` at the right end.
    A line that is too narrow even so begins further right, so that the shown one is seen."""

    DEFAULT_CSS = """
    TabsLine { height: 1; background: $surface; color: $text-muted; display: none; }
    TabsLine.-shown { display: block; }
    """

    titles: reactive[tuple[str, ...]] = reactive(())
    shorts: reactive[tuple[str, ...]] = reactive(())
    shown = reactive(0)
    note = reactive("")

    def watch_titles(self) -> None:
        self.set_class(len(self.titles) > 1 or bool(self.note), "-shown")

    def watch_note(self) -> None:
        self.watch_titles()

    def render(self) -> Text:
        line = Text(no_wrap=True)
        end = " [ ] " if len(self.titles) > 1 else ""
        titles, first = self._fitting(len(end))
        for index, title in enumerate(titles):
            if index < first:
                continue
            line.append(" … " if index == first > 0 else "", "dim")
            line.append(f" {title} ", "bold reverse" if index == self.shown else "")
        line.append(end, "dim")
        room = self.size.width - line.cell_len
        if self.note and room > 3:
            line.append(fit(f" {self.note}", room, right=True))
        return line

    def _fitting(self, end: int) -> tuple[tuple[str, ...], int]:
        """The titles to use, and which of them stands first."""
        titles = self.titles
        if len(self.shorts) == len(titles) and _cells(titles) + end > self.size.width:
            titles = self.shorts
        first = 0
        while first < self.shown and _cells(titles[first : self.shown + 1]) + (_MORE if first else 0) > self.size.width:
            first += 1
        return titles, first


def _cells(titles: tuple[str, ...]) -> int:
    return sum(cell_len(title) + 2 for title in titles)
