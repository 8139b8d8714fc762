"""The rules of prices and stocks: steps edited in place, real SKUs before and after, what a guard would hold."""

import time

import msgspec
import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import Guards, PriceRule, PriceStep, Profile, StockRule
from aliexport_tui.model.wants import Prices, SkuPrice, SkuStock, Stocks
from aliexport_tui.store import docs, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.prices import PricesScreen
from aliexport_tui.tui.screens.product import ProductScreen
from aliexport_tui.tui.screens.stocks import StocksScreen
from aliexport_tui.tui.widgets.chooser import Chooser
from tests.tui.test_screens import SMALL, seen, settle, showing


def rule(db: Database, **changed: object) -> None:
    """Put into the stored profile."""
    stored = profiles.get(db, "shoes")
    body = msgspec.json.encode(msgspec.structs.replace(stored.profile, **changed)).decode()
    with db.write() as tx:
        tx.run("UPDATE profile SET body = ? WHERE id = ?", (body, stored.id))


def on_record(db: Database, product: int, price: int, stock: int) -> None:
    """The marketplace is known to have these of the product's SKU."""
    code = f"SKU-{product - 1}"
    with db.write() as tx:
        for lane, want in (("price", Prices((SkuPrice(code, price),))), ("stock", Stocks((SkuStock(code, stock),)))):
            name = docs.put(tx, want)
            tx.run(
                "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base)"
                " SELECT id, ?, 1, '', '', 0, ?, ? FROM listing WHERE product = ?",
                (lane, name, name, product),
            )


async def opened(pilot: Pilot[int], place: str) -> Console:
    app = pilot.app
    assert isinstance(app, Console)
    await settle(pilot)
    app.go(place)
    await settle(pilot)
    return app


def edited(app: Console) -> Profile:
    assert app.desk.profile is not None
    return app.desk.profile


def cells(screen: PricesScreen | StocksScreen, column: str) -> list[str]:
    """One column of the table as it stands there."""
    found = next(one for one in screen.columns if one.name == column)
    return [found.cell(row)[0].replace("\u00a0", " ") for row in screen._previews]  # type: ignore[arg-type]


