"""Workbooks written by tests: XLSX by xlsxwriter, ODS and old XLS by hand."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]


def write_xlsx(path: Path, sheets: Mapping[str, Rows], merged: Sequence[tuple[str, int, int, int, int, str]] = ()) -> Path:
    """`merged`: sheet, first row, first column, last row, last column (from 0), text."""
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None and cell != "":
                        sheet.write(number, column, cell)
            for of, *cells, text in merged:
                if of == name:
                    sheet.merge_range(*cells, text)
    return path


def write_ods(path: Path, rows: Rows, extra: str = "") -> Path:
    """`extra`: XML behind the rows."""
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Лист1">{body}{extra}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def write_xls(path: Path, rows: Rows, more: Sequence[tuple[int, int, float]] = ()) -> Path:
    """BIFF8 in an OLE container, a sheet without looks. `more`: (row, column, number) anywhere."""
    cells = [
        (row, column, cell) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell not in (None, "")
    ]
    sheet = _begin(0x10) + b"".join(_biff_cell(*cell) for cell in (*cells, *more)) + _record(0x0A, b"")
    path.write_bytes(_ole(_globals(len(_globals(0))) + sheet))
    return path


def altered(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """The archive with one part of it changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old in members[member]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data.replace(old, new) if name == member else data)
    return path


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6))


def _globals(sheet_at: int) -> bytes:
    name = "Лист".encode("utf-16-le")
    bound = _record(0x85, struct.pack("<IBBBB", sheet_at, 0, 0, len(name) // 2, 1) + name)
    return _begin(5) + _record(0x42, struct.pack("<H", 1200)) + bound + _record(0x0A, b"")


def _biff_cell(row: int, column: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, cell or 0))


def _ole(stream: bytes) -> bytes:
    """A container of one stream: its table of sectors, its directory, its sectors."""
    free, last, own = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = max(8, -(-len(stream) // 512))
    assert sectors <= 120, "one sector of the table is enough"
    table = [own, last, *range(3, sectors + 2), last]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, last, 0, last, 0) + struct.pack("<109I", 0, *[free] * 108)
    directory = (
        _entry("Root Entry", 5, 1, last, 0) + _entry("Workbook", 2, free, 2, sectors * 512) + _entry("", 0, free, 0, 0) * 2
    )
    return head + struct.pack("<128I", *table, *[free] * (128 - len(table))) + directory + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le") if name else b""
    links = struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
