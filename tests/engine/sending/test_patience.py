"""A run's time limit counts from the last thing that happened to its own changes; then it ends with code 5, and what it
could not send is safe in the outbox."""

from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs.life import Stopped, StopRequest
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.store import accounts, runs
from tests.support.export import Goods, SharedClock, Shop
from tests.support.sandbox import Sandbox


def _quota(shop: Shop, sandbox: Sandbox, limit: int, window_s: int) -> None:
    with shop.db() as db:
        stored = accounts.get(db, "main")
        accounts.change(db, msgspec.structs.replace(stored, quota_limit=limit, quota_window_s=window_s, quota_share=0))
    sandbox.set({"quota.limit": limit, "quota.window_s": window_s})


def _goods(count: int) -> list[Goods]:
    return [Goods(f"G{number}") for number in range(count)]


def _states(shop: Shop) -> dict[str, int]:
    with shop.db() as db:
        return {str(state): int(str(n)) for state, n in db.rows("SELECT state, count(*) FROM change GROUP BY state")}


def test_a_used_up_quota_ends_the_run_with_code_5_and_a_forecast(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply(_goods(30))
    shop.profile()
    _quota(shop, sandbox, 10, 3_600)
    began = shop.clock.now_ms()
    summary = shop.run(verify_s=120)
    took_s = (shop.clock.now_ms() - began) / 1000
    assert (summary.exit_code, summary.outcomes["live"], len(sandbox.cards())) == (5, 10, 10)
    assert 120 <= took_s < 200
    assert _states(shop) == {"done": 10, "ready": 20}
    with shop.db() as db:
        run = runs.get(db, summary.run)
        assert run is not None
        assert run.forecast_at is not None
        told = db.rows("SELECT args FROM event WHERE code = 'run.unsent'")
        foretold = db.rows("SELECT args FROM event WHERE code = 'run.forecast'")
    assert len(told) == 1
    assert '"count":"20"' in str(told[0][0]).replace(" ", "")
    assert len(foretold) == 1, "told once, as it did not move"
    assert abs(run.forecast_at - (began + 2 * 3_600_000)) < 720_000
    shop.clock.sleep(2 * 3_600)
    for _ in range(2):
        last = shop.run(verify_s=120)
        shop.clock.sleep(2 * 3_600)
    assert last.exit_code == 0
    assert len(sandbox.cards()) == 30


def test_a_run_outlasts_its_limit_while_it_gets_on(shop: Shop, sandbox: Sandbox) -> None:
    """Four windows of 50 s with a limit of 90 s: each window something leaves."""
    shop.supply(_goods(40))
    shop.profile()
    _quota(shop, sandbox, 10, 50)
    summary = shop.run(verify_s=90)
    assert (summary.exit_code, summary.outcomes["live"]) == (0, 40)


def test_beside_a_stopped_worker_the_run_gives_up_at_its_limit(shop: Shop, sandbox: Sandbox) -> None:
    """Somebody holds the account and does nothing: a runner under SIGSTOP."""
    shop.supply(_goods(5))
    shop.profile()
    stopped = Lock(shop.workspace.lock("account-main"))
    assert stopped.acquire(who="stopped", now=shop.clock.now_ms())
    began = shop.clock.now_ms()
    try:
        summary = shop.run(verify_s=100)
    finally:
        stopped.release()
    assert (summary.exit_code, summary.requests["write"]) == (5, 0)
    assert 100 <= (shop.clock.now_ms() - began) / 1000 < 130
    assert _states(shop) == {"ready": 5}
    assert shop.run().exit_code == 0
    assert len(sandbox.cards()) == 5


class _TiredClock(SharedClock):
    """Asks for a stop in the first pause after the marketplace was asked for tasks."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self._market = sandbox
        self.stop = StopRequest()
        self.asked_at = 0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if not self.stop.is_set() and any("tasks" in path for path in self._market.requests()):
            self.asked_at = self.now_ms()
            self.stop.set()


def test_a_stop_does_not_wait_for_the_end_of_a_reads_pause(sandbox: Sandbox, tmp_path: Path) -> None:
    clock = _TiredClock(sandbox)
    shop = Shop(sandbox, tmp_path, clock)
    shop.supply(_goods(5))
    shop.profile()
    sandbox.set({"fault.burst_429": 1, "fault.burst_length": 99, "fault.routes": "tasks"})
    with pytest.raises(Stopped):
        run_profile(shop.workspace, "shop", stop=clock.stop)
    assert clock.asked_at
    assert clock.now_ms() - clock.asked_at < 1_000, "the pause had at least 2.5 s to go"
    with shop.db() as db:
        (run,) = runs.latest(db, limit=1)
        assert (run.state, run.exit_code) == ("ended", 143)
        assert db.value("SELECT count(*) FROM batch WHERE state = 'intent'") == 0
    sandbox.set({"fault.burst_429": 0})
    clock.stop.clear()
    assert shop.run().exit_code == 0
    assert len(sandbox.cards()) == 5
