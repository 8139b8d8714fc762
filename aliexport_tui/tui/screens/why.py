"""Why a product is in or out of a profile, clause by clause."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from aliexport_tui.engine.planning.why import Why
from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.forms.why_words import is_in, verdict_word, why_lines
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import Dialog
from aliexport_tui.tui.words import _, neutral


class WhyDialog(Dialog):
    """Several where several products have the code."""

    DEFAULT_CSS = """
    WhyDialog Static { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*key("enter", "cancel", show=False)]

    def __init__(self, found: Sequence[Why], profile: Profile, names: Mapping[str, str]) -> None:
        super().__init__()
        self._found = found
        self._profile = profile
        self._names = names

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = Content(_("In or out of {profile}?").format(profile=self._profile.code))
            yield Static(self._text())

    def on_mount(self) -> None:
        self.query_one("#box").focus()

    def _text(self) -> Text:
        text = Text()
        for one in self._found:
            if text:
                text.append("\n\n")
            text.append(neutral(one.name), "bold")
            text.append(
                f" [{neutral(one.key)}]\n{neutral(' › '.join(one.category_path)) or _('without a category')}\n", "dim"
            )
            text.append(verdict_word(one.verdict), "bold green" if is_in(one.verdict) else "bold red")
            for line in why_lines(one, self._profile, self._names):
                text.append(f"\n  {line}")
        text.append(f"\n\nesc {_('go back')}", "dim")
        return text
