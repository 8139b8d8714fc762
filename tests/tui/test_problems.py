"""Problems as a work list: grouped by cause, mended by one key, checked anew, sent again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.screen import Screen

from aliexport_tui.model.problem import Problem
from aliexport_tui.store import problems
from aliexport_tui.store.causes import Cause
from aliexport_tui.store.database import Database
from aliexport_tui.tui import mending
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.access import AccessScreen
from aliexport_tui.tui.screens.attributes import AttributesScreen
from aliexport_tui.tui.screens.categories import CategoriesScreen
from aliexport_tui.tui.screens.prices import PricesScreen
from aliexport_tui.tui.screens.problems import ProblemsScreen
from aliexport_tui.tui.screens.product import ProductScreen
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.profile_form import ProfileForm
from aliexport_tui.tui.screens.values import ValuesScreen
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing

UNMAPPED = Problem("category.unmapped", "aliexpress_category_id", {"category": "Футболки", "key": "12"})


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (UNMAPPED, "categories"),
        (Problem("attribute.required", "attribute_list"), "attributes"),
        (Problem("attribute.unmatched", "attribute_list"), "values"),
        (Problem("sku.value_unmatched", "sku_info_list[0].sku_attributes_list"), "values"),
        (Problem("brand.not_approved", "attribute_list[3]"), "values"),
        (Problem("weight.missing", "weight"), "profile"),
        (Problem("title.too_long", "multi_language_subject_list[0]"), "texts"),
        (Problem("feed.price_missing", "price"), "source"),
        (Problem("account.token_missing"), "account"),
        (Problem("images.missing", "main_image_urls_list"), "product"),
        (Problem("send.refused", "sku_info_list[1].price"), "price"),
        (Problem("send.refused", "sku_info_list[1].inventory"), "stock"),
        (Problem("send.refused", "attribute_list[2].attribute_value"), "attributes"),
        (Problem("task.failed"), "product"),
    ],
)
def test_every_problem_has_its_place(problem: Problem, place: str) -> None:
    assert mending.where(problem) == place
    assert mending.title(problem)


def put(db: Database, *found: Problem, product: int = 2) -> None:
    with db.write() as tx:
        (listing,) = (row[0] for row in tx.rows("SELECT id FROM listing WHERE product = ?", (product,)))
        assert isinstance(listing, int)
        problems.add(tx, listing, "content", "draft", found, 1)


@pytest.mark.parametrize(
    ("problem", "screen"),
    [
        (UNMAPPED, CategoriesScreen),
        (Problem("attribute.required", "attribute_list", {"id": "2", "property": "Бренд"}), AttributesScreen),
        (Problem("attribute.unmatched", "attribute_list", {"id": "2", "property": "Бренд", "text": "x"}), ValuesScreen),
        (Problem("send.refused", "sku_info_list[0].price", {"text": "x"}), PricesScreen),
        (Problem("weight.missing", "weight"), ProfileForm),
        (Problem("feed.price_missing", "price", {"value": "0"}), AccessScreen),
        (Problem("images.missing", "main_image_urls_list"), ProductScreen),
    ],
)
async def test_one_key_goes_there(db: Database, workspace: object, problem: Problem, screen: type[Screen[None]]) -> None:
    from aliexport_tui.engine.workspace import Workspace

    assert isinstance(workspace, Workspace)
    put(db, problem)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        listed = showing(app, ProblemsScreen)
        assert isinstance(listed.grid.current, Cause)
        await pilot.press("m")
        await settle(pilot)
        shown = showing(app, screen)
        if isinstance(shown, CategoriesScreen):
            await settle(pilot)
            assert shown.shop.current is not None
            assert shown.shop.current.key == "12"
        if isinstance(shown, ProfileForm):
            assert app.focused is shown.query_one("#field-weight")


async def test_what_was_never_looked_at_is_not_called_free_of_problems(db: Database, workspace: object) -> None:
    from aliexport_tui.engine.workspace import Workspace

    assert isinstance(workspace, Workspace)
    with db.write() as tx:
        tx.run("UPDATE listing SET profile = NULL")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("problems")
        await settle(pilot)
        assert "No product has been looked at yet: 2, then u" in seen(app)
        assert "nothing blocks" not in seen(app)
        with db.write() as tx:
            tx.run("UPDATE listing SET profile = 1")
        showing(app, ProblemsScreen).reload()
        await settle(pilot)
        assert "No problems." in seen(app)
        assert "nothing blocks products" in seen(app)


async def test_warnings_are_apart_and_block_nothing(db: Database, workspace: object) -> None:
    from aliexport_tui.engine.workspace import Workspace

    assert isinstance(workspace, Workspace)
    put(db, UNMAPPED, Problem("title.cut", "multi_language_subject_list[0]", {"language": "ru"}, severity="warning"))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        assert "Problems · profile shoes: 1 cause blocks products · 1 warning" in seen(app)
        assert "The shop category “Футболки” (12) is not mapped" in seen(app)
        await pilot.press("w")
        await settle(pilot)
        assert "Warnings · profile shoes" in seen(app)
        assert "! The title (ru)" in seen(app)
        await pilot.press("u")
        assert any("A warning blocks nothing" in told.message for told in app._notifications)
        await pilot.press("w", "P")
        await settle(pilot)
        assert "Problems · all profiles: 1 cause" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        grid = showing(app, ProductsScreen).grid
        assert list(grid.order) == [2]
        assert "P:shoes · The shop" in seen(app)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods("G0"), Goods("bare", picture=""), Goods("naked", picture="")])
        made.profile()
        made.run()
        yield made


async def test_checking_again_sends_nothing_and_says_what_is_mended(shop: Shop) -> None:
    shop.supply([Goods("G0"), Goods("bare"), Goods("naked", picture="")])
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        cause = showing(app, ProblemsScreen).grid.current
        assert isinstance(cause, Cause)
        assert cause.count == 2
        await pilot.press("r")
        await settle(pilot)
        assert any("1 product is free of it now, 1 still not." in told.message for told in app._notifications)
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM run") == 1
