"""One row of an answer, a value a line: what a column is too narrow for."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.words import _, neutral


class RecordScreen(PushedScreen):
    """`values` are fit for the screen already."""

    help_lines = (_("All columns of the row, one a line."),)
    DEFAULT_CSS = """
    RecordScreen #record { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    RecordScreen #record Static { height: auto; }
    """

    def __init__(self, columns: Sequence[str], values: Sequence[str]) -> None:
        super().__init__()
        self._columns = columns
        self._values = values

    def body(self) -> ComposeResult:
        text = Text()
        for name, value in zip(self._columns, self._values, strict=True):
            text.append(f"{neutral(name)}: ", "bold")
            text.append(f"{value}\n")
        with VerticalScroll(id="record", classes="body"):
            yield Static(text)

    def on_mount(self) -> None:
        self.query_one("#record").focus()
