"""Logs are cut by age and by size, emptied by a person; debug mode keeps more for a while; the file is made smaller."""

import json

import pytest

from aliexport_tui.engine.accounts import ExchangeRecorder
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.operations import debugging, retention
from aliexport_tui.engine.operations.vacuum import vacuum
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.port import Exchange
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.store import activity, exchanges, jobs
from aliexport_tui.store.database import Database, as_int
from aliexport_tui.store.retention import LOGS, extent
from tests.cli.shell import call
from tests.support.shop import NOW, FixedClock

Shop = tuple[Workspace, Database]
DAY = 86_400_000


@pytest.fixture
def shop(filled: Shop) -> Shop:
    return filled


def events(db: Database, count: int, days_ago: int, text: str = "") -> None:
    with db.write() as tx:
        told = json.dumps({"text": text})
        tx.many(
            "INSERT INTO event (at, level, code, args) VALUES (?, 'info', 'test.note', ?)",
            [(NOW - days_ago * DAY, told)] * count,
        )


def count(db: Database, table: str) -> int:
    return as_int(db.value(f"SELECT count(*) FROM {table}"))


def test_by_age_and_by_size(shop: Shop) -> None:
    workspace, db = shop
    events(db, 1_200, 100)
    events(db, 30, 10, "x" * 100_000)
    retention.change(workspace, "events", megabytes=2)
    assert retention.apply(workspace)["events"] == 1_200 + 10
    assert extent(db, "events").size < 2 << 20
    assert retention.apply(workspace)["events"] == 0
    retention.change(workspace, "events", days=0, megabytes=0)
    events(db, 5, 3000)
    assert retention.apply(workspace)["events"] == 0


def test_once_a_day(shop: Shop) -> None:
    workspace, db = shop
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    events(db, 5, 100)
    assert retention.apply_daily(workspace) == dict.fromkeys(LOGS, 0) | {"events": 5}
    events(db, 5, 100)
    assert retention.apply_daily(workspace) is None
    clock.sleep(86_400)
    held = Lock(workspace.lock("housekeeping"))
    held.acquire(who="another", now=1)
    assert retention.apply_daily(workspace) is None
    held.release()
    assert retention.apply_daily(workspace) is not None


def test_what_is_not_at_its_end_stays(shop: Shop) -> None:
    workspace, db = shop
    with db.write() as tx:
        for state in ("running", "done", "done", "failed"):
            tx.run("INSERT INTO import (source, began_at, state) VALUES (1, 1, ?)", (state,))
            tx.run("INSERT INTO job (code, state, created_at, who) VALUES ('stock', ?, 1, 'cron')", (state,))
    gone = retention.apply(workspace)
    assert (gone["imports"], gone["jobs"]) == (1, 3)
    assert [row[0] for row in db.rows("SELECT state FROM import ORDER BY id")] == ["running", "done", "failed"]


@pytest.mark.parametrize("log", LOGS)
def test_truncate(shop: Shop, log: str) -> None:
    workspace, db = shop
    events(db, 3, 0)
    assert call(workspace.file, "retention", "truncate", log).exit_code == 2
    assert call(workspace.file, "retention", "truncate", log, "--yes").exit_code == 0
    assert count(db, "event") == (0 if log == "events" else 3)
    told = activity.latest(db)
    assert [(one.type, one.subtype, one.subject) for one in told] == [("log", "truncated", log)]


def test_cron_log(shop: Shop) -> None:
    workspace, db = shop
    assert call(workspace.file, "jobs").stdout == ""
    with db.write() as tx:
        first = jobs.begin(tx, "stock", "shoes", scheduled_at=NOW, now=NOW, pid=1, who="cron")
        jobs.end(tx, first, "failed", NOW + 5, message="marketplace.auth", args={"said": ""}, exit_code=7)
        jobs.begin(tx, "orders", "main", scheduled_at=None, now=NOW, pid=1, who="me")
    assert call(workspace.file, "jobs", "--job", "stok").exit_code == 2
    told = json.loads(call(workspace.file, "jobs", "--job", "stock", "--json").stdout)
    assert [(one["job"], one["state"], one["exit_code"], one["finished_at"]) for one in told] == [
        ("stock", "failed", 7, NOW + 5)
    ]
    assert "token" in told[0]["message"]
    assert len(call(workspace.file, "jobs").stdout.splitlines()) == 3


