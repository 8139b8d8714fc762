"""One row of WooCommerce's product export -> what it says."""

import re
from datetime import date
from functools import lru_cache

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.sources.category_paths import CategoryPaths
from aliexport_tui.sources.layouts.magento.dates import is_between
from aliexport_tui.sources.layouts.woocommerce.headers import FIELDS, Columns
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
        self._paths = paths
        self._today = today
        self._origin = origin
        self._width = width
        self._others = columns.others
        self._attributes_at = tuple((name, width if value < 0 else value) for name, value in columns.attributes)
        # A column that the file does not have is the empty cell behind the last one.
        at = {field: columns.places.get(field, width) for field in FIELDS}
        self._id, self._sku, self._type, self._parent = at["id"], at["sku"], at["type"], at["parent"]
        self._published, self._name, self._barcode, self._brand = at["published"], at["name"], at["barcode"], at["brand"]
        self._short, self._long, self._images = at["short"], at["description"], at["images"]
        self._regular, self._sale = at["regular_price"], at["sale_price"]
        self._sale_from, self._sale_to = at["sale_from"], at["sale_to"]
        self._stock, self._in_stock, self._categories = at["stock"], at["in_stock"], at["categories"]
        self._weight, self._length, self._breadth, self._height = at["weight"], at["length"], at["width"], at["height"]

    def outline(self, line: int, cells: list[str]) -> RawItem:
        """What it is, whose, and whether it is sold."""
        return self._outline(line, self._padded(cells))

    def row(self, line: int, cells: list[str]) -> RawItem:
        overlong = len(cells) > self._width and any(cell.strip() for cell in cells[self._width :])
        cells = self._padded(cells)
        outline = self._outline(line, cells)
        if left_out(outline)[0]:
            return outline
        of_product = outline.type != VARIATION
        problems: list[Problem] = []
        if overlong:
            place = Place(self._origin, line, outline.code)
            problems.append(Problem("feed.row_ragged", "", {"line": str(line)}, place, "warning"))
        return RawItem(
            id=outline.id,
            sku=outline.sku,
            types=outline.types,
            place=outline.place,
            status=outline.status,
            parent=outline.parent,
            name=cells[self._name],
            category=self._paths.key(_deepest(cells[self._categories])) if of_product else "",
            brand=next(iter(values(cells[self._brand])), ""),
            description=(lines(cells[self._long]) or lines(cells[self._short])) if of_product else "",
            barcode=cells[self._barcode],
            regular_price=cells[self._regular],
            sale_price=cells[self._sale],
            on_sale=self._on_sale(cells, outline, problems) if cells[self._sale] else None,
            stock=cells[self._stock],
            in_stock=_in_stock(cells[self._in_stock]),
            pictures=values(cells[self._images]),
            attributes=tuple(
                Attribute(one_line(name), tuple(filter(None, map(one_line, values(cells[value_at])))))
                for name_at, value_at in self._attributes_at
                if (name := cells[name_at]) and not name.isspace()
            ),
            weight=cells[self._weight],
            length=cells[self._length],
            width=cells[self._breadth],
            height=cells[self._height],
            fields=self._fields(cells) if of_product else {},
            problems=tuple(problems),
        )

    def _padded(self, cells: list[str]) -> list[str]:
        """As wide as the header and one empty cell more, without the marks that keep spreadsheets from taking a text for a
        formula."""
        missing = self._width + 1 - len(cells)
        cells = [*cells, *[""] * missing] if missing > 0 else [*cells[: self._width], ""]
        return list(map(_unmarked, cells)) if "\x1f'" in "\x1f".join(cells) or cells[0][:1] == "'" else cells

    def _outline(self, line: int, cells: list[str]) -> RawItem:
        return RawItem(
            id=one_line(cells[self._id]),
            sku=one_line(cells[self._sku]),
            types=_types(cells[self._type]),
            place=Place(self._origin, line),
            status=_STATUS.get(cells[self._published].strip().lower(), "draft"),
            parent=one_line(cells[self._parent]),
        )

    def _on_sale(self, cells: list[str], outline: RawItem, problems: list[Problem]) -> bool | None:
        sale = one_line(cells[self._sale])
        first, last = one_line(cells[self._sale_from]), one_line(cells[self._sale_to])
        if not sale or not (first or last):
            return None
        now = is_between(self._today, first, last)
        if not now:
            args = {"sale": sale[:_SHOWN], "first": first[:_SHOWN], "last": last[:_SHOWN]}
            place = Place(self._origin, outline.place.line, outline.code)
            problems.append(Problem("feed.sale_not_now", "sale_price", args, place, "warning"))
        return bool(now)

    def _fields(self, cells: list[str]) -> dict[str, str]:
        """All columns that no field takes, texts in short; several categories and a short description beside the long."""
        found = {header: text for header, at in self._others if cells[at] and (text := one_line(cells[at]))}
        if len(values(cells[self._categories])) > 1:
            found["Categories"] = one_line(cells[self._categories])
        if cells[self._long] and (short := one_line(lines(cells[self._short]))):
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


def _deepest(cell: str) -> tuple[str, ...]:
    """Of several ways through the categories; of equally deep ones the first."""
    return max((tuple(filter(None, map(one_line, way.split(">")))) for way in values(cell)), key=len, default=())


def _unmarked(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


@lru_cache(maxsize=256)
def _types(cell: str) -> tuple[str, ...]:
    return tuple(one_line(cell).lower().replace(",", " ").split())


@lru_cache(maxsize=256)
def _in_stock(cell: str) -> bool | None:
    """What can only be ordered beforehand is not there."""
    return False if cell.strip().lower() in ("backorder", "onbackorder") else parse_flag(cell)
