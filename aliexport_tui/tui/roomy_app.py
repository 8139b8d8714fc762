"""In a window that is too small to work in the console says so instead of drawing. What is there stays as it is, untouched
by keys, and is back when the window is large enough."""

import textwrap

from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from aliexport_tui.tui.keys import latin
from aliexport_tui.tui.output.paced_app import PacedApp
from aliexport_tui.tui.words import _

LEAST = Size(60, 20)


def is_cramped(size: Size) -> bool:
    return size.width < LEAST.width or size.height < LEAST.height


def notice(size: Size) -> LayoutUpdate:
    """A whole screen of this size that says how large it has to be."""
    width, height = size
    needed = _("This window is {width}×{height}; the console needs {least}.").format(
        width=width, height=height, least=f"{LEAST.width}×{LEAST.height}"
    )
    lines = [
        line
        for text in (needed, _("Make it larger to go on where you were; q leaves."))
        for line in textwrap.wrap(text, max(1, width - 2))
    ][:height]
    above = (height - len(lines)) // 2
    rows = [*[""] * above, *lines, *[""] * (height - above - len(lines))]
    return LayoutUpdate([[Strip([Segment(row.center(width))]).crop(0, width)] for row in rows], Region(0, 0, width, height))


class RoomyApp(PacedApp):
    @property
    def is_cramped(self) -> bool:
        return is_cramped(self.size)

    def _check_resize(self) -> None:
        """The screen hears of no size that it could not keep its place in."""
        if not self.screen_stack:
            super()._check_resize()
        elif self.is_cramped:
            self._resize_timer = None
            self._display(self.screen, notice(self.size))
        else:
            super()._check_resize()
            self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Whatever a hidden screen would draw, the notice is what is seen."""
        super()._display(screen, notice(self.size) if renderable is not None and self.is_cramped else renderable)

    async def on_event(self, event: events.Event) -> None:
        """Nobody types into what can't be seen."""
        typed = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        if not (typed and self.is_cramped):
            await super().on_event(event)
        elif isinstance(event, events.Key):
            if event.key == "ctrl+q" or latin(event.character or "") == "q":
                self.exit()
            elif event.key == "ctrl+l":
                self.action_draw_anew()
