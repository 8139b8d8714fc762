"""Headers of WooCommerce's product export, English and Russian: they are in the shop's language, its type words are not.

English: `WC_Product_CSV_Exporter::get_default_column_names`. Russian: exports of versions 3 to 10, whose translations
changed twice."""

import re

import msgspec

from aliexport_tui.sources.settings import LengthUnit, SourceSettings, WeightUnit
from aliexport_tui.sources.units import length_unit_in, weight_unit_in

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "type": ("type", "тип"),
    "sku": ("sku", "артикул"),
    "barcode": ("gtin, upc, ean, or isbn", "gtin, upc, ean или isbn"),
    "name": ("name", "имя", "название"),
    "published": ("published", "опубликован", "опубликовано"),
    "short": ("short description", "краткое описание", "короткое описание"),
    "description": ("description", "описание"),
    "sale_from": ("date sale price starts", "дата начала действия скидки", "дата начала действия продажной цены"),
    "sale_to": ("date sale price ends", "дата окончания действия скидки", "дата окончания действия продажной цены"),
    "in_stock": ("in stock?", "в наличии?", "наличие"),
    "stock": ("stock", "запасы"),
    "sale_price": ("sale price", "акционная цена", "цена распродажи"),
    "regular_price": ("regular price", "базовая цена", "обычная цена"),
    "categories": ("categories", "категории"),
    "images": ("images", "изображения"),
    "parent": ("parent", "родительский"),
    "brand": ("brands", "бренды"),
}
FIELDS = (*_NAMES, "weight", "length", "width", "height")
_BY_HEADER = {header: field for field, headers in _NAMES.items() for header in headers}
_LEFT_OUT = frozenset(
    (
        "download limit", "download expiry days", "grouped products", "upsells", "cross-sells", "external url",
        "button text",
        "лимит загрузок", "лимит скачивания", "число дней до просроченной загрузки", "дней срока скачивания",
        "дней срока загрузки", "сгруппированные товары", "апсейл", "апсэлы", "кросселы", "внешний url", "текст кнопки",
    )
)  # fmt: skip
"""Say nothing of a thing that is sold."""
_OF_ITS_OWN = frozenset(
    (
        "is featured?", "visibility in catalog", "date sale price starts", "date sale price ends", "backorders allowed?",
        "sold individually?", "allow customer reviews?", "regular price", "published", "attribute 1 name",
        "рекомендуемый?", "видимость в каталоге", "дата начала действия скидки", "дата начала действия продажной цены",
        "возможен ли предзаказ?", "задержанный заказ возможен?", "продано индивидуально?",
        "разрешить отзывы от клиентов?", "базовая цена", "опубликован", "имя атрибута 1", "название атрибута 1",
    )
)  # fmt: skip
_MEASURE = re.compile(r"(weight|вес|length|длина|width|ширина|height|высота)(?:\s*\(([^()]*)\))?")
_MEASURES = {
    "weight": "weight", "вес": "weight", "length": "length", "длина": "length",
    "width": "width", "ширина": "width", "height": "height", "высота": "height",
}  # fmt: skip
_ATTRIBUTE = re.compile(r".*(?:attribute|ат+рибут).*?([0-9]+)\b.*")
_DOWNLOAD = re.compile(r"(?:download [0-9]+|(?:скачивание|загрузка|имя загрузки|url загрузки|id загрузки) [0-9]+).*")


class Columns(msgspec.Struct, frozen=True):
    """Positions. `places`: by field. `attributes`: (name's, values') in the order of their numbers, -1 for no column.
    `others`: all headers that no field takes. `unknown`: headers of measures in a unit that is none of ours."""

    places: dict[str, int]
    attributes: tuple[tuple[int, int], ...]
    others: tuple[tuple[str, int], ...]
    weight_unit: WeightUnit = ""
    length_unit: LengthUnit = ""
    unknown: tuple[str, ...] = ()


def recognises(headers: tuple[str, ...]) -> bool:
    """A type, and at least two headers that only WooCommerce has."""
    known = {header.casefold() for header in headers}
    return not known.isdisjoint(_NAMES["type"]) and len(known & _OF_ITS_OWN) >= 2


def columns_of(headers: tuple[str, ...], settings: SourceSettings) -> Columns:
    """Of a repeated header the first counts. A measure whose header names no unit is in the settings' one."""
    places: dict[str, int] = {}
    names: dict[int, int] = {}
    values: dict[int, int] = {}
    others: list[tuple[str, int]] = []
    unknown: list[str] = []
    weight_unit, length_unit = settings.weight_unit, settings.length_unit
    for at, header in enumerate(headers):
        plain = header.casefold()
        attribute = None if plain.startswith(("meta:", "мета:")) else _ATTRIBUTE.fullmatch(plain)
        if field := _BY_HEADER.get(plain):
            places.setdefault(field, at)
        elif measure := _MEASURE.fullmatch(plain):
            name, unit = _MEASURES[measure[1]], measure[2] or ""
            if name == "weight":
                weight_unit = weight_unit_in(unit) or weight_unit
                is_known = bool(weight_unit or not unit)
            else:
                length_unit = length_unit_in(unit) or length_unit
                is_known = bool(length_unit or not unit)
            if is_known:
                places.setdefault(name, at)
            else:
                others.append((header, at))
                unknown.append(header)
        elif attribute:
            target = _part_of_attribute(plain, names, values)
            if target is not None:
                target.setdefault(int(attribute[1][:6]), at)
        elif header and plain not in _LEFT_OUT and not _DOWNLOAD.fullmatch(plain):
            others.append((header, at))
    attributes = tuple((names[number], values.get(number, -1)) for number in sorted(names))
    return Columns(places, attributes, tuple(others), weight_unit, length_unit, tuple(unknown))


def _part_of_attribute(plain: str, names: dict[int, int], values: dict[int, int]) -> dict[int, int] | None:
    """Whether it is shown, global or preset says nothing of the product."""
    if re.search(r"\b(?:name|имя|название)\b", plain):
        return names
    if re.search(r"\b(?:value|значени)", plain):
        return values
    return None
