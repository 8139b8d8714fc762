"""What is known of a picture's address, and what a marketplace takes."""

from typing import Literal

import msgspec

PictureVerdict = Literal["picture", "other", "refused", "redirect", "trouble", "slow", "silent"]
"""`picture`: it begins as a file of `type`. `other`: it was answered with something else. `refused`: an HTTP status that
stays (404, 403). `redirect`: it leads to another scheme, or round and round. `trouble`: a status that passes (5xx, 429).
`slow`: the answer did not come in time. `silent`: no connection to the host."""

PASSING: frozenset[PictureVerdict] = frozenset({"trouble", "slow", "silent"})
"""Verdicts that may be others in an hour: they count as facts when they were found twice."""


class Sight(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look at an address. `type`: jpeg, png, gif, webp, bmp, tiff, avif, heic, svg, html, text, empty or "" (none of
    these). `bytes`, `width`, `height`: 0 = not told by the server or not found in the first kilobytes. `status`: of HTTP,
    0 without an answer. `fails`: in how many looks on end it was a passing trouble."""

    verdict: PictureVerdict
    type: str = ""
    bytes: int = 0
    width: int = 0
    height: int = 0
    status: int = 0
    fails: int = 0

    @property
    def is_firm(self) -> bool:
        """Whether to act on it: one bad hour of a server is no reason to take pictures away."""
        return self.verdict not in PASSING or self.fails > 1


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of an address when a lane is built: the newest look, and the address of the copy that was made fit."""

    sight: Sight
    copy: str = ""


class PictureLimits(msgspec.Struct, frozen=True):
    """What the marketplace takes (local-products.md §4). That an address must answer is official; types, bytes and pixels
    are a working assumption: the linked page could not be read. `smallest`: (width, height) of which one must fit in; the
    longest side is the global platform's (global.md, images)."""

    types: tuple[str, ...] = ("jpeg", "png")
    max_bytes: int = 5 * 1024 * 1024
    smallest: tuple[tuple[int, int], ...] = ((800, 800), (750, 1000))
    max_side: int = 5000
