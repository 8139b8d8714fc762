"""A run taken back: former values return, rows that something was done to since are left out by name."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aliexport_tui.engine.applying import order
from aliexport_tui.engine.running import run_profile
from aliexport_tui.engine.summary import Summary
from aliexport_tui.engine.undoing import Undone, undo
from aliexport_tui.store import refusals, runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

COUNT = 6


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([Goods(f"G{number}") for number in range(COUNT)])
    made.profile()
    made.run()
    return made


def dearer(shop: Shop, price: str = "1400") -> Summary:
    shop.supply([Goods(f"G{number}", price=price) for number in range(COUNT)])
    return shop.run("price")


def apply(shop: Shop, plan: int) -> Summary:
    ordered = order(shop.workspace, plan, verify_s=60)
    with shop.db() as db:
        row = runs.get(db, ordered.run)
    assert row is not None
    return run_profile(
        shop.workspace, ordered.profile, action=ordered.action, selection=row.selection, run_id=ordered.run, verify_s=60
    )


def left_out(shop: Shop, made: Undone) -> Mapping[str, str]:
    """Product key -> code of the reason."""
    with shop.db() as db:
        return {one.key: one.reason for one in refusals.refused_of(db, "plan", made.plan)}


def test_a_row_changed_live_is_left_out_and_named_the_others_return(shop: Shop, sandbox: Sandbox) -> None:
    """PRODUCT, row 14."""
    run = dearer(shop)
    assert prices(sandbox) == {f"G{number}": "1400.00" for number in range(COUNT)}
    sandbox.alter("G2", price="1111.00")
    made = undo(shop.workspace, run.run)
    assert (made.ready, made.skipped, left_out(shop, made)) == (COUNT - 1, 1, {"G2": "row.moved"})
    with shop.db() as db:
        (row,) = refusals.refused_of(db, "plan", made.plan)
        assert row.args == {"what": "sku[G2].price", "before": "1400.00", "now": "1111.00"}
    assert prices(sandbox)["G0"] == "1400.00", "a plan sends nothing"
    summary = apply(shop, made.plan)
    assert summary.planned["price"] == COUNT - 1
    assert prices(sandbox) == {f"G{number}": "1000.00" if number != 2 else "1111.00" for number in range(COUNT)}


def prices(sandbox: Sandbox) -> dict[str, str]:
    """SKU code -> price as the card has it."""
    return {code: str(sku["price"]) for code, sku in skus(sandbox).items()}


def skus(sandbox: Sandbox) -> dict[str, dict[str, object]]:
    found = {}
    for one in sandbox.cards():
        card = one["card"]
        assert isinstance(card, dict)
        for sku in card["skus"]:
            found[str(sku["code"])] = sku
    return found
