"""What a shop sells, as every reader yields it: products with SKUs, and the shop's own category tree."""

from decimal import Decimal

import msgspec

from aliexport_tui.model.problem import Place


class Param(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attribute as the feed writes it; a name may repeat (multi-value)."""

    name: str
    value: str
    unit: str = ""


class Sku(msgspec.Struct, frozen=True, omit_defaults=True):
    """One variation. Money in minor units. `stock` None: the feed gives no number, only `available`."""

    code: str
    price: int | None = None
    old_price: int | None = None
    stock: int | None = None
    available: bool = True
    barcode: str = ""
    params: tuple[Param, ...] = ()
    pictures: tuple[str, ...] = ()
    place: Place = Place()


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """One product of the shop. `key` is unique in its source. `category` is the shop category's key, "" when the
    feed names none or one that it does not declare. `weight` in kg, `length/width/height` in cm as the feed gives
    them. `params` are those that all SKUs share; `fields` holds further plain elements by their own names."""

    key: str
    name: str
    category: str = ""
    brand: str = ""
    article: str = ""
    description: str = ""
    url: str = ""
    currency: str = ""
    country: str = ""
    pictures: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    weight: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    tnved: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    skus: tuple[Sku, ...] = ()
    place: Place = Place()


class ShopCategory(msgspec.Struct, frozen=True, omit_defaults=True):
    """A node of the shop's tree; `parent` is "" at the top."""

    key: str
    name: str
    parent: str = ""


class SkuUpdate(msgspec.Struct, frozen=True, omit_defaults=True):
    """New price or stock of a SKU, from a file that does not describe its product (a file of prices, of rests). None: the
    file does not say. Money in minor units."""

    code: str
    price: int | None = None
    old_price: int | None = None
    stock: int | None = None
    place: Place = Place()
