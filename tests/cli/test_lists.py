"""`status`, `runs`, `log`, `problems`: what they tell of a small real file, to people and to programs."""

import json
from contextlib import closing
from pathlib import Path

import click
import pytest

from aliexport_tui.cli.common import Shell
from aliexport_tui.cli.log import log
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.store import events, problems, runs
from aliexport_tui.store.database import Database
from tests.cli.shell import call
from tests.support.shop import NOW, FixedClock

MINUTE = 60_000


def test_status_counts_outcomes(file: Path) -> None:
    with closing(Database.open(file)) as db, db.write() as tx:
        tx.run("UPDATE listing SET card_id = id, presence = 'on_sale' WHERE outcome IN ('live', 'different')")
        tx.run("UPDATE listing SET card_id = id, presence = 'gone' WHERE outcome = 'rejected'")
        tx.run("INSERT INTO import (source, began_at, ended_at, state) VALUES (1, ?, ?, 'done')", (NOW, NOW))
        tx.run("INSERT INTO import (source, began_at, ended_at, state) VALUES (1, ?, ?, 'failed')", (NOW, NOW + MINUTE))
    told = json.loads(call(file, "status", "--json").stdout)
    assert len(told) == 1
    status = told[0]
    assert (status["code"], status["name"], status["active"], status["account"]) == ("shoes", "Обувь", True, "main")
    assert (status["total"], status["uploaded"], status["not_uploaded"]) == (40, 3, 37)
    assert status["outcomes"] == {"live": 2, "blocked": 1, "rejected": 1, "waiting": 1, "different": 1}
    assert status["source_at"] == NOW
    assert status["run"] is None


def test_status_shows_open_tasks_and_the_last_run(file: Path) -> None:
    with closing(Database.open(file)) as db:
        for state, open_items in (("answered", 2), ("settled", 1)):
            with db.write() as tx:
                batch = tx.insert(
                    "INSERT INTO batch (account, method, state, sent_at) VALUES (1, 'create', ?, ?)", (state, NOW)
                )
                for position in range(open_items + 1):
                    tx.run(
                        "INSERT INTO item (batch, position, listing, external_id, sent, state)"
                        " VALUES (?, ?, 1, 'K', '{}', ?)",
                        (batch, position, "open" if position < open_items else "done"),
                    )
        begin(db, exit_code=3)
    told = json.loads(call(file, "status", "shoes", "--json").stdout)[0]
    assert told["open_tasks"] == 2
    assert told["run"]["exit_code"] == 3
    text = call(file, "status", "shoes").stdout
    assert "exit 3" in text
    assert "live but different" in text


def begin(db: Database, *, exit_code: int | None, action: str = "export") -> int:
    assert action in ("export", "stock")
    run = runs.start(
        db,
        profile=1,
        action="stock" if action == "stock" else "export",
        mode="headless",
        selection=None,
        verify_s=60,
        who="ёжик\x1b[2J",
        now=NOW,
    )
    if exit_code is not None:
        runs.end(db, run, exit_code, NOW + MINUTE, summary='{"planned": {"create": 1}}')
    return run


def test_runs_come_newest_first(file: Path) -> None:
    with closing(Database.open(file)) as db:
        begin(db, exit_code=0)
        begin(db, exit_code=None, action="stock")
    told = json.loads(call(file, "runs", "--json").stdout)
    assert [(run["id"], run["profile"], run["action"], run["exit_code"]) for run in told] == [
        (2, "shoes", "stock", None),
        (1, "shoes", "export", 0),
    ]
    assert told[1]["summary"] == {"planned": {"create": 1}}
    assert len(json.loads(call(file, "runs", "--json", "--limit", "1", "--profile", "shoes").stdout)) == 1
    text = call(file, "runs").stdout
    assert "exit 0" in text
    assert "starting" in text
    assert "ёжик" in text
    assert "\x1b" not in text


def write(file: Path, *lines: tuple[Level, str]) -> None:
    made = [Event(at=NOW, code="batch.failed", args={"reason": text}, level=level, profile="shoes") for level, text in lines]
    with closing(Database.open(file)) as db, db.write() as tx:
        events.add(tx, made)


def test_log_shows_the_newest_of_a_level(file: Path) -> None:
    write(file, ("debug", "a"), ("info", "b"), ("warning", "c"), ("error", "d\x1b[31m"))

    def said(*options: str) -> list[str]:
        return [event["args"]["reason"][0] for event in json.loads(call(file, "log", "--json", *options).stdout)]

    assert said() == ["b", "c", "d"]
    assert said("--level", "debug") == ["a", "b", "c", "d"]
    assert said("--level", "warning", "--limit", "1") == ["d"]
    assert said("--profile", "shoes", "--limit", "2") == ["c", "d"]
    assert said("--run", "7") == []
    text = call(file, "log").stdout
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text


class WritingClock(FixedClock):
    """While it is waited for, something happens; after a few waits the person interrupts."""

    def __init__(self, file: Path, waits: int) -> None:
        super().__init__()
        self.file = file
        self.left = waits

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        write(self.file, ("info", f"later {self.left}"), ("debug", "hidden"))


@pytest.mark.parametrize("as_json", [False, True])
def test_log_follows_without_losing_or_doubling(file: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    write(file, ("info", "before"))
    workspace = Workspace(file, WritingClock(file, 3))
    shell = Shell("aliexport-tui", commands=[log])
    with pytest.raises(click.Abort):
        shell.main(["log", "-f", *(["--json"] if as_json else [])], obj=workspace, standalone_mode=False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    for line, text in zip(lines, ("before", "later 2", "later 1", "later 0"), strict=True):
        assert (json.loads(line)["args"]["reason"] == text) if as_json else (text in line)


def test_problems_come_in_groups_with_place_and_advice(file: Path) -> None:
    with closing(Database.open(file)) as db, db.write() as tx:
        for listing in (1, 2, 3):
            place = Place(file="feed.yml", line=10 + listing, key=f"K{listing}")
            fault = Problem("weight.missing", "sku_info_list[0].weight", place=place)
            problems.add(tx, listing, "content", "draft", (fault,), NOW)
        problems.add(tx, 1, "images", "draft", (Problem("image.too_many", severity="warning"),), NOW)
        problems.add(tx, 1, "stock", "task", (Problem("no.such.code", args={"text": "Ошибка \x1b[2J"}),), NOW)
    told = json.loads(call(file, "problems", "shoes", "--json").stdout)
    assert [(group["code"], group["count"], group["stage"]) for group in told] == [
        ("weight.missing", 3, "draft"),
        ("no.such.code", 1, "task"),
        ("image.too_many", 1, "draft"),
    ]
    assert "feed.yml:13 [K3]" in told[0]["example"]
    assert told[0]["message"]
    assert told[0]["hint"]
    text = call(file, "problems", "shoes").stdout
    assert text.startswith("Problems:\n     3 × ")
    assert text.index("Ошибка") < text.index("Warnings") < text.index("image.too_many")
    assert "feed.yml:13" in text
    assert "Ошибка" in text
    assert "\x1b" not in text


def test_no_problems_is_said_aside(file: Path) -> None:
    result = call(file, "problems", "shoes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No problems" in result.stderr
    with closing(Database.open(file)) as db, db.write() as tx:
        tx.run("UPDATE listing SET profile = NULL")
    result = call(file, "problems", "shoes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "looked at yet" in result.stderr
