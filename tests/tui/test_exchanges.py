"""Requests and answers: listed, sieved, laid out; a hostile body stays on its lines."""

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import browse, exchanges
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.exchange import ExchangeScreen, read
from aliexport_tui.tui.screens.exchanges import ExchangesScreen
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.fixture
def recorded(db: Database) -> list[int]:
    """A create that went well, a 429, and an answer that is no JSON and would paint the screen."""
    account = browse.account_lines(db)[0].id
    many = b'{"products": [' + b",".join(b'{"sku": "A-%d"}' % number for number in range(500)) + b"]}"
    return [
        exchanges.add(
            db, account, run=3, at=1_000, method="POST", path="/api/v1/product/create", status=200, milliseconds=120,
            request=many, response='{"group_id": "g-7", "имя": "Туфли"}'.encode(), failure="",
        ),
        exchanges.add(
            db, account, run=3, at=2_000, method="POST", path="/api/v1/product/edit", status=429, milliseconds=5,
            request=b"{}", response=b"{}", failure="market.rate",
        ),
        exchanges.add(
            db, account, run=None, at=3_000, method="GET", path="/api/v1/tasks", status=502, milliseconds=9,
            request=b"", response=b"<h1>\x1b[31mbad\x1b]0;owned\x07</h1>", failure="market.server",
        ),
    ]  # fmt: skip


async def test_the_list_and_one_exchange(workspace: Workspace, recorded: list[int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("exchanges")
        await settle(pilot)
        screen = showing(app, ExchangesScreen)
        assert list(screen.grid.order) == recorded[::-1]
        await pilot.press("f")
        await settle(pilot)
        assert list(screen.grid.order) == [recorded[2], recorded[1]]
        await pilot.press("x", "/")
        await pilot.press(*"create", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [recorded[0]]
        await pilot.press("enter")
        await settle(pilot)
        detail = showing(app, ExchangeScreen)
        assert '"sku": "A-0"' in seen(app)
        await pilot.press("/", *"туфли", "enter")
        await settle(pilot)
        assert '"имя": "Туфли"' in seen(app)
        await pilot.press("escape")
        assert app.screen is screen
        assert detail not in app.screen_stack


async def test_what_is_not_json_is_shown_harmless(workspace: Workspace, recorded: list[int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("exchanges")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ExchangeScreen)
        shown = seen(app)
        assert "␛[31mbad" in shown
        assert "\x1b" not in shown


def test_marked_ones_go(db: Database, recorded: list[int]) -> None:
    assert exchanges.remove(db, [*recorded[:2], recorded[-1] + 7]) == 2
    assert list(exchanges.ids(db)) == recorded[2:]


def test_one_that_is_gone_is_none(workspace: Workspace, recorded: list[int]) -> None:
    assert read(workspace, recorded[-1] + 1) is None
