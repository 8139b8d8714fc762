"""Whole-card edits beside prices and stocks of their own: the newest value stays, whatever the queue's order (DESIGN,
invariant 4)."""

from decimal import Decimal

import pytest

from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


def _goods(price: str, name: str, count: int) -> list[Goods]:
    return [Goods(f"G{number}", price=price, name=name, count=count) for number in range(8)]


def _held(sandbox: Sandbox) -> set[tuple[Decimal, int, str]]:
    found = set()
    for card in sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        [sku] = content["skus"]
        found.add((Decimal(sku["price"]), sku["inventory"], content["subjects"]["ru"].rpartition(" ")[0]))
    return found


@pytest.mark.parametrize("order", ["arrival", "random"])
@pytest.mark.parametrize(("process_s", "slow"), [(0, 0.4), (3, 0)])
def test_one_run_brings_all_three(shop: Shop, sandbox: Sandbox, order: str, process_s: int, slow: float) -> None:
    shop.run()
    queue = {"tasks.queue_s": 1, "tasks.process_s": process_s, "fault.queue_order": order}
    sandbox.set({**queue, "fault.slow_tail": slow, "fault.slow_tail_s": 15})
    shop.supply(_goods("1500", "Адаптер", 3))
    summary = shop.run()
    assert summary.exit_code == 0
    assert _held(sandbox) == {(Decimal(1500), 3, "Адаптер")}
    assert shop.run().requests["write"] == 0


def test_a_price_sent_while_an_edit_is_on_its_way(shop: Shop, sandbox: Sandbox) -> None:
    """The edit carries the price of before and ends last: the price goes again."""
    shop.run()
    sandbox.set({"tasks.queue_s": 30, "fault.queue_order": "random"})
    shop.supply(_goods("1000", "Адаптер", 10))
    assert shop.run(verify_s=5).exit_code == 5
    sandbox.set({"tasks.queue_s": 0})
    shop.supply(_goods("1500", "Адаптер", 0))
    for action in ("price", "stock"):
        shop.run(action, verify_s=5)
    shop.clock.sleep(60)
    assert shop.run().exit_code == 0
    assert _held(sandbox) == {(Decimal(1500), 0, "Адаптер")}
    assert shop.run().requests["write"] == 0
