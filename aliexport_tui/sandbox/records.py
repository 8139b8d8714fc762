"""A card as the marketplace keeps it: what was sent, cleaned of its JSON shape. Ids are strings of digits."""

from __future__ import annotations

import msgspec


class SkuAttribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """One SKU property of a SKU: `definition` is the seller's own name, `image` its picture's address."""

    name_id: str
    value_id: str
    definition: str = ""
    image: str = ""


class Sku(msgspec.Struct, frozen=True, omit_defaults=True):
    """One variation. Prices are decimal strings in currency units; `discount_price` "" means none."""

    code: str
    price: str
    inventory: int
    discount_price: str = ""
    sku_id: str = "0"
    attributes: tuple[SkuAttribute, ...] = ()
    gtin: str = ""
    tnved_codes: tuple[str, ...] = ()
    okpd2_codes: tuple[str, ...] = ()


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """One property of the product; ids are "-1" where the seller gave own words."""

    name_id: str
    value_id: str = ""
    name: str = ""
    value: str = ""
    unit: str = ""


class Description(msgspec.Struct, frozen=True):
    """The text for the site and the one for the app."""

    web: str
    mobile: str


class Card(msgspec.Struct, frozen=True):
    """The content of one product. `subjects` and `descriptions` are keyed by `ru`, `en`, `tr`; lengths are cm."""

    external_id: str
    category_id: str
    language: str
    subjects: dict[str, str]
    descriptions: dict[str, Description]
    attributes: tuple[Attribute, ...]
    images: tuple[str, ...]
    freight_template_id: str
    package_length: int
    package_width: int
    package_height: int
    weight: str
    package_type: bool
    lot_num: str
    product_unit: int
    shipping_lead_time: int
    size_chart_id: str
    bulk_order: int
    bulk_discount: int
    reduce_strategy: str
    skus: tuple[Sku, ...]
    video_url: str = ""
    preview_url: str = ""

    @property
    def quantity(self) -> int:
        """Stock over all SKUs."""
        return sum(sku.inventory for sku in self.skus)


class Price(msgspec.Struct, frozen=True):
    """A new price of one SKU; `discount_price` None means that it was left out, "" that it is cleared."""

    code: str
    price: str
    discount_price: str | None


class Stock(msgspec.Struct, frozen=True):
    """A new stock of one SKU."""

    code: str
    inventory: int


class FieldUpdate(msgspec.Struct, frozen=True):
    """One update-field item, read: `texts` for `image_urls`, `subjects` for `subject`, else `word`."""

    key: str
    word: str = ""
    texts: tuple[str, ...] = ()
    subjects: dict[str, str] = {}


class CardIds(msgspec.Struct, frozen=True):
    """The cards that one visibility task is about."""

    ids: tuple[str, ...]
