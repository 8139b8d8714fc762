"""When the last change of each run will have left: by the quota, by the rate, by what comes before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.engine.sending.forecast import Conditions, last_leaves
from aliexport_tui.model.change import Kind
from aliexport_tui.store.outbox import Load
from aliexport_tui.store.quota import Spent, Terms
from tests.support.shop import NOW

WINDOW_S = 1_000
SLOT_S = 4.2


def _terms(limit: int = 100, *, share: int = 0, counts_lanes: bool = True) -> Terms:
    return Terms(limit, WINDOW_S * 1000, share, counts_lanes, None, None)


def _seconds(
    loads: list[Load],
    terms: Terms,
    *,
    spent: tuple[Spent, ...] = (),
    each: float = 0.01,
    not_before: dict[Kind, int] | None = None,
) -> dict[int, float]:
    kinds: tuple[Kind, ...] = ("create", "update", "price", "stock", "offline")
    found = last_leaves(loads, Conditions(terms, spent, dict.fromkeys(kinds, each), not_before or {}), NOW)
    return {run: (at - NOW) / 1000 for run, at in found.items()}


@pytest.mark.parametrize(("products", "windows"), [(50, 0), (100, 0), (101, 1), (200, 1), (201, 2), (1_000, 9), (1_001, 10)])
def test_so_many_windows(products: int, windows: int) -> None:
    found = _seconds([Load(1, "create", products)], _terms())
    assert found[1] == pytest.approx(windows * (WINDOW_S + SLOT_S), abs=max(2, windows * SLOT_S))


def test_content_leaves_a_share_that_prices_may_use() -> None:
    assert _seconds([Load(1, "price", 100)], _terms(share=10))[1] < 2
    assert _seconds([Load(1, "create", 100)], _terms(share=10))[1] > WINDOW_S
    assert _seconds([Load(1, "create", 100)], _terms(share=10, counts_lanes=False))[1] < 2


def test_what_was_spent_counts_until_it_leaves_the_window() -> None:
    spent = (Spent("content", 60, NOW + 300_000), Spent("price_stock", 40, NOW + 500_000))
    assert _seconds([Load(1, "create", 60)], _terms(), spent=spent)[1] == pytest.approx(300, abs=2)
    assert _seconds([Load(1, "create", 61)], _terms(), spent=spent)[1] == pytest.approx(500, abs=2)


def test_without_a_quota_in_the_way_the_rate_decides() -> None:
    found = _seconds([Load(2, "stock", 100), Load(1, "create", 1_000)], _terms(100_000), each=0.5)
    assert found == {2: pytest.approx(50), 1: pytest.approx(550)}


def test_another_run_goes_on_while_one_waits_for_the_quota() -> None:
    found = _seconds([Load(1, "create", 150), Load(2, "offline", 10)], _terms())
    assert found[1] > WINDOW_S
    assert found[2] < 5


def test_a_pause_is_waited_for() -> None:
    found = _seconds([Load(1, "stock", 10)], _terms(), not_before={"stock": NOW + 60_000})
    assert found[1] == pytest.approx(60.1)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["create", "price", "stock", "offline"]), st.integers(1, 400)), min_size=1, max_size=4
    ),
    st.integers(10, 200),
    st.integers(0, 50),
)
def test_more_to_send_is_never_over_sooner(loads: list[tuple[Kind, int]], limit: int, share: int) -> None:
    terms = _terms(limit, share=share)
    fewer = _seconds([Load(1, kind, count) for kind, count in loads], terms)
    more = _seconds([Load(1, kind, count + 50) for kind, count in loads], terms)
    assert 0 < fewer[1] <= more[1]
