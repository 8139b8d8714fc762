"""Where in a sheet its header stands: below titles with phones, beside empty columns, in one row or
two (`sources.md` §1.7).

A header is a row of words above columns of figures. It is told by the words that shops use in headers; where these are
strange, by figures below nothing but text."""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from aliexport_tui.sources.text import one_line

LOOKED_AT = 60
"""Rows from the top in which a header is looked for."""

Rows = Sequence[Sequence[str]]
_Kind = Literal["code", "name", "price", "stock", "other"]

_LONGEST = 80
_LONGEST_FIGURE = 40
_BELOW = 40
_SAMPLE = 200
_VOCABULARY: dict[_Kind, str] = {
    "price": "цен[аы]? ціна price~ стоимость прайс опт оптовая розниц[аы] розн rrp ррц мрц msrp cost",
    "stock": "остат~ наличи[ея] наявність залишок кол-?во кол количество кількість stock~ qty quantity склад~ count",
    "code": "артикул~ арт код~ sku code id ид ідентифікатор идентификатор номер number part model модель",
    "name": "наименовани[ея] название назва найменування имя номенклатура товар~ name title product позиция",
    "other": (
        "описание опис description бренд brand производитель виробник vendor manufacturer категория категорія category "
        "групп?а group раздел фото изображени[ея] картинк[аи] picture image~ ссылк[аи] url link штрих-?код~ barcode ean "
        "gtin вес вага weight размер~ розмір size цвет колір colou?r ед единица unit упаковк[аи] страна country валюта "
        "currency сумма сума параметр свойство характеристика значение гарантия warranty габарит~ длина ширина высота "
        "скидка discount материал состав примечани[ея] комментарий № п/п объ[её]м серия тип type вид изм"
    ),
}
"""Words of headers by what they name, the more telling kinds first; ~ stands for any ending."""

_ENDING = r"\w*"
_WORDS = tuple(
    (kind, re.compile(rf"(?<![a-zа-яёіїєґ])(?:{words.replace(' ', '|').replace('~', _ENDING)})(?![a-zа-яёіїєґ])"))
    for kind, words in _VOCABULARY.items()
)
_NUMBER = re.compile(
    r"[-+<>~≥≈]?\s*\d[\d\s.,:/\-]*\s*(?:руб\.?|р\.?|₽|грн\.?|₴|тг\.?|₸|шт\.?|кг|г|мм|см|м|%|\$|€|usd|eur|rub|uah)?",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\+?\d[\d\s()\-]{8,}\d|[\w.]+@[\w.]+\.\w|https?://|www\.|(?<!\w)(?:тел|факс|phone)(?!\w)", re.IGNORECASE
)


class Header(msgspec.Struct, frozen=True):
    """`row`: index of its first row among those looked at; `height` 1 or 2. `names`: of all columns, "" for those without
    a name and data; one without a name but with data is called by its letter. `goods`: has a price or a stock beside a
    code or a name, as lists of goods do."""

    row: int
    height: int
    names: tuple[str, ...]
    goods: bool


def find_header(rows: Rows, first_column: int = 0) -> Header | None:
    """The likeliest header among the first rows; None when no row looks like one. `first_column`: which column of the
    sheet the first cell is of, for the letters."""
    scored = ((_score(rows, at), -at) for at in range(min(len(rows), LOOKED_AT)))
    score, above = max(scored, default=(0, 0))
    if score <= 0:
        return None
    at = -above
    if at and _is_pair(rows, at - 1):
        at -= 1
    return header_at(rows, at, first_column)


def header_at(rows: Rows, at: int, first_column: int = 0) -> Header:
    """The header that begins in this row, which must be there; with the next one, where the two are one."""
    height = 2 if _is_pair(rows, at) else 1
    names = _joined(rows[at], rows[at + 1]) if height == 2 else [one_line(cell) for cell in rows[at]]
    below = rows[at + height : at + height + _SAMPLE]
    width = max([len(names), *map(len, below)])
    names += [""] * (width - len(names))
    used = {column for row in below for column, cell in enumerate(row) if cell.strip()}
    named = tuple(name or (letters(first_column + column) if column in used else "") for column, name in enumerate(names))
    while named and not named[-1]:
        named = named[:-1]
    return Header(at, height, named, _is_of_goods(_kinds(names)))


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def is_number(text: str) -> bool:
    """A figure, maybe with a unit or a currency, or a date."""
    text = text.strip()
    return len(text) <= _LONGEST_FIGURE and _NUMBER.fullmatch(text) is not None


