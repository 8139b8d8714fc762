"""Keys of the grid, and what it tells its screen."""

from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.words import _

MARKING = ("mark", "range", "mark_all", "invert", "unmark_all")
"""Only in a grid with marks."""
SHAPING = ("sideways", "columns", "export")
"""Only in a grid with a name: what a person makes of it is remembered by that."""

GRID_KEYS: list[BindingType] = [
    *key("up", "move(-1)", show=False),
    *key("down", "move(1)", show=False),
    *key("k", "move(-1)", show=False),
    *key("j", "move(1)", show=False),
    *key("pageup", "page(-1)", show=False),
    *key("pagedown", "page(1)", show=False),
    *key("home", "end_of(0)", show=False),
    *key("end", "end_of(1)", show=False),
    *key("enter", "open", _("Open"), show=False),
    *key("space", "mark", _("Mark"), show=False),
    *key("v", "range", _("Mark a range"), show=False),
    *key("*", "mark_all", _("Mark all that match"), show=False),
    *key("i", "invert", _("Invert marks"), show=False),
    *key("-", "unmark_all", _("Clear marks"), show=False),
    *key("left", "sideways(-1)", show=False),
    *key("right", "sideways(1)", _("Columns further right"), show=False),
    *key("C", "columns", _("Columns: which, how wide, in what order"), show=False),
    *key("E", "export", _("Save the list as CSV or XLSX"), show=False),
]


class Told(Message):
    """Base of what a grid has to say; `control` is the grid."""

    def __init__(self, grid: Widget) -> None:
        super().__init__()
        self._sender = grid  # not the pane that has just filled it: Textual keeps a message from its sender
        self.grid = grid

    @property
    def control(self) -> Widget:
        return self.grid
