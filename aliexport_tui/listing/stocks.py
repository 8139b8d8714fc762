"""The stock lane: open orders, per cent, reserve, minimum and cap, each step shown."""

from collections.abc import Mapping

import msgspec

from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.listing.trace import Step
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import StockRule
from aliexport_tui.model.wants import SkuStock, Stocks

BUILDER_VERSION = 3


NONE_ORDERED: Mapping[str, int] = {}


class StockTrace(msgspec.Struct, frozen=True):
    steps: tuple[Step, ...]
    result: int


def stock_trace(stock: int | None, available: bool, rule: StockRule, ordered: int = 0) -> StockTrace:
    """12 in stock - reserve 2, minimum 3, cap 8 -> 8. `ordered`: units that open orders take. Not available is 0, whatever
    the number says: overselling costs fines, underselling a sale."""
    if stock is None:
        count = rule.available_means if available else 0
        steps = [Step("available_means", str(rule.available_means), str(count))]
    else:
        count = max(stock, 0)
        steps = [Step("stock", str(stock), str(count))]
    if not available and stock is not None:
        count = 0
        steps.append(Step("not_available", "", "0"))
    if ordered > 0:
        count = max(count - ordered, 0)
        steps.append(Step("open_orders", str(ordered), str(count)))
    if rule.percent != 100:
        count = count * rule.percent // 100
        steps.append(Step("percent", str(rule.percent), str(count)))
    if rule.reserve:
        count = max(count - rule.reserve, 0)
        steps.append(Step("reserve", str(rule.reserve), str(count)))
    if rule.minimum:
        count = count if count >= rule.minimum else 0
        steps.append(Step("minimum", str(rule.minimum), str(count)))
    count = min(count, rule.cap)
    steps.append(Step("cap", str(rule.cap), str(count)))
    return StockTrace(tuple(steps), count)


def assemble_stocks(
    product: Product, recipe: Recipe, ordered: Mapping[str, int] = NONE_ORDERED
) -> tuple[Stocks, list[Problem]]:
    """Warns where all that the feed says is "in stock", and the rule makes nothing of that: the card would be there and
    have none to sell. `ordered`: by the SKU's code on the marketplace."""
    unknown = sum(sku.stock is None and sku.available for sku in product.skus)
    problems = []
    if unknown and not recipe.stock.available_means:
        problems.append(Problem("stock.no_number", "inventory", {"count": str(unknown)}, severity="warning"))
    return Stocks(tuple(_sku_stock(sku, product, recipe, ordered) for sku in product.skus)), problems


def _sku_stock(sku: Sku, product: Product, recipe: Recipe, ordered: Mapping[str, int]) -> SkuStock:
    code = sku_code(sku, product, recipe.card)
    return SkuStock(code, stock_trace(sku.stock, sku.available, recipe.stock, ordered.get(code, 0)).result)
