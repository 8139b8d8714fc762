"""001 §main_image_urls_list, §price, §discount_price, §inventory: the lanes beside the content."""

from collections.abc import Iterator

from aliexport_tui.listing.checks.skus import check_codes
from aliexport_tui.listing.urls import is_web_url
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.schema import Limits
from aliexport_tui.model.wants import Images, Prices, SkuPrice, Stocks


def check_images(images: Images, limits: Limits) -> Iterator[Problem]:
    field = "main_image_urls_list"
    if not images.urls:
        yield Problem("images.missing", field)
    if len(images.urls) > limits.images:
        yield Problem("images.too_many", field, {"count": str(len(images.urls)), "limit": str(limits.images)})
    for index, url in enumerate(images.urls):
        if not is_web_url(url):
            yield Problem("images.bad_url", f"{field}[{index}]", {"url": url})


def check_prices(prices: Prices, limits: Limits) -> Iterator[Problem]:
    yield from check_codes([sku.sku_code for sku in prices.skus])
    for index, sku in enumerate(prices.skus):
        field = f"sku_info_list[{index}]"
        if sku.price == 0:
            yield Problem("price.missing", f"{field}.price", {"sku": sku.sku_code})
            continue
        yield from _in_range(sku, sku.price, f"{field}.price", limits)
        if sku.discount is not None:
            yield from _in_range(sku, sku.discount, f"{field}.discount_price", limits)
            if sku.discount >= sku.price:
                args = {"sku": sku.sku_code, "discount": to_wire(sku.discount), "price": to_wire(sku.price)}
                yield Problem("price.discount_not_lower", f"{field}.discount_price", args)


def check_stocks(stocks: Stocks, limits: Limits) -> Iterator[Problem]:
    yield from check_codes([sku.sku_code for sku in stocks.skus])
    for index, sku in enumerate(stocks.skus):
        if not 0 <= sku.inventory <= limits.max_inventory:
            args = {"sku": sku.sku_code, "value": str(sku.inventory), "max": str(limits.max_inventory)}
            yield Problem("stock.range", f"sku_info_list[{index}].inventory", args)


def _in_range(sku: SkuPrice, value: int, field: str, limits: Limits) -> Iterator[Problem]:
    if not 1 <= value <= limits.max_price:
        args = {
            "sku": sku.sku_code,
            "value": to_wire(value),
            "min": "0.01",
            "max": to_wire(limits.max_price),
            "currency": limits.currency,
        }
        yield Problem("price.range", field, args)
