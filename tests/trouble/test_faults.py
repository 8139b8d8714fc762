"""Worlds: whatever the marketplace turns out to be like, create, change, off, on and delete end alike; and lost creates
whose cards are seen late make no product twice. Each fault with each kind of write: tests/faults."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from aliexport_tui.marketplace.port import MarketplaceError
from aliexport_tui.model.errors import MarketplaceUnusable
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

SIZE = 8
CALM: Mapping[str, object] = {
    "fault.http_500_after": 0,
    "fault.timeout_after": 0,
    "fault.cut_body": 0,
    "fault.burst_429": 0,
    "fault.visible_lag_s": 0,
    "fault.times": 0,
}

WORLDS: Mapping[str, Mapping[str, object]] = {
    "as it is": {},
    "one way": {
        "templates.key": "templateId",
        "onoff.results": "per_request",
        "errors.shape": "2",
        "tasks.zero_id_price": False,
        "tasks.zero_id_stock": False,
        "tasks.stock_rows": "sku",
        "tasks.order": "newest",
        "fault.warnings": 1,
    },
    "another way": {
        "templates.key": "template_id",
        "tasks.order": "random",
        "tasks.page_size": 3,
        "fault.queue_order": "random",
        "scroll.subject_key": "subject",
        "errors.key_style": "code_message",
        "delete.answer": "empty",
    },
    "all comes late": {
        "tasks.visible_after_s": 4,
        "tasks.data_missing": True,
        "fault.visible_lag_s": 10,
        "fault.slow_tail": 0.3,
        "fault.slow_tail_s": 15,
    },
    "cards without SKUs in the list": {"fault.no_sku": 1},
}
"""Settings of switches for what is not known of the marketplace."""


def goods(price: str = "1000", name: str = "Зарядное устройство", count: int = 10) -> list[Goods]:
    return [Goods(f"G{number}", price=price, name=name, count=count) for number in range(SIZE)]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox({"fault.hang_s": 0.05}) as running:
        yield running


def held(sandbox: Sandbox) -> dict[str, tuple[Decimal, int, str]]:
    """What the marketplace holds: SKU code -> price, stock, title; fails when a code stands twice."""
    cards: list[Any] = [card["card"] for card in sandbox.cards()]
    counted = Counter(code for codes in sandbox.sku_codes() for code in codes)
    assert {code: count for code, count in counted.items() if count > 1} == {}, "a product twice"
    return {
        sku["code"]: (Decimal(sku["price"]), sku["inventory"], card["subjects"]["ru"])
        for card in cards
        for sku in card["skus"]
    }


def wanted(price: str = "1000", name: str = "Зарядное устройство", count: int = 10) -> dict[str, tuple[Decimal, int, str]]:
    return {f"G{number}": (Decimal(price), count, f"{name} G{number}") for number in range(SIZE)}


def run_disturbed(shop: Shop) -> None:
    """A run that may fail on the way, as one of ours."""
    with suppress(MarketplaceUnusable, MarketplaceError):
        shop.run()


def run_until_done(shop: Shop, most: int = 4) -> None:
    """Runs as cron would start them; between two the horizon of unknown creates passes."""
    for _ in range(most):
        summary = shop.run()
        if summary.exit_code == 0:
            return
        shop.clock.sleep(120)
    pytest.fail(f"not done after {most} runs: {summary}")


def same_end(shop: Shop, sandbox: Sandbox, end: dict[str, tuple[Decimal, int, str]]) -> None:
    run_until_done(shop)
    assert held(sandbox) == end
    assert set(shop.outcomes().values()) == {"live"}
    assert shop.run().requests["write"] == 0, "nothing is left to be written"


@pytest.mark.parametrize("fault", ["http_500_after", "cut_body", "timeout_after", "burst_429"])
def test_every_create_fails_at_first(shop: Shop, sandbox: Sandbox, fault: str) -> None:
    """Cards that were made after all are seen late."""
    sandbox.set({f"fault.{fault}": 1, "fault.routes": ["create"], "fault.times": 3, "fault.visible_lag_s": 30})
    run_disturbed(shop)
    sandbox.set(CALM)
    same_end(shop, sandbox, wanted())


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_world_ends_alike(shop_of: Callable[[Sandbox], Shop], world: Mapping[str, object]) -> None:
    """Create, change, off and on, delete."""
    with Sandbox(world) as sandbox:
        shop = shop_of(sandbox)
        same_end(shop, sandbox, wanted())
        shop.supply(goods(price="1500", name="Адаптер", count=3))
        same_end(shop, sandbox, wanted(price="1500", name="Адаптер", count=3))
        assert shop.run("offline", selection=["G0", "G1", "G2"]).outcomes["offline"] == 3
        assert shop.run("online", selection=["G0", "G1", "G2"]).outcomes["live"] == 3
        deleted = shop.run("delete", selection=["G0", "G1"])
        assert (deleted.exit_code, deleted.outcomes["deleted"]) == (0, 2)
        assert held(sandbox).keys() == wanted().keys() - {"G0", "G1"}
