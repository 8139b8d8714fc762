"""Addresses of pictures and videos (001 §main_image_urls_list: direct links)."""

from urllib.parse import urlsplit

_FORBIDDEN = set('<>"{}|\\^`')


def clean_url(text: str) -> str:
    """An http(s) address with a host, blanks escaped, its scheme in small letters; "" when it is none."""
    url = text.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    scheme, colon, rest = url.partition(":")
    url = f"{scheme.lower()}{colon}{rest}".replace(" ", "%20")
    return url if is_web_url(url) else ""


def is_web_url(url: str) -> bool:
    if any(char in _FORBIDDEN or char.isspace() or not char.isprintable() for char in url):
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
