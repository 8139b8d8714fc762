"""Which column is which in exports of OpenCart's add-ons (`sources.md` §1.6): macros of CSV Price Pro and its like, and the
sheet Products of the Export/Import tool, whose texts stand once for each language: name(en-gb), _NAME_LANG=1_."""

import re

from aliexport_tui.sources.layouts.columns import NOWHERE, Columns

_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "description": ("description",),
    "price": ("price",),
    "stock": ("quantity",),
    "brand": ("manufacturer",),
    "article": ("model", "mpn"),
    "barcode": ("ean", "upc", "jan", "isbn"),
    "url": ("url",),
    "weight": ("weight",),
    "length": ("length",),
    "width": ("width",),
    "height": ("height",),
}
CODES = ("sku", "model", "id", "product_id")
_PICTURES = ("image", "image_name", "images")
_MACRO = re.compile(r"_([a-z0-9]+(?:_[a-z0-9]+)*?)(?:_lang=([a-z0-9-]+))?_")
_SHEET = re.compile(r"([a-z0-9_]+?)(?:\(([a-z]{2}(?:-[a-z]{2})?)\))?")
_OTHERS = (
    "category", "categories", "main_category", "category_id", "attributes", "options", "special", "status", "weight_unit",
    "length_unit",
)  # fmt: skip
_SHOPS_OWN = re.compile(
    r"meta_|seo_|sort_order|status_id|points|reward|layout|store|related|tags|date_|viewed|filter|shipping|subtract|download|discount"
    r"|minimum|tax_class|stock_status"
)

Places = dict[str, int]
"""Bare name ("name", "price") -> position."""


def places_of(headers: tuple[str, ...], language: str = "") -> Places:
    """Of several languages the one named, else Russian, else the first."""
    found: dict[str, dict[str, int]] = {}
    macros = is_macros(headers)
    for at, header in enumerate(headers):
        match = (_MACRO if macros else _SHEET).fullmatch(header.strip().casefold())
        if match:
            found.setdefault(match[1], {}).setdefault(match[2] or "", at)
    wanted = (language.casefold(), "ru-ru", "ru", "")
    return {name: next((of[one] for one in wanted if one in of), next(iter(of.values()))) for name, of in found.items()}


def is_macros(headers: tuple[str, ...]) -> bool:
    bare = {header.strip().casefold() for header in headers}
    named = any(header.startswith("_name_") for header in bare)
    return named and bool(bare & {"_id_", "_model_", "_sku_", "_price_", "_attributes_", "_category_"})


def is_sheet(headers: tuple[str, ...]) -> bool:
    places = places_of(headers)
    return {"product_id", "model", "name", "price", "quantity"} <= places.keys() and not is_macros(headers)


def recognises(headers: tuple[str, ...]) -> bool:
    return is_macros(headers) or is_sheet(headers)


def columns_of_opencart(headers: tuple[str, ...], places: Places) -> Columns:
    """Behind the last cell comes one for the price before a special one."""
    fields = {field: places[name] for field, names in _FIELDS.items() if (name := first(places, names))}
    pictures = tuple((headers[places[name]], places[name]) for name in _PICTURES if name in places)
    taken = {*fields.values(), *(at for _, at in pictures)}
    taken |= {places[name] for name in (*CODES, *_OTHERS) if name in places}
    rest = tuple(
        (headers[at], at) for name, at in places.items() if at not in taken and not _SHOPS_OWN.search(name) and headers[at]
    )
    names = {field: headers[at] for field, at in fields.items()}
    return Columns({**fields, "old_price": len(headers)}, names, len(headers) + 1, pictures=pictures, rest=rest)


def first(places: Places, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in places), "")


def at(places: Places, *names: str) -> int:
    return next((places[name] for name in names if name in places), NOWHERE)
