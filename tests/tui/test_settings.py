"""The console's own settings: shown at once, kept on F2, read-only obeyed by every writing key."""

import os
from pathlib import Path

import pytest

from aliexport_tui.engine.preferences import Preferences, preferences
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import activity
from aliexport_tui.store.database import Database
from aliexport_tui.tui import terminal
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.forms import console_settings
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.settings import SettingsScreen
from aliexport_tui.tui.widgets.chooser import Chooser
from tests.tui.test_screens import SMALL, settle, showing


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "console.toml"
    monkeypatch.setenv("ALIEXPORT_CONFIG", str(path))
    return path


async def test_a_theme_shows_at_once_and_is_kept_on_f2(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("settings")
        await settle(pilot)
        screen = showing(app, SettingsScreen)
        theme = screen.query_one("#field-theme", Chooser)
        theme.value = "ansi-light"
        await settle(pilot)
        assert app.theme == "ansi-light"
        assert preferences() == Preferences()
        await pilot.press("f4")
        await settle(pilot)
        assert app.theme == terminal.fitting_theme(os.environ)
        theme.value = "nord"
        await pilot.press("f2")
        await settle(pilot)
        assert preferences().theme == "nord"
        assert [told.message for told in app._notifications] == ["Saved."]
    [noted] = activity.latest(db)
    assert (noted.code, noted.before, noted.after) == ("console.settings_changed", '{"theme": ""}', '{"theme": "nord"}')


async def test_another_language_offers_to_open_anew(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("settings")
        await settle(pilot)
        showing(app, SettingsScreen).query_one("#field-language", Chooser).value = "ru"
        await pilot.press("f2")
        await settle(pilot)
        showing(app, Confirm)
        assert preferences().language == "ru"
        await pilot.press("enter")
        await settle(pilot)
    assert app.return_code == -1


async def test_the_log_has_the_height_that_is_set(workspace: Workspace, db: Database) -> None:
    app = Console(workspace, Preferences(log_lines=3))
    async with app.run_test(size=SMALL) as pilot:
        app.go("access")
        await settle(pilot)
        assert app.screen.query_one("LogPane").size.height == 4


@pytest.mark.parametrize("lines", ["0", "41", "many", ""])
def test_a_height_that_can_not_be_is_refused(lines: str) -> None:
    values = {**console_settings.values_of(Preferences()), "log_lines": lines}
    kept, faults = console_settings.preferences_of(values, Preferences())
    assert kept == Preferences()
    assert list(faults) == ["log_lines"]


def test_what_the_form_does_not_show_stays() -> None:
    before = Preferences(language="ru", keys={"search": "ctrl+f"})
    assert console_settings.preferences_of(console_settings.values_of(before), before) == (before, {})


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({"TERM": "linux"}, terminal.PLAIN),
        ({"TERM": "xterm"}, terminal.PLAIN),
        ({"TERM": "screen"}, terminal.PLAIN),
        ({"TERM": "screen-256color"}, terminal.USUAL),
        ({"TERM": "xterm-256color"}, terminal.USUAL),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, terminal.USUAL),
        ({}, terminal.PLAIN),
    ],
)
def test_the_theme_fits_the_terminal(environment: dict[str, str], theme: str) -> None:
    assert terminal.fitting_theme(environment) == theme
