"""A plan whose application was broken off is neither lost nor applied twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.life import Stopped, StopRequest
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.runs.resuming import resume
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Chunks
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([Goods(f"G{number}") for number in range(6)])
    made.profile(chunks=Chunks(upload=2))
    return made


def test_what_was_broken_off_goes_on_and_is_not_applied_again(shop: Shop, sandbox: Sandbox) -> None:
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "export", None)
    ordered = order(shop.workspace, plan)
    stop = StopRequest()

    def stop_after_the_first_batch(stage: str, done: int, total: int) -> None:
        if stage == "send" and 0 < done < total:
            stop.set()

    with pytest.raises(Stopped):
        run_profile(
            shop.workspace, "shop", action="export", run_id=ordered.run, progress=stop_after_the_first_batch, stop=stop
        )
    with shop.db() as db:
        states = {str(state) for (state,) in db.rows("SELECT DISTINCT state FROM change WHERE plan = ?", (plan,))}
    assert states == {"ready", "sending"}, "the run was stopped between two batches"
    with pytest.raises(ConfigError, match=r"plan\.applied"):
        order(shop.workspace, plan)
    resume(shop.workspace, None, verify_s=60, progress=lambda stage, done, total: None, stop=StopRequest())
    assert sorted(sandbox.sku_codes()) == [(f"G{number}",) for number in range(6)]
    assert set(shop.outcomes().values()) == {"live"}
    with shop.db() as db:
        assert db.rows("SELECT state, count(*) FROM change WHERE plan = ? GROUP BY state", (plan,)) == [("done", 6)]


def test_a_run_of_an_old_plan_does_not_undo_a_newer_one(shop: Shop) -> None:
    """Two plans over the same products: the second to be applied finds nothing as its plan showed it."""
    shop.run()
    shop.supply([Goods(f"G{number}", price="1300") for number in range(6)])
    with shop.db() as db:
        old = preview(db, shop.workspace, "shop", "price", None)
    shop.supply([Goods(f"G{number}", price="1400") for number in range(6)])
    with shop.db() as db:
        new = preview(db, shop.workspace, "shop", "price", None)
    for plan, left in ((new, {"done": 6}), (old, {"stale": 6})):
        ordered = order(shop.workspace, plan)
        run_profile(shop.workspace, "shop", action="price", run_id=ordered.run)
        with shop.db() as db:
            rows = db.rows("SELECT state, count(*) FROM change WHERE plan = ? GROUP BY state", (plan,))
        assert {str(state): count for state, count in rows} == left
    assert shop.run("price").requests["write"] == 0
