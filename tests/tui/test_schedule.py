"""The schedule by keys: switched, timed for one alone, shown before it is written into a real crontab, taken back."""

import os
from pathlib import Path

import pytest
from textual.widgets import Input

from aliexport_tui.engine.scheduling import settings
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.schedule import EVERY, Timing
from aliexport_tui.store import jobs
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.forms import timing_fields
from aliexport_tui.tui.schedule_work import Line
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.cron_log import CronLogScreen
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.schedule import ScheduleScreen
from aliexport_tui.tui.screens.schedule_texts import ScheduleTexts
from aliexport_tui.tui.widgets.chooser import Chooser
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing

_OTHERS = "0 4 * * * /usr/bin/somebody-elses\n"
_CRONTAB = """#!/bin/sh
# As crontab(1): -l prints, - takes from standard input.
table={table}
case "$1" in
  -l) cat "$table" ;;
  -) cat > "$table" ;;
esac
"""


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own crontab, on a machine without systemd."""
    table = tmp_path / "table"
    table.write_text(_OTHERS, encoding="utf-8")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "crontab").write_text(_CRONTAB.format(table=table), encoding="utf-8")
    (bin_ / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}/bin")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return table


@pytest.mark.parametrize("timing", [Timing(), Timing(on=False, every=1440, at="03:15"), Timing(every=EVERY[0], at="23:59")])
def test_a_form_gives_back_what_it_was_given(timing: Timing) -> None:
    values = timing_fields.values_of(timing, own=True)
    assert timing_fields.timing_from(values) == (timing, {})
    assert timing_fields.timing_from(values | {"own": "no"}) == (None, {})
    assert {field.name for field in timing_fields.fields(timing)} == set(values)


@pytest.mark.parametrize(("typed", "at"), [("7:05", "07:05"), ("24:00", ""), ("noon", ""), ("", "")])
def test_a_time_of_day(typed: str, at: str) -> None:
    made, faults = timing_fields.timing_from(timing_fields.values_of(Timing(), own=True) | {"at": typed})
    assert (made.at if made else "") == at
    assert bool(faults) == (not at)


def go_to(screen: ScheduleScreen, job: str, subject: str) -> None:
    rows = screen.grid.source.rows(screen.grid.order) if screen.grid.source else {}
    screen.grid.go_to(
        next(id for id, one in rows.items() if isinstance(one, Line) and (one.job, one.subject) == (job, subject))
    )


async def test_switched_timed_written_and_taken_back(workspace: Workspace, db: Database, crontab: Path) -> None:
    with db.write() as tx:
        id = jobs.begin(tx, "stock", "shoes", scheduled_at=NOW, now=NOW, pid=1, who="cron")
        jobs.end(tx, id, "failed", NOW, message="account.token_missing", args={"account": "main"})
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("schedule")
        await settle(pilot)
        screen = showing(app, ScheduleScreen)
        assert "Nothing is installed, so nothing runs by itself" in seen(app)
        go_to(screen, "content", "shoes")
        await pilot.press("e")
        await settle(pilot)
        assert settings.load(db).timing("content", "shoes").on
        assert not settings.load(db).timing("content").on
        go_to(screen, "stock", "shoes")
        assert "✗ 0 s" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        form = showing(app, FormScreen).form
        form.query_one("#field-own", Chooser).value = "yes"
        form.query_one("#field-every", Chooser).value = "30"
        form.query_one("#field-at", Input).value = "25:00"
        await pilot.press("f2")
        await settle(pilot)
        assert "A time of day from 00:00 to 23:59." in seen(app)
        form.query_one("#field-at", Input).value = "0:05"
        await pilot.press("f2")
        await settle(pilot)
        assert settings.load(db).timing("stock", "shoes") == Timing(every=30, at="00:05")
        assert settings.load(db).timing("stock") == Timing(every=10, at="00:00")
        await pilot.press("i")
        await settle(pilot)
        showing(app, ScheduleTexts)
        assert "a marked block in your crontab" in seen(app)
        assert "5-59/30 * * * *" in seen(app)
        assert crontab.read_text(encoding="utf-8") == _OTHERS  # shown, not written
        await pilot.press("f2")
        await settle(pilot)
        written = crontab.read_text(encoding="utf-8")
        assert written.startswith(_OTHERS)
        assert "schedule run stock shoes --due" in written
        assert settings.installed(db).kind == "cron"
        await pilot.press("u")
        await pilot.pause()
        showing(app, Confirm)
        await pilot.press("enter")
        await settle(pilot)
        assert crontab.read_text(encoding="utf-8") == _OTHERS
        await pilot.press("c")
        await settle(pilot)
        assert list(showing(app, CronLogScreen).grid.order) == [id]
