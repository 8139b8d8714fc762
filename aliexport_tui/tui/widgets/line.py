"""A field whose cursor stands still: a blinking one costs up to 8 kB a second over SSH."""

from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Input

from aliexport_tui.messages.text import spelled


class Line(Input):
    """One line of text, one line high. What no terminal should get is shown as signs; the value stays as it is."""

    DEFAULT_CSS = """
    Line { border: none; height: 1; padding: 0 1; background: $panel; }
    Line:focus { border: none; background: $primary-muted; }
    Line.-invalid, Line.-invalid:focus { border: none; }
    """
    cursor_blink = reactive(False)

    @property
    def _value(self) -> Text:
        shown = super()._value
        shown.plain = spelled(shown.plain)
        return shown

    @property
    def content_width(self) -> int:
        """The signs take room where what they stand for took none."""
        return max(super().content_width, self._value.cell_len + 1)
