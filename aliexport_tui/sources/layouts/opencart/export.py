"""Reader of what OpenCart's add-ons export (`sources.md` §1.6): tables with macros as headers (CSV Price Pro and its like),
and the workbook of the Export/Import tool with its several sheets. Options become variants."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.layouts.opencart import cells as cell
from aliexport_tui.sources.layouts.opencart.headers import CODES, at, columns_of_opencart, is_sheet, places_of, recognises
from aliexport_tui.sources.layouts.opencart.options import Option, first_of_each, parse_option, variant_code, with_variants
from aliexport_tui.sources.layouts.opencart.sheets import Sheets
from aliexport_tui.sources.layouts.row_layout import RowLayout
from aliexport_tui.sources.layouts.row_reader import RowReader
from aliexport_tui.sources.numbers import parse_price
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_tables
from aliexport_tui.sources.tables.table import Table

_OFF = ("0", "false", "no", "off", "отключено", "disabled")
_IMAGES = "/image/"


def read_opencart(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Pictures are relative to the folder image of settings.base_url; settings.store_view names the
    language whose texts are taken: its code, or the number in _NAME_LANG=1_."""
    tables = open_tables(path, settings, origin)
    goods = next((table for table in tables if recognises(table.headers)), tables[0])
    others = [table for table in tables if table is not goods] if is_sheet(goods.headers) else []
    return _OpenCart(goods, settings, Sheets(others, settings.store_view)).read()


class _OpenCart(RowLayout):
    def __init__(self, table: Table, settings: SourceSettings, sheets: Sheets) -> None:
        super().__init__(table, settings)
        self._sheets = sheets
        self._places = places = places_of(table.headers, settings.store_view)
        self.codes_at = [places[name] for name in CODES if name in places]
        self._width = len(table.headers)
        columns = columns_of_opencart(table.headers, places)
        self._reader = RowReader(columns, _with_folder(settings), table.origin, separator="")
        self._picture_places = [place for _, place in columns.pictures]
        self._description = columns.at("description")
        self._texts = [place for field in ("name", "brand", "article") if (place := columns.at(field)) >= 0]
        self._known: set[str] = set()

    def codes(self) -> Iterator[str]:
        """Of the first variant of each row: by it repetitions are known."""
        for _, cells in self.table.rows():
            code = self.code(cells)
            yield code
            if options := self._options(self._named(cells, "id", "product_id"), self._named(cells, "options")):
                yield variant_code(code, first_of_each(options))

    def offer(self, line: int, cells: list[str]) -> Offer | None:
        code = self.code(cells)
        if not code:
            self.tell_nameless(line)
            return None
        if self._named(cells, "status").casefold() in _OFF:
            self.tell("feed.skipped_draft", line, code)
            return None
        id_ = self._named(cells, "id", "product_id")
        short = len(cells) < self._width
        cells = [*cells, *[""] * (self._width - len(cells))]
        cells[self._width : self._width] = [""]
        until = self._take_special(cells, id_)
        self._unescape(cells, id_)
        offer = self._reader.offer(line, cells, code, self._category(cells))
        params = (*cell.attributes(self._named(cells, "attributes")), *self._sheets.params.get(id_, ()))
        product = msgspec.structs.replace(offer.product, params=_distinct(params))
        product, problems = with_variants(product, self._options(id_, self._named(cells, "options")))
        if until:
            problems += (Problem("feed.discount_dated", "special", {"until": until[:30]}, offer.place, "warning"),)
        if short:
            problems += (Problem("feed.row_ragged", "", {"line": str(line)}, offer.place, "warning"),)
        return Offer(product, problems=(*offer.problems, *problems))

    def _named(self, cells: Sequence[str], *names: str) -> str:
        place = at(self._places, *names)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def _options(self, id_: str, text: str) -> tuple[Option, ...]:
        lines = (parse_option(cell.plain(line)) for line in text.split("\n") if line.strip())
        return (*filter(None, lines), *self._sheets.options.get(id_, ()))

    def _unescape(self, cells: list[str], id_: str) -> None:
        for place in self._texts:
            cells[place] = cell.plain(cells[place])
        if self._description >= 0:
            cells[self._description] = cell.markup(cells[self._description])
        for place in self._picture_places:
            cells[place] = cell.pictures(cells[place])
        if self._picture_places and id_ in self._sheets.pictures:
            last = self._picture_places[-1]
            cells[last] = "\n".join((cells[last], *self._sheets.pictures[id_]))
        for unit, of in (("weight_unit", ("weight",)), ("length_unit", ("length", "width", "height"))):
            named = self._named(cells, unit)
            for place in (self._places.get(name, -1) for name in of):
                if named and place >= 0 and cells[place].strip("0., "):
                    cells[place] = f"{cells[place].strip()} {named}"

    def _take_special(self, cells: list[str], id_: str) -> str:
        """A special price without an end counts, the price is the old one then; -> the end of one that has it."""
        price_at = self._places.get("price", -1)
        price, until = cell.special(self._named(cells, "special") or self._sheets.specials.get(id_, ""))
        lower, full = parse_price(price) if price else None, parse_price(cells[price_at]) if price_at >= 0 else None
        if lower and full and lower < full and not until:
            cells[self._width], cells[price_at] = cells[price_at], price
        return until if lower else ""

    def _category(self, cells: list[str]) -> str:
        ids = self._named(cells, "categories", "category_id") if not self._named(cells, "category", "main_category") else ""
        if not ids:
            way = self._named(cells, "main_category") or self._named(cells, "category")
            return self.paths.key(cell.category_levels(way))
        known = [one for one in map(str.strip, ids.split(",")) if one]
        # The deepest one says most.
        key = max(known, key=lambda one: len(self._way(one)), default="")
        for category in self._way(key) if key in self._sheets.categories else [ShopCategory(key, key)] * bool(key):
            if category.key not in self._known:
                self._known.add(category.key)
                self.found.append(category)
        return key

    def _way(self, key: str) -> list[ShopCategory]:
        """From the root; a circle ends where it closes."""
        way: list[ShopCategory] = []
        seen: set[str] = set()
        while (category := self._sheets.categories.get(key)) is not None and key not in seen:
            seen.add(key)
            way.append(category)
            key = category.parent
        if way and (key in seen or key not in self._sheets.categories):
            way[-1] = ShopCategory(way[-1].key, way[-1].name)
        return way[::-1]


def _distinct(params: Sequence[Param]) -> tuple[Param, ...]:
    return tuple(dict.fromkeys(params))


def _with_folder(settings: SourceSettings) -> SourceSettings:
    base = settings.base_url.rstrip("/")
    if not base or base.endswith(_IMAGES.rstrip("/")):
        return msgspec.structs.replace(settings, base_url=f"{base}/" if base else "")
    return msgspec.structs.replace(settings, base_url=base + _IMAGES)
