"""Old workbooks (.xls: BIFF in an OLE container) before they are opened: see `packed`, why rectangles are measured.

Only as much of both formats is understood as it takes to find the places of cells: [MS-CFB] for the container, [MS-XLS]
for the records."""

import struct
from collections.abc import Iterator
from pathlib import Path

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.tables.packed import MAX_CELLS

_MAX_BYTES = 256 * 1024 * 1024
_MAX_RECORDS = 20_000_000
_HEADER = 512
_LAST_SECTOR = 0xFFFFFFFA
_MINI_BELOW = 4096
_STREAMS = ("workbook", "book")
_BOUND_SHEET, _END = 0x0085, 0x000A
_MULRK = 0x00BD
_CELLS = frozenset((0x0203, 0x0204, 0x0205, 0x00FD, 0x027E, 0x0006, 0x0206, 0x0406, 0x00D6, 2, 3, 4, 5, 0x007E, _MULRK))
"""Records of cells with a value: their data begins with row and column, two bytes each."""

_LEAST = {
    0x0012: 2, 0x0017: 2, 0x0018: 15, 0x0022: 2, 0x002F: 2, 0x0042: 2, _BOUND_SHEET: 8, 0x00E0: 4, 0x00E5: 2, 0x00FC: 8,
    0x041E: 4, 0x013D: 2, 0x0200: 10, 0x0203: 14, 0x0204: 8, 0x0205: 8, 0x0207: 2, 0x00FD: 10, 0x027E: 10, 0x0006: 20,
    0x0206: 20, 0x0406: 20, 0x00D6: 8, _MULRK: 6, 0x0009: 4, 0x0209: 4, 0x0409: 4, 0x0809: 4,
}  # fmt: skip
"""Bytes that a record has at least: the library takes them for granted, and shorter ones make it panic."""


def guard_old(path: Path, origin: str) -> None:
    """Raises SourceError `source.limit` where a sheet's rectangle is too large, `source.broken` for a damaged container."""
    place = Place(file=origin)
    if path.stat().st_size > _MAX_BYTES:
        raise SourceError("source.limit", place, what="bytes of an old workbook", limit=str(_MAX_BYTES))
    looked_at = 0
    try:
        for stream in _streams(path.read_bytes()):
            for begin in dict.fromkeys(_sheets(stream)):
                looked_at += _measure(stream, begin, place)
                if looked_at > _MAX_RECORDS:
                    raise SourceError("source.limit", place, what="records of sheets", limit=str(_MAX_RECORDS))
    except (struct.error, IndexError, ValueError) as error:
        raise SourceError("source.broken", place, reason=f"OLE: {error}") from error


def _streams(data: bytes) -> Iterator[bytes]:
    """Every stream that a library may take for the workbook."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    size = 1 << shift
    (directory,) = struct.unpack_from("<I", data, 48)
    mini_fat_start, _, extra, _ = struct.unpack_from("<IIII", data, 60)
    sectors = _listed(data, size, extra)
    fat = b"".join(_sector(data, size, number) for number in sectors)
    entries = _chain(data, size, fat, directory)
    found = []
    root = b""
    for at in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<HB", entries, at + 64)
        start, stream_size = struct.unpack_from("<II", entries, at + 116)
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()
        if kind == 5 and not root:
            root = _chain(data, size, fat, start)
        elif name in _STREAMS:
            found.append((start, stream_size))
    mini_fat = _chain(data, size, fat, mini_fat_start) if found and root else b""
    for start, stream_size in found:
        if stream_size < _MINI_BELOW and root:
            yield _chain(root, 64, mini_fat, start, 0)[:stream_size]
        else:
            yield _chain(data, size, fat, start)[:stream_size]


def _listed(data: bytes, size: int, extra: int) -> Iterator[int]:
    """The sectors of the allocation table: 109 in the header, the others in sectors that follow each other."""
    yield from (number for number in struct.unpack_from("<109I", data, 76) if number <= _LAST_SECTOR)
    seen: set[int] = set()
    while extra <= _LAST_SECTOR and extra not in seen:
        seen.add(extra)
        numbers = struct.unpack(f"<{size // 4}I", _sector(data, size, extra))
        yield from (number for number in numbers[:-1] if number <= _LAST_SECTOR)
        extra = numbers[-1]


def _sector(data: bytes, size: int, number: int, header: int = _HEADER) -> bytes:
    """One sector; shorter at the end of a file that is cut off. Those of 4096 bytes follow a header of that size."""
    begin = (max(header, size) if header else 0) + number * size
    return data[begin : begin + size].ljust(size, b"\0") if begin < len(data) else b"\xff" * size


def _chain(data: bytes, size: int, table: bytes, start: int, header: int = _HEADER) -> bytes:
    """The sectors of a stream, as the allocation table links them; a circle ends where it closes."""
    most = len(data) // size + 1
    parts: list[bytes] = []
    while start <= _LAST_SECTOR and len(parts) <= most:
        parts.append(_sector(data, size, start, header))
        if start * 4 + 4 > len(table):
            break
        (start,) = struct.unpack_from("<I", table, start * 4)
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its data begins, their length) up to the end of the substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if length < _LEAST.get(kind, 0):
            raise ValueError("a record is too short")
        yield kind, at + 4, length
        if kind == _END:
            return
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[int]:
    """Where sheets begin."""
    for kind, at, length in _records(stream, 0):
        if kind == _BOUND_SHEET and length >= 4:
            yield struct.unpack_from("<I", stream, at)[0]


def _measure(stream: bytes, begin: int, place: Place) -> int:
    """-> records looked at."""
    rows = columns = count = 0
    for kind, at, length in _records(stream, begin):
        count += 1
        if kind in _CELLS and length >= 4 and at + length <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            if kind == _MULRK:
                (column,) = struct.unpack_from("<H", stream, at + length - 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    if rows * columns > MAX_CELLS:
        raise SourceError("source.limit", place, what="cells of a sheet", limit=str(MAX_CELLS))
    return count
