"""Packed workbooks before they are opened: what would fill the memory is refused (`sources.md` §5, "XLSX bomb").

python-calamine lays a sheet out as a full rectangle, so a cell in the last row and the last column of an otherwise empty
sheet would end the process: the rectangle is measured first."""

import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from xml.parsers import expat

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 100
MAX_CELLS = 30_000_000
"""Of a sheet's rectangle: 32 bytes each."""

_SMALL = 1024 * 1024
_MAX_MEMBERS = 10_000
_BLOCK = 1024 * 1024
_OVERLAP = 40
_WIDE = re.compile(rb'r="([A-Za-z]{2,8})[0-9]')
_LOW = re.compile(rb'r="[A-Za-z]{0,8}0*([0-9]{6,12})"')
_SPACES = bytes.maketrans(b"\t\n\r", b"   ")
_UNUSUAL = (b"r =", b"r= ", b"r='")
"""Ways to write the place of a cell that no program uses; such a sheet is parsed."""
_CELL = re.compile(r"([A-Za-z]{1,8})0*([0-9]{1,12})")
_USUAL_ROWS, _USUAL_COLUMNS = 99_999, 26
_REPEATED = "table:number-{}-repeated"


def guard(path: Path, origin: str) -> None:
    """Raises SourceError `source.limit` for what unpacks to too much, `source.broken` for a damaged archive."""
    place = Place(file=origin)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise SourceError("source.limit", place, what="files in the archive", limit=str(_MAX_MEMBERS))
            for member in members:
                if member.file_size > _SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
                    raise SourceError("source.limit", place, what="packing", limit=f"1:{MAX_RATIO}")
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise SourceError("source.limit", place, what="unpacked bytes", limit=str(MAX_UNPACKED))
            for member in members:
                _measure(archive, member, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise SourceError("source.broken", place, reason=str(error) or type(error).__name__) from error


def _measure(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Place) -> None:
    """Reads what the library would read, to the true end of it, whatever length the archive claims."""
    name = member.filename.casefold()
    if name == "content.xml":
        with closing(_blocks(archive, member, place)) as blocks:
            _measure_open_document(blocks, place)
    elif name.startswith("xl/") and name.endswith(".xml"):
        with closing(_blocks(archive, member, place)) as blocks:
            suspect = name.startswith("xl/worksheets/") and _may_be_huge(blocks)
            for _ in blocks:
                pass
        if suspect:
            with closing(_blocks(archive, member, place)) as blocks:
                _measure_sheet(blocks, place)


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Place) -> Generator[bytes, None, None]:
    claimed, member.file_size = member.file_size, MAX_UNPACKED + 1
    size = 0
    try:
        with archive.open(member) as file:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > claimed:
                    raise SourceError("source.broken", place, reason="longer than the archive says")
                if b"<!ENTITY" in block and member.filename.endswith((".xml", ".rels")):
                    raise SourceError("source.entity", place)
                yield block
    finally:
        member.file_size = claimed


def _may_be_huge(blocks: Iterator[bytes]) -> bool:
    """By the places of cells, without parsing: never no for a sheet whose rectangle is beyond the limit."""
    columns, rows = _USUAL_COLUMNS, _USUAL_ROWS
    tail = b""
    for block in blocks:
        text = (tail + block).translate(_SPACES)
        if any(way in text for way in _UNUSUAL):
            return True
        columns = max([columns, *(_column(name) for name in {*_WIDE.findall(text)})])
        rows = max([rows, *map(int, {*_LOW.findall(text)})])
        tail = text[-_OVERLAP:]
    return columns * rows > MAX_CELLS


def _measure_sheet(blocks: Iterator[bytes], place: Place) -> None:
    """The rectangle around all cells that hold a value: a cell that only has a look takes no memory."""
    columns = rows = 0
    at = (0, 0)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, columns, rows
        match name.rpartition(":")[2]:
            case "c":
                found = _CELL.fullmatch(attributes.get("r", ""))
                at = (_column(found.group(1).encode()), int(found.group(2))) if found else (0, 0)
            case "v" | "is" | "f":
                columns, rows = max(columns, at[0]), max(rows, at[1])

    _parse(blocks, start, lambda name: None, place)
    _check(rows, columns, place)


def _measure_open_document(blocks: Iterator[bytes], place: Place) -> None:
    """Repeated cells and rows stand once in the file: counted as often as they are meant, where they hold a value."""
    columns = rows = width = row_width = 0
    repeated = 1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal columns, rows, width, row_width, repeated
        match name:
            case "table:table":
                columns = rows = 0
            case "table:table-row":
                repeated = _count(attributes, "rows")
                row_width = width = 0
            case "table:table-cell" | "table:covered-table-cell":
                width += _count(attributes, "columns")
                if "office:value-type" in attributes or "table:formula" in attributes:
                    row_width = width

    def end(name: str) -> None:
        nonlocal columns, rows
        if name == "table:table-row" and row_width:
            columns, rows = max(columns, row_width), rows + repeated
            _check(rows, columns, place)

    _parse(blocks, start, end, place)


def _parse(
    blocks: Iterator[bytes], start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], place: Place
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceError("source.broken", place, reason=expat.ErrorString(error.code)) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows, or that expat can't take
        raise SourceError("source.broken", place, reason=str(error)) from error


def _count(attributes: dict[str, str], of: str) -> int:
    text = attributes.get(_REPEATED.format(of), "1")
    return int(text) if text.isdecimal() and len(text) < 12 else MAX_CELLS + 1 if text.isdecimal() else 1


def _check(rows: int, columns: int, place: Place) -> None:
    if rows * columns > MAX_CELLS:
        raise SourceError("source.limit", place, what="cells of a sheet", limit=str(MAX_CELLS))


def _column(name: bytes) -> int:
    """b"A" -> 1, b"AA" -> 27."""
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
