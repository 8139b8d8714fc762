"""What of a product each lane's builder may see: a builder can't depend on what it isn't given."""

from operator import attrgetter

import msgspec

from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.wants import Lane


def narrow(lane: Lane, product: Product) -> Product:
    """The product without anything that the lane doesn't depend on (places in the file and the order of the SKUs among
    it)."""
    skus = tuple(_narrow_sku(lane, sku) for sku in skus_in_order(product))
    match lane:
        case "content":
            return msgspec.structs.replace(product, currency="", skus=skus, pictures=(), place=Place())
        case "images":
            return Product(key=product.key, name="", pictures=product.pictures, skus=skus)
        case "price":
            return Product(key=product.key, name="", article=product.article, currency=product.currency, skus=skus)
        case "stock":
            return Product(key=product.key, name="", article=product.article, skus=skus)
        case "visibility":
            return Product(key=product.key, name="")


def skus_in_order(product: Product) -> tuple[Sku, ...]:
    """By their codes: a feed may turn them round from one day to the next, and that is no change."""
    return tuple(sorted(product.skus, key=attrgetter("code"))) if len(product.skus) > 1 else product.skus


def _narrow_sku(lane: Lane, sku: Sku) -> Sku:
    match lane:
        case "content":
            return Sku(code=sku.code, barcode=sku.barcode, params=sku.params, pictures=sku.pictures)
        case "images":
            return Sku(code="", pictures=sku.pictures)
        case "price":
            return Sku(code=sku.code, barcode=sku.barcode, price=sku.price, old_price=sku.old_price)
        case "stock":
            return Sku(code=sku.code, barcode=sku.barcode, stock=sku.stock, available=sku.available)
        case "visibility":
            return Sku(code="")
