"""Old workbooks (XLS) before they are opened: what would fill the memory or never end is refused.

python-calamine follows the chains of sectors without looking back, so a chain that bites its tail fills the memory until the
process is ended; and it lays each sheet out as a full rectangle, all sheets at once ([MS-CFB], [MS-XLS])."""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import unreadable

MAX_BYTES = 128 * 1024 * 1024
MAX_CELLS = 4_000_000
"""Of the rectangles of all sheets, 64 bytes each: the library copies them. 65,536 rows of 60 columns."""
MAX_HOLLOW = 1_500_000
"""Where hardly any of them hold something."""

_HOLLOW = 20
_MAX_SHEETS = 500
_MAX_MERGED = 100_000
_HEADER = 512
_DIFAT = struct.Struct("<109I")
_END, _RESERVED, _FREE = 0xFFFFFFFE, 0xFFFFFFFA, 0xFFFFFFFC
_SECTORS = {9: 512, 12: 4096}
_SMALL_STREAM, _SMALL_SECTOR = 4096, 64
_NAMES = ("Workbook", "Book", "WORKBOOK", "BOOK")
_RECORD = struct.Struct("<HH")
_SPOT = struct.Struct("<HH")
_BOF, _EOF, _SHEET, _DIMENSIONS, _MERGED = 0x0809, 0x000A, 0x0085, 0x0200, 0x00E5
_CELLS = frozenset((0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x0006))
_CELLS_OF_A_ROW = 0x00BD
_LEAST = {
    0x0012: 2, 0x0017: 2, 0x0018: 15, 0x0022: 2, 0x002F: 2, 0x0042: 2, _SHEET: 8, 0x00E0: 4, _MERGED: 2, 0x00FC: 8,
    0x041E: 4, 0x013D: 2, _DIMENSIONS: 10, 0x0203: 14, 0x0204: 8, 0x0205: 8, 0x0207: 2, 0x00FD: 10, 0x027E: 10, 0x0006: 20,
    0x0206: 20, 0x0406: 20, 0x00D6: 8, _CELLS_OF_A_ROW: 6, 0x0009: 4, 0x0209: 4, 0x0409: 4, _BOF: 4,
}  # fmt: skip
"""Bytes that a record has at least: the library takes them for granted, and shorter ones make it panic, which it prints."""


class _Broken(Exception):
    """Not as the format has it."""


