"""Small questions: yes or no, a line of text, a figure typed to be sure."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import Dialog
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral


class Confirm(Dialog):
    """Says in `lines` what will happen. Gives "yes", "look" (where there is something to look at), "mend" (where problems
    stand in the way) or None. With `typed`, Enter counts only after that text has been typed."""

    DEFAULT_CSS = """
    Confirm Static { width: 1fr; height: auto; }
    Confirm Line { margin: 1 0 0 0; }
    Confirm #keys { color: $text-muted; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("enter", "yes", _("Do it")),
        *key("y", "yes", show=False),
        *key("n", "cancel", show=False),
        *key("c", "look", show=False),
        *key("w", "mend", show=False),
    ]

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        *,
        typed: str = "",
        can_look: bool = False,
        can_mend: bool = False,
        possible: bool = True,
        look: str = "",
        yes: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._typed = typed
        self._can_look = can_look
        self._can_mend = can_mend
        self._possible = possible
        self._yes = yes or _("do it")
        self._look = look or _("show the changes")

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(self._title)
            yield Static(Text("\n".join(neutral(line) for line in self._lines)))
            if self._typed and self._possible:
                yield Line(placeholder=_("type {text} to go on").format(text=self._typed))
            keys = [f"⏎ {self._yes}"] if self._possible else []
            if self._can_look:
                keys.append(f"c {self._look}")
            if self._can_mend:
                keys.append(f"w {_('show the problems')}")
            keys.append(f"esc {_('go back')}")
            yield Static(Text(" · ".join(keys)), id="keys")

    def action_yes(self) -> None:
        if self._possible and not self._typed:
            self.dismiss("yes")

    def action_look(self) -> None:
        if self._can_look:
            self.dismiss("look")

    def action_mend(self) -> None:
        if self._can_mend:
            self.dismiss("mend")

    @on(Input.Submitted)
    def _typed_it(self, event: Input.Submitted) -> None:
        if event.value.strip() == self._typed:
            self.dismiss("yes")
        else:
            self.app.bell()


class AskText(Dialog):
    """One line of text; `secret` hides it."""

    DEFAULT_CSS = """
    AskText Static { width: 1fr; height: auto; color: $text-muted; }
    """
    input = getters.query_one(Input)

    def __init__(self, title: str, value: str = "", *, hint: str = "", secret: bool = False) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._hint = hint
        self._secret = secret

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(self._title)
            yield Line(self._value, password=self._secret)
            yield Static(Text(self._hint or _("Enter takes it, Esc leaves")))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
