"""A shop of 30 products on the real sandbox, live before the test begins."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

COUNT = 30


def goods(count: int = COUNT, price: str = "1000", stock: int = 10, start: int = 0) -> list[Goods]:
    return [Goods(f"G{number}", price=price, count=stock) for number in range(start, count)]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def fresh(sandbox: Sandbox, tmp_path: Path) -> Shop:
    """The feed is read, nothing has been sent."""
    made = Shop(sandbox, tmp_path)
    made.supply(goods())
    made.profile()
    return made


@pytest.fixture
def shop(fresh: Shop) -> Shop:
    assert fresh.run().outcomes["live"] == COUNT
    return fresh


def prices(sandbox: Sandbox) -> dict[str, object]:
    """SKU code -> price, as the marketplace has it."""
    return {str(sku["code"]): sku["price"] for card in sandbox.cards() for sku in _skus(card)}


def stocks(sandbox: Sandbox) -> dict[str, object]:
    """SKU code -> inventory, as the marketplace has it."""
    return {str(sku["code"]): sku["inventory"] for card in sandbox.cards() for sku in _skus(card)}


def _skus(card: dict[str, object]) -> list[dict[str, object]]:
    inner = card["card"]
    assert isinstance(inner, dict)
    found = inner["skus"]
    assert isinstance(found, list)
    return found


def held(shop: Shop) -> list[tuple[str, str, str]]:
    """(product, kind, reason) of what waits for a person."""
    with shop.db() as db:
        rows = db.rows("SELECT product, kind, reason FROM v_holds ORDER BY id")
    return [(str(product), str(kind), str(reason)) for product, kind, reason in rows]


def events(shop: Shop, code: str) -> list[tuple[str, dict[str, str]]]:
    """(level, args) of the log's lines with this code."""
    with shop.db() as db:
        rows = db.rows("SELECT level, args FROM event WHERE code = ? ORDER BY id", (code,))
    return [(str(level), json.loads(str(args))) for level, args in rows]


def presence(shop: Shop) -> dict[str, tuple[object, object]]:
    """Product -> (profile, outcome) of its listing."""
    with shop.db() as db:
        rows = db.rows("SELECT product, profile, outcome FROM v_listings")
    return {str(product): (profile, outcome) for product, profile, outcome in rows}