async def test_steps_are_edited_in_place_and_the_table_follows(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        assert cells(screen, "after")[0] == "1 000"
        await pilot.press("n", "1", "0")
        await pilot.pause()
        assert cells(screen, "after")[0] == "1 100"  # at once, before it is a step of the desk
        assert "1 000 → + per cent 10: 1 100" in seen(app).replace("\u00a0", " ")
        await pilot.press("f5", "right", "right", "1", "escape")
        await settle(pilot)
        assert edited(app).price.steps == (PriceStep("add_percent", "10"), PriceStep("add", "1"))
        assert cells(screen, "after")[0] == "1 101"

        await pilot.press("e", "shift+down", "escape")
        await settle(pilot)
        assert [step.op for step in edited(app).price.steps] == ["add", "add_percent"]
        assert cells(screen, "after")[0] == "1 101.10"
        await pilot.press("e", "f7", "escape")
        await settle(pilot)
        assert edited(app).price.steps == (PriceStep("add_percent", "10"),)
        assert profiles.get(db, "shoes").profile.price == PriceRule()  # nothing works before it is saved
        await pilot.press("f2")
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.price.steps == (PriceStep("add_percent", "10"),)


async def test_a_step_is_taken_back_in_the_editor_too(workspace: Workspace, db: Database) -> None:
    rule(db, price=PriceRule((PriceStep("round", "10", "up"),)))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        before = screen.steps.rows()
        assert before == [{"op": "round", "value": "10", "mode": "up"}]
        await pilot.press("e", "f7", "escape")
        await settle(pilot)
        assert screen.steps.rows() == []
        await pilot.press("z")
        await settle(pilot)
        assert screen.steps.rows() == before
        assert not app.desk.is_changed
        await pilot.press("Z")
        await settle(pilot)
        assert screen.steps.rows() == []


async def test_what_is_no_amount_is_named_and_changes_no_price(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        await pilot.press("n", "tab", "a", "b", "escape")
        await settle(pilot)
        assert "“ab” is no amount that the step + per cent can use" in seen(app)
        assert cells(screen, "after")[0] == "1 000"
        assert not app.desk.is_changed
        await pilot.press("f2")
        await settle(pilot)
        assert any("can't be understood yet" in note.message for note in app._notifications)
        await pilot.press("z")  # the first to go
        await settle(pilot)
        assert screen.steps.rows() == []


async def test_a_guard_is_seen_where_it_would_hold(workspace: Workspace, db: Database) -> None:
    on_record(db, 1, 250_000, 3)
    rule(db, guards=Guards(price_ceiling="1038"), price=PriceRule(old_price=False))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        assert cells(screen, "known")[:2] == ["2 500", "-"]
        assert cells(screen, "held")[:2] == ["‖ −60 %", ""]
        assert "‖ 1 would be held" in seen(app)
        assert "would be held: price 2500.00 → 1000.00, -60 %, at most 50 % (SKU SKU-0)" in seen(app).replace("\n", "")
        await pilot.press("f8", *"dear", "enter")
        await settle(pilot)
        assert cells(screen, "code")[0] == "SKU-39"
        assert cells(screen, "held")[0] == "‖ > 1 038"


@pytest.mark.parametrize(
    ("place", "kind", "typed", "first"),
    [
        ("prices", PricesScreen, "cheap", "SKU-0"),
        ("prices", PricesScreen, "dear", "SKU-39"),
        ("prices", PricesScreen, "problem", "SKU-1"),
        ("stocks", StocksScreen, "fewest", "SKU-0"),
        ("stocks", StocksScreen, "most", "SKU-6"),
    ],
)
async def test_other_skus_are_taken(
    workspace: Workspace, db: Database, place: str, kind: type[PricesScreen | StocksScreen], typed: str, first: str
) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, place)
        screen = showing(app, kind)
        await pilot.press("f8")
        showing(app, Choose)
        await pilot.press(*typed, "enter")
        await settle(pilot)
        assert cells(screen, "code")[0] == first
        assert len(cells(screen, "code")) == (2 if typed == "problem" else 10)


async def test_a_sku_is_found_and_opened(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        await pilot.press("/")
        showing(app, AskText)
        await pilot.press(*"SKU-17", "enter")
        await settle(pilot)
        assert cells(screen, "code") == ["SKU-17"]
        assert "with “SKU-17”" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ProductScreen)
        await pilot.press("escape", "/")
        await pilot.pause()
        showing(app, AskText).input.value = "полотенце"
        await pilot.press("enter")
        await settle(pilot)
        assert len(cells(screen, "code")) == 10


async def test_stocks_follow_their_figures_and_name_what_sells_out(workspace: Workspace, db: Database) -> None:
    on_record(db, 4, 103_000, 3)
    rule(db, stock=StockRule(cap=5))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "stocks")
        screen = showing(app, StocksScreen)
        await pilot.press("f8", *"most", "enter")
        await settle(pilot)
        assert set(cells(screen, "after")) == {"5"}
        await pilot.press("/")
        showing(app, AskText).input.value = "SKU-3"
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("e", "tab", "4")
        await pilot.pause()
        assert cells(screen, "after") == ["0"]
        assert cells(screen, "falls") == [("! to zero" if db.value("SELECT count(*) FROM lane") else "")]
        await pilot.press("escape")
        await settle(pilot)
        assert edited(app).stock == StockRule(reserve=4, cap=5)
        assert "in stock: 3 → kept back 4: 0 → most 5: 0" in seen(app)


async def test_a_wrong_figure_is_named_at_its_field_and_kept_out_of_the_profile(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "stocks")
        await pilot.press("e", "2", "0", "0", "f2")
        await settle(pilot)
        assert "A whole number from 0 to 100." in seen(app)
        assert edited(app).stock == StockRule()
        await pilot.press("home", "delete", "escape")
        await settle(pilot)
        assert edited(app).stock == StockRule(percent=0)


async def test_a_console_that_only_reads_leaves_the_rule(workspace: Workspace, db: Database) -> None:
    app = Console(workspace, read_only=True)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        await pilot.press("n")
        await settle(pilot)
        assert screen.steps.rows() == []
        chooser = screen.query_one("#old-price", Chooser)
        chooser.value = "no"
        await settle(pilot)
        screen.settle()
        await settle(pilot)
        assert chooser.value == "yes"
        assert not app.desk.is_changed


async def test_without_a_profile_the_way_is_told(workspace: Workspace) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        assert "There is no profile yet" in seen(app)
        await pilot.press("e")
        await pilot.pause()
        assert not showing(app, PricesScreen).query(Chooser).first().has_focus


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
async def test_rule_and_table_have_room_on_every_size(workspace: Workspace, db: Database, size: tuple[int, int]) -> None:
    rule(db, price=PriceRule(tuple(PriceStep("add", str(amount)) for amount in range(1, 7))))
    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        assert screen.table.size.height >= 3
        assert screen.query_one("#rule").size.height >= 4
        beside = screen.table.region.x >= screen.query_one("#rule").region.right
        assert beside == (size[0] >= 110)
        assert "SKU-0" in seen(app)


async def test_the_table_follows_a_key_within_a_tenth_of_a_second(workspace: Workspace, db: Database) -> None:
    rule(db, price=PriceRule(tuple(PriceStep("add_percent", "1") for _step in range(20))))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "prices")
        screen = showing(app, PricesScreen)
        took = []
        for _time in range(5):
            began = time.perf_counter()
            screen.draw_rest()
            took.append(time.perf_counter() - began)
        assert min(took) < 0.1
