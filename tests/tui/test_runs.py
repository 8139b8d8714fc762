"""Runs: how each stands, live figures, stopping, comparing, what it did, its log and its exchanges."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import run_progress, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.run_progress import RunProgress
from aliexport_tui.store.runs import Run
from aliexport_tui.tui import run_words
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.run_causes import causes_of
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.compare import CompareScreen, compared
from aliexport_tui.tui.screens.exchanges import ExchangesScreen
from aliexport_tui.tui.screens.run_changes import RunChangesScreen
from aliexport_tui.tui.screens.runs import RunsScreen
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing

RUN = Run(
    id=7, profile=1, profile_code="shoes", action="price", mode="by_hand", selection=None, verify_s=60, state="ended",
    plan=3, pid=1, who="olga", started_at=NOW - 90_000, heartbeat_at=NOW, ended_at=NOW, exit_code=0, summary="",
)  # fmt: skip


def run(**changes: object) -> Run:
    changed: Run = msgspec.structs.replace(RUN, **changes)
    return changed


@pytest.mark.parametrize(
    ("one", "cell"),
    [
        (run(), ("0 all done", "good")),
        (run(exit_code=3), ("3 some refused", "warn")),
        (run(exit_code=7), ("7 not reached", "bad")),
        (run(exit_code=None, failure="run.died"), ("† died", "bad")),
        (run(state="sending", ended_at=None), ("▶ sending", "info")),
        (run(state="sending", ended_at=None, heartbeat_at=NOW - 120_000), ("✗ silent for 2 min", "bad")),
    ],
)
def test_how_a_run_stands(one: Run, cell: tuple[str, str]) -> None:
    assert run_words.state_cell(one, NOW) == cell


def test_progress_has_a_bar_a_rate_and_a_forecast() -> None:
    progress = RunProgress(
        run=7, states={"done": 30, "rejected": 10, "sending": 40}, a_minute=12, account=1, account_code="m"
    )
    at_work = run(state="sending", ended_at=None, forecast_at=NOW + 300_000)
    told = run_words.run_text(at_work, progress, NOW).plain
    assert "████████████░░░░░░░░░░░░ 40/80 50 %" in told
    assert "12 changes a minute · the last should have left in about 5 min" in told
    assert run_words.run_text(run(), progress, NOW).plain == ""
    assert "its process died" in run_words.run_text(run(failure="run.died", exit_code=None), progress, NOW).plain


def test_the_quota_says_what_is_used_and_when_there_is_room(workspace: Workspace, db: Database) -> None:
    assert run_words.quota_words(db, 1, NOW).replace("\u00a0", " ") == ("quota ░░░░░░░░░░ 0/100 000 · content up to 90 000")
    with db.write() as tx:
        tx.run("INSERT INTO quota (account, bucket, slot, used) VALUES (1, 'content', ?, 90000)", (NOW,))
    told = run_words.quota_words(db, 1, NOW).replace("\u00a0", " ")
    assert "quota █████████░ 90 000/100 000" in told
    assert "room again in 4 h" in told


def test_two_runs_side_by_side() -> None:
    def summary(live: int, *problems: dict[str, object]) -> str:
        return json.dumps({"planned": {"price": 9}, "outcomes": {"live": live}, "requests": {}, "problems": problems})

    stays = {"code": "images.missing", "field": "main_image_urls_list", "severity": "error", "count": 2, "args": {}}
    went, came = {**stays, "code": "weight.missing", "field": "weight"}, {**stays, "code": "unit.missing", "field": ""}
    older, newer = run(id=1, summary=summary(5, stays, went)), run(id=2, summary=summary(8, {**stays, "count": 3}, came))
    lines = compared(older, newer, NOW).plain.splitlines()
    figures = [" ".join(line.split()) for line in lines]
    assert "● live 5 8 +3" in figures
    assert "price 9 9" in figures
    assert "= 2 → 3 The product has no picture that can be used · picture" in figures
    assert "− 2 → 0 The weight is missing · weight" in figures
    assert "+ 0 → 2 The unit of sale is missing" in figures
    assert causes_of(run(summary="")) is None
    assert "One of the two has not kept them" in compared(older, run(summary=""), NOW).plain


async def test_what_can_not_be_done_says_why_and_stopping_asks_first(workspace: Workspace, db: Database) -> None:
    number = runs.start(db, profile=1, action="price", mode="by_hand", selection=None, verify_s=1, who="olga", now=NOW)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        screen = showing(app, RunsScreen)
        assert "▶ starting" in seen(app)
        assert "main: quota" in seen(app)
        assert "still at work" in screen.refusal("undo", ())
        assert "Mark two" in screen.refusal("compare", ())
        await pilot.press("S")
        await settle(pilot)
        showing(app, Confirm)
        assert f"Stop run {number}?" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert any("only just starting" in told.message for told in app._notifications)
        runs.end(db, number, 0, NOW)
        app.refresh_from_file()
        await settle(pilot)
        await pilot.pause(0.05)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods("G0"), Goods("G1"), Goods("bare", picture="")])
        made.profile()
        made.run()
        made.supply([Goods("G0", price="1100"), Goods("G1"), Goods("bare", picture="")])
        made.run("price")
        yield made


async def test_what_a_run_did_its_log_its_exchanges_and_two_compared(shop: Shop) -> None:
    with shop.db() as db:
        progress = run_progress.read(db, 1, shop.clock.now_ms())
    assert (progress.states, progress.settled, progress.a_minute, progress.account_code) == ({"done": 2}, 2, 2, "main")
    app = Console(shop.workspace)
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        assert "planned    price 1" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, RunChangesScreen)
        assert "price ● done 1" in seen(app).replace("\u00a0", " ")
        assert "1000.00 → 1100.00" in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert "run 2" in showing(app, RunsScreen).log_pane.title_text()
        await pilot.press("x", "escape")
        app.screen.set_focus(showing(app, RunsScreen).grid)
        await pilot.press("home", "space", "space", "c")
        await settle(pilot)
        showing(app, CompareScreen)
        shown = seen(app)
        assert "Run 1" in shown
        assert "− 1 → 0" in shown
        await pilot.press("escape", "x")
        await settle(pilot)
        assert showing(app, ExchangesScreen).wanted.run is not None