def test_commands(shop: Shop) -> None:
    workspace, db = shop
    assert call(workspace.file, "retention", "set", "jobs", "--days", "7").exit_code == 0
    assert call(workspace.file, "retention", "set", "jobs").exit_code == 2
    shown = {one["log"]: one for one in json.loads(call(workspace.file, "retention", "show", "--json").stdout)}
    assert set(shown) == set(LOGS)
    assert (shown["jobs"]["days"], shown["jobs"]["megabytes"]) == (7, 50)
    assert "jobs" in call(workspace.file, "retention", "show").stdout
    assert json.loads(call(workspace.file, "retention", "apply", "--json").stdout)["jobs"] == 0
    with pytest.raises(ConfigError):
        retention.change(workspace, "jobs", days=9999)
    with pytest.raises(ConfigError):
        retention.truncate(workspace, "product")
    assert activity.latest(db)[0].after == '{"jobs.days": 7}'


def exchange(at: int, path: str, size: int, failure: str = "") -> Exchange:
    return Exchange(at, "POST", path, 200, 0.1, b"{}", b"y" * size, failure)


def test_debug_mode_keeps_all_and_ends_by_itself(shop: Shop) -> None:
    workspace, db = shop
    recorder = ExchangeRecorder(workspace, 1, None)
    scroll, create = "/api/v1/scroll", "/api/v1/product/create"
    size = 3 * debugging.ORDINARY_LENGTH
    recorder.record(exchange(NOW, scroll, size))
    recorder.record(exchange(NOW, create, size))
    recorder.record(exchange(NOW, scroll, size, "marketplace.server"))
    end = debugging.switch_on(workspace, 60)
    recorder.record(exchange(NOW, scroll, size))
    recorder.record(exchange(end, scroll, size))
    with db.write() as tx:
        tx.run("UPDATE setting SET value = 'rubbish' WHERE key = 'debug'")
    recorder.record(exchange(end, scroll, size))
    recorder.close()
    kept = [len(exchanges.bodies(db, number)[1]) for number in range(1, 7)]
    short = debugging.ORDINARY_LENGTH + 4
    assert kept == [short, size, size, size, short, short]
    assert {one.response_size for one in exchanges.latest(db)} == {size}


def test_debug_commands(shop: Shop) -> None:
    workspace, db = shop
    assert json.loads(call(workspace.file, "debug", "status", "--json").stdout) == {"on": False, "until": None}
    assert call(workspace.file, "debug", "on", "--for", "2h").exit_code == 0
    assert json.loads(call(workspace.file, "debug", "status", "--json").stdout)["on"] is True
    assert call(workspace.file, "debug", "off").exit_code == 0
    assert "off" in call(workspace.file, "debug", "status").stdout
    assert call(workspace.file, "debug", "on", "--for", "8d").exit_code == 2
    assert [one.code for one in activity.latest(db)] == ["debug.off", "debug.on"]


def test_vacuum(shop: Shop) -> None:
    workspace, db = shop
    events(db, 200, 0, "x" * 10_000)
    retention.truncate(workspace, "events")
    done = vacuum(workspace)
    assert done.after < done.before / 2
    assert count(db, "product") == 40
    lock = Lock(workspace.lock("account-main"))
    lock.acquire(who="somebody", now=1)
    with pytest.raises(BusyError):
        vacuum(workspace)
    lock.release()
    assert json.loads(call(workspace.file, "vacuum", "--json").stdout)["after"] > 0
