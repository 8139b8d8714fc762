"""Keys that come in one packet go where they would have gone one by one."""

from textual import events
from textual.widgets import Input

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.profiles import ProfilesScreen
from tests.tui.test_screens import SMALL, settle, showing


def burst(app: Console, *keys: str) -> None:
    """As a terminal's packet brings them: all at once, nothing waited for."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_word_behind_the_search_key_is_searched_for(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("products")
        await settle(pilot)
        burst(app, "slash", *"полот", "enter")
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        assert screen.query_one("#search", Input).value == "полот"
        assert len(screen.grid.order) == 20
        assert screen.grid.has_focus


async def test_a_number_key_and_what_is_typed_on_the_screen_it_leads_to(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("products")
        await settle(pilot)
        burst(app, "2", "slash", *"обув", "enter", "1", "slash", *"джинсы", "enter")
        await settle(pilot)
        assert showing(app, ProductsScreen).query_one("#search", Input).value == "джинсы"
        app.go("profiles")
        await settle(pilot)
        assert showing(app, ProfilesScreen).query_one("#search", Input).value == "обув"


async def test_a_dialog_gets_what_is_typed_behind_the_key_that_opens_it(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("exchanges")
        await settle(pilot)
        burst(app, "slash", *"create", "enter", "slash")
        await settle(pilot)
        assert showing(app, AskText).input.value == "create"
        burst(app, "escape", "x", "slash", *"edit", "enter")
        await settle(pilot)
        assert getattr(app.screen, "wanted").text == "edit"  # noqa: B009


async def test_fields_of_a_form_are_filled_in_their_order(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("profiles")
        await settle(pilot)
        burst(app, "n", *"lamps", "enter", *"Лампы")
        await settle(pilot)
        values = [field.value for field in app.screen.query(Input)]
        assert values[:2] == ["lamps", "Лампы"]
