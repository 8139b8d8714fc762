"""A create in doubt beside an older card with its codes: a collision, known from then on, and only when the create itself
can no longer be carried out."""

from pathlib import Path

import pytest

from aliexport_tui.engine.reconciling.by_hand import unlink
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

LOST = {"fault.routes": ["create"], "fault.times": 1, "fault.hang_s": 0.05}


@pytest.fixture
def older(shop: Shop, sandbox: Sandbox, tmp_path: Path) -> Shop:
    """After the shop's complete scan somebody else makes a card with the code N1, and an hour passes."""
    shop.run()
    (tmp_path / "other").mkdir()
    other = Shop(sandbox, tmp_path / "other")
    other.supply([Goods("N1")])
    other.profile()
    other.run()
    shop.clock.sleep(3600)
    return shop


def _supply(shop: Shop, price: str = "1000") -> None:
    shop.supply([*(Goods(f"G{number}") for number in range(5)), Goods("N1", price=price)])


def test_a_collision_that_was_found_is_not_forgotten(older: Shop, sandbox: Sandbox) -> None:
    sandbox.set({**LOST, "fault.timeout_before": 1})
    _supply(older)
    assert {group.code for group in older.run(verify_s=120).groups} == {"card.collision"}
    _supply(older, price="1500")
    assert {group.code for group in older.run(verify_s=120).groups} == {"card.collision"}
    assert sandbox.sku_codes().count(("N1",)) == 1


def test_a_create_still_in_the_queue_is_not_taken_for_a_collision(older: Shop, sandbox: Sandbox) -> None:
    sandbox.set({**LOST, "fault.timeout_after": 1, "tasks.queue_s": 20})
    _supply(older)
    older.run(verify_s=120)
    assert older.outcomes()["N1"] == "live", "it is ours, whatever else is there"


def test_beside_two_cards_no_third_is_made_when_the_product_is_let_go(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    sandbox.set({**LOST, "fault.timeout_after": 1, "tasks.queue_s": 20})
    _supply(shop)
    shop.run(verify_s=2)
    shop.clock.sleep(40)
    sandbox.alter("N1", copy=True)
    assert {group.code for group in shop.run().groups} == {"card.duplicate"}
    unlink(shop.workspace, "shop", "N1")
    assert {group.code for group in shop.run().groups} == {"card.collision"}
    assert sandbox.sku_codes().count(("N1",)) == 2
