"""The console as a person drives it, on a small real file; runners and the network stay out."""

import contextlib
from typing import TypeVar

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList
from textual.worker import WorkerCancelled

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import PriceStep, Profile
from aliexport_tui.store import profile_edits, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.access import AccessScreen
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.categories import CategoriesScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.filter import FilterScreen
from aliexport_tui.tui.screens.help import HelpScreen
from aliexport_tui.tui.screens.prices import PricesScreen
from aliexport_tui.tui.screens.product import ProductScreen
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.profile_form import ProfileForm
from aliexport_tui.tui.screens.profiles import ProfilesScreen
from aliexport_tui.tui.screens.runs import Found, RunsScreen
from aliexport_tui.tui.screens.start import StartScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.log_pane import LogPane
from tests.support.shop import log

SMALL = (80, 24)


async def settle(pilot: Pilot[int]) -> None:
    """Until workers have ended and what they posted has been handled."""
    for _round in range(3):
        with contextlib.suppress(WorkerCancelled):  # a newer question has taken the place of an older one
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


Shown = TypeVar("Shown")


def showing(app: Console, kind: type[Shown]) -> Shown:
    """The screen on top, which must be of this kind."""
    assert isinstance(app.screen, kind)
    return app.screen


def seen(app: Console) -> str:
    """All that is on the screen, as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_an_empty_file_is_greeted_with_the_way(workspace: Workspace) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        showing(app, StartScreen)
        app.go("access")
        await settle(pilot)
        showing(app, AccessScreen)
        assert "No account yet" in seen(app)
        await pilot.press("n")
        await pilot.press("f2")
        await settle(pilot)
        assert "A token is needed." in seen(app)


async def test_the_grid_filters_sorts_and_opens(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        grid = screen.grid
        assert len(grid.order) == 40
        assert "SANDBOX" in seen(app)
        await pilot.press("/", *"полот", "enter")
        await settle(pilot)
        assert len(grid.order) == 20
        await pilot.press("f")
        showing(app, Choose)
        await pilot.press(*"live", "enter")
        await settle(pilot)
        assert len(grid.order) == 0
        await pilot.press("x", "t")
        await settle(pilot)
        assert screen.query_now.sort == "category"
        assert len(grid.order) == 40
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ProductScreen)
        assert "Джинсы модель 00000" in seen(app)
        await pilot.press("escape")
        showing(app, ProductsScreen)


async def test_keys_work_on_a_russian_keyboard(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("а")  # f: filter by state
        showing(app, Choose)
        await pilot.press("escape", ",")  # ?: help
        showing(app, HelpScreen)
        await pilot.press("escape", "д")  # l: the log goes
        await pilot.pause()
        assert not app.screen.query_one(LogPane).display


async def test_help_tells_how_to_get_a_token(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(100, 130)) as pilot:
        await settle(pilot)
        await pilot.press("?")
        await pilot.pause()
        shown = seen(app)
        for piece in (
            "token-management/active",
            "1. ",
            "6. ",
            "seller.aliexpress.ru/products/list",
            "business.aliexpress.ru/help",
        ):
            assert piece in shown


async def test_what_another_process_writes_shows_by_itself(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        with db.write() as tx:
            tx.run("UPDATE listing SET outcome = 'offline' WHERE product = 1")
        log(db, "somebody wrote this")
        app._tick()
        await settle(pilot)
        shown = seen(app)
        assert "offline" in shown
        assert "somebody wrote this" in shown


async def test_hostile_names_are_shown_harmlessly(workspace: Workspace, db: Database) -> None:
    with db.write() as tx:
        tx.run("UPDATE product SET name = ?, name_fold = '!' WHERE id = 1", ("\x1b[31mкрасное\x07 [b]x[/b] =cmd()",))
    app = Console(workspace)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        shown = seen(app)
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "[b]x[/b]" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert "\x1b" not in seen(app)


async def test_profiles_are_listed_and_switched(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.press("2")
        await settle(pilot)
        showing(app, ProfilesScreen)
        shown = seen(app)
        assert "shoes" in shown
        assert "Одежда для мужчин" in shown or "Одежда для м" in shown
        assert "0 [0%]" in shown
        await pilot.press("a")
        await settle(pilot)
        assert not profiles.get(db, "shoes").profile.active


async def test_a_profile_is_made_and_its_price_rule_set(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("n", *"sale", "tab", *"Sale", "f2")
        await settle(pilot)
        form = showing(app, ProfileForm)
        form.menu.highlighted = 3
        await pilot.press("enter")
        await settle(pilot)
        showing(app, PricesScreen)
        await pilot.press("n", *"10")
        await settle(pilot)
        assert "1 100" in seen(app).replace("\u00a0", " ")
        await pilot.press("f2")
        await settle(pilot)
        assert profiles.get(db, "sale").profile.price.steps == (PriceStep("add_percent", "10"),)
        await pilot.press("backspace", "backspace", "x", "f2")
        await settle(pilot)
        assert profiles.get(db, "sale").profile.price.steps == (PriceStep("add_percent", "10"),)
        await pilot.press("escape", "2")  # the form has waited
        await settle(pilot)
        showing(app, ProfileForm)


async def test_the_form_shares_its_edits_with_the_other_screens(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        form = showing(app, ProfileForm)
        await pilot.press("enter", "end", *" 2", "escape")
        await settle(pilot)
        assert app.desk.profile is not None
        assert app.desk.profile.name == "Обувь 2"
        kept = profile_edits.find(db, 1)
        assert kept is not None
        assert kept.profile.name == "Обувь 2"  # a lost line costs nothing
        await pilot.press("z")
        await settle(pilot)
        assert form.query_one("#field-name", Input).value == "Обувь"
        await pilot.press("Z")
        await settle(pilot)
        assert form.query_one("#field-name", Input).value == "Обувь 2"
        await pilot.press("f3")
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.name == "Обувь 2"
        await pilot.press("enter", "end", "3", "f4")
        await settle(pilot)
        assert app.desk.profile.name == form.query_one("#field-name", Input).value == "Обувь 2"
        await pilot.press("f2")  # nothing left to save: it closes
        await settle(pilot)
        showing(app, ProfilesScreen)


async def test_leaving_the_form_asks_and_keeps_what_is_not_saved(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter", "end", "!", "escape", "escape")
        await settle(pilot)
        showing(app, Confirm)
        await pilot.press("c")
        await settle(pilot)
        showing(app, ProfilesScreen)
        assert profiles.get(db, "shoes").profile.name == "Обувь"
        await pilot.press("enter")
        await settle(pilot)
        assert showing(app, ProfileForm).query_one("#field-name", Input).value == "Обувь!"


@pytest.mark.parametrize(("keys", "kind"), [("t", PricesScreen), ("F", FilterScreen), ("m", CategoriesScreen)])
async def test_a_key_leads_from_a_profile_to_its_screens(
    workspace: Workspace, db: Database, keys: str, kind: type[PricesScreen | FilterScreen | CategoriesScreen]
) -> None:
    profiles.add(db, Profile(code="toys", name="Toys", account="main", source="feed"), 1)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        assert app.desk.code == "shoes"
        await pilot.press("down", keys)
        await settle(pilot)
        showing(app, kind)
        assert app.desk.code == "toys"
        assert "profile toys" in seen(app)


async def test_a_save_by_somebody_else_in_between_is_not_lost(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        form = showing(app, ProfileForm)
        form.query_one("#field-name", Input).value = "Иначе"
        await settle(pilot)
        form._take_over()
        with db.write() as tx:
            tx.run("UPDATE profile SET version = version + 1")
        await pilot.press("f2")
        await settle(pilot)
        showing(app, ProfileForm)
        assert profiles.get(db, "shoes").profile.name == "Обувь"


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (60, 20)])
async def test_every_screen_opens_at_every_size(workspace: Workspace, db: Database, size: tuple[int, int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        for key in ("1", "2", "3", "4", "L", "L", "l", "l"):
            await pilot.press(key)
            await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        form = showing(app, ProfileForm)
        for section in range(len(form.query_one("#menu", OptionList).options)):
            form.menu.highlighted = section
            await form._arrived()
            await settle(pilot)
        assert app.is_running


async def test_the_palette_knows_every_named_key(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {
            "Upload",
            "Send pictures",
            "Take off sale",
            "Delete from the marketplace",
            "Mark all that match",
            "Runs",
        } <= titles
        assert isinstance(app.screen.query_one("#products"), Grid)


@pytest.mark.parametrize("mode", ["products", "profiles", "runs", "access", "activity", "order_settings", "schedule"])
async def test_no_key_of_a_screen_is_taken_by_its_grid(workspace: Workspace, db: Database, mode: str) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go(mode)
        await settle(pilot)
        screen = app.screen
        own = set(screen._bindings.key_to_bindings)
        grid = app.focused
        assert isinstance(grid, Grid)
        taken = {
            key
            for key, bindings in grid._bindings.key_to_bindings.items()
            if any(grid.check_action(binding.action.partition("(")[0], ()) for binding in bindings)
        }
        assert not own & taken


async def test_the_file_may_change_while_a_screen_is_being_built(workspace: Workspace) -> None:
    """The poll of the file finds a screen that has no children yet, or none any more."""
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = RunsScreen()
        opening = app.push_screen(screen)
        app.refresh_from_file()
        await opening
        await settle(pilot)
        assert screen.is_whole
        found = Found(runs=(), progress=None, quota="")
        closing = screen.remove_children()
        app.refresh_from_file()
        await closing
        assert screen._poll is not None
        screen._poll._came(found)
        app.refresh_from_file()
        assert not screen.is_whole
