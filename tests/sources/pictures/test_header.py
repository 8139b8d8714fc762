"""Types by signatures, sizes by headers; nothing that a file holds can break it."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aliexport_tui.sources.pictures.header import HEAD_BYTES, Header, read_header
from tests.support.shops.pictures import FORMATS, picture

NAMES = {"jpg": "jpeg", "tif": "tiff"}


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "tif"])
def test_the_first_kilobytes_tell_type_and_size(kind: str) -> None:
    body = picture(1200, 1600, kind, noise=True)
    assert len(body) > HEAD_BYTES
    assert read_header(body[:HEAD_BYTES]) == Header(NAMES.get(kind, kind), 1200, 1600)


def test_every_kind_of_webp() -> None:
    made = Image.new("RGBA", (321, 123), (1, 2, 3, 4))
    for options in ({"lossless": True}, {"quality": 50}, {"exif": b"Exif\x00\x00x"}):
        body = io.BytesIO()
        made.save(body, "WEBP", **options)
        assert read_header(body.getvalue()[:64]) == Header("webp", 321, 123), options


def test_a_picture_too_big_to_be_decoded_still_tells_its_size() -> None:
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00")
        + chunk(b"IDAT", b"")
    )
    assert read_header(png) == Header("png", 60_000, 60_000)


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf<!DOCTYPE HTML><p>", "html"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"<?xml version='1.0'?><Error>NoSuchKey</Error>", "text"),
        (b"Not Found", "text"),
        (b"BMW 3 series, a catalogue of parts", "text"),
        (b"\x00\x01\x02\x03", ""),
        (b"\x00\x00\x00\x20ftypavif", "avif"),
        (b"\x00\x00\x00\x20ftypheic", "heic"),
        (b"\x00\x00\x00\x20ftypisom", ""),
        (b"\xff\xd8\xff", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
    ],
)
def test_signatures(head: bytes, kind: str) -> None:
    assert read_header(head) == Header(kind)


SAMPLES = [picture(60, 40, kind) for kind in FORMATS]


@given(st.sampled_from(SAMPLES), st.integers(0, 200), st.binary(max_size=40), st.integers(0, 400))
def test_a_broken_header_is_no_size(body: bytes, at: int, dirt: bytes, end: int) -> None:
    found = read_header((body[:at] + dirt + body[at + len(dirt) :])[:end])
    assert found.width >= 0
    assert found.height >= 0
