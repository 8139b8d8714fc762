"""A field of several lines; its cursor stands still as that of a `Line`."""

from textual.reactive import reactive
from textual.widgets import TextArea


class Page(TextArea):
    """Several lines of text."""

    DEFAULT_CSS = """
    Page { border: none; padding: 0 1; background: $panel; scrollbar-size-vertical: 1; }
    Page:focus { border: none; background: $surface-lighten-1; }
    """
    cursor_blink = reactive(False)
