"""A screen with one form: F2 keeps it, F4 puts back what was there, Esc leaves."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Field, Values
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.words import _, neutral, neutral_lines

Errors = Mapping[str, str]


class FormScreen(PushedScreen):
    """`save` runs in a thread, keeps the values and gives messages by field name; none: it is done, the screen closes
    and `then` gets the values on the loop."""

    DEFAULT_CSS = """
    FormScreen #title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    FormScreen #trouble { height: auto; padding: 0 1; color: $error; }
    FormScreen .body { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Save"), writes=True),
        *key("ctrl+s", "save", show=False, writes=True),
        *key("f4", "reset", _("Reset")),
        *key("f1", "app.help", _("Help")),
    ]
    form = getters.query_one("#form", Form)
    unsaved = _("This is not saved yet. Save it?")
    leave_word = _("leave without saving")
    save_word = _("save")

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        values: Values,
        save: Callable[[Values], Errors],
        *,
        then: Callable[[Values], None] = lambda values: None,
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._values = values
        self._save = save
        self._then = then

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(neutral(self._title)), id="title")
            yield Static(id="trouble", markup=False)
            yield Form(self._fields, self._values, id="form")

    def on_mount(self) -> None:
        self._untouched = self.form.values()
        self.form.focus_first()

    def action_save(self) -> None:
        """Keeping may need a look at a file or an address, so it is done in a thread."""
        trouble = self.query_one("#trouble", Static)
        values = self.form.values()

        def keep() -> tuple[Errors, str]:
            try:
                return self._save(values), ""
            except AliexportError as error:
                return {}, render_error(error)

        def kept(found: tuple[Errors, str]) -> None:
            errors, text = found
            trouble.update(Text(neutral_lines(text)))
            self.form.show_errors(errors)
            if not errors and not text:
                self.dismiss(None)
                self._then(values)
                self.console.refresh_from_file()

        in_background(self.console, keep, kept, group="form")

    @on(Form.Done)
    def _done(self) -> None:
        self.action_save()

    def action_back(self) -> None:
        """What was typed is not dropped by one key."""
        if self.form.values() == self._untouched:
            self.dismiss(None)
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                self.action_save()
            elif answer == "look":
                self.dismiss(None)

        question = Confirm(neutral(self._title), [self.unsaved], can_look=True, look=self.leave_word, yes=self.save_word)
        self.app.push_screen(question, answered)

    def action_reset(self) -> None:
        self.form.fill(self._values)
        self.form.show_errors({})


class LongForm(FormScreen):
    """One with so many fields that the log makes room for them."""

    log_most = 2
