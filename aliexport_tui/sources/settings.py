"""How one source is to be read. Data only: it travels as JSON in the file and as TOML outside."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal[
    "yml", "csv", "magento2", "magento1", "woocommerce", "commerceml", "insales", "prom", "opencart", "magento_rest",
    "woo_rest",
]  # fmt: skip
"""What wrote the content. `csv`: any table, delimited text or workbook, by the owner's mapping of columns."""

WeightUnit = Literal["", "kg", "g", "lb", "oz"]
LengthUnit = Literal["", "cm", "mm", "m", "in"]

CSV_FIELDS = (
    "sku",
    "group",
    "name",
    "category",
    "brand",
    "article",
    "description",
    "url",
    "currency",
    "country",
    "price",
    "old_price",
    "stock",
    "available",
    "barcode",
    "weight",
    "length",
    "width",
    "height",
    "tnved",
)
"""What a column of a delimited file can be mapped to; pictures and params have members of their own."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base: frozen, unknown keys refused, defaults left out."""


class CsvSettings(_Strict, frozen=True):
    """A delimited file, one row per variant; `sku` and `name` must be mapped, `group` joins rows. `columns`: our field
    (CSV_FIELDS) -> header; a header that stands more than once is told apart as "Header#2". `params`: param name ->
    header. `pictures`: headers, main picture first.

    `delimiter` "" and `encoding` "": found out from the file. `separator` splits picture, param and barcode cells
    that hold several values. `category_separator` splits a category cell into levels from the root. `decimal_comma`
    None: both, a comma before one or two last digits is decimal. `currency`: for files that have no such column."""

    columns: dict[str, str] = {}
    params: dict[str, str] = {}
    pictures: tuple[str, ...] = ()
    delimiter: Annotated[str, Meta(max_length=1)] = ""
    encoding: Literal["", "utf-8", "cp1251", "utf-16"] = ""
    separator: str = ""
    category_separator: str = ">"
    decimal_comma: bool | None = None
    currency: str = ""


class PictureSettings(_Strict, frozen=True):
    """`check`: the pictures are looked at after each import, in the background. `days` after which one that was fine is
    looked at again; `per_second`: requests a second to each host."""

    check: bool = False
    days: Annotated[int, Meta(ge=1, le=365)] = 7
    per_second: Annotated[int, Meta(ge=1, le=100)] = 10


class SourceSettings(_Strict, frozen=True):
    """How the content of one source is read. What a kind does not know of, it leaves alone.

    `base_url` completes relative picture addresses. `join_groups`: offers of one group become one product with SKUs.
    `unavailable`: offers that are not available are kept with stock 0, or left out. `updates`: the code of another
    source whose SKUs take their prices and stocks from this one, which then brings no products of its own.
    `weight_unit`, `length_unit`: of files that name none; "" = kg and cm. `store_view`: whose texts lie over the default
    ones (Magento), the language (OpenCart). `price_type`: name or id of the price type that counts (CommerceML).
    `warehouses`: whose stock is added up, empty: all (CommerceML, Magento sources). `sheet` of a workbook, "*" = all
    that have the mapped columns, "" = the first that has a header. `header_row`: row or line of the header, from 1; 0 =
    found out. `multiple`: what parts several values in one cell (Magento, InSales), "" = the format's own. `join`:
    offers that stand alone become one product by the beginning of their article (up to `join_separator`, behind at least
    `join_length` characters), or by their name without sizes and colours, and without `join_words`."""

    kind: Kind = "yml"
    base_url: str = ""
    join_groups: bool = True
    unavailable: Literal["zero", "skip"] = "zero"
    updates: str = ""
    weight_unit: WeightUnit = ""
    length_unit: LengthUnit = ""
    store_view: str = ""
    price_type: str = ""
    warehouses: tuple[str, ...] = ()
    sheet: str = ""
    header_row: Annotated[int, Meta(ge=0)] = 0
    multiple: str = ""
    join: Literal["", "article", "name"] = ""
    join_separator: str = ""
    join_length: Annotated[int, Meta(ge=0)] = 0
    join_words: tuple[str, ...] = ()
    csv: CsvSettings = CsvSettings()
    pictures: PictureSettings = PictureSettings()
