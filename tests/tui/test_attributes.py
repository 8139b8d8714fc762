"""What a marketplace category asks for, filled in place with a look at real products."""

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from aliexport_tui.engine.preferences import Preferences
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import AttributeMapping, CategoryMapping, Pick, Profile
from aliexport_tui.model.schema import Category, Property, Value
from aliexport_tui.store import profiles, schema_cache
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.accept_above import AcceptAbove
from aliexport_tui.tui.screens.attributes import AttributesScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.values import ValuesScreen
from tests.support.shop import NOW, make_workspace
from tests.tui.test_categories import told
from tests.tui.test_screens import SMALL, seen, settle, showing

COLOUR = Property("14", "Цвет", is_required=True, is_enum_prop=True)
SEASON = Property("7", "Сезон", is_required=True)
MODEL = Property("3", "Номер модели")


@pytest.fixture
def asked(db: Database) -> Database:
    """Jeans and T-shirts ask for the colour, of which the feed knows blue, and for the season, of which it knows nothing."""
    jeans = Category("200000361", "Джинсы", "200000345", properties=(MODEL, SEASON, COLOUR))
    shirts = Category("200000362", "Футболки", "200000345", properties=(COLOUR,))
    schema_cache.put_categories(db, 1, [jeans, shirts], NOW)
    for category in (jeans, shirts):
        key = schema_cache.values_key(category.id, COLOUR.id, sku=False)
        schema_cache.put_items(db, 1, "values", key, [Value("1", "Синий"), Value("2", "Красный")], NOW)
    stored = profiles.get(db, "shoes")
    categories = (*stored.profile.categories, CategoryMapping(shop="12", target="200000362"))
    profiles.save(db, msgspec.structs.replace(stored.profile, categories=categories), stored.version, NOW)
    return db


async def at_attributes(pilot: Pilot[int]) -> AttributesScreen:
    await settle(pilot)
    assert isinstance(pilot.app, Console)
    pilot.app.go("attributes")
    await settle(pilot)
    return showing(pilot.app, AttributesScreen)


async def to(pilot: Pilot[int], screen: AttributesScreen, name: str) -> None:
    place = next(place for place, line in enumerate(screen._lines()) if line.property.name == name)
    screen.properties.focus()
    screen.properties.go_to(place)
    await settle(pilot)


def attribute(profile: Profile | None, id: str) -> AttributeMapping | None:
    assert profile is not None
    return next((one for one in profile.attributes if one.id == id), None)


