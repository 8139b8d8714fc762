"""A picture made fit for the marketplace: of a type that it takes, within its bytes and pixels. Only downwards: what is
too small stays so."""

import io
import os
import warnings
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from aliexport_tui.model.picture import PictureLimits

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 50_000_000
"""Decoded at three to four bytes each; a JPEG can be decoded at half its size and less."""
_READ = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_QUALITIES = (92, 85, 75)
_SHRINK = 0.8


class Unfit(Exception):
    """`reason`: broken, bomb (more pixels than are decoded), small, large (can't be made smaller in bytes)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def made_fit(path: Path, limits: PictureLimits) -> bytes:
    """A JPEG. Raises Unfit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # oddities of files of others
        picture = _decoded(path, limits.max_side)
    picture.thumbnail((limits.max_side, limits.max_side))
    while True:
        if not is_large_enough(picture.width, picture.height, limits):
            raise Unfit("small")
        for quality in _QUALITIES:
            body = _jpeg(picture, quality)
            if len(body) <= limits.max_bytes:
                return body
        if not is_large_enough(int(picture.width * _SHRINK), int(picture.height * _SHRINK), limits):
            raise Unfit("large")
        picture = picture.resize((int(picture.width * _SHRINK), int(picture.height * _SHRINK)))


def is_large_enough(width: int, height: int, limits: PictureLimits) -> bool:
    return any(width >= least[0] and height >= least[1] for least in limits.smallest)


def publish(folder: Path, address: str, digest: str, body: bytes) -> str:
    """Into the folder under a name that address and content give; whoever reads the folder sees all of it or nothing.
    Raises OSError."""
    name = f"{blake2b(f'{address} {digest}'.encode(), digest_size=16).hexdigest()}.jpg"
    part = folder / f".{name}.{os.getpid()}.part"
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)  # the web server is another user
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
    return name


def _decoded(path: Path, longest: int) -> "Image.Image":
    """Upright, on white, in RGB."""
    from PIL import Image, ImageOps

    try:
        with path.open("rb") as file, Image.open(file, formats=_READ) as opened:
            if max(opened.size) > longest:
                opened.draft("RGB", (longest, longest))
            if opened.width * opened.height > MOST_PIXELS:
                raise Unfit("bomb")
            upright = ImageOps.exif_transpose(opened)
            if "A" in upright.getbands() or "transparency" in upright.info:
                on_white = Image.new("RGB", upright.size, "white")
                seen = upright.convert("RGBA")
                on_white.paste(seen, mask=seen.getchannel("A"))
                return on_white
            if upright.mode != "RGB":
                upright.info.pop("icc_profile", None)  # it speaks of other colours
            return upright.convert("RGB")
    except (Unfit, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise Unfit("bomb") from error
    except Exception as error:  # why: a file from anywhere breaks a decoder in ways of its own
        raise Unfit("broken") from error


def _jpeg(picture: "Image.Image", quality: int) -> bytes:
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=quality, optimize=True, icc_profile=picture.info.get("icc_profile"))
    return body.getvalue()
