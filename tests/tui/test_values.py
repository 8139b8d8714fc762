"""The values screen: what becomes of each text of the shop, proposals, filling down, one step back."""

import msgspec
import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import Profile, ValueMatch
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.accept_above import AcceptAbove
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.values import ValuesScreen
from aliexport_tui.tui.widgets.value_columns import PropertyRow
from tests.tui.test_screens import SMALL, seen, settle, showing
from tests.tui.value_shop import TARGET, fill_values


async def at_values(pilot: Pilot[int], app: Console) -> ValuesScreen:
    await settle(pilot)
    app.go("values")
    await settle(pilot)
    return showing(app, ValuesScreen)


def axis_rows(app: Console) -> tuple[ValueMatch, ...]:
    profile = app.desk.profile
    assert isinstance(profile, Profile)
    return profile.axes[0].values


def shown(app: Console, text: str) -> str:
    """The line of the screen that begins with a text."""
    return next(line.strip() for line in seen(app).splitlines() if line.strip().startswith(text))


def told(app: Console) -> str:
    return " ".join(one.message for one in app._notifications)


async def open_colours(pilot: Pilot[int], app: Console) -> ValuesScreen:
    screen = await at_values(pilot, app)
    screen.show_property(TARGET, "14", sku=True)
    await settle(pilot)
    return screen


async def test_properties_with_most_unmapped_products_stand_on_top(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await at_values(pilot, app)
        rows = [screen.values_desk.rows()[index] for index in screen.properties.order]
        listed = [(row.group.name, row.values, row.open, row.products) for row in rows if isinstance(row, PropertyRow)]
        assert listed == [("Материал", 3, 2, 7), ("Цвет", 4, 3, 7), ("Бренд", 1, 0, 0)]
        assert "5 values are not mapped" in seen(app)
        await pilot.press("e")
        assert "Open a property first" in told(app)


async def test_enter_accepts_and_goes_on_and_z_takes_back(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_colours(pilot, app)
        assert screen.values.has_focus
        assert "= Синий" in shown(app, "синий")
        assert "✗ not mapped" in shown(app, "khaki")
        assert "91 % Хаки" in shown(app, "khaki")
        while screen.pane.row is not None and screen.pane.row.line.text != "khaki":
            await pilot.press("down")
        assert "same in the other alphabet" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert axis_rows(app)[1:] == (ValueMatch("khaki", "4", "Хаки"),)
        assert "→ Хаки" in shown(app, "khaki")
        assert screen.pane.row is not None
        assert screen.pane.row.line.open
        await pilot.press("z")
        await settle(pilot)
        assert axis_rows(app) == (ValueMatch("Чернильный", "1"),)
        assert "✗ not mapped" in shown(app, "khaki")
        await pilot.press("escape")
        assert screen.properties.has_focus


async def test_without_a_proposal_enter_opens_the_dictionary(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await open_colours(pilot, app)
        await pilot.press("/", *"асфальт", "enter", "enter")
        showing(app, Choose)
        await pilot.press(*"серый", "enter")
        await settle(pilot)
        assert axis_rows(app)[1:] == (ValueMatch("мокрый асфальт", "3", "Тёмно-серый"),)


async def test_all_above_a_score_are_accepted_in_one_step(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await open_colours(pilot, app)
        await pilot.press("A")
        showing(app, AcceptAbove)
        assert "1 value of 2, 2 products" in seen(app)
        await pilot.press("backspace", "backspace", "6", "0", "enter")
        await settle(pilot)
        assert {(row.shop, row.id) for row in axis_rows(app)[1:]} == {("khaki", "4"), ("Красная", "2")}
        await pilot.press("z")
        await settle(pilot)
        assert len(axis_rows(app)) == 1


async def test_marked_rows_and_the_row_below_are_filled(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_colours(pilot, app)
        await pilot.press("home", "F")
        assert "nothing to fill down" in told(app)
        await pilot.press("s", "home", "F")
        await settle(pilot)
        assert [row.omit for row in axis_rows(app)[1:]] == [True, True]
        assert screen.values.cursor == 1
        await pilot.press("-", "home", "space", "space", "d")
        await settle(pilot)
        assert axis_rows(app) == (ValueMatch("Чернильный", "1"),)
        assert screen.marks.count() == 2
        await pilot.press("e", *"красн", "enter")
        await settle(pilot)
        assert [row.id for row in axis_rows(app)[1:]] == ["2", "2"]


async def test_an_own_text_goes_where_the_property_takes_one(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_colours(pilot, app)
        await pilot.press("o")
        assert "give the axis one for words that match none" in told(app)
        screen.show_property(TARGET, "10")
        await pilot.press("home", "o", "end", "!", "enter")
        await settle(pilot)
        profile = app.desk.profile
        assert profile is not None
        assert profile.attributes[0].values == (ValueMatch("Крапива", "-1", "Крапива!"),)
        assert "→ «Крапива!»" in shown(app, "Крапива")


async def test_another_filter_counts_anew_and_saving_keeps(workspace: Workspace, db: Database) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await open_colours(pilot, app)
        await pilot.press("s", "f2")
        await settle(pilot)
        stored = profiles.get(db, "shoes").profile
        assert [row.omit for row in stored.axes[0].values] == [False, True]
        app.desk.change(msgspec.structs.replace(stored, exclude=("K0",)), "one less")
        await settle(pilot)
        screen = showing(app, ValuesScreen)
        sums = [
            sum(line.products for line in screen.values_desk.lines(group).values()) for group in screen.values_desk.groups
        ]
        assert max(sums) == 9


async def test_missing_dictionaries_are_named(workspace: Workspace, db: Database) -> None:
    fill_values(db, dictionaries=False)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await at_values(pilot, app)
        assert "2 dictionaries are not fetched yet" in seen(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (200, 50)])
async def test_it_fits(workspace: Workspace, db: Database, size: tuple[int, int]) -> None:
    fill_values(db)
    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        await open_colours(pilot, app)
        lines = seen(app).splitlines()
        assert len(lines) == size[1]
        assert any("khaki" in line and "not mapped" in line for line in lines)
        assert any("Материал" in line for line in lines) == (size[0] >= 130)
