"""One row of WooCommerce's product export -> what it says."""

import re
from collections.abc import Iterator
from datetime import date

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.layouts.magento_dates import is_between
from aliexport_tui.sources.layouts.woocommerce_headers import Columns
from aliexport_tui.sources.numbers import parse_flag
from aliexport_tui.sources.text import one_line
from aliexport_tui.sources.woo.item import VARIATION, Attribute, RawItem
from aliexport_tui.sources.woo.reading import left_out

_COMMA = re.compile(r"(?<!\\),")
_STATUS = {"1": "publish", "0": "private", "-1": "draft", "2": "pending", "true": "publish", "false": "draft", "": "publish"}
_SHOWN = 60


class RowReader:
    """Of one file. `today`: the day on which it was written, which decides whether a sale counts."""

    def __init__(self, columns: Columns, paths: CategoryPaths, today: date, origin: str, width: int) -> None:
        self._columns = columns
        self._paths = paths
        self._today = today
        self._origin = origin
        self._width = width

    def outline(self, line: int, cells: list[str]) -> RawItem:
        """What it is, whose, and whether it is sold."""
        return RawItem(
            id=self._text(cells, "id"),
            sku=self._text(cells, "sku"),
            types=tuple(word for word in self._text(cells, "type").lower().replace(",", " ").split()),
            place=Place(self._origin, line),
            status=_STATUS.get(self._text(cells, "published").lower(), "draft"),
            parent=self._text(cells, "parent"),
        )

    def row(self, line: int, cells: list[str]) -> RawItem:
        outline = self.outline(line, cells)
        if left_out(outline)[0]:
            return outline
        of_product = outline.type != VARIATION
        problems: list[Problem] = []
        if any(cell.strip() for cell in cells[self._width :]):
            place = Place(self._origin, line, outline.code)
            problems.append(Problem("feed.row_ragged", "", {"line": str(line)}, place, "warning"))
        return RawItem(
            id=outline.id,
            sku=outline.sku,
            types=outline.types,
            place=outline.place,
            status=outline.status,
            parent=outline.parent,
            name=self._cell(cells, "name"),
            category=self._paths.key(self._category(cells)) if of_product else "",
            brand=next(iter(values(self._cell(cells, "brand"))), ""),
            description=lines(self._cell(cells, "description")) or lines(self._cell(cells, "short")),
            barcode=self._cell(cells, "barcode"),
            regular_price=self._cell(cells, "regular_price"),
            sale_price=self._cell(cells, "sale_price"),
            on_sale=self._on_sale(cells, outline, problems),
            stock=self._cell(cells, "stock"),
            in_stock=_in_stock(self._text(cells, "in_stock")),
            pictures=values(self._cell(cells, "images")),
            attributes=tuple(self._attributes(cells)),
            weight=self._cell(cells, "weight"),
            length=self._cell(cells, "length"),
            width=self._cell(cells, "width"),
            height=self._cell(cells, "height"),
            fields=self._fields(cells) if of_product else {},
            problems=tuple(problems),
        )

    def _cell(self, cells: list[str], field: str) -> str:
        return _at(cells, self._columns.place(field))

    def _text(self, cells: list[str], field: str) -> str:
        return one_line(self._cell(cells, field))

    def _category(self, cells: list[str]) -> tuple[str, ...]:
        """The deepest of the ways, of several the first."""
        ways = (tuple(filter(None, map(one_line, way.split(">")))) for way in values(self._cell(cells, "categories")))
        return max(ways, key=len, default=())

    def _on_sale(self, cells: list[str], outline: RawItem, problems: list[Problem]) -> bool | None:
        sale = self._text(cells, "sale_price")
        first, last = self._text(cells, "sale_from"), self._text(cells, "sale_to")
        if not sale or not (first or last):
            return None
        now = is_between(self._today, first, last)
        if not now:
            args = {"sale": sale[:_SHOWN], "first": first[:_SHOWN], "last": last[:_SHOWN]}
            place = Place(self._origin, outline.place.line, outline.code)
            problems.append(Problem("feed.sale_not_now", "sale_price", args, place, "warning"))
        return bool(now)

    def _attributes(self, cells: list[str]) -> Iterator[Attribute]:
        for name_at, values_at in self._columns.attributes:
            name = one_line(_at(cells, name_at))
            if name:
                yield Attribute(name, tuple(filter(None, map(one_line, values(_at(cells, values_at))))))

    def _fields(self, cells: list[str]) -> dict[str, str]:
        """All columns that no field takes, texts in short; several categories and a short description beside the long."""
        found = {header: text for header, at in self._columns.others if (text := one_line(_at(cells, at)))}
        if len(values(self._cell(cells, "categories"))) > 1:
            found["Categories"] = self._text(cells, "categories")
        if self._cell(cells, "description") and (short := one_line(lines(self._cell(cells, "short")))):
            found["Short description"] = short
        return found


def values(cell: str) -> tuple[str, ...]:
    """Of a list parted by commas, in which `\\,` is a comma of the text."""
    if "," not in cell:
        return (cell.strip(),) if cell.strip() else ()
    return tuple(part for piece in _COMMA.split(cell) if (part := piece.replace("\\,", ",").strip()))


def lines(text: str) -> str:
    """Line ends are written as the two characters `\\n`, these two themselves with a second backslash."""
    if "\\n" not in text:
        return text
    return "\\n".join(part.replace("\\n", "\n") for part in text.split("\\\\n"))


def _at(cells: list[str], at: int) -> str:
    """A cell without the mark that keeps spreadsheets from taking it for a formula; "" beyond a short row."""
    if not 0 <= at < len(cells):
        return ""
    cell = cells[at]
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


def _in_stock(text: str) -> bool | None:
    """What can only be ordered beforehand is not there."""
    return False if text.lower() in ("backorder", "onbackorder") else parse_flag(text)
