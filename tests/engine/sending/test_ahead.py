"""While a write is on its way the next batch is made ready; it leaves only if it is still what should leave then."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aliexport_tui.engine.sending import ahead, preparing
from aliexport_tui.engine.sending import worker as worker_module
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.marketplace.port import Departure, Marketplace, WriteAnswer, Writes
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.profile import Chunks
from aliexport_tui.store import restoring, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.listings import refresh_all
from tests.engine.sending.steps import enqueued, methods, planned, step_until_sent, work_off, worker
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


class Held:
    """The real marketplace; the next write is on its way until the batch after it is ready and something has happened."""

    def __init__(self, market: Marketplace) -> None:
        self._market = market
        self.happens: Callable[[], object] | None = None
        self.ready = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    @property
    def writes(self) -> Writes:
        return _HeldWrites(self, self._market.writes)

    def fly(self, leave: Departure) -> WriteAnswer:
        if happens := self.happens:
            self.happens = None
            assert self.ready.wait(30)
            happens()
        return leave()


class _HeldWrites:
    def __init__(self, held: Held, writes: Writes) -> None:
        self._held = held
        self._writes = writes

    def __getattr__(self, name: str) -> Callable[..., Departure]:
        make = getattr(self._writes, name)
        return lambda what: _later(self._held, make(what))


def _later(held: Held, leave: Departure) -> Departure:
    return lambda: held.fly(leave)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> "Callable[[Marketplace], Held]":
    """What stands between worker and marketplace; it is told when the worker has made the next batch ready."""
    made: list[Held] = []
    make_ready = ahead.make_ready

    def watched(*arguments: Any) -> None:
        try:
            make_ready(*arguments)
        finally:
            for one in made:
                one.ready.set()

    monkeypatch.setattr(ahead, "make_ready", watched)

    def through(market: Marketplace) -> Held:
        made.append(Held(market))
        return made[-1]

    return through


Through = Callable[[Marketplace], Held]


def _goods(products: int, name: str = "Зарядка", **more: Any) -> list[Goods]:
    return [Goods(f"G{n}", name=name, **more) for n in range(products)]


def _in_line(db: Database) -> list[tuple[str, int]]:
    """(method, items) of what is ready and has not left."""
    rows = db.rows("SELECT method, (SELECT count(*) FROM item WHERE batch = batch.id) FROM batch WHERE waits")
    return [(str(method), int(str(count))) for method, count in rows]


def _changes(db: Database, run: int) -> dict[str, int]:
    rows = db.rows("SELECT state, count(*) FROM change WHERE run = ? GROUP BY state", (run,))
    return {str(state): int(str(count)) for state, count in rows}


def _held_of(made: Worker) -> Held:
    market = made._desk.market
    assert isinstance(market, Held)
    return market


def _in_the_air(made: Worker, happens: Callable[[], object]) -> None:
    """Step once; `happens` while the write is on its way."""
    found = _held_of(made)
    found.ready.clear()
    found.happens = happens
    assert made.step()
    assert found.happens is None


def test_the_next_batch_is_ready_and_leaves(shop: Shop, held: Through) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")
    seen: list[list[tuple[str, int]]] = []
    with worker(shop, held) as (db, made), shop.db() as other:
        _in_the_air(made, lambda: seen.append(_in_line(other)))
        assert (seen, methods(db)) == ([[("create", 2)]], ["create"])
        assert _changes(db, run) == {"ready": 2, "sending": 4}
        number = db.value("SELECT id FROM batch WHERE waits")
        step_until_sent(db, made, 2)
        assert db.value("SELECT state FROM batch WHERE id = ?", (number,)) == "answered"
        work_off(shop, db, made)
        assert methods(db) == ["create"] * 3
        assert _in_line(db) == []


def test_batches_grow_as_if_nothing_was_made_ready_beforehand(shop: Shop, held: Through) -> None:
    shop.supply(_goods(60))
    shop.profile()
    enqueued(shop, "export")
    with worker(shop, held) as (db, made):
        step_until_sent(db, made, 3)
        assert [row[0] for row in db.rows("SELECT count(*) FROM item GROUP BY batch")] == [10, 20, 30]


def test_a_zero_that_comes_meanwhile_goes_first(shop: Shop, sandbox: Sandbox, held: Through) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    shop.run()
    shop.supply(_goods(6, "Адаптер"))
    run = enqueued(shop, "update")

    def sold_out() -> None:
        shop.supply([*_goods(5, "Адаптер"), Goods("G5", name="Адаптер", count=0)])
        enqueued(shop, "stock")

    with worker(shop, held) as (db, made):
        before = len(methods(db))
        _in_the_air(made, sold_out)
        assert _in_line(db) == [("edit", 2)]
        step_until_sent(db, made, before + 2)
        assert methods(db)[before:] == ["edit", "stock"]
        work_off(shop, db, made)
        assert set(methods(db)[before + 2 :]) == {"edit"}
        assert _changes(db, run) == {"done": 6}
    assert {str(one["card"]["skus"][0]["inventory"]) for one in sandbox.cards()} == {"10", "0"}  # type: ignore[index]


def test_what_is_wanted_otherwise_by_then_does_not_leave(shop: Shop, sandbox: Sandbox, held: Through) -> None:
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(price=2))
    shop.run()
    shop.supply(_goods(4, price="1100"))
    run = enqueued(shop, "price")

    def dearer() -> None:
        shop.supply([*_goods(3, price="1100"), Goods("G3", name="Зарядка", price="1200")])
        enqueued(shop, "price")

    with worker(shop, held) as (db, made):
        before = len(methods(db))
        _in_the_air(made, dearer)
        assert _in_line(db) == [("price", 2)]
        work_off(shop, db, made)
        assert methods(db)[before:] == ["price", "price"]
        assert _changes(db, run) == {"done": 3, "stale": 1}
    assert shop.run("price").requests["write"] == 1
    assert sorted(str(one["card"]["skus"][0]["price"]) for one in sandbox.cards())[-1].startswith("1200")  # type: ignore[index]


def test_a_price_that_is_held_by_then_keeps_its_upload_back(shop: Shop, held: Through) -> None:
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")

    def hold() -> None:
        with shop.db() as db, db.write() as tx:
            tx.run("UPDATE lane SET hold = 'price.floor' WHERE lane = 'price' AND listing = (SELECT max(id) FROM listing)")

    with worker(shop, held) as (db, made):
        _in_the_air(made, hold)
        assert _in_line(db) == [("create", 2)]
        work_off(shop, db, made, 20)
        assert _changes(db, run) == {"done": 3, "ready": 1}


@pytest.mark.parametrize("fault", [{"fault.burst_429": 1}, {"fault.http_500": 1}, {"fault.reset_before": 1}])
def test_after_a_failure_it_is_taken_back(shop: Shop, sandbox: Sandbox, held: Through, fault: dict[str, object]) -> None:
    shop.supply(_goods(8))
    shop.profile(chunks=Chunks(price=4))
    shop.run()
    shop.supply(_goods(8, price="1100"))
    run = enqueued(shop, "price")
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: sandbox.set({**fault, "fault.times": 1, "fault.burst_length": 1}))
        assert _in_line(db) == [("price", 4)]
        before = methods(db)
        made.step()
        assert (_in_line(db), methods(db)) == ([], before), "neither that nor another one left"
        assert _changes(db, run) == {"ready": 8}
        work_off(shop, db, made)
        assert _changes(db, run) == {"done": 8}


def test_what_has_to_do_with_the_batch_on_its_way_is_not_begun(shop: Shop, held: Through) -> None:
    shop.supply(_goods(2))
    shop.profile()
    shop.run()
    shop.supply(_goods(2, price="1100", count=4))
    enqueued(shop, "stock")
    enqueued(shop, "price")
    with worker(shop, held) as (db, made):
        before = len(methods(db))
        _in_the_air(made, lambda: None)
        assert (methods(db)[before:], _in_line(db)) == (["stock"], [])
        work_off(shop, db, made)
        assert methods(db)[before:] == ["stock", "price"]


def test_a_runner_that_dies_leaves_it_unsent_and_nothing_in_doubt(shop: Shop, held: Through) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: None)
        assert _in_line(db) == [("create", 2)]
    with worker(shop, held) as (db, _):
        assert _in_line(db) == []
        assert _changes(db, run) == {"ready": 4, "sending": 2}
        assert db.value("SELECT count(*) FROM lane WHERE tries") == 0
        assert db.value("SELECT count(*) FROM listing WHERE deaths OR presence = 'unknown'") == 0
        assert db.value("SELECT count(*) FROM claim") == 2


def test_who_stops_takes_it_back(shop: Shop, held: Through) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")
    with worker(shop, held) as (db, made):
        made.run_until(lambda: False, lambda: len(methods(db)) > 0)
        assert _in_line(db) == []
        assert _changes(db, run) == {"ready": 4, "sending": 2}


def test_a_backup_made_while_it_was_ready_makes_no_doubles(
    shop: Shop, sandbox: Sandbox, held: Through, tmp_path: Path
) -> None:
    """It left after the backup was made: in the old file it looks as if nothing of it ever had."""
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    enqueued(shop, "export")
    backup = tmp_path / "backup.db"
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: _copied(shop.workspace.file, backup))
        work_off(shop, db, made)
    assert len(sandbox.cards()) == 4
    for rest in ("-wal", "-shm"):
        Path(f"{shop.workspace.file}{rest}").unlink(missing_ok=True)
    shutil.copyfile(backup, shop.workspace.file)
    for _ in range(2):
        shop.run()
        shop.clock.sleep(120)
    assert len(sandbox.cards()) == 4


def _copied(file: Path, to: Path) -> None:
    source, target = sqlite3.connect(file), sqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker asks after each batch whether it is finished, as it does where answers take long."""
    monkeypatch.setattr(worker_module, "_LOOK_MS", 0)


