"""A stock run while goods are sold never raises a stock above what the shop has minus open orders."""

import json
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.planning.explain import explain
from aliexport_tui.store import exchanges, reserved
from aliexport_tui.store.database import Database
from tests.cli.shell import call
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

CODES = ("g1", "g2", "g3", "g4")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with Sandbox({"generator.made_up": "never", "orders.pay_s": 0, "orders.antifraud_s": 0}) as sandbox:
        made = Shop(sandbox, tmp_path_factory.mktemp("stock"))
        made.supply([Goods(code, count=20) for code in CODES])
        made.profile()
        with made.db() as db:
            order_settings.change(made.workspace, db, "main", {"enabled": "true"})
        made.run()
        yield made


@pytest.fixture
def shop(running: Shop) -> Shop:
    """Four goods on sale, orders switched on, none open."""
    running.sandbox.set({"generator.rate_per_hour": 0})
    if unsent := [order["id"] for order in running.sandbox.orders() if order["state"] in ("ordered", "paid", "waiting")]:
        running.sandbox.cancel(*unsent)
    running.clock.sleep(2)
    return running


def on_the_marketplace(sandbox: Sandbox) -> dict[str, int]:
    found: dict[str, int] = {}
    for card in sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        found |= {sku["code"]: int(sku["inventory"]) for sku in content["skus"]}
    return found


def sent(db: Database, after: int) -> list[tuple[str, int]]:
    """What the requests after that one have said of stocks."""
    told: list[tuple[str, int]] = []
    for one in exchanges.latest(db, limit=1000):
        if one.id > after and one.path.endswith("update-sku-stock"):
            request = json.loads(exchanges.bodies(db, one.id)[0])
            told += [(sku["sku_code"], int(sku["inventory"])) for card in request["products"] for sku in card["skus"]]
    return told


def open_units(sandbox: Sandbox, before: int) -> Counter[str]:
    """By the marketplace's truth, of orders that were there before (UTC ms)."""
    counted: Counter[str] = Counter()
    for order in sandbox.orders():
        if order["state"] in ("ordered", "paid", "waiting", "partial") and order["created_ms"] < before:
            for line in order["lines"]:
                counted[line["sku_code"]] += line["quantity"]
    return counted


def test_from_order_to_stock_and_back(shop: Shop) -> None:
    """What is ordered is taken off, with its step in the trace; what is cancelled or sent comes back; an unchanged stock is
    not sent again."""
    shop.supply([Goods(code, count=33) for code in CODES])
    (id,) = shop.sandbox.make_orders(1, "waiting", sku_code="g1", quantity=3, lines=1, model="DBS")
    shop.run("stock")
    assert on_the_marketplace(shop.sandbox) == {"g1": 30, "g2": 33, "g3": 33, "g4": 33}
    with shop.db() as db:
        assert [one.number for one in reserved.takers(db, 1, "g1")] == [str(id)]
        (numbers,) = explain(db, "g1", now=shop.clock.now_ms())[0].profiles[0].skus
        assert [(step.op, step.by, step.result) for step in numbers.stock.steps] == [
            ("stock", "33", "33"),
            ("open_orders", "3", "30"),
            ("cap", "999999", "30"),
        ]
    told = call(shop.workspace.file, "explain", "g1").output
    assert "open orders 3: 30" in told, told
    before = shop.sandbox.requests().get("POST /api/v1/product/update-sku-stock", 0)
    shop.run("stock")
    assert shop.sandbox.requests()["POST /api/v1/product/update-sku-stock"] == before
    shop.clock.sleep(2)
    shop.sandbox.cancel(id)
    shop.run("stock")
    assert on_the_marketplace(shop.sandbox)["g1"] == 33


def test_an_order_that_is_not_read_hinders_no_stock(shop: Shop) -> None:
    """The order side is in trouble: a stock that falls goes all the same."""
    shop.sandbox.set({"fault.http_500": 1, "fault.routes": "orders"})
    shop.supply([Goods(code, count=5) for code in CODES])
    shop.run("stock")
    shop.sandbox.set({"fault.http_500": 0})
    assert on_the_marketplace(shop.sandbox) == dict.fromkeys(CODES, 5)


def test_while_goods_are_sold(shop: Shop) -> None:
    """Five rounds of a shop's day: buyers order by the clock, also while a run is at work; some orders are cancelled, some
    are sent, which the shop's own number knows at once; the feed changes."""
    dice = random.Random(7)
    has = dict.fromkeys(CODES, 25)
    raised = 0
    shop.sandbox.set({"generator.rate_per_hour": 30, "generator.quantity_max": 2})
    for _round in range(5):
        shop.clock.sleep(600)
        live = [order for order in shop.sandbox.orders() if order["state"] == "waiting"]
        for order in dice.sample(live, len(live) // 3):
            if dice.random() < 0.4:
                shop.sandbox.cancel(order["id"])
                continue
            shop.sandbox.advance_orders(order["id"], to="shipped")
            for line in order["lines"]:
                has[line["sku_code"]] -= line["quantity"]
        if dice.random() < 0.5:
            has[dice.choice(CODES)] += dice.randint(1, 9)
        shop.supply([Goods(code, count=max(0, count)) for code, count in has.items()])
        with shop.db() as db:
            last = max(one.id for one in exchanges.latest(db, limit=1))
        began = shop.clock.now_ms()
        shop.run("stock", verify_s=20)
        taken = open_units(shop.sandbox, began)
        with shop.db() as db:
            for code, count in sent(db, last):
                assert count <= max(0, has[code] - taken[code]), (code, count, has[code], taken[code])
                raised += 1
    assert raised > 8
    assert sum(open_units(shop.sandbox, shop.clock.now_ms()).values()) > 0
