"""A row taken out of a plan is not sent by it, is told, comes back on demand, and stands in the next plan again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.planning.taking_out import bring_back, take_out
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import plans
from aliexport_tui.store.plan_list import line
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods(f"G{number}") for number in range(3)])
        made.profile()
        yield made


def changes(shop: Shop, plan: int) -> dict[str, int]:
    """Product key -> its change."""
    with shop.db() as db:
        rows = db.rows(
            "SELECT p.key, c.id FROM change c JOIN listing l ON l.id = c.listing JOIN product p ON p.id = l.product"
            " WHERE c.plan = ?",
            (plan,),
        )
    return {str(key): id for key, id in rows if isinstance(id, int)}


def test_what_is_out_is_not_sent_and_waits_for_the_next_plan(shop: Shop) -> None:
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
        rows = changes(shop, plan)
        assert take_out(db, shop.workspace, plan, [rows["G0"], rows["G1"]]) == 2
        assert plans.counts(db, plan)["create"] == 1
        assert plans.counts(db, plan)["dropped"] == 2
        assert bring_back(db, shop.workspace, plan, rows.values()) == 2
        assert "dropped" not in plans.counts(db, plan)
        assert take_out(db, shop.workspace, plan, [rows["G1"], 10**9]) == 1
        told = [str(code) for (code,) in db.rows("SELECT code FROM event WHERE code GLOB 'plan.rows_*' ORDER BY id")]
    assert told == ["plan.rows_out", "plan.rows_back", "plan.rows_out"]
    summary = run_profile(shop.workspace, "shop", run_id=order(shop.workspace, plan).run, verify_s=60)
    assert (summary.exit_code, summary.planned["create"], summary.outcomes["live"]) == (0, 2, 2)
    assert shop.outcomes() == {"G0": "live", "G1": "ready", "G2": "live"}
    with shop.db() as db:
        for move in (take_out, bring_back):
            with pytest.raises(ConfigError, match=r"plan\.applied"):
                move(db, shop.workspace, plan, rows.values())
        made = line(db, plan)
        assert made is not None
        assert (made.fate, made.run) == ("applied", summary.run)
    assert shop.run().planned["create"] == 1
    assert set(shop.outcomes().values()) == {"live"}


def test_what_is_blocked_is_passed_over_and_no_plan_is_no_plan(shop: Shop) -> None:
    shop.supply([Goods("G0", picture=""), Goods("G1")])
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
        assert take_out(db, shop.workspace, plan, changes(shop, plan).values()) == 1
        with pytest.raises(ConfigError, match=r"plan\.unknown"):
            take_out(db, shop.workspace, plan + 1, [1])


def test_what_became_of_each_plan_is_told(shop: Shop) -> None:
    with shop.db() as db:
        looked_at = preview(db, shop.workspace, "shop", "export", None)
    run_profile(shop.workspace, "shop", dry_run=True)
    shop.run()
    with shop.db() as db:
        newest = preview(db, shop.workspace, "shop", "price", None)
        found = {plan: line(db, plan) for plan in range(looked_at, newest + 1)}
    assert {plan: (one.fate, one.run) for plan, one in found.items() if one is not None} == {
        looked_at: ("overtaken", 2),
        looked_at + 1: ("overtaken", 2),
        looked_at + 2: ("applied", 2),
        newest: ("shown", None),
    }
