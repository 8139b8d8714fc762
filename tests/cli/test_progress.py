"""A bar per stage on a terminal, lines without one, and never a run that ends because nobody looks."""

import os
import pty
import re
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.cli.progress import Bars, Lines
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, runs
from aliexport_tui.store.database import Database
from aliexport_tui.telling.words import local_time
from tests.cli.shell import command, environment
from tests.support.shop import NOW, FixedClock


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.usefixtures("plain")
def test_a_bar_is_redrawn_ten_times_a_second_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    clock = FixedClock()
    bars = Bars(clock)
    for done in range(101):
        bars("send", done, 100)
        clock.now += 10
    bars("verify", 0, 4)
    bars("verify", 9, 4)
    bars.close()
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\r") <= 11 + 2
    assert "\x1b[32m" not in err
    left = [line.removesuffix("\x1b[K").rpartition("\r")[2] for line in err.split("\n")]
    assert left == [f"Sending      [{'#' * 30}] 100/100", f"Verifying    [{'#' * 30}] 4/4", ""]


@pytest.mark.usefixtures("plain")
def test_a_bar_tells_the_forecast_of_a_long_sending(capsys: pytest.CaptureFixture[str]) -> None:
    clock = FixedClock()
    at = clock.now + 7_200_000
    bars = Bars(clock, lambda: at)
    bars("send", 1, 10)
    bars("verify", 1, 10)
    clock.now = at - 5_000
    bars("send", 9, 10)
    bars.close()
    sending, verifying, nearly_done, _ = capsys.readouterr().err.split("\n")
    assert f"1/10 until about {local_time(at)[11:16]}" in sending
    assert "until" not in verifying
    assert "until" not in nearly_done


def test_colour_without_no_color(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    bars = Bars(FixedClock())
    bars("plan", 1, 2)
    bars.close()
    assert "\x1b[32m" in capsys.readouterr().err


@pytest.mark.usefixtures("plain")
def test_nothing_to_do_is_a_full_bar(capsys: pytest.CaptureFixture[str]) -> None:
    bars = Bars(FixedClock())
    bars("send", 0, 0)
    bars.close()
    assert f"[{'#' * 30}] 0/0" in capsys.readouterr().err


def test_lines_follow_this_process_run_only(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clock = FixedClock()
    with closing(Database.open(file)) as db:
        lines = Lines(db, clock)
        own, other = begin(db), begin(db)
        lines("plan", 0, 1)
        runs.step(db, other, "planning", NOW, pid=1)
        runs.step(db, own, "planning", NOW, pid=os.getpid())
        with db.write() as tx:
            events.add(tx, [said("other", other), said("own", own), said("nobody", None)])
        lines("plan", 1, 1)
        assert capsys.readouterr().err == "", "looked twice within a quarter of a second"
        clock.now += 1000
        lines("plan", 1, 1)
        assert re.findall("own|other|nobody", capsys.readouterr().err) == ["own"]
        with db.write() as tx:
            events.add(tx, [said(f"product {number}", own, listing=1) for number in range(600)])
        lines.close()
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 11
    assert "product 9" in err[9]
    assert err[10].startswith("590 more lines like “")
    assert "product 599" in err[10], "in words, not as a code"
    assert f"log --run {own} " in err[10]
    assert "item.rejected" not in err[10]


def test_of_many_requests_alike_only_the_first_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Database.open(file)) as db:
        lines, own = Lines(db, FixedClock()), begin(db)
        runs.step(db, own, "planning", NOW, pid=os.getpid())
        with db.write() as tx:
            args = {"accepted": "20", "refused": "0"}
            events.add(tx, [Event(at=NOW, code="batch.delete", args=args, run=own) for _ in range(500)])
        lines.close()
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 11
    assert err[10].startswith("490 more lines like “Delete: 20 accepted")


def begin(db: Database) -> int:
    return runs.start(db, profile=1, action="export", mode="headless", selection=None, verify_s=1, who="", now=NOW)


def said(text: str, run: int | None, listing: int | None = None) -> Event:
    return Event(at=NOW, code="item.rejected", args={"text": text}, run=run, listing=listing)


@pytest.mark.parametrize(("term", "bars"), [("xterm", True), ("dumb", False)])
def test_a_terminal_gets_bars(file: Path, term: str, bars: bool) -> None:
    ours, theirs = pty.openpty()
    ended = subprocess.run(
        command("--db", str(file), "--run-profile", "shoes", "--dry-run", "--json"),
        env=environment({"TERM": term, "NO_COLOR": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert ended.returncode == 3
    assert ended.stdout.startswith("{")
    assert ("Planning" in shown and "[####" in shown) is bars
    assert ("dry run" in shown) is not bars
