"""Pictures and the video: addresses only (001 §main_image_urls_list, §video). Nothing is ever fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import is_link
from aliexport_tui.sandbox.wire import JsonObject

MOST_IMAGES = 6
_VIDEO = ("avi", "mov", "3gp")
_STILL = ("jpeg", "jpg", "png")


def check(report: Report, product: JsonObject) -> None:
    """The main pictures and the video of a product."""
    links = product.get("main_image_urls_list")
    if links is None:
        report.add("main_image_urls_list", "required")
    else:
        check_images(report, links, "main_image_urls_list")
    video = product.get("video")
    if video is None:
        return
    if not isinstance(video, dict):
        report.add("video", "not_object")
        return
    _media_link(report, video, "video_url", _VIDEO)
    _media_link(report, video, "preview_url", _STILL)


def check_images(report: Report, links: object, path: str) -> None:
    """A list of 1..6 direct links."""
    if not isinstance(links, list):
        report.add(path, "not_array")
        return
    if not 1 <= len(links) <= MOST_IMAGES:
        report.add(path, "count", low="1", high=str(MOST_IMAGES))
        return
    for index, link in enumerate(links):
        if not is_link(link):
            report.add(f"{path}[{index}]", "not_url")


def _media_link(report: Report, video: JsonObject, name: str, extensions: tuple[str, ...]) -> None:
    link = video.get(name)
    if link in (None, ""):
        return
    if not is_link(link):
        report.add(f"video.{name}", "not_url")
    elif urlsplit(str(link)).path.rpartition(".")[2].lower() not in extensions:
        report.add(f"video.{name}", "extension", allowed=", ".join(extensions).upper())
