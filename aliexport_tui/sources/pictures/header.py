"""What a file is, by its first kilobytes: its type by its signature, its pixels by its header."""

import io
import warnings
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

HEAD_BYTES = 16 * 1024
LONG_HEAD_BYTES = 512 * 1024
"""A camera's notes and previews stand before the size of a JPEG: they may take several segments of 64 KiB."""
MAX_PIXELS = 89_000_000
"""Of a picture that is decoded: three bytes each. Headers of bigger ones are read, not their pixels."""

_BY_PILLOW = frozenset(("jpeg", "png", "gif", "bmp", "tiff"))
_BITMAPS = frozenset(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))
"""Sizes of the header after which BMP's versions are told."""
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"mif1": "heic"}
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


class Header(msgspec.Struct, frozen=True):
    """`type` as in model.picture.Sight; 0 × 0: the size is not in these bytes."""

    type: str
    width: int = 0
    height: int = 0


def read_header(head: bytes) -> Header:
    """Never raises: what is no picture has another type."""
    found = type_of(head)
    if found == "webp":
        return Header(found, *_webp_size(head))
    if found in _BY_PILLOW:
        return Header(found, *_size(head, found))
    return Header(found)


def type_of(head: bytes) -> str:
    """By the signature alone: what the server calls it is no proof."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"BM") and len(head) > 18 and head[14:18] in _BITMAPS:
        return "bmp"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    return _text_type(head)


def _text_type(head: bytes) -> str:
    begin = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not begin:
        return "" if head.strip() else "empty"
    if b"<svg" in begin and begin.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "svg"
    if begin.startswith(_MARKUP):
        return "html"
    return "" if b"\x00" in begin else "text"


def _size(head: bytes, kind: str) -> tuple[int, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of files of others
            return _plugin(kind)(io.BytesIO(head)).size
    except Exception:  # noqa: BLE001  # why: a header from anywhere breaks a decoder in ways of its own
        return 0, 0


def _plugin(kind: str) -> "type[ImageFile]":
    """Not Image.open: it refuses the headers of pictures that are too big to be decoded."""
    from PIL import BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

    plugins: dict[str, type[ImageFile]] = {
        "jpeg": JpegImagePlugin.JpegImageFile,
        "png": PngImagePlugin.PngImageFile,
        "gif": GifImagePlugin.GifImageFile,
        "bmp": BmpImagePlugin.BmpImageFile,
        "tiff": TiffImagePlugin.TiffImageFile,
    }
    return plugins[kind]


def _webp_size(head: bytes) -> tuple[int, int]:
    """Pillow decodes a whole file to know its size (developers.google.com/speed/webp/docs/riff_container)."""
    chunk = head[12:16]
    if chunk == b"VP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if chunk == b"VP8L" and len(head) >= 25 and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(head) >= 30 and head[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return 0, 0
