"""What kind of file this is, by its first 64 KiB, with honest errors for kinds that are not read."""

import codecs
import csv
import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import HEAD, unreadable
from aliexport_tui.sources.settings import Kind

Format = Literal[
    "yml", "csv", "commerceml", "html", "xlsx", "xls", "xlsb", "ods", "zip", "gzip", "xml", "json", "binary", "empty"
]

DELIMITERS = (";", ",", "\t", "|")
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"Rar!", "binary"),
    (b"7z\xbc\xaf", "binary"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|table|meta|head|body)[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-zА-Яа-я_][^\s<>/]*)")


class Sniffed(msgspec.Struct, frozen=True):
    """`root`: the name of an XML root. `delimiter` and `headers` of a delimited file."""

    format: Format
    root: str = ""
    delimiter: str = ""
    headers: tuple[str, ...] = ()


def sniff(path: Path) -> Sniffed:
    """Raises SourceError when the file can't be opened."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as trouble:
        raise unreadable(path, trouble) from trouble
    found = sniff_head(head)
    return _unzipped(path) if found.format in ("zip", "xlsx") else found


def sniff_head(head: bytes) -> Sniffed:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Sniffed("xlsx" if kind == "zip" and b"xl/" in head else kind)
    text = decode_head(head)
    bare = text.lstrip("\ufeff\x00 \t\r\n")
    if not bare:
        return Sniffed("empty")
    if re.search(r"<yml_catalog[\s>/]", text):
        return Sniffed("yml", root="yml_catalog")
    if "КоммерческаяИнформация" in text or "КоммерческаяИнформация".encode() in head:
        return Sniffed("commerceml", root="КоммерческаяИнформация")
    if _HTML.search(text[:4096]) or (bare.startswith("<") and _HTML.search(text)):
        return Sniffed("html")
    if "\x00" in text:
        return Sniffed("binary")
    if bare.startswith("<"):
        element = _ELEMENT.search(re.sub(r"<!--.*?-->", "", bare, flags=re.DOTALL))
        return Sniffed("xml", root=element.group(1) if element else "")
    if bare[0] in "{[":
        return Sniffed("json")
    delimiter, headers = _header(bare)
    return Sniffed("csv", delimiter=delimiter, headers=headers)


def refuse_other_than(wanted: Kind | Literal[""], path: Path, origin: str = "") -> SourceError:
    """The error for a file that is not of the wanted kind, by what it is."""
    found = sniff(path)
    place = Place(file=origin or str(path))
    if found.format == "empty":
        return SourceError("source.empty", place)
    if found.format == "html":
        return SourceError("source.html", place)
    if found.format in ("commerceml", "xlsx", "xls", "xlsb", "ods", "zip", "json"):
        return SourceError("source.format_not_read", place, format=found.format)
    if found.format in ("yml", "csv"):
        return SourceError("source.other_kind", place, found=found.format, wanted=wanted)
    return SourceError("source.not_a_feed", place, found=found.root or found.format)


def decode_head(head: bytes) -> str:
    """The head as text: by its byte order mark, UTF-8 (the last character may be cut), else windows-1251."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1251", "replace")


def _unzipped(path: Path) -> Sniffed:
    """What an archive is, by the names in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.casefold() for name in archive.namelist()}
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError, ValueError):
        return Sniffed("zip")
    if "xl/workbook.bin" in names:
        return Sniffed("xlsb")
    if "xl/workbook.xml" in names:
        return Sniffed("xlsx")
    return Sniffed("ods" if b"opendocument.spreadsheet" in kind else "zip")


def _header(text: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter that parts the first line most, and the header cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    row = next(csv.reader([first], delimiter=delimiter), [])
    return delimiter, tuple(cell.strip() for cell in row)
