"""Addresses of pictures and videos (001 §main_image_urls_list: direct links)."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(r'[ <>"{}|\\^`]')


def clean_url(text: str) -> str:
    """An http(s) address with a host, blanks escaped, its scheme in small letters; "" when it is none."""
    url = text.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    scheme, colon, rest = url.partition(":")
    url = f"{scheme.lower()}{colon}{rest}".replace(" ", "%20")
    return url if is_web_url(url) else ""


@lru_cache(maxsize=4_096)
def is_web_url(url: str) -> bool:
    if not url.isprintable() or _FORBIDDEN.search(url):  # of all blanks only " " counts as printable
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    return url.startswith(("http://", "https://")) and bool(host)


def extension(url: str) -> str:
    """Lower-case file type of the address's path, "" without one."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
