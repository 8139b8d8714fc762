"""Pictures made fit: type, bytes, pixels; what can't be, and what is refused."""

import io
import os
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from aliexport_tui.model.picture import PictureLimits
from aliexport_tui.sources.pictures.fitting import Unfit, made_fit, publish
from aliexport_tui.sources.pictures.header import Header, read_header
from tests.sources.pictures.test_header import chunk
from tests.support.shops.pictures import picture

LIMITS = PictureLimits(max_bytes=200_000, smallest=((300, 300), (250, 350)), max_side=900)


def stored(folder: Path, body: bytes) -> Path:
    path = folder / "fetched"
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (picture(400, 300, "webp"), (400, 300)),
        (picture(400, 300, "gif"), (400, 300)),
        (picture(400, 300, "bmp"), (400, 300)),
        (picture(400, 300, "tif"), (400, 300)),
        (picture(1800, 1200), (900, 600)),
        (picture(1000, 3000, "png"), None),  # 300 × 900 is left
    ],
)
def test_it_fits_afterwards(tmp_path: Path, body: bytes, size: tuple[int, int] | None) -> None:
    made = made_fit(stored(tmp_path, body), LIMITS)
    assert len(made) <= LIMITS.max_bytes
    assert read_header(made) == Header("jpeg", *(size or (300, 900)))


def test_too_many_bytes_take_quality_and_pixels(tmp_path: Path) -> None:
    heavy = stored(tmp_path, picture(900, 900, "png", noise=True))
    made = made_fit(heavy, LIMITS)
    found = read_header(made)
    assert len(made) <= LIMITS.max_bytes
    assert (found.type, found.width) == ("jpeg", found.height)
    assert 300 <= found.width <= 900


def test_what_is_clear_becomes_white_and_what_lies_stands(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    clear.paste((0, 0, 255, 255), (0, 0, 200, 300))
    body = io.BytesIO()
    clear.save(body, "PNG")
    with Image.open(io.BytesIO(made_fit(stored(tmp_path, body.getvalue()), LIMITS))) as seen:
        red, green, blue = seen.getpixel((390, 10)) or (0, 0, 0)  # type: ignore[misc]
        assert min(red, green, blue) > 250
    lying = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (400, 300)).save(lying, "JPEG", exif=exif)
    assert read_header(made_fit(stored(tmp_path, lying.getvalue()), LIMITS)) == Header("jpeg", 300, 400)


BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", (9_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00")
    + chunk(b"IDAT", zlib.compress(bytes(9_001 * 9_000), 9))
    + chunk(b"IEND", b"")
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (picture(200, 200), "small"),
        (picture(3000, 310), "small"),  # 900 × 93 is left
        (BOMB, "bomb"),
        (b"GIF89a", "broken"),
        (picture(400, 400)[:300], "broken"),
        (b"<svg/>", "broken"),
        (b"", "broken"),
    ],
)
def test_what_can_not_be_made_fit(tmp_path: Path, body: bytes, reason: str) -> None:
    path = stored(tmp_path, body)
    tracemalloc.start()
    with pytest.raises(Unfit) as raised:
        made_fit(path, LIMITS)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raised.value.reason == reason
    assert most < 20_000_000


def test_bytes_that_no_quality_saves(tmp_path: Path) -> None:
    limits = PictureLimits(max_bytes=1_000, smallest=((300, 300),), max_side=900)
    with pytest.raises(Unfit, match="large"):
        made_fit(stored(tmp_path, picture(400, 400, noise=True)), limits)


def test_published_whole_and_under_one_name(tmp_path: Path) -> None:
    name = publish(tmp_path, "http://x/a.webp", "d1", b"one")
    assert publish(tmp_path, "http://x/a.webp", "d1", b"one") == name
    assert publish(tmp_path, "http://x/a.webp", "d2", b"two") != name
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".jpg", ".jpg"]  # nothing half-written
    assert (tmp_path / name).read_bytes() == b"one"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o644
    assert os.sep not in name
