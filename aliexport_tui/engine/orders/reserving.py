"""Open orders lessen the stock that is sent: what they take is laid over the products on their way to the builder.

Which orders take what stands in the file (`store/reserved.py`); whoever changes it makes the stock lanes stale."""

from collections.abc import Iterator, Mapping

import msgspec

from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.sku_codes import sku_code
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import Card
from aliexport_tui.store import reserved
from aliexport_tui.store.database import Database
from aliexport_tui.store.staleness import Stale

Block = tuple[Stale, ...]


class _CodedSku(msgspec.Struct):
    code: str
    barcode: str = ""


class _Coded(msgspec.Struct):
    """What a SKU's code is made of (`listing/sku_codes.py`)."""

    key: str
    article: str = ""
    skus: tuple[_CodedSku, ...] = ()


_CODED = msgspec.json.Decoder(_Coded)


def laid_over(db: Database, account: int, recipes: Mapping[str, Recipe], blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, with what open orders take of their SKUs. Read after each block: an order that comes meanwhile has made
    its lanes stale again. `recipes`: by shop category."""
    for block in blocks:
        yield _over(db, account, recipes, block) if reserved.any_of(db, account) else block


def units_of(db: Database, account: int, product: Product, card: Card) -> dict[str, int]:
    """By the SKU's code on the marketplace, of one product."""
    return reserved.units(db, account, {sku_code(sku, product, card) for sku in product.skus})


def _over(db: Database, account: int, recipes: Mapping[str, Recipe], block: Block) -> Block:
    codes = {one.listing: _codes(one, recipes[one.category].card) for one in block if "stock" in one.inputs}
    taken = reserved.units(db, account, {code for own in codes.values() for code in own})
    if not taken:
        return block
    return tuple(
        msgspec.structs.replace(one, ordered=own)
        if (own := {code: taken[code] for code in codes.get(one.listing, ()) if code in taken})
        else one
        for one in block
    )


def _codes(stale: Stale, card: Card) -> set[str]:
    try:
        coded = _CODED.decode(stale.product)
    except msgspec.MsgspecError:
        return set()  # the builder tells of it
    product = Product(key=coded.key, name="", article=coded.article)
    return {sku_code(Sku(code=one.code, barcode=one.barcode), product, card) for one in coded.skus}
