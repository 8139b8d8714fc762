"""Choosing one of many: type to narrow, Enter takes."""

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from aliexport_tui.store.database import fold
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import Dialog
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral

_SHOWN = 500


class Choose(Dialog):
    """Gives the chosen `value`, None when left."""

    DEFAULT_CSS = """
    Choose OptionList { height: auto; max-height: 16; padding: 0; background: $surface; }
    Choose OptionList, Choose OptionList:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("down", "step(1)", show=False, priority=True),
        *key("up", "step(-1)", show=False, priority=True),
    ]
    options = getters.query_one(OptionList)

    def __init__(self, title: str, choices: Sequence[Choice], chosen: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._folded = [fold(choice.text) for choice in choices]
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(self._title)
            yield Line(placeholder=_("type to narrow"))
            yield OptionList()

    def on_mount(self) -> None:
        self._fill("")

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(Input.Submitted)
    def _take(self) -> None:
        option = self.options.highlighted_option
        self.dismiss(option.id if option else None)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_step(self, lines: int) -> None:
        if lines > 0:
            self.options.action_cursor_down()
        else:
            self.options.action_cursor_up()

    def _fill(self, text: str) -> None:
        wanted = fold(text)
        fitting = [choice for choice, folded in zip(self._choices, self._folded, strict=True) if wanted in folded][:_SHOWN]
        self.options.clear_options()
        self.options.add_options([Option(Content(neutral(choice.text)), id=choice.value) for choice in fitting])
        if fitting:
            values = [choice.value for choice in fitting]
            self.options.highlighted = values.index(self._chosen) if self._chosen in values else 0
