"""One product or variation of a WooCommerce shop: in the shop's own words, and read."""

from decimal import Decimal
from functools import lru_cache

import msgspec

from aliexport_tui.model.money import Minor
from aliexport_tui.model.problem import Place, Problem

VARIABLE = "variable"
VARIATION = "variation"


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """`values` empty: any. `varies`: the shop says that variations differ in it; a file does not tell."""

    name: str
    values: tuple[str, ...] = ()
    varies: bool = False

    @property
    def same_as(self) -> str:
        """What a parent and its variations know it by: files of other programs write the taxonomy's name."""
        return self.name.casefold().removeprefix("pa_")


@lru_cache(maxsize=256)
def _main_type(types: tuple[str, ...]) -> str:
    return next((name for name in types if name not in ("virtual", "downloadable")), "simple")


class RawItem(msgspec.Struct, frozen=True):
    """Texts as the shop writes them. `types`: simple, variable, variation, virtual … `status`: publish, private, draft …
    `parent`: SKU or `id:123`. `stock`: a number, `parent`, or "" when it is not kept. `in_stock` None: not said. `on_sale`
    None: by the price alone. `category`: the chosen one's key."""

    id: str
    sku: str
    types: tuple[str, ...]
    place: Place
    status: str = "publish"
    parent: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    description: str = ""
    url: str = ""
    currency: str = ""
    barcode: str = ""
    regular_price: str = ""
    sale_price: str = ""
    on_sale: bool | None = None
    stock: str = ""
    in_stock: bool | None = None
    pictures: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    weight: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    fields: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()

    @property
    def code(self) -> str:
        """The SKU, else `id:` and the shop's number; "" when it has neither."""
        return self.sku or (f"id:{self.id}" if self.id else "")

    @property
    def type(self) -> str:
        """The one among the types that is no property."""
        return _main_type(self.types)


class WooItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Read. Money in minor units, kg and cm. `code` "": neither SKU nor number. `skipped`: code of the reason why it is left
    out. `stock` None: not kept for itself. `price_text`: what stood there in place of a price."""

    code: str
    id: str
    type: str
    place: Place
    parent: str = ""
    skipped: str = ""
    skipped_args: dict[str, str] = {}
    name: str = ""
    category: str = ""
    brand: str = ""
    description: str = ""
    url: str = ""
    currency: str = ""
    barcode: str = ""
    price: Minor | None = None
    old_price: Minor | None = None
    price_text: str = ""
    stock: int | None = None
    in_stock: bool = True
    pictures: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    weight: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    fields: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()


def same_item(one: WooItem, other: WooItem) -> bool:
    """True when the two differ in nothing but their place."""
    return _bare(one) == _bare(other)


def _bare(item: WooItem) -> WooItem:
    return msgspec.structs.replace(item, place=Place(), problems=())
