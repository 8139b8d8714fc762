"""Price rules: steps, traces, discounts."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.build import build
from aliexport_tui.listing.prices import price_trace
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import PriceRule, PriceStep
from aliexport_tui.model.wants import Prices, SkuPrice
from tests.listing.shop import PRODUCT, PROFILE, recipe_of

PERCENTS = st.integers(0, 500)
AMOUNTS = st.integers(1, 100_000_000).map(lambda minor: Decimal(minor) / 100)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), "100.00"),
        ((PriceStep("add_percent", "5"),), "105.00"),
        ((PriceStep("subtract_percent", "5"),), "95.00"),
        ((PriceStep("add", "12.5"),), "112.50"),
        ((PriceStep("add", "12,5"),), "112.50"),
        ((PriceStep("subtract", "10"),), "90.00"),
        ((PriceStep("add_percent", "5"), PriceStep("add", "10")), "115.00"),
        ((PriceStep("add", "10"), PriceStep("add_percent", "5")), "115.50"),
        ((PriceStep("add_percent", "7"), PriceStep("round", "10")), "110.00"),
        ((PriceStep("add_percent", "1"), PriceStep("round", "10", "up")), "110.00"),
        ((PriceStep("add_percent", "9"), PriceStep("round", "10", "down")), "100.00"),
        ((PriceStep("add", "5"), PriceStep("round", "10")), "110.00"),
        ((PriceStep("min", "150"),), "150.00"),
        ((PriceStep("max", "50"),), "50.00"),
        ((PriceStep("min", "50"), PriceStep("max", "150")), "100.00"),
    ],
)
def test_steps(steps: tuple[PriceStep, ...], expected: str) -> None:
    trace = price_trace(Decimal(100), PriceRule(steps))
    assert str(trace.result) == expected
    assert [step.op for step in trace.steps] == ["start", *(step.op for step in steps)]


@given(AMOUNTS, PERCENTS)
def test_percent_is_exact(price: Decimal, percent: int) -> None:
    up = price_trace(price, PriceRule((PriceStep("add_percent", str(percent)),))).result
    exact = price * (100 + percent) / 100
    assert abs(up - exact) <= Decimal("0.005")
    assert up == up.quantize(Decimal("0.01"))


@given(AMOUNTS, AMOUNTS)
def test_adding_and_subtracting_the_same_changes_nothing(price: Decimal, amount: Decimal) -> None:
    steps = (PriceStep("add", str(amount)), PriceStep("subtract", str(amount)))
    assert price_trace(price, PriceRule(steps)).result == price


@given(AMOUNTS, st.integers(1, 10_000))
def test_rounding_gives_a_multiple_next_to_the_price(price: Decimal, multiple: int) -> None:
    for mode in ("nearest", "up", "down"):
        step = msgspec.convert({"op": "round", "value": str(multiple), "mode": mode}, PriceStep)
        rounded = price_trace(price, PriceRule((step,))).result
        assert rounded % multiple == 0
        assert abs(rounded - price) < multiple


@given(st.lists(AMOUNTS, min_size=2, max_size=2), PERCENTS, st.integers(1, 100))
def test_a_rule_keeps_the_order_of_prices(pair: list[Decimal], percent: int, multiple: int) -> None:
    rule = PriceRule((PriceStep("add_percent", str(percent)), PriceStep("round", str(multiple), "up")))
    low, high = sorted(pair)
    assert price_trace(low, rule).result <= price_trace(high, rule).result


def prices_of(sku: Sku, rule: PriceRule) -> SkuPrice | str:
    product = msgspec.structs.replace(PRODUCT, skus=(sku,))
    built = build("price", product, recipe_of(msgspec.structs.replace(PROFILE, price=rule), product))
    if built.want is None:
        return built.problems[0].code
    assert isinstance(built.want, Prices)
    return built.want.skus[0]


FIVE = PriceRule((PriceStep("add_percent", "5"),))


@pytest.mark.parametrize(
    ("sku", "rule", "expected"),
    [
        (Sku("a", 10_000), FIVE, SkuPrice("a", 10_500)),
        (Sku("a", 10_000, 20_000), FIVE, SkuPrice("a", 21_000, 10_500)),
        (Sku("a", 10_000, 10_000), FIVE, SkuPrice("a", 10_500)),
        (Sku("a", 10_000, 9_000), FIVE, SkuPrice("a", 10_500)),
        (Sku("a", 10_000, 20_000), PriceRule(old_price=False), SkuPrice("a", 10_000)),
        (Sku("a", 10_000, 20_000), PriceRule((PriceStep("max", "50"),)), SkuPrice("a", 5_000)),
        (Sku("a"), FIVE, "price.missing"),
        (Sku("a", 0), FIVE, "price.missing"),
        (Sku("a", 10_000), PriceRule((PriceStep("subtract", "200"),)), "price.range"),
        (Sku("a", 500_000_100), PriceRule(), "price.range"),
        (Sku("a", 500_000_000), PriceRule(), SkuPrice("a", 500_000_000)),
        (Sku("a", 1), PriceRule(), SkuPrice("a", 1)),
    ],
)
def test_lane(sku: Sku, rule: PriceRule, expected: SkuPrice | str) -> None:
    assert prices_of(sku, rule) == expected


@pytest.mark.parametrize(("currency", "fine"), [("RUB", True), ("RUR", True), ("", True), ("rub", True), ("USD", False)])
def test_a_feed_in_another_currency_is_never_sent(currency: str, fine: bool) -> None:
    product = Product(key="p", name="p", currency=currency, skus=(Sku("a", 100),))
    built = build("price", product, recipe_of(PROFILE, product))
    assert (built.want is not None) is fine
    assert [problem.code for problem in built.problems] == ([] if fine else ["price.currency"])
