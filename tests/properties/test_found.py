"""Courses of events that the properties have found to go wrong, each as plain as it could be made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.model.change import Action
from tests.properties.invariants import amiss
from tests.properties.stage import Stage, Variation, theatre
from tests.properties.test_interleavings import LENIENT
from tests.support.export import PROFILE

WHITE = Variation("A1", "Белый")
BLACK = Variation("A2", "Чёрный", price=1200)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with theatre(tmp_path, PROFILE + LENIENT) as (template, sandbox, time):
        made = Stage(template, tmp_path / "shop", sandbox, time)
        yield made
        made.close()


def run(stage: Stage, action: Action = "export") -> Summary:
    summary = run_profile(stage.workspace, "shop", action=action, verify_s=600)
    assert amiss(stage.db, stage.sandbox.cards(), frozenset()) == []
    return summary


def shown(stage: Stage) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for card in stage.sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        found |= {sku["code"]: (sku["price"], sku["inventory"]) for sku in content["skus"]}
    return found


def done(summary: Summary) -> dict[str, int]:
    kinds = ("create", "update", "price", "stock", "images")
    return {kind: count for kind in kinds if (count := summary.planned[kind])}


def test_a_new_variation_comes_with_its_edit(stage: Stage) -> None:
    """Its price and stock would be refused before, and everything else of the request with them."""
    stage.supply({"A": ("Зарядка", (WHITE,))})
    run(stage)
    stage.supply({"A": ("Зарядка", (Variation("A1", "Белый", count=0), BLACK))})
    summary = run(stage)
    assert summary.exit_code == 0
    assert done(summary) == {"update": 1, "stock": 1}
    assert shown(stage) == {"A1": ("1000.00", 0), "A2": ("1200.00", 10)}
    assert done(run(stage)) == {}


def test_a_variation_that_is_gone_sells_out_before_the_edit(stage: Stage) -> None:
    stage.supply({"A": ("Зарядка", (WHITE, BLACK))})
    run(stage)
    stage.supply({"A": ("Зарядка", (WHITE,))})
    assert done(run(stage, "stock")) == {"stock": 1}
    assert shown(stage) == {"A1": ("1000.00", 10), "A2": ("1200.00", 0)}
    assert done(run(stage, "stock")) == {}
    run(stage)
    assert shown(stage) == {"A1": ("1000.00", 10)}
    assert done(run(stage)) == {}


def test_a_variation_may_move_to_another_product(stage: Stage) -> None:
    """Its code is free when the edit has taken it away, and taken when an edit has brought it."""
    stage.supply({"A": ("Зарядка", (WHITE, BLACK)), "B": ("Другая", (Variation("B1", "Белый"),))})
    run(stage)
    stage.supply({"A": ("Зарядка", (WHITE,)), "B": ("Другая", (Variation("B1", "Белый"), BLACK))})
    for _ in range(3):
        last = run(stage)
    assert (last.exit_code, done(last)) == (0, {})
    claims = {str(row[0]): row[1] for row in stage.db.rows("SELECT sku_code, listing FROM claim")}
    assert claims["A2"] == claims["B1"] != claims["A1"]
