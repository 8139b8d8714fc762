"""How a product's prices and stocks changed in the shop, import by import."""

from collections.abc import Iterator, Sequence

from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.product import Product
from aliexport_tui.store.sku_history import Past

Values = dict[str, str]
"""price, old_price, stock, available -> text; empty when the product had no such SKU."""


def value_steps(product: Product, past: Sequence[Past], asked: Sequence[str] = ()) -> dict[int, tuple[FieldChange, ...]]:
    """UTC ms of an import's end -> what it changed, old -> new; under 0 the first values that are known. `asked`: SKU codes,
    none for all."""
    now: dict[str, Values] = {}
    for sku in product.skus:
        now.setdefault(sku.code, _values(sku.price, sku.old_price, sku.stock, sku.available))
    found: dict[int, list[FieldChange]] = {}
    for code in dict.fromkeys((*now, *(one.code for one in past))):
        if asked and code not in asked:
            continue
        former = [one for one in past if one.code == code]
        known = [_values(one.price, one.old_price, one.stock, one.available) for one in former]
        states = [{}, *known, now.get(code, {})]
        for at, before, after in zip((0, *(one.until for one in former)), states, states[1:], strict=False):
            found.setdefault(at, []).extend(_between(code, before, after))
    return {at: tuple(fields) for at, fields in found.items() if fields or at}


def _values(price: int | None, old_price: int | None, stock: int | None, available: bool | None) -> Values:
    if available is None:
        return {}
    shown = {
        "price": None if price is None else to_wire(price),
        "old_price": None if old_price is None else to_wire(old_price),
        "stock": None if stock is None else str(stock),
        "available": None if available else "0",
    }
    return {name: text for name, text in shown.items() if text is not None}


def _between(code: str, before: Values, after: Values) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield FieldChange(f"sku[{code}].{name}", before.get(name), after.get(name))
