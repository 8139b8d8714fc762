"""How one source is to be read. Data only: it travels as JSON in the file and as TOML outside."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal["yml", "csv"]

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


class SourceSettings(_Strict, frozen=True):
    """`base_url` completes relative picture addresses. `join_groups`: offers of one group become one product with
    SKUs. `unavailable`: offers that are not available are kept with stock 0, or left out."""

    kind: Kind = "yml"
    base_url: str = ""
    join_groups: bool = True
    unavailable: Literal["zero", "skip"] = "zero"
    csv: CsvSettings = CsvSettings()
