"""A new source: its address, what is there, what it can't tell, added and read; nothing is stored before."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import sources
from aliexport_tui.tui import source_process
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.access import AccessScreen
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.source_address import SourceAddress
from aliexport_tui.tui.screens.source_found import SourceFound
from aliexport_tui.tui.screens.source_joins import SourceJoins
from aliexport_tui.tui.widgets.form import Form
from tests.support.shops.woo import KEYS, Woo, product
from tests.tui.test_screens import SMALL, seen, settle, showing
from tests.tui.test_start import until

RELATIVE = "Артикул;Что это;Цена;Фото;Вес\nA-1;Куртка;1990;/img/a.jpg;1,2\nA-2;Брюки \x1b[31m;2990;/img/b.jpg;0,9\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    (tmp_path / "goods.csv").write_text(RELATIVE, encoding="cp1251")
    return open_workspace(tmp_path / "shop.db")


async def begun(pilot: Pilot[int], app: Console, location: Path) -> None:
    """The address is given, the look is on its way."""
    await settle(pilot)
    app.go("access")
    await settle(pilot)
    await pilot.press("s")
    form = showing(app, SourceAddress).form
    form.fill({**form.values(), "location": str(location)})
    await pilot.press("f2")


async def test_questions_are_answered_before_anything_is_stored(shop: Workspace, tmp_path: Path) -> None:
    app = Console(shop)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await begun(pilot, app, tmp_path / "goods.csv")
        await until(pilot, app, lambda: "! Column with the name" in seen(app))
        assert isinstance(app.screen, SourceFound)
        assert "windows-1251, delimiter" in seen(app)
        await pilot.press("f2")
        await settle(pilot)
        assert "This is needed: Column with the name" in seen(app)
        app.screen.query_one(Form).fill({"csv-columns-name": "Что это"})
        await pilot.press("f2")
        await until(pilot, app, lambda: "Куртка [A-1]" in seen(app))
        shown = seen(app)
        assert "A-1 · 1990.00 · available" in shown
        assert "\x1b" not in shown
        assert "! Address of pictures" in shown
        app.screen.query_one(Form).fill({"base_url": "https://s.example", "weight_unit": "g", "csv-currency": "RUB"})
        await pilot.press("f2")
        await until(pilot, app, lambda: "https://s.example/img/a.jpg" in seen(app))
        assert sources.every(app.db) == ()
        await pilot.press("enter")
        await until(pilot, app, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        await until(pilot, app, lambda: isinstance(app.screen, AccessScreen))
        (added,) = sources.every(app.db)
        assert (added.code, added.location) == ("shop", str(tmp_path / "goods.csv"))
        assert '"base_url":"https://s.example"' in added.settings
        assert '"weight_unit":"g"' in added.settings
        assert '"currency":"RUB"' in added.settings


async def test_an_address_where_nothing_is_stays_to_be_mended(shop: Workspace, tmp_path: Path) -> None:
    app = Console(shop)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begun(pilot, app, tmp_path / "none.csv")
        await until(pilot, app, lambda: "There is nothing at the source's address" in seen(app))
        form = showing(app, SourceAddress).form
        form.fill({**form.values(), "code": "Bad code", "location": ""})
        await pilot.press("f2")
        await settle(pilot)
        shown = seen(app)
        assert "A path or an http(s) address." in shown
        assert "can't be a source's code" in shown
        await pilot.press("escape")
        await settle(pilot)
        showing(app, AccessScreen)
        assert sources.every(app.db) == ()


def test_a_large_file_is_looked_at_by_another_process(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_process, "_FEW_BYTES", -1)
    path = tmp_path / "goods.csv"
    asked = source_process.AskLook(str(shop.file), str(path), str(tmp_path), "", SourceSettings(), {}, None)
    found = source_process.look(asked)
    assert (found.path, found.look.detected.encoding) == (str(path), "cp1251")
    assert found.look.questions[0].setting == "csv.columns.name"


async def test_a_rule_is_tried_before_it_is_on(shop: Workspace, tmp_path: Path) -> None:
    shirts = "Артикул;Название;Цена\n" + "".join(f"T-{size};Футболка [b]{size};500\n" for size in ("S", "M", "XL"))
    (tmp_path / "shirts.csv").write_text(shirts, encoding="utf-8")
    db = shop.open()
    add_source(shop, db, "shop", str(tmp_path / "shirts.csv"))
    db.close()
    app = Console(shop)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.go("access")
        await settle(pilot)
        showing(app, AccessScreen).sources.focus()
        await pilot.press("g")
        await settle(pilot)
        screen = showing(app, SourceJoins)
        await pilot.press("f5")
        await until(pilot, app, lambda: "By the feed's groups: 3 products would be 3" in seen(app))
        screen.form.fill({**screen.form.values(), "join": "name"})
        await pilot.press("f5")
        await until(pilot, app, lambda: "3 products would be 1" in seen(app))
        shown = seen(app)
        assert "3 × Футболка [b]" in shown
        assert "T-XL · XL · 500.00" in shown
        assert '"join"' not in sources.every(app.db)[0].settings
        await pilot.press("f2")
        await until(pilot, app, lambda: isinstance(app.screen, AccessScreen))
        assert '"join":"name"' in sources.every(app.db)[0].settings


async def test_a_shop_that_is_asked_itself_asks_for_keys(shop: Workspace) -> None:
    with Woo() as woo:
        woo.products = [product(1, "S-1")]
        app = Console(shop)
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await settle(pilot)
            app.go("access")
            await settle(pilot)
            await pilot.press("s")
            form = showing(app, SourceAddress).form
            form.fill({**form.values(), "location": woo.address, "kind": "woo_rest"})
            await pilot.press("f2")
            await settle(pilot)
            showing(app, FormScreen).form.fill(KEYS)
            await pilot.press("f2")
            await until(pilot, app, lambda: "Product 1 [S-1]" in seen(app))
            assert KEYS["consumer_secret"] not in seen(app)
            await pilot.press("f2")
            await until(pilot, app, lambda: isinstance(app.screen, Confirm))
            assert Secrets(shop.secrets).keys("shop") == KEYS
