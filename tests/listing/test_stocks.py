"""Stock rules and their traces."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.build import build
from aliexport_tui.listing.stocks import assemble_stocks, stock_trace
from aliexport_tui.model.profile import StockRule
from aliexport_tui.model.wants import SkuStock, Stocks
from tests.listing.shop import PRODUCT, PROFILE, recipe_of

RULES = st.builds(
    StockRule,
    percent=st.integers(0, 100),
    reserve=st.integers(0, 50),
    minimum=st.integers(0, 50),
    cap=st.integers(0, 999_999),
    available_means=st.integers(0, 999_999),
)


ORDERED: tuple[tuple[int | None, bool, int, StockRule, int], ...] = (
    (12, True, 5, StockRule(), 7),
    (12, True, 12, StockRule(), 0),
    (12, True, 50, StockRule(), 0),
    (12, True, 4, StockRule(percent=50, reserve=1), 3),
    (12, True, 5, StockRule(minimum=8), 0),
    (12, True, 5, StockRule(cap=9), 7),
    (12, False, 5, StockRule(), 0),
    (None, True, 2, StockRule(available_means=7), 5),
    (-3, True, 2, StockRule(), 0),
)


@pytest.mark.parametrize(("stock", "available", "ordered", "rule", "expected"), ORDERED)
def test_open_orders(stock: int | None, available: bool, ordered: int, rule: StockRule, expected: int) -> None:
    trace = stock_trace(stock, available, rule, ordered)
    assert trace.result == expected
    step = next(step for step in trace.steps if step.op == "open_orders")
    assert step.by == str(ordered)
    assert trace.steps.index(step) == (2 if not available else 1)


@given(st.none() | st.integers(-1000, 2_000_000), st.booleans(), RULES, st.integers(0, 5000))
def test_never_more_than_there_is_less_open_orders(
    stock: int | None, available: bool, rule: StockRule, ordered: int
) -> None:
    trace = stock_trace(stock, available, rule, ordered)
    has = rule.available_means if stock is None else stock
    assert 0 <= trace.result <= max(0, has - ordered)
    numbers = [int(step.result) for step in trace.steps]
    assert numbers == sorted(numbers, reverse=True), "no step raises"
    assert trace.result <= stock_trace(stock, available, rule).result


@pytest.mark.parametrize(
    ("stock", "available", "rule", "expected"),
    [
        (12, True, StockRule(reserve=2, minimum=3, cap=8), 8),
        (12, True, StockRule(), 12),
        (4, True, StockRule(reserve=2, minimum=3, cap=8), 0),
        (5, True, StockRule(reserve=2, minimum=3, cap=8), 3),
        (1, True, StockRule(reserve=2), 0),
        (-5, True, StockRule(), 0),
        (9, True, StockRule(percent=50), 4),
        (12, False, StockRule(), 0),
        (None, True, StockRule(available_means=7), 7),
        (None, True, StockRule(), 0),
        (None, False, StockRule(available_means=7), 0),
        (2_000_000, True, StockRule(), 999_999),
    ],
)
def test_rule(stock: int | None, available: bool, rule: StockRule, expected: int) -> None:
    trace = stock_trace(stock, available, rule)
    assert trace.result == expected
    assert trace.steps[-1].result == str(expected)


def test_every_step_is_shown() -> None:
    steps = stock_trace(12, True, StockRule(reserve=2, minimum=3, cap=8)).steps
    assert [(step.op, step.by, step.result) for step in steps] == [
        ("stock", "12", "12"),
        ("reserve", "2", "10"),
        ("minimum", "3", "10"),
        ("cap", "8", "8"),
    ]


@given(st.none() | st.integers(-1000, 2_000_000), st.booleans(), RULES)
def test_never_more_than_there_is_nor_than_may_be_sent(stock: int | None, available: bool, rule: StockRule) -> None:
    result = stock_trace(stock, available, rule).result
    assert 0 <= result <= rule.cap
    assert stock is None or result <= max(stock, 0)
    assert available or result == 0
    assert result == 0 or result >= min(rule.minimum, rule.cap)


def test_lane() -> None:
    assert build("stock", PRODUCT, recipe_of()).want == Stocks((SkuStock("J-1-W", 12), SkuStock("J-1-Z", 3)))


@pytest.mark.parametrize(
    ("stock", "available", "means", "warns"),
    [(None, True, 0, True), (None, True, 5, False), (None, False, 0, False), (3, True, 0, False)],
)
def test_stock_without_a_number_that_goes_out_as_none_is_told(
    stock: int | None, available: bool, means: int, warns: bool
) -> None:
    skus = tuple(msgspec.structs.replace(sku, stock=stock, available=available) for sku in PRODUCT.skus)
    profile = msgspec.structs.replace(PROFILE, stock=StockRule(available_means=means))
    _stocks, problems = assemble_stocks(msgspec.structs.replace(PRODUCT, skus=skus), recipe_of(profile))
    told = [(problem.code, problem.severity, problem.args) for problem in problems]
    assert told == ([("stock.no_number", "warning", {"count": str(len(skus))})] if warns else [])
