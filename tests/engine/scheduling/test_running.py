"""Jobs at work against the real sandbox: done, failed, missed and died, each on record; alerts once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.jobs import end_dead
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.life import Stopped, StopRequest
from aliexport_tui.engine.scheduling import settings
from aliexport_tui.engine.scheduling.missed import note_missed
from aliexport_tui.engine.scheduling.running import run_job
from aliexport_tui.engine.scheduling.status import look, status
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schedule import Entry, Installed, Timing
from aliexport_tui.store import alerts, jobs
from aliexport_tui.store.jobs import JobRow
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.support.shop import NOW, FixedClock, make_workspace

MINUTE = 60_000


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(scope="module")
def shop(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = Shop(sandbox, tmp_path_factory.mktemp("shop"))
    made.supply(Goods(f"G{number}") for number in range(3))
    made.profile()
    return made


def log(shop: Shop) -> list[JobRow]:
    """Oldest first."""
    with shop.db() as db:
        return list(jobs.latest(db, limit=99))[::-1]


def test_content_is_imported_and_exported(shop: Shop, sandbox: Sandbox) -> None:
    (shop.folder / "feed.yml").write_text((shop.folder / "feed.yml").read_text().replace("<count>10<", "<count>4<"))
    (ran,) = run_job(shop.workspace, "content", "shop")
    assert (ran.state, ran.message, ran.exit_code) == ("done", "job.run", 0)
    assert ran.args["live"] == "3"
    assert len(sandbox.cards()) == 3
    (row,) = log(shop)
    assert (row.code, row.subject, row.state, row.exit_code, row.scheduled_at) == ("content", "shop", "done", 0, None)
    assert row.run is not None
    assert row.created_at == row.executed_at
    assert row.finished_at is not None
    with shop.db() as db:
        assert db.value("SELECT stock FROM product LIMIT 1") == 4, "the file was read anew"


def test_a_timer_s_call_counts_as_the_time_that_was_due(shop: Shop) -> None:
    (ran,) = run_job(shop.workspace, "stock", due=True)
    assert (ran.subject, ran.state) == ("shop", "done")
    row = log(shop)[-1]
    assert row.scheduled_at is not None
    assert row.executed_at is not None
    assert 0 <= row.executed_at - row.scheduled_at < 10 * MINUTE
    assert row.scheduled_at % (10 * MINUTE) == 0


def test_stocks_are_read_before_they_are_sent_but_not_again_and_again(shop: Shop, sandbox: Sandbox) -> None:
    """Though the profile itself asks for no import."""
    path = shop.folder / "feed.yml"
    path.write_text(path.read_text().replace("<count>4<", "<count>2<"))
    shop.clock.sleep(3600)
    run_job(shop.workspace, "stock", "shop")
    with shop.db() as db:
        assert db.value("SELECT stock FROM product LIMIT 1") == 2
        imports = db.value("SELECT count(*) FROM import")
    run_job(shop.workspace, "stock", "shop")
    run_job(shop.workspace, "price", "shop")
    with shop.db() as db:
        assert db.value("SELECT count(*) FROM import") == imports


def test_orders_are_fetched(shop: Shop) -> None:
    """For the accounts that want it; told in figures."""
    assert run_job(shop.workspace, "orders") == ()
    with shop.db() as db, db.write() as tx:
        tx.run("INSERT INTO order_settings (account, body, changed_at) SELECT id, ?, 0 FROM account", ('{"enabled": true}',))
    (orders,) = run_job(shop.workspace, "orders")
    assert (orders.subject, orders.state, orders.message) == ("main", "done", "job.orders")
    (told,) = run_job(shop.workspace, "order_status")
    assert (told.subject, told.state, told.message) == ("main", "done", "job.order_status")
    (tidied,) = run_job(shop.workspace, "housekeeping")
    assert (tidied.subject, tidied.state, tidied.message) == ("", "done", "job.housekeeping")


def test_a_stop_is_no_end(shop: Shop) -> None:
    """What was not handed over yet waits for the next time; the log does not say that it was done."""
    stop = StopRequest()
    stop.set()
    with pytest.raises(Stopped):
        run_job(shop.workspace, "orders", stop=stop)
    assert log(shop)[-1].message == "job.stopped"


def test_what_another_does_already_is_no_failure(shop: Shop) -> None:
    lock = Lock(shop.workspace.lock("shop.stock"))
    assert lock.acquire(who="another", now=0)
    (ran,) = run_job(shop.workspace, "stock", "shop", due=True)
    lock.release()
    assert (ran.state, ran.message, ran.exit_code) == ("missed", "run.busy", 6)
    lock = Lock(shop.workspace.lock("job-stock-shop"))
    assert lock.acquire(who="another", now=0)
    (ran,) = run_job(shop.workspace, "stock", "shop", due=True)
    (by_hand,) = run_job(shop.workspace, "stock", "shop")
    lock.release()
    assert ran.message == by_hand.message == "job.at_work"
    assert [row.message for row in log(shop)[-2:]] == ["run.busy", "job.at_work"]
    with shop.db() as db:
        assert alerts.latest(db, limit=9) == ()


def test_a_failure_is_told_once_and_holds_up_nobody(shop: Shop) -> None:
    """A run tells of itself; what fails before it, the job tells."""
    shop.profile(code="broken", name="Broken", account="nowhere")
    first, second = run_job(shop.workspace, "stock")
    assert (first.subject, first.state, first.message) == ("broken", "failed", "account.unknown")
    assert (second.subject, second.state) == ("shop", "done")
    (shop.folder / "feed.yml").rename(shop.folder / "away.yml")
    (failed,) = run_job(shop.workspace, "content", "shop")
    assert (failed.state, failed.exit_code) == ("failed", 7)
    with shop.db() as db:
        told = [(one.kind, one.subject, one.code) for one in alerts.latest(db, limit=9)]
    assert told == [("job_failed", "shop", failed.message), ("run_failed", "broken", "account.unknown")]


def test_a_name_typed_wrong_is_no_job(shop: Shop) -> None:
    before = log(shop)
    with pytest.raises(ConfigError):
        run_job(shop.workspace, "stock", "shpo")
    assert log(shop) == before


def test_a_job_whose_process_died(shop: Shop) -> None:
    with shop.db() as db:
        with db.write() as tx:
            id = jobs.begin(tx, "stock", "shop", scheduled_at=1, now=1, pid=4711, who="cron")
        assert end_dead(shop.workspace, db) == 1
        assert end_dead(shop.workspace, db) == 0
        row = jobs.last(db, "stock", "shop")
        (one, *_) = alerts.latest(db, limit=1)
    assert row is not None
    assert (row.id, row.state, row.message, row.args) == (id, "died", "job.died", {"pid": "4711"})
    assert (one.kind, one.subject, one.code, one.args) == ("job_failed", "shop", "alert.died", {"job": "stock"})


def test_times_at_which_nothing_ran_are_missed(tmp_path: Path) -> None:
    """The machine was off from a quarter past; one row tells of the gap, and it is counted once."""
    workspace = make_workspace(tmp_path)
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    start = NOW // (60 * MINUTE) * 60 * MINUTE
    clock.now = start
    entry = Entry("housekeeping", "", Timing(every=10))
    db = workspace.open()
    settings.set_timing(db, "housekeeping", entry.timing)
    settings.keep_installed(db, Installed("cron", str(tmp_path / "crontab"), start, (entry,)))
    clock.now = start + 10 * MINUTE
    run_job(workspace, "housekeeping", due=True)
    assert look(workspace, db).entries[0].missed == 0
    clock.now = start + 21 * MINUTE
    assert look(workspace, db).entries[0].missed == 0, "a little late is not missed"
    clock.now = start + 65 * MINUTE
    seen = look(workspace, db).entries[0]
    assert (seen.missed, seen.next_at) == (5, start + 70 * MINUTE)
    with db.write() as tx:
        jobs.end(
            tx, jobs.begin(tx, "housekeeping", "", scheduled_at=None, now=clock.now, pid=1, who="me"), "done", clock.now
        )
    assert note_missed(workspace, db) == 5, "a person's start stands for no time that was due"
    assert note_missed(workspace, db) == 0
    (found,) = status(workspace, db).entries
    assert (found.missed, found.installed) == (5, True)
    assert found.last is not None
    assert (found.last.state, found.last.args["count"], found.last.scheduled_at) == ("missed", "5", start + 60 * MINUTE)
    clock.now = start + 70 * MINUTE + 5_000
    run_job(workspace, "housekeeping", due=True)
    assert status(workspace, db).entries[0].missed == 5
    clock.now = start + 8 * 1440 * MINUTE
    run_job(workspace, "housekeeping", due=True)
    assert 1000 <= status(workspace, db).entries[0].missed <= 1008, "a week is looked back"
    db.close()
