"""What each lane of a listing should be: the records that are compared, stored and sent."""

from typing import Literal

import msgspec

Lane = Literal["content", "images", "price", "stock", "visibility"]
LANES: tuple[Lane, ...] = ("content", "images", "price", "stock", "visibility")


class Attribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """001 §attribute_list. Empty members are not sent. An own attribute has both ids "-1"."""

    name: str = ""
    name_id: str = ""
    value: str = ""
    value_id: str = ""
    unit: str = ""


class SkuAttribute(msgspec.Struct, frozen=True, omit_defaults=True):
    """001 §sku_attributes_list."""

    name_id: str
    value_id: str
    definition_name: str = ""
    image_url: str = ""


class SkuContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One variation without its price and stock (001 §sku_info_list)."""

    sku_code: str
    attributes: tuple[SkuAttribute, ...] = ()
    tnved_codes: tuple[str, ...] = ()
    gtin: str = ""
    okpd2_codes: tuple[str, ...] = ()


class Text(msgspec.Struct, frozen=True):
    """Title and descriptions in one language (001 §multi_language_…_list). `subject` "" or `web` "": that list has
    no entry in this language."""

    language: str
    subject: str
    web: str
    mobile: str


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole card but for pictures, prices and stock. Sizes in cm, weight a decimal string in kg."""

    external_id: str
    external_category_id: str
    category_id: str
    language: str
    texts: tuple[Text, ...]
    attributes: tuple[Attribute, ...]
    freight_template_id: str
    package_length: int
    package_width: int
    package_height: int
    weight: str
    product_unit: int
    shipping_lead_time: int
    skus: tuple[SkuContent, ...]
    package_type: bool = False
    lot_num: int | None = None
    size_chart_id: str = ""
    bulk_discount: int | None = None
    bulk_order: int | None = None
    video_url: str = ""
    preview_url: str = ""


class Images(msgspec.Struct, frozen=True):
    """001 §main_image_urls_list, first is main."""

    urls: tuple[str, ...]


class SkuPrice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Minor units. `discount` is the selling price when it is below `price`."""

    sku_code: str
    price: int
    discount: int | None = None


class Prices(msgspec.Struct, frozen=True):
    skus: tuple[SkuPrice, ...]


class SkuStock(msgspec.Struct, frozen=True):
    sku_code: str
    inventory: int


class Stocks(msgspec.Struct, frozen=True):
    skus: tuple[SkuStock, ...]


class Visibility(msgspec.Struct, frozen=True):
    online: bool


Want = Content | Images | Prices | Stocks | Visibility

WANT_TYPE: dict[Lane, type[Want]] = {
    "content": Content,
    "images": Images,
    "price": Prices,
    "stock": Stocks,
    "visibility": Visibility,
}


class Draft(msgspec.Struct, frozen=True):
    """The whole card as a profile wants it: what a create or a whole-card edit carries."""

    content: Content
    images: Images
    prices: Prices
    stocks: Stocks


_encoder = msgspec.json.Encoder(order="deterministic")


def encode(want: Want) -> bytes:
    """Canonical JSON: equal wants give equal bytes."""
    return _encoder.encode(want)


def decode(lane: Lane, body: bytes) -> Want:
    return msgspec.json.decode(body, type=WANT_TYPE[lane])