def guard(path: Path, origin: str) -> None:
    """Raises SourceError `source.limit` for what opens to too much, `source.broken` for a damaged file."""
    place = Place(file=origin)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError("source.limit", place, what="bytes", limit=str(MAX_BYTES))
        stream = _workbook(path.read_bytes())
        cells, filled = _cells(stream)
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    except (_Broken, struct.error) as error:
        raise SourceError("source.broken", place, reason=str(error)) from error
    most = MAX_HOLLOW if cells > _HOLLOW * filled else MAX_CELLS
    if cells > most:
        raise SourceError("source.limit", place, what="cells of a sheet", limit=str(most))


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook, every chain on the way to it walked to its end."""
    size = _SECTORS.get(int.from_bytes(data[30:32], "little"))
    if size is None or len(data) < _HEADER:
        raise _Broken("header of the compound file")
    count = len(data) // size
    fat_length, first = struct.unpack_from("<I I", data, 44)
    mini_first, mini_length, difat_next = struct.unpack_from("<III", data, 60)
    if fat_length > count or mini_length > min(count, 1024):
        raise _Broken("more sectors than the file has")
    difat = [*_DIFAT.unpack_from(data, 76)]
    for _ in range(count + 1):
        if difat_next >= _RESERVED:
            break
        found = _numbers(_sector(data, size, difat_next))
        difat_next = found.pop() if found else _END
        difat += found
    else:
        raise _Broken("chain of sectors without an end")
    table = [number for sector in difat if sector < _FREE for number in _numbers(_sector(data, size, sector))]
    directory = _chain(data, size, table, first)
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    if not entries or len(directory) % 128:
        raise _Broken("no whole directory")
    small, small_table = b"", list[int]()
    if mini_length:
        start, length = _stream(entries[0], size)
        small = _chain(data, size, table, start)[:length]
        small_table = _numbers(_chain(data, size, table, mini_first)[: mini_length * size])
    by_name: Mapping[str, bytes] = {_name(entry): entry for entry in reversed(entries)}
    entry = next((by_name[name] for name in _NAMES if name in by_name), None)
    if entry is None:
        raise _Broken("no stream of a workbook")
    start, length = _stream(entry, size)
    if length < _SMALL_STREAM:
        return _chain(small, _SMALL_SECTOR, small_table, start, 0)[:length]
    return _chain(data, size, table, start)[:length]


def _sector(data: bytes, size: int, number: int, before: int = 1) -> bytes:
    """`before`: sectors that the header takes."""
    return data[(number + before) * size : (number + before + 1) * size]


def _chain(data: bytes, size: int, table: list[int], number: int, before: int = 1) -> bytes:
    found: list[bytes] = []
    while number != _END:
        if len(found) * size > len(data):
            raise _Broken("chain of sectors without an end")
        sector = _sector(data, size, number, before)
        if not sector or number >= len(table):
            raise _Broken("chain of sectors out of the file")
        found.append(sector)
        number = table[number]
    return b"".join(found)


def _numbers(sector: bytes) -> list[int]:
    return [*struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])]


def _stream(entry: bytes, size: int) -> tuple[int, int]:
    """First sector, length."""
    start = int.from_bytes(entry[116:120], "little")
    return start, int.from_bytes(entry[120 : 124 if size == _HEADER else 128], "little")


def _name(entry: bytes) -> str:
    return entry[:64].decode("utf-16-le", "replace").partition("\0")[0]


def _cells(stream: bytes) -> tuple[int, int]:
    """Of the rectangles of all sheets together; those that hold something."""
    places = [int.from_bytes(data[:4], "little") for kind, data in _records(stream, 0) if kind == _SHEET]
    if len(places) > _MAX_SHEETS or len(set(places)) < len(places):
        raise _Broken("sheets in one place")
    found = [_cells_of_sheet(stream, place) for place in places]
    return sum(cells for cells, _ in found), sum(filled for _, filled in found)


def _cells_of_sheet(stream: bytes, place: int) -> tuple[int, int]:
    first_row = first_column = 1 << 16
    last_row = last_column = merged = reserved = filled = 0
    for kind, data in _records(stream, place, nested=True):
        if kind in _CELLS or kind == _CELLS_OF_A_ROW:
            row, column = _SPOT.unpack_from(data)
            last = int.from_bytes(data[-2:], "little") if kind == _CELLS_OF_A_ROW else column
            first_row, last_row = min(row, first_row), max(row, last_row)
            first_column, last_column = min(column, first_column), max(column, last, last_column)
            filled += 1 + max(0, last - column)
        elif kind == _DIMENSIONS:
            reserved = max(reserved, _dimensions(data))
        elif kind == _MERGED:
            merged += len(data) // 8
    if merged > _MAX_MERGED:
        raise _Broken("merged cells without an end")
    cells = max(0, last_row - first_row + 1) * max(0, last_column - first_column + 1)
    return max(cells, reserved), filled


def _dimensions(data: bytes) -> int:
    """The rectangle that is asked for before the cells are known."""
    rows_first, rows_end, columns_first, columns_end = (
        struct.unpack_from("<IIHH", data) if len(data) == 14 else struct.unpack_from("<HHHH", data)
    )
    if columns_first > 255 or columns_end < columns_first:
        columns_first = 0
    if not rows_end or not columns_end:
        return 0
    if rows_end <= rows_first:
        raise _Broken("dimensions of a sheet")
    return int((rows_end - rows_first) * (columns_end - columns_first))


def _records(stream: bytes, at: int, *, nested: bool = False) -> Iterator[tuple[int, bytes]]:
    """To the end of the part that begins here. `nested`: parts within it, charts, are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        if at + 4 + length > len(stream):
            raise _Broken("record longer than the file")
        if length < _LEAST.get(kind, 0):
            raise _Broken("record shorter than its kind")
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not nested or depth <= 0:
                return
        if not nested or depth <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
