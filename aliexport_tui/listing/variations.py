"""Prices and stocks in the words of the card that is there: a variation that it does not have yet comes with its edit, one
that the shop no longer has is sold out until an edit takes it away."""

from aliexport_tui.model.wants import Prices, SkuStock, Stocks, Want


def on_card(known: Want | None, want: Want) -> Want:
    """`want` for the variations of `known`, which is what the marketplace has: one that `want` lacks keeps its price and
    loses its stock. A request that named any other SKU would fail as a whole (local-products.md §3.4, §3.5). As it is
    where there is nothing to compare with."""
    match known, want:
        case Prices(), Prices() if _differ(known, want):
            prices = {sku.sku_code: sku for sku in want.skus}
            return Prices(tuple(prices.get(sku.sku_code, sku) for sku in known.skus))
        case Stocks(), Stocks() if _differ(known, want):
            counts = {sku.sku_code: sku.inventory for sku in want.skus}
            return Stocks(tuple(SkuStock(sku.sku_code, counts.get(sku.sku_code, 0)) for sku in known.skus))
        case _:
            return want


def _differ(known: Prices | Stocks, want: Prices | Stocks) -> bool:
    return {sku.sku_code for sku in known.skus} != {sku.sku_code for sku in want.skus}
