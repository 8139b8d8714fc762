"""Reader of the export of prom.ua and its sisters, CSV or XLSX (`sources.md` §1.6): params as triples of columns that
stand many times under the same names, variants joined by «ID_группы_разновидностей»."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from aliexport_tui.model.money import to_decimal, to_minor
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import ShopCategory
from aliexport_tui.sources.layouts.prom.headers import (
    CODES,
    DISCOUNT,
    GROUP,
    KIND,
    NUMBER,
    PARENT,
    UNTIL,
    columns_of_prom,
    first,
    places_of,
    recognises,
)
from aliexport_tui.sources.layouts.row_layout import RowLayout
from aliexport_tui.sources.layouts.row_reader import RowReader
from aliexport_tui.sources.numbers import parse_price
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_tables
from aliexport_tui.sources.tables.table import Table
from aliexport_tui.sources.text import one_line


def read_prom(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader. Other sheets of the workbook may hold the tree of groups."""
    tables = open_tables(path, settings, origin)
    goods = next((table for table in tables if recognises(table.headers)), tables[0])
    groups = next((table for table in tables if table is not goods and first(places_of(table.headers), NUMBER) >= 0), None)
    return _Prom(goods, settings, groups).read()


_SERVICE = "s"
_READY = ("+", "!", "")


class _Prom(RowLayout):
    def __init__(self, table: Table, settings: SourceSettings, groups: Table | None) -> None:
        super().__init__(table, settings)
        places = places_of(table.headers)
        self.codes_at = [at for names in CODES if (at := first(places, names)) >= 0]
        self._kind, self._discount, self._until = (first(places, names) for names in (KIND, DISCOUNT, UNTIL))
        self._number, self._group_name = first(places, NUMBER), first(places, GROUP)
        # A cell behind the last is the price before the discount.
        self._width = len(table.headers) + 1
        self._columns = columns_of_prom(table.headers, places, self._width)
        self._reader = RowReader(self._columns, settings, table.origin, separator=",", param_separator="|")
        self._known: set[str] = set()
        if groups is not None:
            self._read_groups(groups)

    def offer(self, line: int, cells: list[str]) -> Offer | None:
        code = self.code(cells)
        if not code:
            self.tell_nameless(line)
            return None
        # Rows end with their last param: a short one lacks nothing.
        last = self._width - 1
        cells = [*cells[:last], *[""] * (self._width - len(cells[:last])), *cells[last:]]
        if one_line(cells[self._kind]).casefold() == _SERVICE and self._kind >= 0:
            self.tell("feed.skipped_virtual", line, code)
            return None
        told = (*self._availability(cells), *self._take_off(cells))
        group = one_line(cells[at]) if (at := self._columns.at("group")) >= 0 else ""
        offer = self._reader.offer(line, cells, code, self._category(cells), group)
        if not told:
            return offer
        problems = (Problem(name, header, args, offer.place, "warning") for name, header, args in told)
        return msgspec.structs.replace(offer, problems=(*offer.problems, *problems))

    def _availability(self, cells: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
        """+ and ! are on hand; a number is of the days until it could be sent, which is not on hand."""
        at = self._columns.at("available")
        said = cells[at].strip() if at >= 0 else ""
        if said not in _READY and said != "-":
            yield "feed.on_order", self.table.headers[at], {"days": said[:20]}
        cells[at] = ("+" if said in _READY else "-") if said else ""

    def _take_off(self, cells: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
        """The discount, an amount or a percentage, off the price."""
        text = cells[self._discount].strip() if self._discount >= 0 else ""
        price_at = self._columns.at("price")
        price = parse_price(cells[price_at], self.settings.csv.decimal_comma) if text and price_at >= 0 else None
        amount = parse_price(text.rstrip("% ")) if price else None
        if price is None or amount is None:
            return
        if self._until >= 0 and cells[self._until].strip():
            yield "feed.discount_dated", self.table.headers[self._discount], {"until": cells[self._until].strip()[:30]}
            return
        lower = to_minor(to_decimal(price) * (100 - to_decimal(amount)) / Decimal(100)) if "%" in text else price - amount
        if lower > 0:
            cells[self._width - 1], cells[price_at] = cells[price_at], str(to_decimal(lower))

    def _category(self, cells: list[str]) -> str:
        number = one_line(cells[self._number]) if self._number >= 0 else ""
        name = one_line(cells[self._group_name]) if self._group_name >= 0 else ""
        key = number or name
        if key and key not in self._known:
            self._known.add(key)
            self.found.append(ShopCategory(key, name or number))
        return key

    def _read_groups(self, groups: Table) -> None:
        """The tree of groups, parents that are not in it left out."""
        places = places_of(groups.headers)
        at = [first(places, names) for names in (NUMBER, GROUP, PARENT)]
        rows = [[one_line(cells[one]) if 0 <= one < len(cells) else "" for one in at] for _, cells in groups.rows()]
        self._known = {number for number, _, _ in rows if number}
        parents = {number: parent for number, _, parent in rows}
        told: set[str] = set()
        for number, name, parent in rows:
            if number and number not in told:
                told.add(number)
                known = parent if parent in self._known and not _circles(parents, number) else ""
                self.found.append(ShopCategory(number, name or number, known))


def _circles(parents: dict[str, str], number: str) -> bool:
    """Whether a group is its own ancestor."""
    at = number
    for _ in range(len(parents)):
        at = parents.get(at, "")
        if at in ("", number):
            break
    return at == number
