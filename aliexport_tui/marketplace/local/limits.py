"""The local API's limits (001; local-products.md §1.7, §1.9)."""

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.schema import Limits

MAX_PRICE = {
    "USD": 999_999_00,
    "RUB": 5_000_000_00,
    "CNY": 100_000_000_00,
    "TRY": 100_000_000_00,
    "AED": 100_000_000_00,
}
"""Currency -> highest price in minor units (001 §sku_info_list.price)."""

IDS_PER_CATEGORIES = 20
IDS_PER_STOCKS = 200
IDS_PER_PRODUCTS = 50
CARDS_PER_PAGE = 50
BRANDS_PER_PAGE = 50


def limits_of(currency: str) -> Limits:
    """Raises ConfigError `account.currency_unknown`."""
    try:
        return Limits(currency=currency, max_price=MAX_PRICE[currency])
    except KeyError:
        raise ConfigError("account.currency_unknown", currency=currency, known=", ".join(MAX_PRICE)) from None