@pytest.mark.usefixtures("looking")
def test_a_run_without_time_to_verify_sends_its_last_batch_too(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    shop.run(verify_s=0)
    shop.clock.sleep(60)
    assert len(sandbox.cards()) == 6


@pytest.mark.usefixtures("looking")
def test_the_last_batch_of_a_run_that_has_ended_goes_out_too(shop: Shop) -> None:
    shop.supply(_goods(6))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")
    with worker(shop) as (db, made):
        runs.end(db, run, 143, shop.clock.now_ms())
        made.run_until(lambda: True, lambda: False)
        assert methods(db) == ["create"] * 3


def test_creates_are_not_put_back_before_the_batch_that_is_ready_has_left(shop: Shop, held: Through) -> None:
    shop.supply(_goods(2))
    shop.profile(chunks=Chunks(price=1))
    shop.run()
    shop.supply(_goods(3, price="1100"))
    run = enqueued(shop, "export")
    with worker(shop, held) as (db, made):
        later = shop.clock.now_ms() + 3_600_000
        with db.write() as tx:
            tx.run("UPDATE account SET creates_after = ?", (later,))
        _in_the_air(made, lambda: None)
        assert (_in_line(db), _changes(db, run)["ready"]) == ([("price", 1)], 1)
        assert restoring.put_back_creates(db, run, shop.clock.now_ms()) == 0
        step_until_sent(db, made, len(methods(db)) + 1)
        assert restoring.put_back_creates(db, run, shop.clock.now_ms()) == later


def test_a_price_that_an_edit_has_overtaken_is_in_doubt_when_the_next_one_is_taken_back(
    shop: Shop, sandbox: Sandbox, held: Through
) -> None:
    """An edit of long ago brings the first price back; the third one is ready by then, and no longer wanted."""
    shop.supply(_goods(2))
    shop.profile(chunks=Chunks(price=1))
    shop.run()
    sandbox.set({"tasks.queue_s": 300, "fault.queue_order": "random"})
    shop.supply(_goods(2, "Адаптер"))
    enqueued(shop, "update")
    with worker(shop, held) as (db, made):
        step_until_sent(db, made, len(methods(db)) + 1)
        sandbox.set({"tasks.queue_s": 0})
        shop.supply(_goods(2, "Адаптер", price="1100"))
        enqueued(shop, "price")
        work_off(shop, db, made, 30)
        assert {row[0] for row in db.rows("SELECT state FROM change WHERE kind = 'price'")} == {"done"}
        shop.supply(_goods(2, "Адаптер", price="1200"))
        enqueued(shop, "price")

        def cheaper() -> None:
            shop.clock.sleep(600)
            shop.supply(_goods(2, "Адаптер", price="1100"))
            planned(shop, "price")
            ready.append(_in_line(db))

        ready: list[list[tuple[str, int]]] = []
        _in_the_air(made, cheaper)
        assert ready == [[("price", 1)]]
        work_off(shop, db, made)
    shop.run()
    assert {sku["price"] for one in sandbox.cards() for sku in one["card"]["skus"]} == {"1100.00"}  # type: ignore[index]


def test_an_edit_that_is_ready_brings_no_stock_that_has_been_sold_meanwhile(
    shop: Shop, sandbox: Sandbox, held: Through
) -> None:
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    shop.run()
    shop.supply(_goods(4, "Адаптер"))
    enqueued(shop, "update")

    def sold() -> None:
        shop.supply([*_goods(3, "Адаптер"), Goods("G3", name="Адаптер", count=1)])
        planned(shop, "stock")

    with worker(shop, held) as (db, made):
        _in_the_air(made, sold)
        assert _in_line(db) == [("edit", 2)]
        work_off(shop, db, made)
    stocks = {sku["code"]: sku["inventory"] for one in sandbox.cards() for sku in one["card"]["skus"]}  # type: ignore[index]
    assert stocks == {"G0": 10, "G1": 10, "G2": 10, "G3": 1}


def test_what_can_not_be_marked_as_left_has_not_left(shop: Shop) -> None:
    shop.supply(_goods(2))
    shop.profile()
    shop.run()
    shop.supply(_goods(4))
    run = enqueued(shop, "export")
    mark, aside = Path(f"{shop.workspace.file}.sent-1"), Path(f"{shop.workspace.file}.aside")
    with worker(shop) as (db, made):
        mark.rename(aside)
        mark.mkdir()
        with pytest.raises(FileTrouble):
            made.run_until(lambda: False, lambda: False)
    mark.rmdir()
    aside.rename(mark)
    with worker(shop) as (db, _):
        assert _changes(db, run) == {"ready": 2}
        assert db.value("SELECT count(*) FROM listing WHERE deaths OR presence = 'unknown'") == 0


def test_after_a_refusal_that_asks_for_smaller_batches_it_is_taken_back(shop: Shop, sandbox: Sandbox, held: Through) -> None:
    shop.supply(_goods(8))
    shop.profile(chunks=Chunks(price=4))
    shop.run()
    shop.supply(_goods(8, price="1100"))
    enqueued(shop, "price")
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: sandbox.set({"fault.poison": ["G0"], "fault.poison_how": "400"}))
        assert _in_line(db) == [("price", 4)]
        sent = len(methods(db))
        step_until_sent(db, made, sent + 1)
        assert db.value("SELECT count(*) FROM item WHERE batch = (SELECT max(id) FROM batch WHERE NOT waits)") == 2


