"""A marketplace whose tasks succeed without naming the card: the cards themselves settle the creates."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.sending.desk import open_desk
from aliexport_tui.engine.sending.worker import Worker
from aliexport_tui.marketplace.port import Marketplace, Task
from aliexport_tui.store import outbox, plans, runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


class Forgetful:
    """The real marketplace, whose tasks leave the product id out (local-products.md §3.7: "0" or empty until known)."""

    def __init__(self, market: Marketplace) -> None:
        self._market = market

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    def tasks(self, group_id: str) -> tuple[Task, ...]:
        return tuple(msgspec.structs.replace(task, product_id="") for task in self._market.tasks(group_id))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods(f"G{number}") for number in range(3)])
        made.profile()
        yield made


def test_creates_are_found_by_their_cards(shop: Shop) -> None:
    with shop.db() as db:
        context = load_context(db, "shop")
        now = shop.clock.now_ms()
        run = runs.start(
            db, profile=context.id, action="export", mode="by_hand", selection=None, verify_s=60, who="test", now=now
        )
        planned = make_plan(
            db, context, "export", selection=None, approved=False, now=now, who="test", progress=lambda *_: None, firm=True
        )
        plans.enqueue(db, planned.id, run)
        with opened(shop.workspace, context.account, run=run) as market:
            desk = open_desk(db, shop.clock, context.account, Forgetful(market), poll_cap_ms=1_000)
            deadline = now + 120_000
            Worker(desk, "ru_RU").run_until(
                lambda: outbox.account_is_idle(db, context.account_id) or shop.clock.now_ms() > deadline, lambda: False
            )
        assert outbox.account_is_idle(db, context.account_id)
    assert set(shop.outcomes().values()) == {"live"}
    assert len(shop.sandbox.cards()) == 3
