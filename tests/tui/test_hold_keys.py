"""Held changes in the console: seen with their reason, approved or left out one by one or as a group."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.held import HeldScreen
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.product import ProductScreen
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import seen, settle, showing

WIDE = (120, 30)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Four live products, three of them with a price that fell to a tenth; one got a little dearer."""
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods(f"G{number}") for number in range(4)])
        made.profile()
        made.run()
        made.supply([Goods("G0", price="1100"), *(Goods(f"G{number}", price="100") for number in range(1, 4))])
        yield made


def waiting(shop: Shop) -> list[str]:
    with shop.db() as db:
        return [str(row[0]) for row in db.rows("SELECT product FROM v_holds ORDER BY product")]


async def test_in_a_plan_one_is_approved_and_the_rest_is_left_out(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        showing(app, Confirm)
        assert "3  held back, waiting for a decision" in seen(app)
        await pilot.press("c")
        await settle(pilot)
        showing(app, PlanScreen)
        await pilot.press("y")
        await settle(pilot)
        assert any("not held" in told.message for told in app._notifications)
        await pilot.press("down")
        await settle(pilot)
        assert "price 1000.00 → 100.00 RUB, -90 %, at most 50 % (SKU G1)" in seen(app)
        await pilot.press("y")
        await settle(pilot)
        showing(app, Choose)
        assert "all held for “price changed too much” (3)" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert waiting(shop) == ["G2", "G3"]
        assert "price 2, held 2" in seen(app).replace("\u00a0", " ")
        await pilot.press("end", "x")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert waiting(shop) == []
    run = run_profile(shop.workspace, "shop", action="price", verify_s=60)
    assert (run.exit_code, run.planned["price"], run.planned["held"]) == (0, 2, 0)


async def test_what_waits_in_a_profile_is_decided_there(shop: Shop) -> None:
    run_profile(shop.workspace, "shop", action="price", verify_s=60)
    app = Console(shop.workspace)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        showing(app, HeldScreen)
        assert "price changed too much 3" in seen(app).replace("\u00a0", " ")
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ProductScreen)
        assert "· price changed too much" in seen(app)
        assert "price.change" not in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert waiting(shop) == []
        assert "Nothing here." in seen(app)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("h")
        await settle(pilot)
        assert any("Nothing of the profile shop is held" in told.message for told in app._notifications)
    run = run_profile(shop.workspace, "shop", action="price", verify_s=60)
    assert (run.exit_code, run.planned["price"]) == (0, 3)
