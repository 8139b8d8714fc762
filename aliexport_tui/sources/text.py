"""Repair of texts and addresses as feeds carry them."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_CLEAN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/[!#-%'-;=?-Z_a-z~]*")
_CLEAN_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_/-]*(?:\.[A-Za-z0-9_-]+)?")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TWICE = re.compile(r"&(?:amp;)+(?=(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_MOST_ESCAPED = 4


def one_line(text: str) -> str:
    """A name or a value: entities that one unescape left are resolved, controls dropped, blanks run together."""
    if "&" in text:
        text = _unescaped(text)
    if text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    return " ".join(_CONTROLS.sub("", text).split())


def rich_text(text: str) -> str:
    """A description: HTML stays HTML; what was escaped twice, or is plain text with entities, is unescaped."""
    if not text.replace("\n", "").isprintable():
        text = _CONTROLS.sub("", text)
    text = text.strip()
    if "&" in text:
        text = _unescaped(text, until=_TAG)
        text = _TWICE.sub("&", text)
    return text


def _unescaped(text: str, until: re.Pattern[str] | None = None) -> str:
    """Entities resolved as often as shops have escaped them; with `until`, only as long as that is not found."""
    for _ in range(_MOST_ESCAPED):
        if "&" not in text or (until and until.search(text)):
            break
        text, count = _ENTITY.subn(lambda match: html.unescape(match.group()), text)
        if not count:
            break
    return text


def letters_lost(text: str) -> bool:
    """True when a wrong conversion has put `?` or U+FFFD in place of the letters ("????? 12")."""
    if "\ufffd" in text:
        return True
    if "???" not in text:
        return False
    marks = text.count("?")
    return marks >= 4 and marks * 2 >= sum(map(str.isalpha, text))


def picture_url(text: str, base_url: str = "") -> str:
    """An absolute http(s) address, or "": blanks and line breaks go, `//host` gets https, a relative path the base, which
    is a folder with or without its last slash."""
    if _CLEAN_URL.fullmatch(text):
        return text
    if _CLEAN_PATH.fullmatch(text) and "//" not in text:
        return f"{folder}{text}" if (folder := _folder_of(base_url)) else ""
    url = _SPACE.sub("%20", _CONTROLS.sub("", text).strip().replace("&amp;", "&"))
    try:
        if url.startswith("//"):
            url = f"{urlsplit(base_url).scheme or 'https'}:{url}"
        if base_url and not urlsplit(url).scheme:
            url = urljoin(_with_slash(base_url), url)
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


@lru_cache(maxsize=16)
def _folder_of(base_url: str) -> str:
    """What stands before a relative path; "" where the base is no http(s) address."""
    try:
        folder = urljoin(_with_slash(base_url), "./")
        parts = urlsplit(folder)
    except ValueError:
        return ""
    return folder if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


@lru_cache(maxsize=16)
def _with_slash(base_url: str) -> str:
    """What ends in the name of a folder, not of a page, is meant as one: people leave the last slash out."""
    last = base_url.rpartition("/")[2]
    return base_url if set(".?#") & set(last) or "//" not in base_url.removesuffix(last) else f"{base_url}/"


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones and repetitions, in the order of the first appearance."""
    return tuple(dict.fromkeys(value for value in values if value))
