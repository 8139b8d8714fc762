"""Keys that plan from what has happened: take a run back, send a group of failures again. Nothing leaves before a yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.problems import ProblemsScreen
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import seen, settle, showing

WIDE = (120, 30)
KEYS = [f"G{number}" for number in range(3)]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([*map(Goods, KEYS), Goods("bare", picture="")])
    made.profile()
    made.run()
    made.supply([*(Goods(key, price="1200") for key in KEYS), Goods("bare", picture="")])
    made.run("price")
    return made


async def test_z_asks_in_numbers_what_would_return_and_shows_what_would_not(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.alter("G1", price="1111.00")
    before = sandbox.requests()
    app = Console(shop.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        await pilot.press("z")
        await settle(pilot)
        showing(app, Confirm)
        shown = seen(app)
        assert "Take back run 2" in shown
        assert "2  price" in shown
        assert "1  left out, something was done to them since" in shown
        await pilot.press("c")
        await settle(pilot)
        showing(app, PlanScreen)
        await pilot.press("down")
        await settle(pilot)
        assert "on the marketplace SKU G1 › price is 1111.00 by now, not 1200.00" in seen(app)
    written = {path: count for path, count in sandbox.requests().items() if "update" in path or "create" in path}
    assert written == {path: before[path] for path in written}, "a plan sends nothing"


async def test_a_run_that_can_not_be_taken_back_says_why(shop: Shop) -> None:
    shop.run("images")
    app = Console(shop.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        await pilot.press("z")
        await settle(pilot)
        assert any("contents, pictures and deletions can not" in told.message for told in app._notifications)


async def test_u_sends_a_group_again_or_says_that_nothing_of_it_is_mended(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        showing(app, ProblemsScreen)
        await pilot.press("u")
        await settle(pilot)
        showing(app, Confirm)
        shown = seen(app)
        assert "Upload: 1 product" in shown
        assert "Nothing to send." in shown
        await pilot.press("escape")
        shop.supply([*(Goods(key, price="1300") for key in KEYS), Goods("bare")])
        await pilot.press("u")
        await settle(pilot)
        showing(app, Confirm)
        assert "1  create" in seen(app)
