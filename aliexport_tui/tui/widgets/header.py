"""The top line: which shop this is, to which account it speaks, what is running. Drawn only when its text changes."""

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from aliexport_tui.tui.places import digit
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.words import _


class HeaderLine(Widget):
    """`badge` LIVE, SANDBOX or DEMO, told by word and colour; `only_reads`: nothing can be changed from here."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; dock: top; background: $panel; color: $text; }
    """

    badge = reactive("")
    only_reads = reactive(False)
    tabs: reactive[tuple[str, ...]] = reactive(())
    tab = reactive(0)
    shop = reactive("")
    work = reactive("")

    def render(self) -> Text:
        colour = "black on bright_red" if self.badge == "LIVE" else "black on bright_green"
        badge = f" {self.badge} " if self.badge else " aliexport-tui "
        left = Text.assemble((badge, Style.parse(f"bold {colour}") if self.badge else "bold"), no_wrap=True)
        if self.only_reads:
            left.append(f" {_('only reads')} ", "reverse")
        work = f" {self.work} "
        for text, shown in self._tabs(self.size.width - left.cell_len - (cell_len(work) if self.work else 0)):
            left.append(text, "bold reverse" if shown else "")
        room = self.size.width - left.cell_len - cell_len(work)
        if room > 3:
            left.append(fit(f" │ {self.shop}", room))
        left.append(fit(work, min(cell_len(work), max(0, self.size.width - left.cell_len))))
        return left

    def _tabs(self, width: int) -> list[tuple[str, bool]]:
        """Where there is no room for all, only the one that is shown goes by its name."""
        titled = [f" {digit(index)} {title} " for index, title in enumerate(self.tabs)]
        if sum(map(cell_len, titled)) > width:
            titled = [text if index == self.tab - 1 else f" {digit(index)} " for index, text in enumerate(titled)]
        return [(text, index == self.tab - 1) for index, text in enumerate(titled)]
