"""A check of all cards beside a worker that sends."""

from collections.abc import Callable
from pathlib import Path

from aliexport_tui.engine.reconciling.drift import drift
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.profile import Drift, Verify
from tests.support.export import Goods, SharedClock, Shop
from tests.support.sandbox import Sandbox


class Meddled(SharedClock):
    """At the n-th wait something happens."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.due: dict[int, Callable[[], object]] = {}
        self.waits = 0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self.waits += 1
        if happens := self.due.pop(self.waits, None):
            happens()


def test_what_was_sent_while_cards_were_read_in_full_is_passed_over(sandbox: Sandbox, tmp_path: Path) -> None:
    clock = Meddled(sandbox)
    shop = Shop(sandbox, tmp_path, clock)
    goods = [Goods(f"G{number}") for number in range(8)]
    shop.supply(goods)
    shop.profile(verify=Verify(in_full=100), drift=Drift(restore=("content",)))
    shop.run()
    shop.supply([Goods("G7", name="Другое имя"), *goods[:7]])
    clock.waits, clock.due = 0, {9: lambda: shop.run("update")}
    found = drift(shop.workspace, "shop")
    assert clock.due == {}, "it happened"
    assert (found.drifted, found.passed_over, found.exit_code) == ((), 1, ExitCode.DONE)
    assert shop.outcomes()["G7"] == "live"
    assert shop.run().requests["write"] == 0
