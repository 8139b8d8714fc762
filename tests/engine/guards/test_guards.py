"""The guards alone: each at its limit and one beyond, and the arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.planning import guards
from aliexport_tui.model.profile import Guards, Mass
from aliexport_tui.model.wants import Prices, SkuPrice, SkuStock, Stocks

DEFAULT = Guards()
LIMITED = Guards(price_floor="100", price_ceiling="5 000".replace(" ", ""), price_change=50, discount=80)


def priced(*prices: int | tuple[int, int]) -> Prices:
    """SKUs A, B, C … at these prices, or (price, discount)."""
    return Prices(
        tuple(
            SkuPrice(chr(65 + number), *(price if isinstance(price, tuple) else (price,)))
            for number, price in enumerate(prices)
        )
    )


def stocked(*numbers: int) -> Stocks:
    return Stocks(tuple(SkuStock(chr(65 + place), number) for place, number in enumerate(numbers)))


PRICES: list[tuple[str, Guards, Prices | None, Prices, str | None]] = [
    ("at the floor", LIMITED, None, priced(10_000), None),
    ("below the floor", LIMITED, None, priced(9_999), "price.floor"),
    ("the discount is at the floor", LIMITED, None, priced((20_000, 10_000)), None),
    ("the discount is below the floor", LIMITED, None, priced((20_000, 9_999)), "price.floor"),
    ("at the ceiling", LIMITED, None, priced(500_000), None),
    ("above the ceiling", LIMITED, None, priced(500_001), "price.ceiling"),
    ("the price shown above the ceiling", LIMITED, None, priced((500_001, 400_000)), "price.ceiling"),
    ("half the price", DEFAULT, priced(10_000), priced(5_000), None),
    ("a kopeck below half", DEFAULT, priced(10_000), priced(4_999), "price.change"),
    ("half as much again", DEFAULT, priced(10_000), priced(15_000), None),
    ("a kopeck more", DEFAULT, priced(10_000), priced(15_001), "price.change"),
    ("a tenth", DEFAULT, priced(100_000), priced(10_000), "price.change"),
    ("ten times", DEFAULT, priced(10_000), priced(100_000), "price.change"),
    ("any change", Guards(price_change=0), priced(10_000), priced(1), None),
    ("nothing to compare with", DEFAULT, None, priced(1), None),
    ("an old price beside the same selling price", DEFAULT, priced(10_000), priced((19_000, 10_000)), None),
    ("an old price that hides a fall", DEFAULT, priced(10_000), priced((10_000, 4_999)), "price.change"),
    ("a discount ends", DEFAULT, priced((10_000, 8_000)), priced(10_000), None),
    ("80 per cent off", Guards(price_change=0), None, priced((10_000, 2_000)), None),
    ("more than 80 per cent off", Guards(price_change=0), None, priced((10_000, 1_999)), "discount.deep"),
    ("any discount", Guards(discount=0), None, priced((10_000, 1)), None),
    ("a discount that is none", Guards(discount=0), None, priced((10_000, 10_000)), "discount.deep"),
    ("a discount above the price", Guards(discount=0), None, priced((10_000, 10_001)), "discount.deep"),
    ("one of ten is enough", DEFAULT, priced(*[10_000] * 10), priced(*[10_000] * 9, 1_000), "price.change"),
    ("another set of SKUs", DEFAULT, priced(10_000), Prices((SkuPrice("Z", 1),)), None),
    ("a new SKU beside an old one", DEFAULT, priced(10_000), priced(10_000, 1), None),
    ("a new SKU below the floor", LIMITED, priced(10_000), priced(10_000, 1), "price.floor"),
    ("a price of nothing before", DEFAULT, priced(0), priced(10_000), None),
]


@pytest.mark.parametrize(("limits", "known", "wanted", "reason"), [case[1:] for case in PRICES], ids=[c[0] for c in PRICES])
def test_prices(limits: Guards, known: Prices | None, wanted: Prices, reason: str | None) -> None:
    hold = guards.price_hold(limits, known, wanted)
    assert (hold.reason if hold else None) == reason


def test_figures_of_a_price() -> None:
    """The worst SKU with its figures; the others are counted."""
    hold = guards.price_hold(DEFAULT, priced(100_000, 100_000, 100_000), priced(10_000, 5_000, 100_000))
    assert hold is not None
    assert hold.args == {
        "sku": "B", "before": "1000.00", "after": "50.00", "percent": "-95", "limit": "50", "more": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("share", "text"), [("50.01", "+50.1"), ("-90", "-90"), ("-50.001", "-50.1"), ("900", "+900"), ("0.01", "+0.1")]
)
def test_a_percentage_never_looks_like_its_limit(share: str, text: str) -> None:
    assert guards.signed(Decimal(share)) == text


money = st.integers(min_value=1, max_value=10**12)


@given(old=money, new=money, limit=st.integers(min_value=1, max_value=1000))
def test_the_change_of_a_price(old: int, new: int, limit: int) -> None:
    """Held exactly when the exact share is beyond the limit, and then the figure says so."""
    hold = guards.price_hold(Guards(price_change=limit), priced(old), priced(new))
    share = abs(Decimal(new - old)) * 100 / old
    assert (hold is not None) == (abs(new - old) * 100 > limit * old)
    if hold is not None:
        shown = abs(Decimal(hold.args["percent"]))
        assert shown > limit
        assert share <= shown <= share + Decimal("0.11")


@given(count=st.integers(min_value=0, max_value=10**6), of=st.integers(min_value=0, max_value=10**6), mass=st.builds(
    Mass, count=st.integers(min_value=0, max_value=1000), percent=st.integers(min_value=0, max_value=100)
))  # fmt: skip
def test_many_at_once(count: int, of: int, mass: Mass) -> None:
    over = guards.over(mass, count, of)
    assert over == (count > mass.count and Decimal(count) * 100 > mass.percent * Decimal(of))
    if over:
        assert guards.over(mass, count + 1, of), "more of them are no less over"


@pytest.mark.parametrize(
    ("count", "of", "over"), [(20, 20, False), (21, 105, False), (21, 104, True), (21, 21, True), (200, 1000, False),
                              (201, 1000, True)]
)  # fmt: skip
def test_both_limits_have_to_be_passed(count: int, of: int, over: bool) -> None:
    assert guards.over(Mass(), count, of) is over


@pytest.mark.parametrize(
    ("known", "wanted", "out"),
    [
        (stocked(5), stocked(0), True),
        (stocked(5, 0), stocked(0, 0), True),
        (stocked(5, 5), stocked(0, 5), False),
        (stocked(0), stocked(0), False),
        (None, stocked(0), True),
        (stocked(5), stocked(5), False),
    ],
)
def test_selling_out(known: Stocks | None, wanted: Stocks, out: bool) -> None:
    assert guards.sells_out(known, wanted) is out


@pytest.mark.parametrize(
    ("known", "wanted", "only"),
    [
        (stocked(5, 5), stocked(0, 5), True),
        (stocked(5, 5), stocked(0, 4), False),
        (stocked(5), stocked(6), False),
        (None, stocked(0, 0), True),
        (None, stocked(0, 1), False),
        (stocked(5), stocked(5, 0), True),
    ],
)
def test_falls_to_zero_alone(known: Stocks | None, wanted: Stocks, only: bool) -> None:
    assert guards.only_zeros(known, wanted) is only


MINUTE = 60_000


@pytest.mark.parametrize(
    ("limit", "newest", "now", "stale"),
    [
        (0, 0, 10**9, False),
        (30, 0, 30 * MINUTE, False),
        (30, 0, 30 * MINUTE + 1, True),
        (30, 10**9, 0, False),
        (30, None, 0, True),
    ],
)
def test_age_of_the_source(limit: int, newest: int | None, now: int, stale: bool) -> None:
    assert (guards.stale_source(limit, newest, now) is not None) is stale


@pytest.mark.parametrize(
    ("fails", "deaths", "parked"), [(0, 0, False), (2, 2, False), (3, 0, True), (0, 3, True), (9, 9, True)]
)
def test_parking(fails: int, deaths: int, parked: bool) -> None:
    assert (guards.parked(fails, deaths, "task.failed") is not None) is parked
