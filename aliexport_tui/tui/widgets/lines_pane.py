"""Long text to be read: any number of lines, only those in sight are drawn; search within it."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from aliexport_tui.store.database import fold
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.words import _, neutral

_STEP = 8


class LinesPane(ScrollView, can_focus=True, inherit_bindings=False):
    """`show` takes the lines as they came; they are made harmless when they are drawn."""

    DEFAULT_CSS = """
    LinesPane { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    LinesPane > .lines--found { background: $warning; color: black; }
    LinesPane:focus { background: $surface; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--found"}
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("up", "scroll(-1)", show=False),
        *key("down", "scroll(1)", show=False),
        *key("k", "scroll(-1)", show=False),
        *key("j", "scroll(1)", show=False),
        *key("pageup", "page(-1)", show=False),
        *key("pagedown", "page(1)", show=False),
        *key("home", "end_of(0)", show=False),
        *key("end", "end_of(1)", show=False),
        *key("left", "aside(-1)", show=False),
        *key("right", "aside(1)", show=False),
        *key("/", "find", _("Search")),
        *key("n", "find_next", _("Next found")),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[str] = ()
        self._left = 0
        self._wanted = ""

    def show(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._left = 0
        self.virtual_size = Size(0, len(lines))
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = round(self.scroll_y) + y
        if not 0 <= index < len(self._lines):
            return Strip.blank(width, self.rich_style)
        text = neutral(self._lines[index])[self._left :]
        found = self._wanted and self._wanted in fold(self._lines[index])
        style = self.get_component_rich_style("lines--found") if found else self.rich_style
        return Strip([Segment(fit(text, width), style if found else self.rich_style + Style(bold=False))], width)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_scroll(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_y + lines, animate=False, force=True, immediate=True)

    def action_page(self, pages: int) -> None:
        self.action_scroll(pages * max(1, self.size.height - 1))

    def action_end_of(self, last: int) -> None:
        self.scroll_to(y=self.max_scroll_y if last else 0, animate=False, force=True, immediate=True)

    def action_aside(self, steps: int) -> None:
        """Long lines: to their right part and back."""
        self._left = max(0, self._left + steps * _STEP)
        self.refresh()

    def action_find(self) -> None:
        from aliexport_tui.tui.screens.ask import AskText

        def asked(text: object) -> None:
            if isinstance(text, str):
                self._wanted = fold(text.strip())
                self.refresh()
                self.action_find_next()

        self.app.push_screen(AskText(_("Search"), self._wanted), asked)

    def action_find_next(self) -> None:
        """The next line with the wanted word, from the top again after the last."""
        if not self._wanted:
            return
        start = round(self.scroll_y) + 1
        for index in (*range(start, len(self._lines)), *range(min(start, len(self._lines)))):
            if self._wanted in fold(self._lines[index]):
                self.scroll_to(y=index, animate=False, force=True, immediate=True)
                return
        self.app.notify(_("“{text}” does not occur here.").format(text=neutral(self._wanted)), markup=False)
