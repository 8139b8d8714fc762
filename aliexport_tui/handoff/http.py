"""One try of one request to a shop: bounded in size and time, its fate told. The outbox tries again."""

import ssl
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec

from aliexport_tui.handoff.target import Fate, HandOffTrouble
from aliexport_tui.model.clock import Clock
from aliexport_tui.web.dates import asked_wait
from aliexport_tui.web.hosts import is_loopback
from aliexport_tui.web.json_value import JsonValue
from aliexport_tui.web.signing import Request

LARGEST_ANSWER = 4 * 1024 * 1024
LONGEST_WAIT_S = 6 * 3600.0
_CONNECT_S = 10.0
_SAID = 300
_SECRET = 6
"""Shorter ones are not hidden: they would blot out innocent text."""


class Answer(msgspec.Struct, frozen=True):
    """`retry_after`: seconds."""

    status: int
    body: bytes
    retry_after: float | None = None

    @property
    def json(self) -> JsonValue:
        return JsonValue.parse(self.body.removeprefix(b"\xef\xbb\xbf")) or JsonValue(None)


class Caller:
    """Asks one shop. `secrets` are masked in whatever it says."""

    def __init__(self, url: str, seconds: float, clock: Clock, secrets: Iterable[str] = ()) -> None:
        """Raises HandOffTrouble `handoff.address`, `handoff.plain_http`."""
        self._host = checked_host(url)
        self._seconds = seconds
        self._clock = clock
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SECRET)
        self._client: httpx.Client | None = None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def ask(self, request: Request, *, repeatable: bool = False) -> Answer:
        """Whatever was answered. Raises HandOffTrouble `handoff.unreachable`, `handoff.timeout`, `handoff.too_large`, of the
        fate "as_before" for what is only asked (`repeatable`)."""
        broken: Fate = "as_before" if repeatable else "unknown"
        try:
            return self._once(request, broken)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            not_sent: Fate = "as_before" if repeatable else "not_taken"
            raise self._trouble("handoff.unreachable", self._reason(error), not_sent, wide=True) from error
        except httpx.TimeoutException as error:
            raise self._trouble("handoff.timeout", {"seconds": f"{self._seconds:g}"}, broken) from error
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise self._trouble("handoff.unreachable", self._reason(error), broken) from error
        except httpx.InvalidURL as error:
            raise HandOffTrouble("handoff.address", {"host": self._host}, fate="as_before", wide=True) from error

    def refusal(self, answer: Answer, *, repeatable: bool = False) -> HandOffTrouble | None:
        """What a status means that is no success. The server's own trouble leaves open what it did."""
        status = answer.status
        if 200 <= status < 300:
            return None
        told: Fate = "as_before" if repeatable else "not_taken"
        args = {"status": str(status), "reason": self.said(answer)}
        if status in (408, 425, 429) or (status == 503 and answer.retry_after is not None):
            return self._trouble("handoff.busy", args, told, wide=True, after_s=answer.retry_after)
        if status >= 500:
            fate: Fate = "as_before" if repeatable else "unknown"
            return self._trouble("handoff.server_trouble", args, fate, after_s=answer.retry_after)
        if status in (401, 403):
            return self._trouble("handoff.keys_refused", args, told, wide=True)
        if status < 400:
            return self._trouble("handoff.redirect", args, told, wide=True)
        return HandOffTrouble("handoff.refused", {"host": self._host, **args}, fate=told)

    def said(self, answer: Answer) -> str:
        """The shop's own words, in one line."""
        words = answer.json.text("message") or answer.json.text("error") or answer.json.plain()
        if not words and not answer.body.lstrip().startswith((b"<", b"{", b"[")):
            words = answer.body[:_SAID].decode(errors="replace")
        return self.masked(" ".join(words.split()) or httpx.codes.get_reason_phrase(answer.status))[:_SAID]

    def masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
        return text

    def _reason(self, error: Exception) -> dict[str, str]:
        return {"reason": self.masked(str(error) or type(error).__name__)}

    def _trouble(
        self, code: str, args: dict[str, str], fate: Fate, *, wide: bool = False, after_s: float | None = None
    ) -> HandOffTrouble:
        return HandOffTrouble(code, {"host": self._host, **args}, fate=fate, again=True, wide=wide, after_s=after_s)

    def _once(self, request: Request, broken: Fate) -> Answer:
        query = urlencode(request.params, quote_via=quote, safe="~")
        url = f"{request.url}?{query}" if query else request.url
        headers = {"Accept": "application/json", **({"Content-Type": "application/json"} if request.body else {})}
        headers |= request.headers
        until = self._clock.now_ms() + self._seconds * 1000
        with self._opened(url).stream(request.method, url, headers=headers, content=request.body or None) as response:
            body = bytearray()
            for block in response.iter_bytes(65_536):
                body += block
                if len(body) > LARGEST_ANSWER:
                    raise self._trouble("handoff.too_large", {"limit": str(LARGEST_ANSWER)}, broken)
                if self._clock.now_ms() > until:
                    raise httpx.ReadTimeout("dripping", request=response.request)
            wait = asked_wait(response.headers.get("retry-after", ""), self._clock.now_ms(), LONGEST_WAIT_S)
            return Answer(response.status_code, bytes(body), wait)

    def _opened(self, url: str) -> httpx.Client:
        """One for all requests, as they go to one host. The authorities of certificates are loaded where they are asked."""
        if self._client is None:
            verify = httpx.create_ssl_context() if url.startswith("https:") else False
            timeout = httpx.Timeout(self._seconds, connect=min(self._seconds, _CONNECT_S))
            outside = not is_loopback(urlsplit(url).hostname or "")
            self._client = httpx.Client(timeout=timeout, verify=verify, trust_env=outside)
        return self._client


def checked_host(url: str) -> str:
    """The address's host. Raises HandOffTrouble `handoff.address`, and `handoff.plain_http` for http beyond this machine:
    personal data would travel in the clear."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port, httpx.URL(url).host  # asked for only because they raise
    except (ValueError, httpx.InvalidURL):
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise HandOffTrouble("handoff.address", {"host": host or "?"}, fate="as_before", wide=True)
    if parts.scheme == "http" and not is_loopback(host):
        raise HandOffTrouble("handoff.plain_http", {"host": host}, fate="as_before", wide=True)
    return host