async def test_what_is_missing_comes_first_and_is_counted(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_attributes(pilot)
        assert [line.property.name for line in screen._lines()] == ["Сезон", "Цвет", "Номер модели"]
        assert [line.lacking for line in screen._lines()] == [10, 10, 10]
        shown = seen(app)
        assert "✗ Джинсы" in shown
        assert "0/2" in shown
        assert "✗ Сезон *" in shown
        assert "? Цвет 100 %" in shown
        assert "10/10" in shown


async def test_a_problem_leads_to_its_property_in_its_category(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("attributes")
        showing(app, AttributesScreen).show_property("200000362", COLOUR.id)
        await settle(pilot)
        screen = showing(app, AttributesScreen)
        assert screen._shown is not None
        assert screen._shown.target == "200000362"
        line = screen._line()
        assert line is not None
        assert line.property.name == "Цвет"
        assert screen.properties.has_focus
        screen.show_property("200000361", MODEL.id)
        await settle(pilot)
        line = screen._line()
        assert line is not None
        assert line.property.name == "Номер модели"


async def test_the_suggested_param_is_two_enters_away(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        assert "→ Синий" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.line.value == "param: Цвет"
        assert screen.line.has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert attribute(screen.profile, "14") == AttributeMapping(id="14", source=Pick(param="Цвет"))
        colour = next(line for line in screen._lines() if line.property.name == "Цвет")
        assert (colour.lacking, colour.level) == (0, "profile")
        assert screen.properties.has_focus
        assert "✓ Цвет *" in seen(app)
        assert "1/2" in seen(app)
        await pilot.press("z")
        await settle(pilot)
        assert attribute(screen.profile, "14") is None
        assert "Taken back: Цвет of Джинсы" in told(app)


async def test_while_one_types_the_products_show_what_would_be_sent(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        await pilot.press("enter")
        screen.line.value = "Красный"
        await settle(pilot)
        assert "→ Красный" in seen(app)
        screen.line.value = "Лиловый"
        await settle(pilot)
        assert "“Лиловый” is no value" in seen(app)
        screen.line.value = "field: brand"
        await settle(pilot)
        assert "Ёлка" in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        assert screen.properties.has_focus
        assert screen.line.value == ""
        assert not app.desk.is_changed


async def test_a_template_fills_what_the_feed_does_not_name(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Номер модели")
        await pilot.press("enter")
        screen.line.value = "template: {brand}-{key}"
        await settle(pilot)
        assert "→ Ёлка-K0" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        found = attribute(screen.profile, "3")
        assert found is not None
        assert found.source == Pick(template="{brand}-{key}")


async def test_only_here_and_back(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        await pilot.press("o")
        await settle(pilot)
        assert "Nothing fills it yet." in told(app)
        await pilot.press("enter", "enter")
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert screen.profile is not None
        own = next(one for one in screen.profile.categories if one.shop == "11")
        assert [one.id for one in own.attributes] == ["14"]
        assert all(not one.attributes for one in screen.profile.categories if one.shop != "11")
        assert "→ param: Цвет" in seen(app)

        # what is set here is changed here, and taken out here: the profile's own stays
        await pilot.press("enter")
        screen.line.value = "Красный"
        await pilot.press("enter")
        await settle(pilot)
        kept = attribute(screen.profile, "14")
        assert kept is not None
        assert kept.source == Pick(param="Цвет")
        await pilot.press("d")
        await settle(pilot)
        assert attribute(screen.profile, "14") == kept
        assert "↑ param: Цвет" in seen(app)
        await pilot.press("d")
        await settle(pilot)
        assert attribute(screen.profile, "14") is None


async def test_all_suggestions_above_a_score(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await pilot.press("A")
        await settle(pilot)
        showing(app, AcceptAbove)
        assert "Цвет ← Цвет" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert attribute(screen.profile, "14") is not None
        assert attribute(screen.profile, "7") is None


async def test_the_form_and_the_list_of_origins(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Сезон")
        await pilot.press("enter", "f6")
        await settle(pilot)
        showing(app, Choose)
        await pilot.press(*"param", "enter")
        await settle(pilot)
        assert screen.line.value == "param: Цвет"
        await pilot.press("escape", "e")
        await settle(pilot)
        form = showing(app, FormScreen)
        form.query_one("#field-source", Input).value = "Лето"
        await pilot.press("f2")
        await settle(pilot)
        found = attribute(screen.profile, "7")
        assert found is not None
        assert found.source == "Лето"


async def test_next_unfilled_goes_through_the_categories(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await pilot.press("n")
        await settle(pilot)
        line = screen._line()
        assert line is not None
        assert line.property.name == "Цвет"
        await pilot.press("n")
        await settle(pilot)
        use = screen._use()
        assert use is not None
        assert use.path[-1] == "Футболки"


async def test_its_values_are_one_key_away(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        await pilot.press("enter", "enter")
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        showing(app, ValuesScreen)


async def test_a_console_that_only_reads_fills_nothing(workspace: Workspace, asked: Database) -> None:
    app = Console(workspace, msgspec.structs.replace(Preferences(), read_only=True))
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        await pilot.press("enter", "o", "d", "A", "e")
        await settle(pilot)
        assert not app.desk.is_changed
        assert not screen.line.has_focus
        assert "only reads" in told(app)


async def test_without_a_profile_the_way_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = Console(make_workspace(tmp_path_factory.mktemp("empty")))
    async with app.run_test(size=SMALL) as pilot:
        await at_attributes(pilot)
        assert "There is no profile yet: key 2, then n makes one." in seen(app)


@pytest.mark.parametrize("size", [(60, 20), (200, 50)])
async def test_it_fits(workspace: Workspace, asked: Database, size: tuple[int, int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        screen = await at_attributes(pilot)
        await to(pilot, screen, "Цвет")
        assert "Синий" in seen(app)
