"""The same failure for the third time parks a product; another failure, or a success, counts from nought."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.model.problem import Problem
from aliexport_tui.store.failing import way
from tests.faults.matrix import BASE, CALM
from tests.faults.shop import KEYS, FaultShop
from tests.support.export import Goods
from tests.support.sandbox import Sandbox


@pytest.fixture
def shop(model: Path, tmp_path: Path) -> Iterator[FaultShop]:
    with Sandbox(BASE, frozen=True) as sandbox:
        made = FaultShop(sandbox, tmp_path, model=model)
        made.run()
        yield made


def fails(shop: FaultShop) -> int:
    with shop.db() as db:
        found = db.value(
            "SELECT a.fails FROM lane a JOIN listing l ON l.id = a.listing JOIN product p ON p.id = l.product"
            " WHERE p.key = 'G0' AND a.lane = 'price'"
        )
    assert isinstance(found, int)
    return found


def parked(shop: FaultShop) -> list[str]:
    with shop.db() as db:
        return [str(row[0]) for row in db.rows("SELECT args FROM event WHERE code = 'listing.parked'")]


def price(shop: FaultShop, roubles: int) -> None:
    shop.supply([Goods(key, price=str(roubles) if key == "G0" else "1000") for key in KEYS])
    shop.run("price")


def test_after_changed_inputs(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.reject_item": 1, "fault.routes": ["price"]})
    price(shop, 1100)
    shop.run("price")  # nothing has changed: it is not sent again, and does not count
    assert fails(shop) == 1
    price(shop, 1200)
    assert (fails(shop), parked(shop)) == (2, [])
    price(shop, 1300)
    assert fails(shop) == 3
    [told] = parked(shop)
    assert '"fails": "3"' in told


def test_after_a_persons_orders(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.reject_item": 1, "fault.routes": ["price"]})
    price(shop, 1100)
    for count in (2, 3):
        shop.run("price", selection=["G0"])
        assert fails(shop) == count
    assert len(parked(shop)) == 1


def test_another_way_counts_from_nought(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.reject_item": 1, "fault.routes": ["price"]})
    price(shop, 1100)
    price(shop, 1200)
    shop.sandbox.set({**CALM, "fault.task_error": 1})
    price(shop, 1300)
    assert (fails(shop), parked(shop)) == (1, [])


def test_a_success_counts_from_nought(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.reject_item": 1, "fault.routes": ["price"]})
    price(shop, 1100)
    shop.sandbox.set(CALM)
    price(shop, 1200)
    assert fails(shop) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            Problem("send.refused", "skus[0].price", {"text": "a"}),
            Problem("send.refused", "skus[3].price", {"text": "b"}),
            True,
        ),
        (Problem("send.refused", "skus[0].price"), Problem("send.refused", "skus[0].sku_code"), False),
        (Problem("task.failed", args={"number": "1001"}), Problem("task.failed", args={"number": "1002"}), False),
        (Problem("task.failed", args={"number": "1", "text": "a"}), Problem("task.failed", args={"number": "1"}), True),
    ],
)
def test_the_same_way(one: Problem, other: Problem, same: bool) -> None:
    assert (way("send", (one,)) == way("send", (other,))) is same
    assert way("send", (one,)) != way("task", (one,))
