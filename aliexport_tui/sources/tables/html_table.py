"""HTML tables, as admin pages save them under the name .xls: UTF-8 or windows-1251, cells over several columns and rows,
any mark-up in the cells (`sources.md` §1.7)."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import Encoding, detect, text_blocks
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.sheet import Sheet, head_size, header_of, no_header, table_of
from aliexport_tui.sources.tables.table import Cells, Table

_BLOCK = 64 * 1024
_MAX_CELL = 4 * 1024 * 1024
_MAX_TAG = 256 * 1024
_MAX_COLUMNS = 16_384
_MAX_SPAN = 1_000
_MAX_ROWSPAN = 65_534
_MAX_NESTED = 64
_MAX_TABLES = 200
_MAX_FILLED = 5_000_000
_MAX_STRAY = 100_000
_BREAKS = frozenset(("br", "p", "div", "li", "tr"))
_UNSEEN = frozenset(("script", "style", "head", "title", "template"))

_Row = tuple[int, int, list[str]]
"""Number of the table, number of the row in it, cells."""


def open_html(path: Path, settings: SourceSettings, origin: str) -> Table:
    """The first table that lists goods, else the first that has a header. Tables inside of cells count on their own.

    Raises SourceError `source.html` for a page without tables, ConfigError `source.header_missing`."""
    encoding = settings.csv.encoding or detect(path).encoding
    size = head_size(settings)
    heads: dict[int, list[list[str]]] = {}
    chosen: Sheet | None = None
    for table, number, cells in _read(path, encoding, origin):
        if table not in heads and len(heads) == _MAX_TABLES:
            break
        head = heads.setdefault(table, [])
        if number <= size:
            head.append(cells)
        if number == size:
            sheet = _sheet(path, encoding, origin, table, head)
            header = header_of(sheet, settings)
            if header is not None and header.goods:
                chosen = sheet
                break
    sheets = [chosen] if chosen else [_sheet(path, encoding, origin, table, head) for table, head in heads.items()]
    if not sheets:
        raise SourceError("source.html", Place(file=origin))
    found = [(sheet, header) for sheet in sheets if (header := header_of(sheet, settings)) is not None]
    if not found:
        raise no_header(origin, [max(sheets, key=lambda sheet: len(sheet.head))])
    sheet, header = next((one for one in found if one[1].goods), found[0])
    return table_of(sheet, header, origin, encoding)


def _sheet(path: Path, encoding: Encoding, origin: str, table: int, head: list[list[str]]) -> Sheet:
    def rows() -> Iterator[Cells]:
        for of, number, cells in _read(path, encoding, origin):
            if of == table and any(map(str.strip, cells)):
                yield number, cells

    return Sheet("", head, rows)


def _read(path: Path, encoding: Encoding, origin: str) -> Iterator[_Row]:
    """Rows of all tables, each when it ends; blank ones too."""
    parser = _Tables(origin)
    for block in text_blocks(path, encoding, _BLOCK):
        parser.feed(block)
        if len(parser.rawdata) > _MAX_TAG:
            # The parser keeps what may still become a tag and looks at it again with every block.
            raise parser.limit("characters of a tag", _MAX_TAG)
        yield from parser.taken()
    yield from parser.rest()


class _Open:
    """A table being read. `down`: column -> (rows still to fill, value) of cells over several rows."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.down: dict[int, tuple[int, str]] = {}


class _Tables(HTMLParser):
    def __init__(self, origin: str) -> None:
        super().__init__(convert_charrefs=True)
        self._origin = origin
        self._open: list[_Open] = []
        self._count = 0
        self._unseen = ""
        self._length = 0
        self._filled = 0
        self._stray = 0
        self._found: list[_Row] = []

    def taken(self) -> list[_Row]:
        found, self._found = self._found, []
        return found

    def rest(self) -> list[_Row]:
        """What the end of the file ends, for files that are cut off."""
        while self._open:
            self._end_table()
        return self.taken()

    def limit(self, what: str, limit: int) -> SourceError:
        return SourceError("source.limit", Place(file=self._origin, line=self.getpos()[0]), what=what, limit=str(limit))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and not self._unseen:
            self._unseen = tag
        elif tag == "table":
            if len(self._open) == _MAX_NESTED:
                raise self.limit("nested tables", _MAX_NESTED)
            self._count += 1
            self._open.append(_Open(self._count))
            self._unseen = ""
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._end_row(table)
                table.row = []
            elif tag in ("td", "th"):
                self._end_cell(table)
                table.row = [] if table.row is None else table.row
                table.cell = []
                table.spans = (_span(attrs, "colspan", _MAX_SPAN), _span(attrs, "rowspan", _MAX_ROWSPAN))
                self._length = 0
            elif tag in _BREAKS and table.cell:
                table.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif not self._open:
            return
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row(self._open[-1])
        elif tag in ("td", "th"):
            self._end_cell(self._open[-1])

    def handle_data(self, data: str) -> None:
        if data == "<":
            self._stray += 1
            if self._stray > _MAX_STRAY:
                raise self.limit("stray <", _MAX_STRAY)
        if self._unseen or not self._open or (cell := self._open[-1].cell) is None:
            return
        self._length += len(data)
        if self._length > _MAX_CELL:
            raise self.limit("characters of a cell", _MAX_CELL)
        cell.append(data.replace("\n", " "))

    def _end_cell(self, table: _Open) -> None:
        if table.cell is None or table.row is None:
            return
        value = "\n".join(filter(None, (" ".join(line.split()) for line in "".join(table.cell).split("\n"))))
        table.cell = None
        self._fill_down(table, table.row)
        columns, rows = table.spans
        if len(table.row) + columns > _MAX_COLUMNS:
            raise self.limit("columns", _MAX_COLUMNS)
        if rows > 1:
            table.down[len(table.row)] = (rows, value)
            table.down.update((len(table.row) + next_, (rows, "")) for next_ in range(1, columns))
        table.row += [value, *[""] * (columns - 1)]

    def _fill_down(self, table: _Open, row: list[str]) -> None:
        """Cells of rows above that reach into this one stand before its own next one."""
        while (at := len(row)) in table.down:
            row.append(table.down[at][1])
            self._filled += 1
        if self._filled > _MAX_FILLED:
            raise self.limit("cells over several rows", _MAX_FILLED)

    def _end_row(self, table: _Open) -> None:
        if table.row is None:
            return
        self._end_cell(table)
        self._fill_down(table, table.row)
        table.down = {column: (left - 1, value) for column, (left, value) in table.down.items() if left > 1}
        table.rows += 1
        self._found.append((table.number, table.rows, table.row))
        table.row = None

    def _end_table(self) -> None:
        self._end_row(self._open.pop())


def _span(attrs: list[tuple[str, str | None]], name: str, most: int) -> int:
    text = next((value for key, value in attrs if key == name and value), "")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 9 else 1
