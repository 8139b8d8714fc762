"""After a 429: as long a silence as the marketplace asks for, within reason, then slower, and no series of refusals."""

import pytest

from aliexport_tui.marketplace.pacing import LONGEST_WAIT_S, ProductPace
from aliexport_tui.model.profile import Chunks
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

NOW = 1_000_000


@pytest.mark.parametrize(("asked", "seconds"), [(30.0, 30), (0.0, 0), (99_999.0, LONGEST_WAIT_S), (None, 5)])
def test_the_pause_after_a_refusal(asked: float | None, seconds: float) -> None:
    pace = ProductPace()
    pace.too_fast(100, asked, NOW)
    assert pace.ready_at == NOW + seconds * 1000


def test_without_advice_pauses_grow_up_to_a_limit() -> None:
    pace = ProductPace()
    pauses = []
    for _ in range(10):
        pace.too_fast(100, None, NOW)
        pauses.append((pace.ready_at - NOW) / 1000)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    pace.went_well(1, NOW)
    pace.too_fast(100, None, NOW)
    assert pace.ready_at == NOW + 5_000


def test_a_known_rate_holds_from_the_first_request_and_is_never_passed() -> None:
    pace = ProductPace(known=20)
    now = NOW
    for _ in range(500):
        pace.went_well(100, now)
        assert pace.ready_at - now >= 5_000
        now = pace.ready_at
    pace.too_fast(100, None, now)
    assert pace.rate == 10
    for _ in range(500):
        pace.went_well(100, now)
    assert pace.rate == 20


def test_half_of_what_was_refused_and_slowly_back() -> None:
    pace = ProductPace()
    now = NOW
    for _ in range(10):
        pace.went_well(100, now)
        assert pace.ready_at <= now
        now += 1_000
    pace.too_fast(100, None, now)
    rates = [pace.rate or 0.0]
    for _ in range(40):
        pace.went_well(100, now)
        rates.append(pace.rate or 0.0)
    assert 50 <= rates[0] <= 60
    assert rates == sorted(rates)
    assert rates[20] - rates[0] > rates[-1] - rates[20], "near the refused rate it grows more slowly"
    assert rates[-1] < 115


def _stocks(shop: Shop, sandbox: Sandbox, count: int, settings: dict[str, object], chunk: int) -> list[tuple[int, int]]:
    """(time, status) of each stock request of a run that changes all stocks."""
    shop.supply([Goods(f"G{number}") for number in range(count)])
    shop.profile(chunks=Chunks(inventory=chunk))
    shop.run()
    shop.clock.sleep(60)
    sandbox.set(settings)
    shop.supply([Goods(f"G{number}", count=9) for number in range(count)])
    assert shop.run().exit_code == 0
    assert set(shop.outcomes().values()) == {"live"}
    with shop.db() as db:
        rows = db.rows("SELECT at, status FROM exchange WHERE path LIKE '%update-sku-stock' ORDER BY id")
    return [(int(str(at)), int(str(status))) for at, status in rows]


def test_the_known_limit_of_stocks_is_never_hit(shop: Shop, sandbox: Sandbox) -> None:
    asked = _stocks(shop, sandbox, 150, {"rate.stock_products": 100, "rate.stock_window_s": 5}, 40)
    assert {status for _, status in asked} == {200}


def test_a_tighter_limit_is_found_without_a_series_of_refusals(shop: Shop, sandbox: Sandbox) -> None:
    asked = _stocks(shop, sandbox, 150, {"rate.stock_products": 30, "rate.stock_window_s": 5}, 10)
    statuses = [status for _, status in asked]
    assert 1 <= statuses.count(429) <= 3
    assert len(statuses) >= 15


def test_retry_after_is_obeyed(shop: Shop, sandbox: Sandbox) -> None:
    settings = {"fault.burst_429": 1, "fault.times": 1, "fault.burst_length": 1, "fault.routes": ["stock"]}
    asked = _stocks(shop, sandbox, 10, {**settings, "rate.retry_after": 40}, 10)
    (first, refused), (second, done) = asked
    assert (refused, done) == (429, 200)
    assert second - first >= 40_000
