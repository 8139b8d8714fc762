"""What has no known end, case by case (DESIGN, invariants 1 and 2)."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aliexport_tui.model.errors import MarketplaceUnusable
from tests.faults.matrix import BASE, CALM
from tests.faults.shop import HORIZON_S, KEYS, FaultShop
from tests.faults.truth import Aim, amiss, doubles
from tests.support.export import Goods
from tests.support.sandbox import Sandbox

LOST = {**BASE, "fault.timeout_after": 1, "fault.routes": ["create"], "fault.times": 1}
LIVE = {key: Aim(Goods(key)) for key in KEYS}


@pytest.fixture
def shop(model: Path, tmp_path: Path) -> Iterator[FaultShop]:
    with Sandbox(BASE, frozen=True) as sandbox:
        yield FaultShop(sandbox, tmp_path, model=model)


def said(shop: FaultShop, code: str) -> int:
    with shop.db() as db:
        return len(db.rows("SELECT 1 FROM event WHERE code = ?", (code,)))


def finish(shop: FaultShop, runs: int = 4) -> None:
    for _ in range(runs):
        shop.clock.sleep(HORIZON_S * 1.5)
        if shop.run().exit_code == 0 and not amiss(shop, LIVE):
            break
    assert amiss(shop, LIVE) == []
    assert doubles(shop) == []


def test_a_create_in_the_slow_tail_is_not_sent_again(shop: FaultShop) -> None:
    """The answer is lost and the card comes after more than ten polls, but before the horizon."""
    shop.sandbox.set({**LOST, "fault.slow_tail": 1, "fault.slow_tail_s": 200})
    assert shop.run(verify_s=HORIZON_S - 60).exit_code == 5
    shop.sandbox.set(CALM)
    finish(shop)
    assert said(shop, "create.absent") == 0
    assert said(shop, "create.found") > 0


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_set_in_between_makes_no_doubles(shop: FaultShop, hours: int) -> None:
    shop.sandbox.set({**LOST, "fault.slow_tail": 1, "fault.slow_tail_s": 200})
    shop.clock.at_wait(5, lambda: shop.clock.jump(hours * 3600))
    shop.run(verify_s=30)
    shop.sandbox.set(CALM)
    finish(shop)
    assert said(shop, "create.absent") == 0


def test_a_machine_whose_clock_is_an_hour_ahead_finds_its_cards(shop: FaultShop) -> None:
    shop.clock.jump(3600)
    shop.sandbox.set(LOST)
    shop.run()
    shop.sandbox.set(CALM)
    finish(shop)
    assert said(shop, "create.found") > 0


def test_cards_without_skus_are_read_in_full_before_they_count_as_absent(shop: FaultShop) -> None:
    shop.sandbox.set({**LOST, "fault.no_sku": 1})
    shop.run()
    assert said(shop, "create.found") > 0
    shop.sandbox.set(CALM)
    finish(shop)
    assert said(shop, "create.absent") == 0


def test_the_queue_that_took_long_widens_the_horizon(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.slow_tail": 1, "fault.slow_tail_s": 500})
    shop.run(verify_s=900)
    with shop.db() as db:
        assert db.value("SELECT longest_queue_ms FROM account") == 504_000


def test_tasks_that_never_end_are_given_up_and_their_late_end_does_no_harm(shop: FaultShop) -> None:
    """A price stays in the queue for long; a newer one is sent after the horizon; then the old one is carried out."""
    shop.run()
    order = {"fault.queue_order": "random"}
    shop.sandbox.set({**BASE, **order, "fault.slow_tail": 1, "fault.slow_tail_s": HORIZON_S * 3, "fault.routes": ["price"]})
    shop.supply([Goods(key, price="1200") for key in KEYS])
    shop.run("price", verify_s=30)
    shop.sandbox.set({**CALM, **order})
    shop.supply([Goods(key, price="1500") for key in KEYS])
    aims = {key: Aim(Goods(key, price="1500")) for key in KEYS}
    for _ in range(8):
        shop.clock.sleep(HORIZON_S)
        shop.run()
    assert amiss(shop, aims) == []
    assert shop.run().requests["write"] == 0


def test_a_refused_delete_of_a_card_that_is_gone_is_a_delete(shop: FaultShop) -> None:
    """The answer of the first is lost though it worked; the second finds no card."""
    shop.run()
    shop.sandbox.set(
        {**BASE, "fault.timeout_after": 1, "fault.routes": ["delete"], "fault.times": 1, "tasks.late_failures": []}
    )
    for _ in range(2):
        shop.run("delete", selection=["G0"], verify_s=10)
    assert shop.outcomes()["G0"] == "deleted"
    assert len(shop.sandbox.cards()) == len(KEYS) - 1


def test_three_uploads_that_come_to_nothing_park_the_product(shop: FaultShop) -> None:
    shop.sandbox.set({**BASE, "fault.timeout_before": 1, "fault.routes": ["create"]})
    for _ in range(6):
        with suppress(MarketplaceUnusable):  # it counts as gone after several silences in a row
            shop.run(verify_s=HORIZON_S + 60)
        shop.clock.sleep(HORIZON_S)
    with shop.db() as db:
        parked = db.rows("SELECT fails FROM lane WHERE lane = 'content' AND fails >= 3")
    assert parked
    assert said(shop, "listing.parked") == len(parked)
    assert shop.sandbox.cards() == []


def test_a_card_that_spoils_deletes_leaves_the_others_alone_in_the_end(shop: FaultShop) -> None:
    """In doubt twice a delete travels alone, so that the third try of the innocent works."""
    shop.run()
    shop.sandbox.set({**BASE, "fault.poison_how": "500", "fault.routes": ["delete"]})
    shop.poison(("G1",))
    shop.run("delete", selection=KEYS[:5])
    for _ in range(4):
        shop.clock.sleep(HORIZON_S * 1.5)
        shop.run()
    assert [key for key, word in shop.outcomes().items() if word == "deleted"] == ["G0", "G2", "G3", "G4"]
    assert shop.outcomes()["G1"] in ("live", "unknown")
    assert len(shop.sandbox.cards()) == len(KEYS) - 4
