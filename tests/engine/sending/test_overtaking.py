"""Prices and stocks leave between any two batches of content, zeros first, and a queued edit does not bring the old ones
back."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.marketplace.port import Marketplace, Task
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.profile import Chunks
from tests.engine.sending.steps import enqueued, methods, step_until_sent, work_off, worker
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox
from tests.trouble.shell import command, environment


def _goods(count: int, name: str, sold_out: int = 0, price: str = "1000") -> list[Goods]:
    return [Goods(f"G{n:02}", name=name, count=0 if n < sold_out else 9, price=price) for n in range(count)]


def _stocks(sandbox: Sandbox) -> dict[str, tuple[int, str]]:
    """SKU code -> (stock, title) on the marketplace."""
    found = {}
    for card in sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        for sku in content["skus"]:
            found[str(sku["code"])] = (int(sku["inventory"]), str(content["subjects"]["ru"]))
    return found


def test_stock_and_price_overtake_content_and_zeros_come_first(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods(40, "Зарядка"))
    shop.profile(chunks=Chunks(upload=5, inventory=5, price=5))
    shop.run()
    sandbox.set({"tasks.queue_s": 30, "fault.queue_order": "random"})
    shop.supply(_goods(40, "Адаптер"))
    before = len(_methods(shop))
    enqueued(shop, "update")
    with worker(shop) as (db, made):
        step_until_sent(db, made, before + 3)
        sandbox.set({"tasks.queue_s": 0})
        shop.supply([*_goods(40, "Адаптер", sold_out=3, price="1100")[:8], *_goods(40, "Адаптер")[8:]])
        enqueued(shop, "price")
        enqueued(shop, "stock")
        step_until_sent(db, made, before + 7)
        after = methods(db)[before:]
        assert after[:3] == ["edit", "edit", "edit"]
        assert after[3] == "stock", after
        assert sorted(after[4:6]) == ["price", "price"]
        assert after[6] == "edit"
        zeros = db.rows(
            "SELECT external_id FROM item WHERE batch = (SELECT id FROM batch WHERE method = 'stock') ORDER BY position"
        )
        assert zeros == [("G00",), ("G01",), ("G02",)]
        work_off(shop, db, made)
    stocks = _stocks(sandbox)
    assert {code: stock for code, (stock, _) in stocks.items() if stock != 9} == {"G00": 0, "G01": 0, "G02": 0}
    assert all(title.startswith("Адаптер") for _, title in stocks.values())
    sandbox.set({"fault.queue_order": "arrival"})
    assert shop.run().requests["write"] == 0


def test_a_zero_goes_before_other_stocks(shop: Shop) -> None:
    shop.supply(_goods(12, "Зарядка"))
    shop.profile(chunks=Chunks(inventory=4))
    shop.run()
    shop.supply([Goods(f"G{n:02}", name="Зарядка", count=0 if n in (7, 11) else 8) for n in range(12)])
    enqueued(shop, "stock")
    with worker(shop) as (db, made):
        step_until_sent(db, made, len(methods(db)) + 1)
        first = db.rows("SELECT external_id FROM item WHERE batch = (SELECT max(id) FROM batch) ORDER BY position LIMIT 2")
    assert first == [("G07",), ("G11",)]


def test_what_is_still_to_be_uploaded_leaves_with_todays_stock(shop: Shop, sandbox: Sandbox) -> None:
    """A stock run beside a long upload puts none of it off; another price does, since nobody has judged it."""
    shop.supply(_goods(8, "Зарядка"))
    shop.profile(chunks=Chunks(upload=2))
    run = enqueued(shop, "export")
    with worker(shop) as (db, made):
        step_until_sent(db, made, 1)
        left = [*_goods(8, "Зарядка")[:5], Goods("G05", name="Зарядка", count=0), Goods("G06", name="Зарядка", count=4)]
        shop.supply([*left, Goods("G07", name="Зарядка", count=4, price="1100")])
        enqueued(shop, "stock")
        work_off(shop, db, made)
        put_off = db.rows("SELECT state, count(*) FROM change WHERE run = ? GROUP BY state ORDER BY state", (run,))
    assert {code: stock for code, (stock, _) in _stocks(sandbox).items() if stock != 9} == {"G05": 0, "G06": 4}
    assert put_off == [("done", 7), ("stale", 1)]
    assert shop.run().outcomes["live"] == 8


class Interrupted:
    """The real marketplace; something happens right after the next question for tasks."""

    happens: Callable[[], object] | None = None

    def __init__(self, market: Marketplace) -> None:
        self._market = market

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    def tasks(self, group_id: str) -> tuple[Task, ...]:
        found = self._market.tasks(group_id)
        if happens := self.happens:
            self.happens = None
            happens()
        return found


def test_a_zero_leaves_between_the_questions_for_many_groups(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods(20, "Зарядка"))
    shop.profile(chunks=Chunks(upload=2))
    shop.run()
    sandbox.set({"tasks.queue_s": 300})
    shop.supply([*_goods(20, "Зарядка")[:1], *_goods(20, "Адаптер")[1:]])
    enqueued(shop, "update")

    def sold_out() -> None:
        shop.supply([*_goods(20, "Зарядка", sold_out=1)[:1], *_goods(20, "Адаптер")[1:]])
        enqueued(shop, "stock")

    between: list[Interrupted] = []

    def through(market: Marketplace) -> Marketplace:
        between.append(Interrupted(market))
        return between[0]

    with worker(shop, through) as (db, made), shop.db() as other:
        step_until_sent(db, made, len(methods(db)) + 10)
        shop.clock.sleep(60)
        marked = other.value("SELECT max(id) FROM exchange")
        between[0].happens = sold_out
        assert made.step()
        asked = other.rows("SELECT path FROM exchange WHERE id > ? ORDER BY id", (marked,))
    paths = [str(path).partition("?")[0].rpartition("/")[2] for (path,) in asked]
    assert paths == ["tasks", "update-sku-stock", *["tasks"] * 9]


def test_a_stock_run_joins_a_long_content_run_of_another_process(sandbox: Sandbox, tmp_path: Path) -> None:
    shop = Shop(sandbox, tmp_path, SystemClock())
    sandbox.set({"tasks.queue_s": 0, "tasks.process_s": 0})
    shop.supply(_goods(60, "Зарядка"))
    shop.profile(chunks=Chunks(upload=3))
    shop.run()
    shop.supply(_goods(60, "Адаптер"))
    before = len(_methods(shop))
    content_run = ("--run-profile", "shop", "--action", "update", "--verify-for", "30s")
    with subprocess.Popen(
        command(shop.workspace.file, *content_run),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as runner:
        _wait_for_batches(shop, before + 2, runner)
        shop.supply(_goods(60, "Адаптер", sold_out=1))
        queued_at: list[int] = []

        def progress(stage: str, done: int, total: int) -> None:
            if stage == "send" and not queued_at:
                queued_at.append(len(_methods(shop)))

        summary = run_profile(shop.workspace, "shop", action="stock", progress=progress, verify_s=30)
        _, told = runner.communicate(timeout=60)
    assert (runner.returncode, summary.exit_code) == (0, 0), told
    sent = _methods(shop)
    assert queued_at[0] < len(sent) - 3, "it joined in the middle"
    stock_at = sent.index("stock")
    assert stock_at - queued_at[0] <= 1, "at most the batch that was leaving already"
    assert _stocks(sandbox)["G00"] == (0, "Адаптер G00")
    assert shop.run().requests["write"] == 0


def _methods(shop: Shop) -> list[str]:
    with shop.db() as db:
        return methods(db)


def _wait_for_batches(shop: Shop, batches: int, runner: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while len(_methods(shop)) < batches:
        assert runner.poll() is None, "ended too soon"
        assert time.monotonic() < deadline
        time.sleep(0.02)
