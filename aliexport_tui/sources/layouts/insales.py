"""Reader of the export of InSales, CSV or XLSX (`sources.md` §1.6): a row per variant, what belongs to the product in
its first row or in all of them, categories over several columns, «Свойство: …» for what tells variants apart, «Параметр: …»
for the rest."""

import re
from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.sources.layouts.columns import NOWHERE, Columns, ParamColumn, name_and_unit
from aliexport_tui.sources.layouts.row_layout import RowLayout
from aliexport_tui.sources.layouts.row_reader import RowReader
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.text import one_line

_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("название товара или услуги", "название товара", "название", "наименование"),
    "description": ("полное описание", "описание", "краткое описание"),
    "url": ("ссылка на товар", "url товара", "url"),
    "price": ("цена продажи",),
    "old_price": ("старая цена",),
    "stock": ("остаток",),
    "currency": ("валюта склада", "валюта"),
    "barcode": ("штрих-код", "штрихкод"),
    "weight": ("вес", "вес, кг"),
    "article": ("артикул",),
    "brand": ("параметр: бренд", "параметр: производитель", "параметр: торговая марка", "бренд", "производитель"),
    "country": ("параметр: страна", "параметр: страна производства", "параметр: страна-производитель", "страна"),
}
_ID, _VARIANT, _ARTICLE = ("id товара",), ("id варианта",), ("артикул", "артикул варианта")
_ROOT, _BELOW = ("корневая", "корневая категория", "категория"), re.compile(r"подкатегория(?: (\d+))?")
_PLACED, _VISIBLE, _SIZE = ("размещение на сайте",), ("видимость на витрине",), ("габариты", "габариты варианта")
_PICTURES = ("изображения варианта", "изображение варианта", "изображения", "изображение")
_PARAM = re.compile(r"(параметр|свойство)\s*:\s*(.*\S)", re.IGNORECASE)
_OF_VARIANT = ("price", "old_price", "stock", "barcode", "weight", "article")
_HIDDEN = ("скрыт", "скрыта", "нет", "0", "false", "не выставлен")
_SIDES = ("length", "width", "height")
_BETWEEN_SIDES = re.compile(r"\s*[xх*×/]\s*", re.IGNORECASE)


def recognises(headers: tuple[str, ...]) -> bool:
    known = {header.casefold() for header in headers}
    return "цена продажи" in known and bool(known & {"название товара или услуги", *_ID, *_VARIANT})


def read_insales(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader."""
    return _InSales(open_table(path, settings, origin), settings).read()


class _InSales(RowLayout):
    def __init__(self, table: Table, settings: SourceSettings) -> None:
        super().__init__(table, settings)
        places: dict[str, int] = {}
        for at, header in enumerate(table.headers):
            places.setdefault(header.casefold(), at)
        self._id, self._placed, self._visible, self._size = (
            _first(places, names) for names in (_ID, _PLACED, _VISIBLE, _SIZE)
        )
        self.codes_at = [at for names in (_ARTICLE, _VARIANT, _ID) if (at := _first(places, names)) >= 0]
        below = sorted((int(match[1] or 1), at) for header, at in places.items() if (match := _BELOW.fullmatch(header)))
        self._levels = [at for at in (_first(places, _ROOT), *(at for _, at in below)) if at >= 0]
        # Three cells behind the last are the sides that one cell names together.
        self._width = len(table.headers)
        columns = self._columns_of(places)
        self._columns = columns
        self._name = columns.at("name")
        self._axes = tuple(at for at, header in enumerate(table.headers) if _is_axis(header))
        own = {columns.at(field) for field in _OF_VARIANT} | {*self._axes, *self.codes_at, self._size}
        variant_pictures = {at for header, at in columns.pictures if "вариант" in header.casefold()}
        self._shared = [at for at in range(self._width) if at not in own | variant_pictures or at == self._id]
        self._reader = RowReader(columns, settings, table.origin, separator=" ", param_separator=settings.multiple or "##")
        self._first_row: list[str] = []

    def offer(self, line: int, cells: list[str]) -> Offer | None:
        code = self.code(cells)
        if not code:
            self.tell_nameless(line)
            return None
        last = self._width
        cells = self._completed([*cells[:last], *[""] * (last - len(cells)), *cells[last:]])
        if self._visible >= 0 and one_line(cells[self._visible]).casefold() in _HIDDEN:
            self.tell("feed.skipped_draft", line, code)
            return None
        group = one_line(cells[self._id]) if self._id >= 0 else ""
        if not group and any(cells[at].strip() for at in self._axes):
            group = one_line(cells[self._name]) if self._name >= 0 else ""
        cells[last:last] = self._sides(cells)
        return self._reader.offer(line, cells, code, self._category(cells), group)

    def _completed(self, cells: list[str]) -> list[str]:
        """With what only the first row of the product says."""
        before = self._first_row
        same = bool(before) and all(
            not (own := cells[at].strip()) or own == before[at].strip() for at in (self._id, self._name) if at >= 0
        )
        if same:
            for at in self._shared:
                cells[at] = cells[at] if cells[at].strip() else before[at]
        else:
            self._first_row = [*cells]
        return cells

    def _category(self, cells: list[str]) -> str:
        levels = [level for at in self._levels if (level := one_line(cells[at]))]
        if not levels and self._placed >= 0:
            placed = cells[self._placed].split("##")[0]
            levels = [level for part in placed.split("/") if (level := one_line(part))]
        return self.paths.key(levels)

    def _sides(self, cells: list[str]) -> list[str]:
        parts = _BETWEEN_SIDES.split(cells[self._size].strip()) if self._size >= 0 else []
        return parts if len(parts) == 3 else [""] * 3

    def _columns_of(self, places: dict[str, int]) -> Columns:
        headers = self.table.headers
        fields = {field: at for field, names in _FIELDS.items() if (at := _first(places, names)) >= 0}
        if self._size >= 0:
            fields |= {side: self._width + number for number, side in enumerate(_SIDES)}
        params = [(match, at) for at, header in enumerate(headers) if (match := _PARAM.fullmatch(header))]
        # What tells variants apart comes first.
        params.sort(key=lambda found: found[0][1].casefold() != "свойство")
        pictures = tuple((headers[places[name]], places[name]) for name in _PICTURES if name in places)
        taken = {*fields.values(), *(at for _, at in params), *(at for _, at in pictures), *self._levels, *self.codes_at}
        taken |= {self._placed, self._visible, self._size, self._id}
        return Columns(
            fields,
            {field: headers[at] if at < self._width else headers[self._size] for field, at in fields.items()},
            self._width + 3,
            params=tuple(ParamColumn(*name_and_unit(match[2]), at) for match, at in params),
            pictures=pictures,
            rest=tuple((header, at) for at, header in enumerate(headers) if header and at not in taken),
        )


def _is_axis(header: str) -> bool:
    match = _PARAM.fullmatch(header)
    return match is not None and match[1].casefold() == "свойство"


def _first(places: dict[str, int], names: tuple[str, ...]) -> int:
    return next((places[name] for name in names if name in places), NOWHERE)
