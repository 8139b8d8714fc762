"""A field whose cursor stands still: a blinking one costs up to 8 kB a second over SSH."""

from textual.reactive import reactive
from textual.widgets import Input


class Line(Input):
    """One line of text, one line high."""

    DEFAULT_CSS = """
    Line { border: none; height: 1; padding: 0 1; background: $panel; }
    Line:focus { border: none; background: $primary-muted; }
    Line.-invalid, Line.-invalid:focus { border: none; }
    """
    cursor_blink = reactive(False)
