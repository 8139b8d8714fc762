"""One offer or row, before groups are joined."""

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product


class Offer(msgspec.Struct, frozen=True):
    """`product` has exactly one SKU, whose code is the offer's id; its params all stand in the product.
    `group` "": stands alone."""

    product: Product
    group: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        return self.product.skus[0].code

    @property
    def place(self) -> Place:
        return self.product.skus[0].place


def same_offer(one: Offer, other: Offer) -> bool:
    """True when the two differ in nothing but their place."""
    return _bare(one) == _bare(other)


def _bare(offer: Offer) -> tuple[Product, str]:
    skus = tuple(msgspec.structs.replace(sku, place=Place()) for sku in offer.product.skus)
    return msgspec.structs.replace(offer.product, skus=skus, place=Place()), offer.group
