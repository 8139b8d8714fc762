"""Helpers build what the planner would have built by itself, whatever becomes of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.planning import building
from aliexport_tui.engine.planning.building import Builder, Helpers
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.derive import Derived, derive
from aliexport_tui.model.wants import LANES
from aliexport_tui.store.built import BuiltListing
from aliexport_tui.store.staleness import Stale
from tests.listing.shop import PRODUCT, recipe_of
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

UNNAMED = msgspec.structs.replace(PRODUCT, key="J-2", name="")


@pytest.fixture(scope="module")
def builder() -> Builder:
    return Builder({PRODUCT.category: recipe_of()})


def blocks(count: int) -> list[tuple[Stale, ...]]:
    """Two listings each, one of which can't be built."""
    return [
        tuple(
            Stale(
                listing=10 * number + place,
                product=msgspec.json.encode(msgspec.structs.replace(product, article=f"A-{number}")),
                category=product.category,
                wish="offline" if number % 2 else "",
                inputs=dict.fromkeys(LANES, (f"hash {number}", number)),
            )
            for place, product in enumerate((PRODUCT, UNNAMED))
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 7], ids=lambda count: f"{count} blocks")
def test_helpers_build_the_same_in_the_same_order(builder: Builder, count: int) -> None:
    given = blocks(count)
    with Helpers(builder, 2) as helpers:
        made = list(helpers.built(iter(given)))
    assert made == [builder.built(block) for block in given]
    assert all(lane.recipe == builder.digests[PRODUCT.category][lane.lane] for block in made for lane in block[0].lanes)


@pytest.mark.parametrize("which", [(0,), (1,), (0, 1)], ids=["the first", "the second", "all"])
def test_what_a_killed_helper_had_in_hand_is_built_by_others(builder: Builder, which: tuple[int, ...]) -> None:
    given = blocks(6)
    with Helpers(builder, 2) as helpers:
        coming = helpers.built(iter(given))
        made = [next(coming)]
        for one in which:
            os.kill(helpers.pids[one], signal.SIGKILL)
        made += coming
    assert made == [builder.built(block) for block in given]


DEADLY = """
import os, signal
from aliexport_tui.listing import build as module
made = module.build
def build(lane, product, recipe, pictures, ordered):
    if product.article == "A-3" and product.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return made(lane, product, recipe, pictures, ordered)
module.build = build
"""


def test_a_product_that_kills_helpers_is_found_and_blocked_alone(
    builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planner itself never touches it: it would die as they do."""
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    given = blocks(6)
    together = [tuple(one for block in given[:5] for one in block), given[5]]
    here: list[building.Block] = []

    def built_here(block: building.Block) -> list[BuiltListing]:
        here.append(block)
        return builder.built(block)

    with Helpers(builder, 2, here=built_here) as helpers:
        made = [one for block in helpers.built(iter(together)) for one in block]
    expected = [one for block in given for one in builder.built(block)]
    assert [one for one in made if one.listing != 30] == [one for one in expected if one.listing != 30]
    (deadly,) = (one for one in made if one.listing == 30)
    assert {(found.code, found.args["fault"]) for lane in deadly.lanes for found in lane.problems} == {
        (building.INTERNAL, "signal 9")
    }
    assert {lane.lane for lane in deadly.lanes if lane.doc is not None} == {"visibility"}
    assert all(one.listing != 30 for block in here for one in block)


def test_where_no_helper_can_work_the_planner_builds(
    builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(1)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    given = blocks(3)
    with Helpers(builder, 2) as helpers:
        assert list(helpers.built(iter(given))) == [builder.built(block) for block in given]


def test_no_helper_is_left_when_the_planner_gives_up(builder: Builder) -> None:
    with Helpers(builder, 2) as helpers:
        next(helpers.built(iter(blocks(6))))
    for pid in helpers.pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_helper_ends_with_its_planner() -> None:
    """A killed planner closes its end, and nothing else."""
    ended = subprocess.run(
        [sys.executable, "-m", building.__name__], input=b"", capture_output=True, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods(f"G{number}") for number in range(5)])
        made.profile()
        yield made


def test_what_helpers_built_is_not_stale(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_MANY", 1)
    assert _derived(shop).rebuilt == 5 * len(LANES)
    monkeypatch.undo()
    assert _derived(shop).rebuilt == 0


def _derived(shop: Shop) -> Derived:
    with shop.db() as db:
        return derive(
            db, load_context(db, "shop"), selection=None, now=shop.clock.now_ms(), progress=lambda *_: None, firm=False
        )
