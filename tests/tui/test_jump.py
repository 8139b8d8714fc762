"""Jump mode, the palette and the keys of what can't be done."""

from textual.command import CommandPalette
from textual.widgets import Input

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.keys import binding_id, key, latin, use_keys, writes
from aliexport_tui.tui.places import SUBJECTS
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.exchanges import ExchangesScreen
from aliexport_tui.tui.screens.jump import JumpScreen
from aliexport_tui.tui.widgets.log_pane import LogPane
from tests.tui.test_screens import SMALL, seen, settle, showing


async def test_a_letter_goes_to_a_part_of_the_screen(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await pilot.pause()
        jump = showing(app, JumpScreen)
        assert [type(widget).__name__ for widget in jump._targets.values()] == ["Line", "Grid", "LogPane"]
        assert " a " in seen(app)
        await pilot.press("в")  # d on a Russian keyboard: the third
        await settle(pilot)
        assert isinstance(app.focused, LogPane)
        await pilot.press("ctrl+g", "a")
        await settle(pilot)
        assert isinstance(app.focused, Input)
        await pilot.press("ctrl+g", "escape")
        await settle(pilot)
        assert isinstance(app.focused, Input)


async def test_the_palette_leads_to_every_screen_and_says_why_not(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("exchanges")
        await settle(pilot)
        commands = {command.title: command for command in app.get_system_commands(app.screen)}
        assert len([place for subject in SUBJECTS for place in subject.places]) < len(commands)
        await pilot.press("f9")
        showing(app, CommandPalette)
        await pilot.press("escape")
        await settle(pilot)
        await commands["Drop the filters"].callback()
        await settle(pilot)
        assert [told.message for told in app._notifications] == ["No filter is set."]


async def test_the_key_of_what_can_not_be_done_says_why(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("exchanges")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert [told.message for told in app._notifications] == ["No filter is set."]
        await pilot.press("f", "x")
        await settle(pilot)
        assert len(app._notifications) == 1
        assert not showing(app, ExchangesScreen).wanted.failed


async def test_a_console_that_only_reads_refuses_what_writes(workspace: Workspace, db: Database) -> None:
    app = Console(workspace, read_only=True)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, ShopScreen)
        writing = [active for active in screen.active_bindings.values() if writes(binding_id(active.binding.action))]
        assert all(not active.enabled for active in writing)


def test_a_place_makes_a_screen() -> None:
    for subject in SUBJECTS:
        for place in subject.places:
            assert isinstance(place.make(), ShopScreen), place


def test_keys_of_ones_own() -> None:
    try:
        use_keys({"search": "ctrl+f s", "act.export": "U"})
        assert [binding.key for binding in key("/", "search", "Search")] == ["ctrl+f", "s", "ы"]
        assert [binding.key for binding in key("u", "act('export')")] == ["U", "Г"]
        assert [binding.key for binding in key("f", "filter")] == ["f", "а"]
    finally:
        use_keys({})
    assert [binding.key for binding in key("/", "search")] == ["slash", "full_stop"]


def test_names_of_actions() -> None:
    assert binding_id("act('export')") == "act.export"
    assert binding_id("app.help") == "help"
    assert binding_id("move(-1)") == "move.-1"
    assert (latin("в"), latin("d"), latin("7")) == ("d", "d", "7")
