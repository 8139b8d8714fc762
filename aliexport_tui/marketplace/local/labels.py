"""Labels: PDF files behind an address that an answer names (local-orders.md §3.7). They show whom a parcel goes to, so
neither the file nor its address is kept in any record."""

import contextlib
from urllib.parse import urljoin, urlsplit

import httpx

from aliexport_tui.marketplace.port import (
    AuthError,
    Exchange,
    Fate,
    InvalidRequest,
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    RateError,
    Recorder,
    ServerTrouble,
)
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.web.hosts import is_loopback

LARGEST_LABEL = 32 * 1024 * 1024
_MOST_REDIRECTS = 3
_PDF = b"%PDF-"
_NEAR_START = 1024
"""Bytes in which a PDF's sign may stand (ISO 32000, appendix H)."""


class Labels:
    """Fetches them. The token goes along to the marketplace's own hosts alone: one client sends it, another does not
    (§8.22)."""

    def __init__(self, base_url: str, token: str, clock: Clock, recorder: Recorder, connect_s: float, read_s: float) -> None:
        self._base_url = base_url
        self._host = urlsplit(base_url).hostname or ""
        self._token = token
        self._clock = clock
        self._recorder = recorder
        outside = not is_loopback(self._host)
        verify = httpx.create_ssl_context() if outside else False
        self._client = httpx.Client(verify=verify, trust_env=outside, timeout=httpx.Timeout(read_s, connect=connect_s))

    def close(self) -> None:
        self._client.close()

    def fetch(self, address: str) -> bytes:
        """One try. Raises a MarketplaceError; ProtocolTrouble `marketplace.label_address` for what is no web address,
        `marketplace.no_pdf`, `marketplace.label_big`."""
        url = _joined(self._base_url + "/", address)
        for _ in range(1 + _MOST_REDIRECTS):
            content, onward = self._get(url)
            if not onward:
                return content
            url = _joined(url, onward)
        raise ProtocolTrouble("marketplace.redirected", Fate.UNKNOWN)

    def _get(self, url: str) -> tuple[bytes, str]:
        """The file, or where it lies instead."""
        began = self._clock.now_ms()
        status, size, failure = 0, 0, ""
        try:
            status, content, onward = self._sent(url)
            size = len(content)
            return content, onward
        except MarketplaceError as error:
            status, failure = error.status, error.code
            raise
        finally:
            self._record(began, status, size, failure)

    def _sent(self, url: str) -> tuple[int, bytes, str]:
        if not self._is_web(url):
            raise ProtocolTrouble("marketplace.label_address", Fate.UNKNOWN)
        headers = {"accept": "application/pdf"}
        if self._is_theirs(urlsplit(url).hostname or ""):
            headers["x-auth-token"] = self._token
        content = bytearray()
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                status = response.status_code
                if 300 <= status < 400:
                    return status, b"", response.headers.get("location", "") or url
                _refuse(status)
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > LARGEST_LABEL:
                        raise ProtocolTrouble("marketplace.label_big", Fate.UNKNOWN, status=status)
        except httpx.RequestError as error:
            # Not its words: they may hold the address.
            name = "marketplace.timeout" if isinstance(error, httpx.TimeoutException) else "marketplace.dropped"
            raise NetworkTrouble(name, Fate.UNKNOWN) from None
        except (httpx.InvalidURL, UnicodeError):
            raise ProtocolTrouble("marketplace.label_address", Fate.UNKNOWN) from None
        if _PDF not in content[:_NEAR_START]:
            raise ProtocolTrouble("marketplace.no_pdf", Fate.UNKNOWN, status=status)
        return status, bytes(content), ""

    def _is_web(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        except ValueError:
            return False

    def _is_theirs(self, host: str) -> bool:
        """The API's own host, or one beside it."""
        domain = ".".join(self._host.split(".")[-2:])
        named = not is_loopback(self._host) and "." in domain
        return host == self._host or (named and host.endswith("." + domain))

    def _record(self, began: int, status: int, size: int, failure: str) -> None:
        exchange = Exchange(
            at=began,
            method="GET",
            path="/label.pdf",
            status=status,
            seconds=(self._clock.now_ms() - began) / 1000,
            request=b"",
            response=f"({size} bytes)".encode() if size else b"",
            failure=failure,
        )
        with contextlib.suppress(AliexportError, OSError):
            self._recorder.record(exchange)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        raise ProtocolTrouble("marketplace.label_address", Fate.UNKNOWN) from None


def _refuse(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (401, 403):
        raise AuthError("marketplace.auth", Fate.REFUSED, status=status)
    if status == 429:
        raise RateError("marketplace.rate", Fate.REFUSED, status=status)
    if status < 500:
        raise InvalidRequest("marketplace.invalid", Fate.REFUSED, status=status)
    raise ServerTrouble("marketplace.server", Fate.UNKNOWN, status=status)
