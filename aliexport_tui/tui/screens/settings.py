"""How the console itself looks and behaves for whoever opened it; kept in a file of theirs."""

from contextlib import closing
from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.folders import config_file
from aliexport_tui.engine.preferences import Preferences, keep
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.tui.background import in_background, tell
from aliexport_tui.tui.forms import console_settings
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.words import _, neutral


class SettingsScreen(ShopScreen):
    """What is chosen shows at once; F2 keeps it, F4 puts back what is kept."""

    help_lines = (
        _("What you choose shows at once; F2 keeps it for the next time, F4 puts back what is kept."),
        _("Another language shows after the console has been opened anew; it offers to do so."),
        _("The settings are yours alone: a shop's file has none of them."),
    )
    DEFAULT_CSS = """
    SettingsScreen #where { height: 1; padding: 0 1; color: $text-muted; }
    SettingsScreen .body { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Save")),
        *key("ctrl+s", "save", show=False),
        *key("f4", "reset", _("Reset")),
    ]
    form = getters.query_one("#form", Form)

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(neutral(_("Kept in {path}").format(path=config_file()))), id="where")
            yield Form(console_settings.FIELDS, console_settings.values_of(self.console.preferences), id="form")

    def on_mount(self) -> None:
        self.form.focus_first()

    @on(Form.Changed)
    def _changed(self) -> None:
        chosen, faults = console_settings.preferences_of(self.form.values(), self.console.preferences)
        if not faults:
            self.console.look_like(chosen)

    @on(Form.Done)
    def action_save(self) -> None:
        before = self.console.preferences
        chosen, faults = console_settings.preferences_of(self.form.values(), before)
        self.form.show_errors(faults)
        if faults:
            return
        try:
            keep(chosen)
        except ConfigError as error:
            tell(self.console, error)
            return
        self.console.preferences = chosen
        self._note(before, chosen)
        self.console.look_like(chosen)
        if chosen.language == before.language:
            self.app.notify(_("Saved."), timeout=2)
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                self.console.open_anew()

        lines = [_("The new language shows when the console is opened anew. Runs go on meanwhile.")]
        self.app.push_screen(Confirm(_("Language"), lines, yes=_("open anew now")), answered)

    def _note(self, before: Preferences, after: Preferences) -> None:
        """Into the activity log of the shop that the console shows, unless it may only read it."""
        if self.console.read_only or before == after:
            return
        workspace = self.workspace

        def write() -> None:
            with closing(workspace.open()) as db:
                code = "console.settings_changed"
                note(db, "settings", "changed", "console", code, {}, *difference(before, after), at=workspace.clock.now_ms())

        in_background(self.console, write, lambda _made: None, group="activity")

    def action_reset(self) -> None:
        self.form.fill(console_settings.values_of(self.console.preferences))
        self.form.show_errors({})

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "reset" and self.is_whole:
            values = self.form.values()
            same = msgspec.structs.asdict(self.console.preferences)
            chosen, faults = console_settings.preferences_of(values, self.console.preferences)
            if not faults and msgspec.structs.asdict(chosen) == same:
                return _("Nothing is changed here.")
        return ""
