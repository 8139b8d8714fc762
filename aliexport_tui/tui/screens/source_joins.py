"""What a rule of joining would make one product of, before it is on."""

from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.sources import change_source
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import sources
from aliexport_tui.telling.join_text import join_lines
from aliexport_tui.tui import source_process
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.source_settings import JOINS, join_values, joins_from
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, neutral, neutral_lines


class SourceJoins(PushedScreen):
    """The rule above, what comes of it below. Nothing is changed before F2; then the next import joins."""

    sheet_title = _("Offers joined into products")
    log_most = 2
    help_lines = (
        _("Most feeds give each size and colour as an offer of its own. A rule makes one product of them."),
        _("F5 reads the feed and shows what the rule would join, the largest, examples, and what looks wrong."),
        _("Without a rule it shows what the feed itself groups."),
        _("F2 turns the rule on; the next import joins. What is joined gets a new key: do it before the first export."),
    )
    DEFAULT_CSS = """
    SourceJoins #title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    SourceJoins #trouble { height: auto; padding: 0 1; color: $error; }
    SourceJoins .body { height: 1fr; }
    SourceJoins Form { height: 7; border-bottom: solid $primary; }
    SourceJoins LinesPane { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f5", "show", _("Show")),
        *key("f2", "save", _("Save"), writes=True),
        *key("f1", "app.help", _("Help")),
    ]
    form = getters.query_one(Form)
    pane = getters.query_one(LinesPane)

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(_("Source {code}: what stands alone is joined").format(code=neutral(self._code))), id="title")
            yield Form(JOINS, join_values(self._settings()))
            yield Static(id="trouble", markup=False)
            yield LinesPane()

    def on_mount(self) -> None:
        self.pane.show([_("F5 shows what the rule would join.")])
        self.form.focus_first()
        if self._settings().join:
            self.action_show()

    def _settings(self) -> SourceSettings:
        source = sources.find(self.db, self._code)
        assert source is not None, "chosen from the list"
        return msgspec.json.decode(source.settings, type=SourceSettings)

    @on(Form.Done)
    def _done(self) -> None:
        self.action_show()

    def _wanted(self) -> SourceSettings | None:
        settings, errors = joins_from(self.form.values(), self._settings())
        self.form.show_errors(errors)
        return None if errors else settings

    def action_show(self) -> None:
        settings = self._wanted()
        if settings is None:
            return
        workspace, code = self.workspace, self._code

        def read() -> tuple[list[str], str]:
            try:
                return join_lines(source_process.joins(workspace, code, settings), settings.join), ""
            except AliexportError as error:
                return [], render_error(error)

        def made(found: tuple[list[str], str]) -> None:
            lines, trouble = found
            self.console.busy_with("")
            self._told(trouble)
            if lines:
                self.pane.show(lines)
                self.pane.focus()

        self.console.busy_with(_("Reading the feed…"))
        in_background(self.console, read, made, group="joins", failed=lambda: self.console.busy_with(""))

    def action_save(self) -> None:
        settings = self._wanted()
        if settings is None:
            return
        workspace, code = self.workspace, self._code

        def save() -> str:
            db = workspace.open()
            try:
                change_source(db, code, settings=settings)
            except AliexportError as error:
                return render_error(error)
            finally:
                db.close()
            return ""

        def saved(trouble: str) -> None:
            self._told(trouble)
            if not trouble:
                self.dismiss(None)
                self.console.notify(_("{code}: the next import goes by this rule.").format(code=neutral(code)), markup=False)

        in_background(self.console, save, saved, group="form")

    def _told(self, text: str) -> None:
        self.query_one("#trouble", Static).update(Text(neutral_lines(text)))
