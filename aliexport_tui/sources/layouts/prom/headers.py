"""Which column is which in an export of prom.ua, by headers in Russian or Ukrainian (`sources.md` §1.6)."""

import re
from collections.abc import Iterator

from aliexport_tui.sources.layouts.columns import NOWHERE, Columns

Places = dict[str, list[int]]
"""Header without case and blanks -> positions; params stand many times under the same names."""

CODES = (
    ("код_товара", "код_товару"),
    ("идентификатор_товара", "ідентифікатор_товару"),
    ("уникальный_идентификатор", "унікальний_ідентифікатор"),
)
"""What a variant is called, the seller's own code first."""

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("название_позиции", "назва_позиції", "название_позиции_укр", "назва_позиції_укр"),
    "description": ("описание", "опис", "описание_укр", "опис_укр"),
    "price": ("цена", "ціна"),
    "currency": ("валюта",),
    "stock": ("количество", "кількість"),
    "available": ("наличие", "наявність"),
    "brand": ("производитель", "виробник"),
    "country": ("страна_производитель", "країна_виробник"),
    "article": ("код_товара", "код_товару"),
    "url": ("продукт_на_сайте", "продукт_на_сайті", "ссылка_на_товар_на_сайте"),
    "group": ("id_группы_разновидностей", "id_групи_різновидів"),
    "barcode": ("код_маркировки_(gtin)", "код_маркування_(gtin)"),
    "weight": ("вес,кг", "вага,кг", "вес_кг", "вага_кг", "вес_г"),
    "length": ("длина,см", "довжина,см", "глубина_м"),
    "width": ("ширина,см", "ширина_м"),
    "height": ("высота,см", "висота,см", "высота_м"),
}
PICTURES = ("ссылка_изображения", "посилання_зображення")
NUMBER, GROUP = ("номер_группы", "номер_групи"), ("название_группы", "назва_групи")
PARENT = ("номер_родителя", "номер_батьківської_групи")
KIND = ("тип_товара", "тип_товару")
DISCOUNT = ("скидка", "знижка")
UNTIL = ("срок_действия_скидки_до", "термін_дії_знижки_до")
_PARAM = ("название_характеристики", "назва_характеристики")
_UNIT = ("измерение_характеристики", "одиниця_виміру_характеристики")
_VALUE = ("значение_характеристики", "значення_характеристики")
_NOT_OF_PRODUCTS = re.compile(r"html_|поисковые_запросы|пошукові_запити|личные_заметки|особисті_нотатки")


def recognises(headers: tuple[str, ...]) -> bool:
    places = places_of(headers)
    return first(places, CODES[0]) >= 0 and first(places, FIELDS["name"][:2]) >= 0


def columns_of_prom(headers: tuple[str, ...], places: Places, width: int) -> Columns:
    fields = {field: at for field, names in FIELDS.items() if (at := first(places, names)) >= 0}
    triples = tuple(_triples(headers))
    pictures = tuple((headers[at], at) for name in PICTURES for at in places.get(name, ()))
    taken = {*fields.values(), *(at for triple in triples for at in triple), *(at for _, at in pictures)}
    taken |= {first(places, names) for names in (NUMBER, GROUP, KIND, DISCOUNT, UNTIL)}
    rest = tuple(
        (header, at)
        for at, header in enumerate(headers)
        if header and at not in taken and not _NOT_OF_PRODUCTS.match(_bare(header))
    )
    names = {field: headers[at] for field, at in fields.items()}
    return Columns({**fields, "old_price": width - 1}, names, width, triples=triples, pictures=pictures, rest=rest)


def _triples(headers: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """A name, its unit and its value stand beside each other; the unit may be missing."""
    bare = [_bare(header) for header in headers]
    for at, header in enumerate(bare):
        if header in _PARAM:
            unit = at + 1 if bare[at + 1 : at + 2] and bare[at + 1] in _UNIT else NOWHERE
            value = at + 1 if unit == NOWHERE else at + 2
            if bare[value : value + 1] and bare[value] in _VALUE:
                yield at, unit, value


def places_of(headers: tuple[str, ...]) -> Places:
    places: Places = {}
    for at, header in enumerate(headers):
        places.setdefault(_bare(header), []).append(at)
    return places


def _bare(header: str) -> str:
    """ "Cрок действия скидки до", with its Latin C, and «Код_товара» alike."""
    header = header.replace("C", "С").replace("c", "с") if re.search("[А-Яа-яі]", header) else header
    return header.casefold().strip().replace(" ", "_")


def first(places: Places, names: tuple[str, ...]) -> int:
    return next((places[name][0] for name in names if name in places), NOWHERE)
