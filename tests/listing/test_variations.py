"""What may be said of a card's prices and stocks before an edit brings or takes variations."""

import pytest

from aliexport_tui.listing.variations import on_card
from aliexport_tui.model.wants import Images, Prices, SkuPrice, SkuStock, Stocks, Want


def prices(**kopecks: int) -> Prices:
    return Prices(tuple(SkuPrice(code, price) for code, price in kopecks.items()))


def stocks(**counts: int) -> Stocks:
    return Stocks(tuple(SkuStock(code, count) for code, count in counts.items()))


@pytest.mark.parametrize(
    ("known", "want", "said"),
    [
        (prices(a=1, b=2), prices(a=3, b=2), prices(a=3, b=2)),
        (prices(a=1), prices(a=1, b=2), prices(a=1)),
        (prices(a=1, b=2), prices(a=3), prices(a=3, b=2)),
        (stocks(a=1), stocks(a=4, b=5), stocks(a=4)),
        (stocks(a=1, b=2), stocks(a=1), stocks(a=1, b=0)),
        (stocks(a=1), stocks(b=2), stocks(a=0)),
        (None, stocks(a=1), stocks(a=1)),
        (Images(("x",)), Images(("y",)), Images(("y",))),
    ],
)
def test_on_card(known: Want | None, want: Want, said: Want) -> None:
    assert on_card(known, want) == said
