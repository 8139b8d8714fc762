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
from aliexport_tui.tui.screens.sql import SqlScreen
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


async def test_the_palette_knows_the_keys_of_other_screens(workspace: Workspace, db: Database) -> None:
    """It goes there first, and acts when the screen has read what it shows."""
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        commands = {command.title: command for command in app.get_system_commands(app.screen)}
        assert commands["Runs › Compare two"].help == "key 7 c"
        assert "Products › Upload" not in commands
        await commands["Runs › Compare two"].callback()
        await settle(pilot)
        assert app.current_mode == "runs"
        assert [told.message for told in app._notifications] == ["Mark two runs with Space, then compare them."]
        await commands["Records: SQL › Views"].callback()
        await settle(pilot)
        assert app.current_mode == "sql"


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
        writing = [active for active in screen.active_bindings.values() if writes(active.binding)]
        writing = [active for active in writing if active.node is screen]
        assert all(not active.enabled for active in writing)


async def test_nothing_is_planned_in_a_console_that_only_reads(workspace: Workspace, db: Database) -> None:
    app = Console(workspace, read_only=True)
    async with app.run_test(size=SMALL) as pilot:
        app.go("products")
        await settle(pilot)
        await pilot.press("u", "R")
        await settle(pilot)
        told = [notice.message for notice in app._notifications]
        assert told == ["This console only reads (--read-only, or the settings)."] * 2
        assert not db.value("SELECT count(*) FROM plan")
        app.go("sql")
        await settle(pilot)
        assert "only reads" not in showing(app, SqlScreen)._refusal("edit", ())


READS = {
    "back", "log", "log_full", "help", "jump", "command_palette", "quit", "choose_profile", "search", "find", "find_next",
    "find_previous", "open", "mark", "range", "mark_all", "invert", "unmark_all", "columns", "sideways", "leave_field", "to",
    "tab", "follow", "pause", "level", "sieve_profile", "sieve_sku", "sieve_none", "others", "everyone", "narrow",
    "filter_outcome", "filter_category", "filter_profile", "filter_problems", "filter_status", "reset_filter", "sort_next",
    "sort_turn", "reload", "timeline", "explain", "show", "products", "problems", "holds", "next_open", "other_side",
    "only_open", "values", "offer", "sort", "why", "turn_out", "mend", "warnings", "compare", "exchanges", "log_of",
    "sieve", "of_account", "of_job", "of_subtype", "look", "look_deep", "test", "general", "install", "ask", "views",
    "history", "write", "aside", "check", "choose_sku", "open_node",
    "close_node", "reset", "told",
}  # fmt: skip
BY_SCREEN = {
    ("ProfilesScreen", "edit"), ("ProfilesScreen", "export"), ("SqlScreen", "edit"), ("SettingsScreen", "save"),
}  # fmt: skip
"""Actions that change nothing a shop's file or the marketplace holds."""


def test_every_action_of_a_screen_either_only_reads_or_is_known_to_write() -> None:
    """So a console that only reads refuses all that writes."""
    found = set()
    for subject in SUBJECTS:
        for place in subject.places:
            screen = place.make()
            name = type(screen).__name__
            for _key, binding in screen._bindings:
                action = binding.action.partition("(")[0]
                if binding.action.startswith(("app.", "screen.")) or action in READS or (name, action) in BY_SCREEN:
                    continue
                if not binding.id or binding.id not in screen._writing:
                    found.add((name, binding.action))
    assert found == set()


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
