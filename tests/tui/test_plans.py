"""Plans: the list, the review with its groups, rows taken out and brought back, a new plan; nothing leaves by any of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.held import HeldScreen
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.plans import PlansScreen
from aliexport_tui.tui.widgets.filter_bar import Chip, FilterBar
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([*(Goods(f"G{number}") for number in range(4)), Goods("bare", picture="")])
        made.profile()
        yield made


def states(shop: Shop, plan: int) -> list[str]:
    with shop.db() as db:
        return [str(row[0]) for row in db.rows("SELECT state FROM change WHERE plan = ? ORDER BY id", (plan,))]


async def test_rows_are_taken_out_marked_or_one_and_come_back(shop: Shop) -> None:
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        showing(app, PlansScreen)
        assert "create 4, blocked 1" in seen(app)
        assert "shown only" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        screen = showing(app, PlanScreen)
        assert "all 5 │ create › ready 4 │ create ■ blocked 1" in seen(app).replace("\u00a0", " ")
        await pilot.press("f", "space", "space", "d")
        await settle(pilot)
        assert states(shop, plan).count("dropped") == 2
        assert "create 2, blocked 1, taken out 2" in seen(app).replace("\u00a0", " ")
        await pilot.press("F", "home", "a")
        await settle(pilot)
        showing(app, Confirm)
        assert "2  taken out by hand, will not be sent" in seen(app)
        assert "2  create" in seen(app)
        await pilot.press("escape")
        screen.bar.choose("create|dropped|")
        await settle(pilot)
        assert len(screen.grid.order) == 2
        await pilot.press("d")
        await settle(pilot)
        assert states(shop, plan).count("dropped") == 1
        screen.bar.choose("create|blocked|")
        await settle(pilot)
        await pilot.press("d")
        assert any("Only what is ready" in told.message for told in app._notifications)
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM run") == 0


async def test_a_word_narrows_the_list_and_esc_comes_back(shop: Shop) -> None:
    with shop.db() as db:
        preview(db, shop.workspace, "shop", "export", None)
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen = showing(app, PlanScreen)
        await pilot.press("slash", "g", "2")
        await settle(pilot)
        assert screen.query_one("#find", Input).value == "g2"
        assert len(screen.grid.order) == 1
        await pilot.press("escape")
        assert showing(app, PlanScreen).grid.has_focus
        await pilot.press("escape")
        await settle(pilot)
        showing(app, PlansScreen)


async def test_an_applied_plan_can_be_looked_at_and_no_more(shop: Shop) -> None:
    shop.run()
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert "● run 1" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        screen = showing(app, PlanScreen)
        for key, action in (("a", "apply"), ("d", "take_out")):
            await pilot.press(key)
            assert screen.refusal(action, ()) == "It was applied already, by run 1."
        showing(app, PlanScreen)


async def test_a_new_plan_opens_its_review(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Plan 1 · Upload · shop: create 4" in seen(showing(app, PlanScreen).console).replace("\u00a0", " ")
        await pilot.press("escape", "right_square_bracket")
        await settle(pilot)
        showing(app, HeldScreen)
        assert "Held · profile shop: nothing" in seen(app)
    quiet = Console(shop.workspace, read_only=True)
    async with quiet.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("5", "n")
        await settle(pilot)
        assert any("only reads" in told.message for told in quiet._notifications)


async def test_the_bar_scrolls_to_its_chosen_group_and_follows_the_mouse(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        bar = FilterBar()
        await app.screen.mount(bar)
        await settle(pilot)
        bar.fill([Chip(name, f"group {name}", 7) for name in "abcdef"])
        assert bar.chosen == "a"
        bar.step(-1)
        assert bar.chosen == "f"
        assert bar.render().plain.endswith(" group f 7 ")
        assert bar.render().cell_len <= 40
        bar.fill([Chip("a", "group a", 1)])
        assert bar.chosen == "a"
