"""Whatever a run has changed and whatever was done since: its undo restores every field that it may, and no other."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.engine.runs.undoing import undo
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Guards, Mass
from tests.engine.undo.helpers import COUNT, apply, prices, stocks, take_back
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

KEYS = [f"G{number}" for number in range(COUNT)]
VALUES = st.fixed_dictionaries({key: st.tuples(st.integers(100, 2000), st.integers(0, 20)) for key in KEYS})
FATES = st.fixed_dictionaries(
    {key: st.sampled_from(["", "", "", "price live", "stock live", "sold", "shop"]) for key in KEYS}
)
FREE = Guards(price_change=0, discount=0, zeros=Mass(percent=100))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def supply(shop: Shop, values: dict[str, tuple[int, int]]) -> None:
    shop.supply(Goods(key, price=str(price), count=count) for key, (price, count) in values.items())


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=VALUES, then=VALUES, fates=FATES)
def test_undo_restores_every_field_it_may(
    sandbox: Sandbox, first: dict[str, tuple[int, int]], then: dict[str, tuple[int, int]], fates: dict[str, str]
) -> None:
    sandbox.reset()
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(sandbox, Path(folder))
        supply(shop, first)
        shop.profile(guards=FREE)
        shop.run()
        supply(shop, then)
        run = shop.run().run
        expected_prices = {key: f"{first[key][0]}.00" for key in KEYS}
        expected_stocks: dict[str, object] = {key: first[key][1] for key in KEYS}
        wanted = dict(then)
        for key, fate in fates.items():
            price, count = then[key]
            if fate == "price live":
                sandbox.alter(key, price="77.00")
                expected_prices[key] = "77.00"
            elif fate == "stock live":
                sandbox.alter(key, inventory=500)
                expected_stocks[key] = 500
            elif fate == "sold" and count:
                sandbox.alter(key, sold=1)
                expected_stocks[key] = count - 1 if first[key][1] == count else first[key][1]
            elif fate == "shop":
                wanted[key] = (price + 1, count + 1)
                expected_prices[key], expected_stocks[key] = f"{price}.00", count
        supply(shop, wanted)
        if all(first[key] == then[key] for key in KEYS):
            with pytest.raises(ConfigError, match=r"undo\.nothing"):
                undo(shop.workspace, run)
            return
        made, _left_out = take_back(shop, run)
        if made.ready:
            apply(shop, made.plan)
        assert prices(sandbox) == expected_prices
        assert stocks(sandbox) == expected_stocks
