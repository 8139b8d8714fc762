"""Digests of a product by lane, so that a change of stock does not look like a change of content.

Equal records give equal digests over all versions of Python; the order of SKUs and the place in the file don't count."""

from hashlib import blake2b

import msgspec

from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Product, Sku

_encoder = msgspec.json.Encoder(order="deterministic")


def content_hash(product: Product) -> str:
    """Everything but currency, prices, old prices, stocks, availability and places; 32 hex digits."""
    skus = tuple(Sku(sku.code, barcode=sku.barcode, params=sku.params, pictures=sku.pictures) for sku in _by_code(product))
    return _digest(msgspec.structs.replace(product, currency="", skus=skus, place=Place()))


def price_hash(product: Product) -> str:
    """Currency, and price and old price by SKU."""
    return _digest((product.currency, [(sku.code, sku.price, sku.old_price) for sku in _by_code(product)]))


def stock_hash(product: Product) -> str:
    """Stock and availability by SKU."""
    return _digest([(sku.code, sku.stock, sku.available) for sku in _by_code(product)])


def _by_code(product: Product) -> list[Sku]:
    return sorted(product.skus, key=lambda sku: sku.code)


def _digest(record: object) -> str:
    return blake2b(_encoder.encode(record), digest_size=16).hexdigest()
