"""Prices and stocks in the words of the card that is there: a variation that it does not have yet comes with its edit, one
that the shop no longer has is sold out until an edit takes it away."""

from collections.abc import Collection

from aliexport_tui.model.wants import Prices, SkuPrice, SkuStock, Stocks, Want


def on_card(known: Want | None, want: Want, card: Collection[str] = ()) -> Want:
    """`want` for the variations of `known`, which is what the marketplace has, or for the SKU codes of `card`: one that
    `want` lacks keeps its price and loses its stock. A request that named any other SKU would fail as a whole
    (local-products.md §3.4, §3.5). As it is where there is nothing to compare with."""
    codes = card or _codes(known)
    if not codes or set(codes) == set(_codes(want)):
        return want
    match want:
        case Prices():
            prices = {**_prices(known), **_prices(want)}
            return Prices(tuple(prices[code] for code in codes if code in prices))
        case Stocks():
            counts = _counts(want)
            return Stocks(tuple(SkuStock(code, counts.get(code, 0)) for code in codes))
        case _:
            return want


def beside_edit(known: Want | None, want: Want, card: Collection[str], edit: Collection[str]) -> tuple[Want, Want]:
    """While an edit of the card is on its way that may be carried out before or after: `want` for the SKU codes that the
    card has both then and now, and with it all that the card would have if the edit were refused. `card`: codes of
    either."""
    before = _codes(known) or tuple(card)
    both = tuple(code for code in before if code in edit)
    if set(both) == set(before) == set(_codes(want)):
        return want, want
    match want:
        case Prices():
            prices, told = _prices(known), _prices(want)
            said = {code: told[code] for code in both if code in told}
            return Prices(tuple(said.values())), Prices(tuple({**prices, **said}.values()))
        case Stocks():
            counts = _counts(want)
            left = {code: counts.get(code, 0) for code in both}
            return _stocks(left), _stocks({**_counts(known), **left})
        case _:
            return want, want


def _codes(want: Want | None) -> tuple[str, ...]:
    return tuple(sku.sku_code for sku in want.skus) if isinstance(want, Prices | Stocks) else ()


def _prices(want: Want | None) -> dict[str, SkuPrice]:
    return {sku.sku_code: sku for sku in want.skus} if isinstance(want, Prices) else {}


def _counts(want: Want | None) -> dict[str, int]:
    return {sku.sku_code: sku.inventory for sku in want.skus} if isinstance(want, Stocks) else {}


def _stocks(counts: dict[str, int]) -> Stocks:
    return Stocks(tuple(SkuStock(code, count) for code, count in counts.items()))
