"""Prices and stock of one SKU: decimal strings within the currency's range (001 §price; local-products.md §1.7)."""

from __future__ import annotations

from decimal import Decimal

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import decimal, whole
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject

HIGHEST = {
    "USD": Decimal(999_999),
    "RUB": Decimal(5_000_000),
    "CNY": Decimal(100_000_000),
    "TRY": Decimal(100_000_000),
    "AED": Decimal(100_000_000),
}
MOST_STOCK = 999_999
_CENT = Decimal("0.01")


def check_prices(report: Report, switches: Switches, sku: JsonObject, place: str) -> None:
    """`price` and `discount_price`."""
    highest = HIGHEST[switches.word("seller.currency")]
    price = decimal(report, sku, "price", _CENT, highest, path=place)
    discount: Decimal | None = None
    if not clears_discount(switches, sku):
        discount = decimal(report, sku, "discount_price", _CENT, highest, path=place, required=False)
    if price and discount and discount >= price and switches.flag("price.discount_must_be_lower"):
        report.add(place + "discount_price", "discount_not_lower")
    digits = switches.whole("price.decimals")
    for name in ("price", "discount_price"):
        value = sku.get(name)
        if isinstance(value, str) and len(value.partition(".")[2]) > digits:
            report.add(place + name, "decimals", high=str(digits))


def clears_discount(switches: Switches, sku: JsonObject) -> bool:
    """Whether a "0" stands for "no discount" (switch `price.zero_discount`)."""
    zero = sku.get("discount_price") in ("0", "0.0", "0.00")
    return zero and switches.word("price.zero_discount") == "clear"


def check_stock(report: Report, sku: JsonObject, place: str) -> None:
    """`inventory`."""
    whole(report, sku, "inventory", 0, MOST_STOCK, path=place)