def _score(rows: Rows, at: int) -> int:
    """Above 0 for what may be a header."""
    filled = [(column, cell.strip()) for column, cell in enumerate(rows[at]) if cell.strip()]
    if len(filled) < 2 or any(len(cell) > _LONGEST or _CONTACT.search(cell) for _, cell in filled):
        return 0
    numbers = [cell for _, cell in filled if is_number(cell)]
    figures = 0 if _is_grid(numbers) else len(numbers)
    known = [kind for kind in (_kind(cell) for _, cell in filled) if kind]
    if len(known) >= 2 and len(known) * 4 >= len(filled) and figures * 2 < len(filled) and figures < len(known):
        whole = 15 if len(known) == len(filled) else 0
        return 10 * len({*known} - {"other"}) + whole + min(len(known), 9) - figures
    distinct = len({cell for _, cell in filled}) == len(filled)
    first = not any(sum(bool(cell.strip()) for cell in row) >= 2 for row in rows[:at])
    return int(figures == 0 and distinct and first and _figures_below(rows, at, filled))


def _is_grid(numbers: list[str]) -> bool:
    """Sizes as names of columns: 38, 40, 42."""
    sizes = [int(number) for number in numbers if number.isdecimal()]
    return len(sizes) >= 3 and len(sizes) == len(numbers) and all(one < other for one, other in itertools.pairwise(sizes))


def _figures_below(rows: Rows, at: int, filled: list[tuple[int, str]]) -> bool:
    """Whether a named column holds figures in most of its next cells."""
    for column, _ in filled:
        cells = [row[column].strip() for row in rows[at + 1 : at + 1 + _BELOW] if column < len(row)]
        cells = [cell for cell in cells if cell]
        if cells and sum(map(is_number, cells)) * 2 > len(cells):
            return True
    return False


def _is_pair(rows: Rows, at: int) -> bool:
    """Whether this row and the next are one header: names in the first stand over several columns, whose own names stand
    below them ("Цена" over "Розница", "Опт"), and names that need none have nothing below."""
    if at + 1 >= len(rows):
        return False
    above = [cell.strip() for cell in rows[at]]
    below = [cell.strip() for cell in rows[at + 1]]
    above += [""] * (len(below) - len(above))
    below += [""] * (len(above) - len(below))
    if sum(map(bool, above)) < 2 or any(map(is_number, filter(None, (*above, *below)))):
        return False
    if any(len(cell) > _LONGEST or _CONTACT.search(cell) for cell in (*above, *below)):
        return False
    if not any(one and not other for one, other in zip(above, below, strict=True)):
        return False
    first = next(column for column, cell in enumerate(above) if cell)
    spanned = [column for column, cell in enumerate(below) if cell and not above[column]]
    if not spanned or spanned[0] < first or not any(map(_kind, above)):
        return False
    # Every name below belongs to a run of columns that a name above begins.
    return all(not cell or not above[column] or column + 1 in spanned for column, cell in enumerate(below))


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    names: list[str] = []
    over = ""
    for column in range(max(len(above), len(below))):
        top = one_line(above[column]) if column < len(above) else ""
        own = one_line(below[column]) if column < len(below) else ""
        over = top or (over if own else "")
        names.append(f"{over} {own}".strip())
    return names


def _kinds(cells: Iterable[str]) -> set[_Kind]:
    return {kind for kind in map(_kind, cells) if kind}


def _kind(cell: str) -> _Kind | None:
    if len(cell) > _LONGEST or is_number(cell):
        return None
    text = cell.casefold().replace("_", " ")
    return next((kind for kind, words in _WORDS if words.search(text)), None)


def _is_of_goods(kinds: set[_Kind]) -> bool:
    return len(kinds & {"price", "stock"}) == 2 or bool(kinds & {"price", "stock"} and kinds & {"code", "name"})
