"""What became of a SKU and why, on the screen: over real runs against the sandbox."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.exchange import ExchangeScreen
from aliexport_tui.tui.screens.explain import ExplainScreen
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.product import ProductScreen
from aliexport_tui.tui.screens.timeline import TimelineScreen
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """One live product of two SKUs, whose price fell since."""
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods("G0", price="1000")])
        made.profile()
        made.run()
        made.clock.sleep(60)
        made.supply([Goods("G0", price="900")])
        yield made


def product_of(shop: Shop) -> int:
    with shop.db() as db:
        return db.ids("SELECT id FROM product")[0]


def lines(screen: TimelineScreen) -> list[str]:
    source = screen.grid.source
    assert source is not None
    rows = source.rows(screen.grid.order)
    return [screen.grid.columns[-1].cell(rows[id])[0] for id in screen.grid.order]


async def go_to(pilot: Pilot[int], screen: TimelineScreen, start: str) -> None:
    found = next(index for index, line in enumerate(lines(screen)) if line.startswith(start))
    screen.grid.go_to(found)
    await pilot.pause()


async def test_the_newest_stands_on_top_and_its_papers_open(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ProductScreen)
        await pilot.press("t")
        await settle(pilot)
        screen = showing(app, TimelineScreen)
        told = lines(screen)
        assert told[0].startswith("↓ Changed by the feed")
        assert told[-1].startswith("↓ First in the feed")
        assert "1000.00" in seen(app)
        assert "900.00" in seen(app)
        assert screen.grid.cursor == 0
        await go_to(pilot, screen, "→ Sent")
        assert "Enter: the exchange" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ExchangeScreen)
        await pilot.press("escape")
        await go_to(pilot, screen, "› Planned")
        await pilot.press("enter")
        await settle(pilot)
        showing(app, PlanScreen)
        await pilot.press("escape")
        await go_to(pilot, screen, "↓ First")
        await pilot.press("enter")
        assert any("Nothing more is recorded" in one.message for one in app._notifications)


async def test_what_a_run_does_shows_above_what_one_reads(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.push_screen(TimelineScreen(product_of(shop)))
        await settle(pilot)
        screen = showing(app, TimelineScreen)
        before = len(lines(screen))
        await go_to(pilot, screen, "↓ First")
        shop.run()
        screen._poll = None  # the next look must not wait for the pause between two
        screen.on_mount()
        await settle(pilot)
        assert len(lines(screen)) > before
        assert screen.grid.cursor == len(lines(screen)) - 1
        screen.grid.go_to(0)
        shop.supply([Goods("G0", price="950")])
        screen.on_mount()
        await settle(pilot)
        assert screen.grid.cursor == 0
        assert "950.00" in seen(app)


async def test_why_it_stands_where_it_stands(shop: Shop) -> None:
    app = Console(shop.workspace)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        await settle(pilot)
        showing(app, ExplainScreen)
        shown = seen(app)
        assert "in: the filter covers it" in shown
        assert "in the shop 900.00" in shown
        assert "The next export would" in shown
        await pilot.press("c")
        assert any("has one SKU" in one.message for one in app._notifications)


async def test_one_sku_of_several_is_chosen(workspace: Workspace, db: Database) -> None:
    product = Product("K0", "Джинсы", skus=(Sku("A", price=100), Sku("B", price=200, params=(Param("Размер", "44"),))))
    with db.write() as tx:
        tx.run("UPDATE product SET body = ? WHERE id = 1", (msgspec.json.encode(product).decode(),))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.push_screen(ExplainScreen(1))
        await settle(pilot)
        await pilot.press("c")
        showing(app, Choose)
        await pilot.press(*"44", "enter")
        screen = showing(app, ExplainScreen)
        screen._poll = None
        screen.on_mount()
        await settle(pilot)
        assert screen.code == "B"
        assert "SKU B" in seen(app)
        assert "In the shop: B price 2.00" in seen(app)
        assert "In the shop: A" not in seen(app)


async def test_the_list_leads_there(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("h")
        showing(app, TimelineScreen)
