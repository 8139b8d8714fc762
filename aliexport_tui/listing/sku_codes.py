"""The code of a variation. Three lanes share it, so it is made of the few facts that each of them gets."""

from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.picks import pick_text
from aliexport_tui.model.product import Product, Sku
from aliexport_tui.model.profile import Card

SKU_CODE_NAMES = ("code", "sku", "barcode", "key", "article")
"""The names that a `sku_code` setting may use."""


def sku_code(sku: Sku, product: Product, card: Card) -> str:
    """001 §sku_info_list.sku_code: the feed's code unless the profile says otherwise."""
    if card.sku_code is None:
        return sku.code.strip()
    bare = Product(key=product.key, name="", article=product.article)
    return pick_text(card.sku_code, Facts(bare, Sku(code=sku.code, barcode=sku.barcode)))
