"""The whole way as a person goes it, by keys alone: from an empty profile to a live product, then prices only."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.accounts import add_account, opened
from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.store import accounts, browse, profiles
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.attributes import AttributesScreen
from aliexport_tui.tui.screens.categories import CategoriesScreen
from aliexport_tui.tui.screens.prices import PricesScreen
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.profile_form import ProfileForm
from aliexport_tui.tui.screens.profiles import ProfilesScreen
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing

LAMPS = ("E14", "E27")
LIMIT_S = 20.0

_OFFER = """<offer id="lamp-{socket}"><name>Лампа настольная {socket}</name><price>{price}</price>
<currencyId>RUB</currencyId><categoryId>441</categoryId><picture>https://img.example.com/{socket}.jpg</picture><vendorCode>L{socket}</vendorCode>
<description>Лампа на стол.</description><count>7</count>
<param name="Цвет">Чёрный</param><param name="Материал">Дерево</param><param name="Цоколь">{socket}</param></offer>"""
_FEED = """<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-01-01 00:00"><shop>
<currencies><currency id="RUB" rate="1"/></currencies>
<categories><category id="44">Освещение</category><category id="441" parentId="44">Настольные лампы</category></categories>
<offers>{offers}</offers></shop></yml_catalog>"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox({"tasks.queue_s": 0, "tasks.process_s": 0}) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    """An account with its categories and a feed that has been read; no profile."""
    offers = "".join(_OFFER.format(socket=socket, price=1000 + 500 * place) for place, socket in enumerate(LAMPS))
    feed = tmp_path / "feed.yml"
    feed.write_text(_FEED.format(offers=offers), encoding="utf-8")
    workspace = open_workspace(tmp_path / "shop.db")
    db = workspace.open()
    add_account(workspace, db, Account(code="main", kind="local", base_url=sandbox.address), sandbox.token)
    add_source(workspace, db, "feed", str(feed))
    account = accounts.get(db, "main")
    with opened(workspace, account) as market:
        SchemaSync(db, account, market, workspace.clock).sync()
    import_source(workspace, db, "feed")
    db.close()
    return workspace


@pytest.fixture
def db(shop: Workspace) -> Iterator[Database]:
    database = shop.open()
    yield database
    database.close()


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """The runner is a process of its own: its outcome is waited for."""
    end = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < end, seen_of(pilot)
        await asyncio.sleep(0.05)
        await pilot.pause()
    await settle(pilot)


def seen_of(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, Console)
    return seen(pilot.app)


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def ended_runs(db: Database) -> int:
    return len(db.rows("SELECT id FROM run WHERE state = 'ended'"))


def outcomes(db: Database) -> list[str]:
    return [str(row[0]) for row in db.rows("SELECT outcome FROM listing ORDER BY product")]


@pytest.mark.parametrize("size", [SMALL, (200, 50)])
async def test_from_an_empty_profile_to_a_live_product_and_new_prices(
    shop: Workspace, db: Database, sandbox: Sandbox, size: tuple[int, int]
) -> None:
    app = Console(shop)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert browse.shop_figures(db).profiles == 0

        # a new profile; saving its names opens its sections
        await press(pilot, "2")
        await press(pilot, "n")
        await press(pilot, *"lamps", "enter", *"Lamps", "f2")
        showing(app, ProfileForm)

        # categories: what is named alike is found, Enter takes it
        await press(pilot, "down", "down", "enter")
        showing(app, CategoriesScreen)
        assert "1 category with 2 products is not mapped yet" in seen(app)
        await press(pilot, "enter")
        assert "everything is mapped" in seen(app)
        await press(pilot, "f2")

        # card defaults: sizes, weight, days; unit and template are there already
        await press(pilot, "2")
        showing(app, ProfileForm)  # it has waited
        await press(pilot, *(["down"] * 4), "enter")
        await press(pilot, "3", "0", "enter", "2", "0", "enter", "2", "0", "enter", "1", "enter", "down", "3", "escape")

        # attributes and axes: what the feed names alike
        await press(pilot, "down", "enter")
        showing(app, AttributesScreen)
        await press(pilot, "A")
        await press(pilot, "enter")
        await press(pilot, "2", "down", "enter", "f8", "escape")
        await press(pilot, "f2")
        showing(app, ProfilesScreen)
        stored = profiles.get(db, "lamps").profile
        assert (stored.card.package_length, stored.card.package_width, stored.card.package_height) == ("30", "20", "20")
        assert stored.card.freight_template_id
        assert len(stored.attributes) >= 2
        assert len(stored.axes) == 1

        # products: mark all, upload, be asked in numbers, see them live
        await press(pilot, "P")
        showing(app, ProductsScreen)
        await press(pilot, "*")
        await press(pilot, "u")
        showing(app, Confirm)
        assert "2  create" in seen(app)
        await press(pilot, "enter")
        await until(pilot, lambda: ended_runs(db) == 1)
        assert outcomes(db) == ["live", "live"]
        await until(pilot, lambda: seen(app).count("● live") == 2 and "ended with" in seen(app))

        # the price rule, then prices alone
        await press(pilot, "2", "enter", "down", "down", "down", "enter")
        showing(app, PricesScreen)
        await press(pilot, "n", "1", "0", "f2")
        await press(pilot, "escape", "2", "escape")
        showing(app, ProfilesScreen)
        await press(pilot, "p")
        showing(app, Confirm)
        assert "2  price" in seen(app)
        before = sandbox.requests()
        await press(pilot, "enter")
        await until(pilot, lambda: ended_runs(db) == 2)
        asked = {name: count - before.get(name, 0) for name, count in sandbox.requests().items()}
        written = {name for name, count in asked.items() if count and name.startswith("POST") and "update" in name}
        assert written == {"POST /api/v1/product/update-sku-price"}
        assert outcomes(db) == ["live", "live"]
    assert len(sandbox.cards()) == len(LAMPS)
