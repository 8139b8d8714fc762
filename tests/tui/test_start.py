"""Getting started: from an empty file to an export by keys, chores in processes of their own, LIVE where it is live."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from aliexport_tui.engine import own_sandbox, rehearsing
from aliexport_tui.engine.chores import chore
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import accounts, browse, chores, profiles
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.first_steps import FirstSteps, first_steps, is_finished
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.badge import badge
from aliexport_tui.tui.chore_watch import ChoreWatch
from aliexport_tui.tui.first_steps import way_on
from aliexport_tui.tui.screens.access import AccessScreen
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.categories import CategoriesScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.source_found import SourceFound
from aliexport_tui.tui.screens.start import StartScreen
from aliexport_tui.tui.widgets.form import Form
from tests.support.export import PROFILE, Goods, Shop, feed
from tests.support.sandbox import Sandbox
from tests.tui.test_screens import SMALL, seen, settle, showing

LIVE = "https://openapi.ru.laliexpress.com"


async def until(pilot: Pilot[int], app: Console, true: Callable[[], bool], limit_s: float = 20.0) -> None:
    """Other processes work: the console looks at the file as its clock would let it."""
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, seen(app)
        await asyncio.sleep(0.05)
        app._tick()
        await pilot.pause()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    """An empty file and, beside it, a feed."""
    (tmp_path / "feed.yml").write_text(feed([Goods("A"), Goods("B")]), encoding="utf-8")
    made = open_workspace(tmp_path / "shop.db")
    yield made
    for folder in tmp_path.glob("shop.db.sandbox-*"):
        own_sandbox.stop(folder)


def read(workspace: Workspace, value: Callable[[Database], object]) -> object:
    db = workspace.open()
    try:
        return value(db)
    finally:
        db.close()


async def test_a_newcomer_without_a_token_reaches_a_finished_export(shop: Workspace, tmp_path: Path) -> None:
    app = Console(shop)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settle(pilot)
        start = showing(app, StartScreen)
        shown = seen(app)
        assert "→  Account" in shown
        assert "How to get a token" in shown
        await pilot.press("down", "enter")
        await until(pilot, app, lambda: "First this step: Account" in seen(app))

        await pilot.press("up", "enter")
        showing(app, Choose)
        await pilot.press("down", "enter")
        await until(pilot, app, lambda: first_steps(app.db).categories > 0 and not app.chores.header())
        assert "✓  Account" in seen(app)
        assert "SANDBOX" in seen(app)

        await pilot.press("enter")
        showing(app, FormScreen)
        form = app.screen.query_one(Form)
        form.fill({**form.values(), "code": "shop", "location": str(tmp_path / "feed.yml")})
        await pilot.press("f2")
        await until(pilot, app, lambda: isinstance(app.screen, SourceFound) and "YML (Yandex Market)" in seen(app))
        await pilot.press("enter")
        await until(pilot, app, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, app, lambda: app.screen is start)
        await until(pilot, app, lambda: first_steps(app.db).read and not app.chores.header())
        assert first_steps(app.db).products == 2

        await pilot.press("enter")
        await until(pilot, app, lambda: isinstance(app.screen, FormScreen))
        await pilot.press("escape")
        db = shop.open()
        from aliexport_tui.listing.profile_text import profile_from_toml

        profiles.add(db, profile_from_toml(PROFILE.replace('"main"', '"sandbox"')), 0)
        db.close()
        app.go("start")
        await settle(pilot)
        app._tick()
        await settle(pilot)
        assert "not needed: the marketplace is a simulated one" in seen(app)
        assert "→  Export" in seen(app)
        await pilot.press("enter")
        await until(pilot, app, lambda: isinstance(app.screen, Confirm))
        assert "Profile shop, account sandbox: SANDBOX" in seen(app)
        await pilot.press("enter")
        await until(pilot, app, lambda: first_steps(app.db).exported, limit_s=40)
        await until(pilot, app, lambda: "✓  Export" in seen(app), limit_s=40)
        await until(pilot, app, lambda: app.db.value("SELECT summary FROM run") is not None, limit_s=40)
    assert read(shop, is_finished) is True
    db = shop.open()
    db.execute("UPDATE listing SET outcome = 'held'")  # a night's prices, all of them too sharp
    db.close()
    assert read(shop, is_finished) is True
    assert read(shop, lambda held: first_steps(held).exported) is True


async def test_the_rehearsal_by_a_key(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods("A")])
        made.profile()
        with made.db() as db:
            accounts.change(db, accounts_live(db))
        workspace = open_workspace(made.workspace.file)
        before = sandbox.requests()
        app = Console(workspace)
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await settle(pilot)
            assert "→  Rehearsal" in seen(app)
            assert "LIVE" in seen(app)
            await pilot.press("enter")
            await until(pilot, app, lambda: isinstance(app.screen, Confirm))
            shown = seen(app)
            assert "Profile shop_rehearsal, account shop_rehearsal: SANDBOX" in shown
            await pilot.press("escape")
            app.desk.choose("shop_rehearsal")
            app.go("categories")
            await settle(pilot)
            showing(app, CategoriesScreen)
            assert app.screen_stack[-1].query_one("HeaderLine").badge == "SANDBOX"  # type: ignore[attr-defined]
            app.desk.choose("shop")
            await settle(pilot)
            assert app.screen_stack[-1].query_one("HeaderLine").badge == "LIVE"  # type: ignore[attr-defined]
        assert sandbox.requests() == before
        with made.db() as db:
            rehearsing.drop(made.workspace, db, "shop")


def accounts_live(db: Database) -> Account:
    import msgspec

    return msgspec.structs.replace(accounts.get(db, "main"), base_url=LIVE)


async def test_a_feed_is_read_on_while_the_console_is_gone_and_failures_are_told(shop: Workspace, tmp_path: Path) -> None:
    from aliexport_tui.engine.sources import add_source

    db = shop.open()
    add_source(shop, db, "shop", str(tmp_path / "feed.yml"))
    app = Console(shop)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settle(pilot)
        app.go("access")
        await settle(pilot)
        screen = showing(app, AccessScreen)
        screen.sources.focus()
        await pilot.press("i")
        await pilot.pause()
        assert "starting…" in seen(app)
        await pilot.press("q")
        await pilot.pause()
        assert not isinstance(app.screen, Confirm)
    end = time.monotonic() + 20
    while not (first_steps(db).read and all(one.ended_at for one in chores.newest(db))):
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    assert (tmp_path / "feed.yml").exists()
    assert not (tmp_path / "shop.db.import-shop").exists()

    (tmp_path / "feed.yml").unlink()
    app = Console(shop)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settle(pilot)
        app.go("access")
        await settle(pilot)
        showing(app, AccessScreen).sources.focus()
        await pilot.press("i")
        await until(pilot, app, lambda: any(one.error_code for one in chores.newest(app.db)))
        await until(pilot, app, lambda: "failed: " in seen(app))
    db.close()


async def test_a_chore_that_is_killed_is_shown_as_stopped(workspace: Workspace, db: Database) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with chore(workspace, "import", "feed") as tell:
            workspace.clock.sleep(5)  # the clock stands still: two seconds have passed for it
            tell(12_000, 0)
            os.write(writing, b"x")
            time.sleep(60)
        os._exit(0)
    os.read(reading, 1)
    app = Console(workspace)
    try:
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await settle(pilot)
            assert app.chores.header() == "▶ feed: reading, 12\u00a0000 products"
            app.go("access")
            await settle(pilot)
            assert "reading, 12" in seen(app)
            assert not app.chores.has_died()
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            child = 0
            assert app.chores.has_died()
            app._tick()
            await settle(pilot)
            assert app.chores.header() == ""
            assert "it was stopped" in seen(app)
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)


async def test_a_new_account_has_the_token_steps_at_hand_and_is_checked_at_once(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "shop.db")
    with Sandbox() as sandbox:
        app = Console(workspace)
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await settle(pilot)
            await pilot.press("enter", "enter")
            await pilot.pause()
            showing(app, FormScreen)
            await pilot.press("f1")
            await pilot.pause()
            assert "token-management/active" in seen(app)
            await pilot.press("escape")
            form = app.screen.query_one(Form)
            form.fill({**form.values(), "code": "main", "base_url": sandbox.address, "token": sandbox.token})
            await pilot.press("f2")
            await until(pilot, app, lambda: "main: address and token work." in seen(app))
            assert read(workspace, lambda db: accounts.get(db, "main").base_url) == sandbox.address


def test_an_error_of_a_chore_is_kept(workspace: Workspace, db: Database) -> None:
    with pytest.raises(ConfigError), chore(workspace, "sync", "main"):
        raise ConfigError("account.disabled", account="main")
    (found,) = chores.newest(db)
    assert (found.kind, found.code, found.error_code, found.error_args) == (
        "sync", "main", "account.disabled", {"account": "main"},
    )  # fmt: skip
    with pytest.raises(KeyboardInterrupt), chore(workspace, "sync", "main"):
        raise KeyboardInterrupt
    assert [one.error_code for one in chores.newest(db)] == ["chore.interrupted"]
    assert db.value("SELECT count(*) FROM event WHERE code = 'schema.failed'") == 2


def line(code: str, address: str, *, enabled: bool = True) -> browse.AccountLine:
    return browse.AccountLine(
        id=1, code=code, base_url=address, enabled=enabled, kind="local", locale="ru_RU", currency="RUB",
        categories=0, schema_at=None, scan_at=None, cards=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "only", "shown"),
    [
        ((), "", ""),
        ((line("a", "http://127.0.0.1:1"),), "", "SANDBOX"),
        ((line("a", LIVE),), "", "LIVE"),
        ((line("a", LIVE), line("b", "http://127.0.0.1:1")), "", "LIVE"),
        ((line("a", LIVE), line("b", "http://127.0.0.1:1")), "b", "SANDBOX"),
        ((line("a", LIVE), line("b", "http://127.0.0.1:1")), "a", "LIVE"),
        ((line("a", LIVE), line("b", "http://127.0.0.1:1")), "none", "LIVE"),
        ((line("a", LIVE, enabled=False), line("b", "http://127.0.0.1:1")), "", "SANDBOX"),
        ((line("a", LIVE), line("b", "http://127.0.0.1:1", enabled=False)), "b", "LIVE"),
    ],
)
def test_live_is_never_missing(lines: tuple[browse.AccountLine, ...], only: str, shown: str) -> None:
    assert badge(lines, only) == shown


async def test_the_key_that_the_top_line_names_leads_to_the_steps(tmp_path: Path) -> None:
    """Whichever tab of its subject was looked at last."""
    app = Console(open_workspace(tmp_path / "new.db"))
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("9", "]", "2")
        await settle(pilot)
        assert "9: on to Account" in seen(app)
        await pilot.press("9")
        await settle(pilot)
        showing(app, StartScreen)
        await pilot.press("]", "9")
        await settle(pilot)
        showing(app, AccessScreen)


@pytest.mark.parametrize(
    ("blocked", "exported", "expected"),
    [(False, False, ("start", "Rehearsal")), (True, False, ("problems", "Problems")), (True, True, None)],
)
def test_products_that_are_kept_back_lead_to_their_problems(
    shop: Workspace, blocked: bool, exported: bool, expected: tuple[str, str] | None
) -> None:
    whole = FirstSteps("main", LIVE, 5, "shop", "/feed.yml", True, 2, "main", 1, exported, exported, blocked)
    assert way_on(whole, ChoreWatch(Console(shop))) == expected
