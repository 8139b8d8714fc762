"""The base address of an account (local-products.md §1.1)."""

from urllib.parse import urlsplit

import httpx

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.web.hosts import is_loopback


def checked_address(text: str) -> str:
    """The address without a slash at its end; a path such as `/public` stays.

    Raises ConfigError `account.address_malformed`, or `account.address_plain` for http beyond loopback: the token
    would travel in the clear (DESIGN, invariant 9)."""
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host = parts.hostname
        # Asked for only because they raise: a port out of range, a host that no request could be made to.
        _ = parts.port, httpx.URL(address).host, (host or "").encode("idna")
    except (ValueError, httpx.InvalidURL):
        raise ConfigError("account.address_malformed", address=text) from None
    foreign = parts.username is not None or parts.query or parts.fragment or not address.isascii()
    if parts.scheme not in ("http", "https") or not host or foreign or any(char.isspace() for char in address):
        raise ConfigError("account.address_malformed", address=text)
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError("account.address_plain", address=text)
    return address