def test_creates_that_have_to_wait_by_then_are_taken_back(shop: Shop, held: Through) -> None:
    """Another process has found that the file came back from a backup."""
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")

    def came_back() -> None:
        with shop.db() as other, other.write() as tx:
            restoring.came_back(tx, shop.clock.now_ms())

    with worker(shop, held) as (db, made):
        _in_the_air(made, came_back)
        assert _in_line(db) == [("create", 2)]
        made.step()
        assert (_in_line(db), methods(db), _changes(db, run)) == ([], ["create"], {"ready": 2, "sending": 2})


def test_what_has_a_pace_is_not_made_ready_long_before_it_may_leave(shop: Shop, held: Through) -> None:
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(inventory=2))
    shop.run()
    shop.supply(_goods(4, count=4))
    enqueued(shop, "stock")
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: None)
        assert (methods(db)[-1], _in_line(db)) == ("stock", [])


_STANDS = {
    "listing": "SELECT id, card_id, presence, outcome, deaths, wish FROM listing",
    "lane": "SELECT * FROM lane",
    "change": "SELECT * FROM change",
    "claim": "SELECT * FROM claim",
    "item": "SELECT * FROM item",
    "batch": "SELECT * FROM batch",
    "problem": "SELECT * FROM problem",
}


@pytest.mark.parametrize(
    ("action", "goods", "presence"),
    [
        *(("export", [*_goods(2), Goods("N1")], presence) for presence in ("absent", "gone", "deleted")),
        ("update", _goods(2, "Адаптер"), ""),
        ("price", _goods(2, price="1100"), ""),
        ("stock", _goods(2, count=0), ""),
        ("delete", _goods(2), ""),
    ],
)
def test_taken_back_the_file_is_as_it_was(shop: Shop, action: Action, goods: list[Goods], presence: str) -> None:
    """A card that somebody has deleted stays so, with its SKU codes, until a create of it is on its way."""
    shop.supply(_goods(2))
    shop.profile()
    shop.run()
    shop.supply(goods)
    enqueued(shop, action)
    with worker(shop) as (db, made):
        with db.write() as tx:
            tx.run("UPDATE listing SET presence = ? WHERE card_id IS NULL", (presence,))
            if presence == "gone":
                tx.run("INSERT INTO claim SELECT account, 'N1', id FROM listing WHERE card_id IS NULL")
            refresh_all(tx, [1, 2, 3], shop.clock.now_ms())
        stood = {table: db.rows(sql) for table, sql in _STANDS.items()}
        desk = made._desk
        chosen = preparing.most_urgent(desk)
        assert chosen
        parcel = preparing.made_ready(desk, *chosen)
        assert parcel
        assert {table: db.rows(sql) for table, sql in _STANDS.items()} != stood
        desk.ahead = parcel
        ahead.take_back(desk)
        assert {table: db.rows(sql) for table, sql in _STANDS.items()} == stood


def test_it_is_dated_by_when_it_left(shop: Shop, held: Through) -> None:
    """Until when it may be carried out is counted from there."""
    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    enqueued(shop, "export")
    with worker(shop, held) as (db, made):
        _in_the_air(made, lambda: shop.clock.sleep(50))
        landed = shop.clock.now_ms()
        step_until_sent(db, made, 2)
        rows = db.rows("SELECT sent_at, market_at FROM batch ORDER BY id DESC LIMIT 1")
        assert all(isinstance(time, int) and time > landed - 2_000 for row in rows for time in row)


def test_the_answer_is_kept_also_when_the_next_batch_can_not_be_made_ready(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    shop.supply(_goods(4))
    shop.profile(chunks=Chunks(upload=2))
    enqueued(shop, "export")
    monkeypatch.setattr(ahead, "make_ready", fails)
    with worker(shop) as (db, made):
        with pytest.raises(ZeroDivisionError):
            made.step()
        assert [row[0] for row in db.rows("SELECT state FROM batch WHERE group_id <> ''")] == ["answered"]
