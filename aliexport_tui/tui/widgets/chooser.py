"""A one-line field that holds one of some values: ← → change it, Enter offers the list."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.words import neutral


class Chooser(Widget, can_focus=True):
    DEFAULT_CSS = """
    Chooser { height: 1; padding: 0 1; background: $panel; }
    Chooser:focus { background: $primary-muted; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("left", "turn(-1)", show=False),
        *key("right", "turn(1)", show=False),
        *key("space", "turn(1)", show=False),
        *key("enter", "list", show=False),
    ]
    value = reactive("")

    class Changed(Message):
        def __init__(self, chooser: "Chooser") -> None:
            super().__init__()
            self.chooser = chooser

        @property
        def control(self) -> "Chooser":
            return self.chooser

    def __init__(self, choices: Sequence[Choice], value: str = "", *, title: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = list(choices)
        self.title = title
        self.set_reactive(Chooser.value, value)

    def render(self) -> Text:
        shown = next((choice.text for choice in self.choices if choice.value == self.value), self.value)
        return Text(f"‹ {neutral(shown) or '-'} ›", no_wrap=True, overflow="ellipsis")

    def watch_value(self) -> None:
        self.post_message(self.Changed(self))

    def action_turn(self, steps: int) -> None:
        if not self.choices:
            return
        values = [choice.value for choice in self.choices]
        place = values.index(self.value) if self.value in values else -1
        self.value = values[(place + steps) % len(values)]

    def action_list(self) -> None:
        from aliexport_tui.tui.screens.choose import Choose

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.value = value

        self.app.push_screen(Choose(self.title, self.choices, self.value), chosen)

    def on_click(self) -> None:
        self.action_list()
