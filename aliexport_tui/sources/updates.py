"""Files of prices and rests: what they say of SKUs, and products with that laid over them."""

from collections.abc import Iterable, Mapping

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, Sku, SkuUpdate

_OF_THE_PRODUCT = frozenset(("feed.name_missing", "feed.category_orphan", "feed.group_categories", "feed.letters_lost"))
"""Problems that say nothing of a file that describes no products."""


def updates_of(product: Product) -> tuple[SkuUpdate, ...]:
    """What a product's SKUs say of price and stock; an unavailable one has stock 0. SKUs that say neither are left out."""
    found = (
        SkuUpdate(sku.code, sku.price, sku.old_price, sku.stock if sku.available else 0, sku.place) for sku in product.skus
    )
    return tuple(one for one in found if (one.price, one.stock) != (None, None))


def problems_of_updates(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of a read product that concern its prices and stocks; a price that the file does not give is none."""
    return tuple(
        problem
        for problem in problems
        if problem.code not in _OF_THE_PRODUCT
        and not (problem.code == "feed.price_missing" and not problem.args.get("value"))
    )


def with_updates(product: Product, told: Mapping[str, SkuUpdate]) -> Product:
    """The product with what is told of its SKUs by code. A told price takes the old price with it."""
    if not any(sku.code in told for sku in product.skus):
        return product
    return msgspec.structs.replace(product, skus=tuple(_updated(sku, told.get(sku.code)) for sku in product.skus))


def problems_left(problems: Iterable[Problem], told: Mapping[str, SkuUpdate]) -> tuple[Problem, ...]:
    """Without those that a told price has settled."""
    priced = {code for code, one in told.items() if one.price is not None}
    return tuple(one for one in problems if not (one.code == "feed.price_missing" and one.place.key in priced))


def completed(product: Product, held: Product) -> Product:
    """A product of which only a part was told (`reading.ReadProduct.partial`), with the rest of `held`. The SKUs keep their
    order, new ones come last."""
    told = {sku.code: sku for sku in product.skus}
    skus = [_completed(told.pop(sku.code), sku) if sku.code in told else sku for sku in held.skus]
    currency = product.currency or held.currency
    return msgspec.structs.replace(product, currency=currency, skus=(*skus, *told.values()))


def _completed(sku: Sku, held: Sku) -> Sku:
    price, old_price = (held.price, held.old_price) if sku.price is None else (sku.price, sku.old_price)
    if sku.stock is None and sku.available:
        stock, available = held.stock, held.available
    else:
        stock, available = sku.stock, sku.available
    return msgspec.structs.replace(
        sku,
        price=price,
        old_price=old_price,
        stock=stock,
        available=available,
        barcode=sku.barcode or held.barcode,
        params=sku.params or held.params,
        pictures=sku.pictures or held.pictures,
    )


def _updated(sku: Sku, told: SkuUpdate | None) -> Sku:
    if told is None:
        return sku
    if told.price is not None:
        sku = msgspec.structs.replace(sku, price=told.price, old_price=told.old_price)
    if told.stock is not None:
        sku = msgspec.structs.replace(sku, stock=told.stock, available=told.stock > 0)
    return sku
