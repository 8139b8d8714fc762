"""The cron log: sieved by state and job, searched, opened, marked lines removed; how long a log is kept, and emptied."""

import pytest
from textual.widgets import Input

from aliexport_tui.engine.operations import retention
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import jobs
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.cron_log import CronLogScreen
from aliexport_tui.tui.screens.job import JobScreen, job_lines
from aliexport_tui.tui.screens.log_care import LogCare
from aliexport_tui.tui.widgets.log_pane import LogPane
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.fixture
def kept(db: Database) -> list[int]:
    """One that went well, one that failed, one that was missed, one still at work."""
    with db.write() as tx:
        ids = [
            jobs.begin(tx, code, subject, scheduled_at=due, now=NOW + 1_000, pid=7, who="cron")
            for code, subject, due in (("stock", "shoes", NOW), ("price", "shoes", None), ("orders", "main", NOW))
        ]
        jobs.end(tx, ids[0], "done", NOW + 63_000, exit_code=0, run=3)
        refused = {"account": "main"}
        jobs.end(tx, ids[1], "failed", NOW + 2_000, message="account.token_missing", args=refused, exit_code=2)
        ids.append(jobs.missed(tx, "stock", "boots", scheduled_at=NOW, message="", args={}, now=NOW, who="cron"))
    return ids


def test_a_job_in_full(db: Database, kept: list[int]) -> None:
    rows = jobs.by_ids(db, kept)
    assert [line for line in job_lines(rows[kept[0]]) if line.startswith(("took", "run", "exit"))] == [
        "took          1 min",
        "run           3",
        "exit code     0 all done",
    ]
    failed = job_lines(rows[kept[1]])
    assert failed[0] == "There is no token for the account main"
    assert failed[1].startswith("→ ")
    assert "It was started by hand." in failed


async def test_sieved_searched_opened_and_emptied(workspace: Workspace, db: Database, kept: list[int]) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("cron_log")
        await settle(pilot)
        screen = showing(app, CronLogScreen)
        assert list(screen.grid.order) == kept[::-1]
        shown = seen(app)
        assert all(word in shown for word in ("● done", "✗ failed", "○ missed", "▶ running"))
        await pilot.press("f", *"fa", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [kept[1]]
        await pilot.press("enter")
        await settle(pilot)
        showing(app, JobScreen)
        assert "There is no token for the account main" in seen(app)
        await pilot.press("escape", "x", "o", *"bo", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [kept[3]]
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("space", "space", "D", "enter")
        await settle(pilot)
        assert sorted(jobs.by_ids(db, kept)) == kept[:3]  # one that is at work stays
        await pilot.press("K")
        await settle(pilot)
        care = showing(app, LogCare)
        assert "3 lines" in seen(app)
        care.form.query_one("#field-days", Input).value = "soon"
        await pilot.press("f2")
        await settle(pilot)
        assert "A whole number from 0 to 3650." in seen(app)
        care.form.query_one("#field-days", Input).value = "7"
        await pilot.press("f2")
        await settle(pilot)
        assert retention.load(db).jobs.days == 7
        await pilot.press("K")
        await settle(pilot)
        await pilot.press("f8")
        await pilot.pause()
        showing(app, Confirm)
        await pilot.press("enter")
        assert len(jobs.by_ids(db, kept)) == 3
        await pilot.press("3", "enter")
        await settle(pilot)
        assert sorted(jobs.by_ids(db, kept)) == [kept[2]]
        assert app.screen is screen
        assert list(screen.grid.order) == [kept[2]]
        for place, log in (("alerts", "Alerts"), ("cron_log", "Log")):
            app.go(place)
            await settle(pilot)
            if log == "Log":
                app.screen.query_one(LogPane).focus()
            await pilot.press("K")
            await settle(pilot)
            showing(app, LogCare)
            assert f"{log}: how long it is kept" in seen(app)
            await pilot.press("escape")
