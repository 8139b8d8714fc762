"""Mapping the shop's categories by keyboard, on the profile being worked on."""

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from aliexport_tui.engine.preferences import Preferences
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.accept_above import AcceptAbove
from aliexport_tui.tui.screens.categories import CategoriesScreen
from aliexport_tui.tui.screens.category_form import CategoryForm
from aliexport_tui.tui.screens.choose import Choose
from tests.support.shop import NOW, make_workspace
from tests.tui.test_screens import SMALL, seen, settle, showing


async def at_categories(pilot: Pilot[int]) -> CategoriesScreen:
    await settle(pilot)
    assert isinstance(pilot.app, Console)
    pilot.app.go("categories")
    await settle(pilot)
    return showing(pilot.app, CategoriesScreen)


def told(app: Console) -> str:
    """What the console has said in passing."""
    return "\n".join(str(one.message) for one in app._notifications)


def targets(profile: Profile | None) -> dict[str, str]:
    assert profile is not None
    return {one.shop: one.target for one in profile.categories if one.target}


@pytest.fixture
def other(db: Database) -> Database:
    """Beside it a profile that maps towels elsewhere."""
    profiles.add(
        db,
        Profile(
            code="towels", name="Полотенца", account="main", source="feed",
            categories=(CategoryMapping(shop="21", target="200000362"),),
        ),
        NOW,
    )  # fmt: skip
    return db


