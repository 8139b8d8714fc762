"""The second line: the screens of one subject as tabs, and whose settings they show. Hidden where there is nothing to
tell."""

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from aliexport_tui.tui.widgets.grid.cells import fit


class TabsLine(Widget):
    """`titles` of the tabs, index of the one `shown`, `note` at the right end."""

    DEFAULT_CSS = """
    TabsLine { height: 1; background: $surface; color: $text-muted; display: none; }
    TabsLine.-shown { display: block; }
    """

    titles: reactive[tuple[str, ...]] = reactive(())
    shown = reactive(0)
    note = reactive("")

    def watch_titles(self) -> None:
        self.set_class(len(self.titles) > 1 or bool(self.note), "-shown")

    def watch_note(self) -> None:
        self.watch_titles()

    def render(self) -> Text:
        line = Text(no_wrap=True)
        for index, title in enumerate(self.titles):
            line.append(f" {title} ", "bold reverse" if index == self.shown else "")
        if len(self.titles) > 1:
            line.append(" [ ] ", "dim")
        room = self.size.width - line.cell_len
        if self.note and room > 3:
            line.append(fit(f" {self.note}", room, right=True))
        return line
