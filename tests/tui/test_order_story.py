"""From order to delivered as a person goes it, by keys alone, for both delivery models: against the real sandbox, by the
processes that the keys start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from aliexport_tui.engine.accounts import add_account
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.handovers import HandoversScreen
from aliexport_tui.tui.screens.order import OrderScreen
from aliexport_tui.tui.screens.orders import OrdersScreen
from aliexport_tui.tui.screens.parcels import ParcelsScreen
from aliexport_tui.tui.screens.shipments import ShipmentsScreen
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing
from tests.tui.test_story import until


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox({"shipments.track_delay_s": 0}) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, sandbox: Sandbox) -> Workspace:
    workspace = open_workspace(tmp_path / "shop.db")
    db = workspace.open()
    add_account(workspace, db, Account(code="main", kind="local", base_url=sandbox.address), sandbox.token)
    values = {"enabled": "true", "back.labels_folder": str(tmp_path / "labels"), "back.default_carrier": "Demo"}
    order_settings.change(workspace, db, "main", values)
    db.close()
    return workspace


@pytest.fixture
def db(shop: Workspace) -> Iterator[Database]:
    database = shop.open()
    yield database
    database.close()


def told(db: Database, what: str) -> Callable[[], bool]:
    """Has everything of this kind been told, and done?"""
    return lambda: [row[0] for row in db.rows("SELECT state FROM order_action WHERE kind = ?", (what,))] == ["done"]


def at_rest(app: Console) -> Callable[[], bool]:
    return lambda: not app.chores.header()


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def test_from_order_to_delivered_for_both_models(shop: Workspace, db: Database, sandbox: Sandbox) -> None:
    (own,) = sandbox.make_orders(1, model="DBS")
    (theirs,) = sandbox.make_orders(1, model="FBS", lines=1, quantity=1)
    app = Console(shop)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, "0")
        grid = showing(app, OrdersScreen).grid
        await press(pilot, "F")
        await until(pilot, lambda: len(grid.order) == 2 and at_rest(app)())
        rows = {str(row[1]): int(str(row[0])) for row in db.rows("SELECT id, number FROM trade_order")}

        # the shop delivers: a track; the marketplace delivers: shipments, seen before they are made
        grid.go_to(list(grid.order).index(rows[str(own)]))
        await press(pilot, "s")
        await press(pilot, *"T-1", "f2")
        grid.go_to(list(grid.order).index(rows[str(theirs)]))
        await press(pilot, "n")
        showing(app, ParcelsScreen)
        assert "1 shipment to be made" in seen(app)
        await press(pilot, "f2")
        await press(pilot, "enter")
        await until(pilot, lambda: told(db, "in_transit")() and told(db, "ship")() and at_rest(app)())
        assert {one["id"]: one["state"] for one in sandbox.orders()} == {own: "shipped", theirs: "waiting"}

        # the buyer has the one; of the other its label, and a list of it
        grid.go_to(list(grid.order).index(rows[str(own)]))
        await press(pilot, "d")
        await press(pilot, "enter")
        await press(pilot, "]", "]")
        parcels = showing(app, ShipmentsScreen)
        await until(pilot, lambda: bool(parcels.grid.order))
        await press(pilot, "w")
        await press(pilot, "n")
        await press(pilot, "enter")  # when it is fetched need not be told
        await press(pilot, "enter")
        await until(pilot, lambda: told(db, "delivered")() and told(db, "hand_over")() and at_rest(app)())
        label = Path(str(db.value("SELECT label FROM shipment WHERE label <> ''")))
        assert label.read_bytes().startswith(b"%PDF-")

        # the list's label; closed
        await press(pilot, "]")
        lists = showing(app, HandoversScreen)
        await until(pilot, lambda: len(lists.grid.order) == 1)
        await press(pilot, "w", "s")
        await press(pilot, "enter")
        await until(pilot, lambda: told(db, "close_list")() and at_rest(app)())
        assert Path(str(db.value("SELECT label FROM handover_list"))).read_bytes().startswith(b"%PDF-")
        assert db.value("SELECT status FROM handover_list") == "Transferred"

        # the carrier brings it; that is seen
        sandbox.deliver(theirs)
        await press(pilot, "]", "F")
        await until(pilot, lambda: db.value("SELECT count(*) FROM trade_order WHERE status = 'Finished'") == 2)
        await until(pilot, lambda: at_rest(app)() and seen(app).count("● delivered") == 2)
        assert {one["state"] for one in sandbox.orders()} == {"delivered"}
        await press(pilot, "enter")
        assert "Told to the marketplace" in showing(app, OrderScreen)._shown