async def test_enter_takes_the_suggestion_and_goes_on(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        shown = seen(app)
        assert "3 categories with 30 products are not mapped yet" in shown
        assert "1 of 4 done" in shown
        for name in ("Полотенца", "Футболки"):
            screen.shop._show(next(key for key, node in screen.shop._shop.items() if node.name == name))
            await settle(pilot)
            assert "100" in seen(app)
            assert "the same name" in seen(app)
            await pilot.press("enter")
            await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361", "21": "151", "12": "200000362"}
        assert "1 category with 10 products is not mapped yet" in seen(app)
        assert "not saved" in seen(app)
        assert targets(profiles.get(db, "shoes").profile) == {"11": "200000361"}

        await pilot.press("z")
        await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361", "21": "151"}
        assert "Taken back: Футболки → Футболки" in told(app)
        await pilot.press("Z", "f2")
        await settle(pilot)
        assert targets(profiles.get(db, "shoes").profile) == {"11": "200000361", "21": "151", "12": "200000362"}


async def test_nothing_suggested_is_never_taken_blindly(workspace: Workspace, db: Database) -> None:
    """The bucket of products without a category has no name: Enter goes over to the tree instead."""
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        screen.shop._show("\x00")
        await settle(pilot)
        before = screen.profile
        await pilot.press("enter")
        await settle(pilot)
        assert screen.profile is before
        assert screen.market.grid.has_focus
        await pilot.press("/", *"дом полот", "enter", "enter")
        await settle(pilot)
        assert targets(screen.profile)[""] == "151"
        assert screen.shop.grid.has_focus


async def test_suggestions_are_of_the_row_that_a_search_leads_to(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        screen.shop._show("12")
        await settle(pilot)
        assert screen.market.target == "200000362"
        await pilot.press("/", *"полот")
        await settle(pilot)
        assert screen.shop.current is not None
        assert (screen.shop.current.name, screen.market.target) == ("Полотенца", "151")


async def test_a_search_without_a_find_says_so_and_esc_ends_it(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        await pilot.press("/", *"qqq")
        await settle(pilot)
        found = screen.shop.current
        assert found is None
        assert "No such category; Esc shows all." in seen(app)
        assert "The feed has no categories" not in seen(app)
        await pilot.press("enter", "n")
        assert "No category of yours is shown" in told(app)
        await pilot.press("escape")
        await settle(pilot)
        assert screen.shop.current is not None
        assert "Полотенца" in seen(app)


async def test_what_is_mapped_is_not_mapped_anew_by_enter(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        screen.shop._show("11")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361"}
        assert screen.market.grid.has_focus


async def test_all_above_a_score_are_one_step(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        await pilot.press("A")
        await settle(pilot)
        dialog = showing(app, AcceptAbove)
        assert "2 categories of 2, 20 products" in seen(app)
        dialog.query_one(Input).value = "101"
        await settle(pilot)
        assert "A score from 0 to 100." in seen(app)
        await pilot.press("enter")
        showing(app, AcceptAbove)
        dialog.query_one(Input).value = "95"
        await pilot.press("enter")
        await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361", "12": "200000362", "21": "151"}
        await pilot.press("z")
        await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361"}


async def test_an_earlier_choice_goes_before_the_same_name(workspace: Workspace, other: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(200, 50)) as pilot:
        screen = await at_categories(pilot)
        app.desk.choose("shoes")
        await settle(pilot)
        screen.shop._show("21")
        await settle(pilot)
        assert "profile towels has it there" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert targets(screen.profile)["21"] == "200000362"


async def test_left_out_and_inherited_are_shown(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_categories(pilot)
        screen.shop._show("2")
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert "⊘ left out" in seen(app)
        screen.shop._show("21")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        assert "It has no mapping of its own here." in told(app)
        screen.shop._show("1")
        await settle(pilot)
        await pilot.press("tab")
        await pilot.press("/", *"футб", "enter", "enter")
        await settle(pilot)
        assert "↑ Футболки" in seen(app)
        assert "→ Джинсы" in seen(app)
        await pilot.press("f", "f", "f4")
        await settle(pilot)
        assert targets(screen.profile) == {"11": "200000361"}
        assert "Dropped what was not saved" in told(app)


async def test_card_settings_of_a_category_are_a_step_too(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_categories(pilot)
        screen.shop._show("11")
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        form = showing(app, CategoryForm)
        form.query_one("#field-package_length", Input).value = "30"
        await pilot.press("f2")
        await settle(pilot)
        assert screen.profile is not None
        kept = next(one for one in screen.profile.categories if one.shop == "11")
        assert kept.card.package_length is not None
        assert kept.target == "200000361"
        await pilot.press("z")
        await settle(pilot)
        assert "Taken back: card of Джинсы" in told(app)


async def test_a_console_that_only_reads_maps_nothing(workspace: Workspace, db: Database) -> None:
    app = Console(workspace, msgspec.structs.replace(Preferences(), read_only=True))
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        before = screen.profile
        await pilot.press("enter", "s", "d", "A", "tab", "enter")
        await settle(pilot)
        assert screen.profile is before
        assert "only reads" in told(app)


async def test_without_a_profile_the_way_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = Console(make_workspace(tmp_path_factory.mktemp("empty")))
    async with app.run_test(size=SMALL) as pilot:
        await at_categories(pilot)
        assert "There is no profile yet: key 2, then n makes one." in seen(app)
        await pilot.press("n")
        await settle(pilot)
        assert "There is no profile yet" in told(app)


async def test_another_profile_takes_its_place(workspace: Workspace, other: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_categories(pilot)
        assert "1 of 4 done" in seen(app)
        await pilot.press("ctrl+o")
        showing(app, Choose)
        await pilot.press(*"towels", "enter")
        await settle(pilot)
        assert targets(screen.profile) == {"21": "200000362"}
        assert screen._trees is not None
        assert screen._scope[0] == "towels"


async def test_the_profiles_key_leads_here(workspace: Workspace, other: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("profiles")
        await settle(pilot)
        await pilot.press("down", "m")
        await settle(pilot)
        screen = showing(app, CategoriesScreen)
        assert targets(screen.profile) == {"21": "200000362"}
        strip = "".join(segment.text for segment in screen.shop.grid.render_line(0))
        assert "Your shop" in strip
        assert "Goes to" in strip
