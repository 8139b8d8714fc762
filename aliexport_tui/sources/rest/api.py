"""Requests to a shop's API, one after another: paced, tried again where that helps, bounded in size and time."""

import ssl
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

import httpx
import msgspec

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.fetch import FetchLimits, shown
from aliexport_tui.web.dates import asked_wait
from aliexport_tui.web.json_value import JsonValue
from aliexport_tui.web.signing import Request, Signer, unsigned

LARGEST_ANSWER = 16 * 1024 * 1024
"""A hundred products take 1 or 2 MB; read into memory it may be twenty times as much."""
INTERVAL_S = 0.1
"""Between the beginnings of two requests: a shop sells while it is asked."""
TRIES = 6
_FIRST_WAIT_S = 2.0
_LONGEST_WAIT_S = 300.0
_REDIRECTS = 5
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
_BLOCK = 64 * 1024
_SAID = 200
_SECRET = 6
"""Shorter ones are not hidden: they would blot out innocent text."""


class Answer(msgspec.Struct, frozen=True):
    """Header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def number(self, header: str) -> int | None:
        digits = self.headers.get(header, "").strip()
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else None


class Refused(SourceError):
    """The shop answered, but not with what was asked for. `said`: its own words, keys masked."""

    def __init__(self, code: str, place: Place, status: int, said: str) -> None:
        super().__init__(code, place, status=str(status), reason=said)
        self.status = status
        self.said = said


class Api:
    """One shop for one import. `sign` may be changed on the way (a token ends).

    Raises Refused `source.keys_refused` (401, 403), `source.not_found` (404, 410), `source.http_status`, and when trying
    again did not help SourceError `source.unreachable`, `source.timeout`; `source.redirect` for another host or scheme,
    `source.html` and `source.answer_unreadable` for what is no JSON, `source.too_large`, `source.gzip_broken`."""

    def __init__(
        self, place: Place, clock: Clock, limits: FetchLimits, secrets: Iterable[str] = (), sign: Signer = unsigned
    ) -> None:
        self.sign = sign
        self._place = place
        self._clock = clock
        self._limits = limits
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SECRET)
        self._until = clock.now_ms() + int(limits.api_s * 1000)
        self._last_ms: int | None = None
        self._client: httpx.Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._client is not None:
            self._client.close()

    def get(self, url: str, *params: tuple[str, str]) -> tuple[JsonValue, Answer]:
        return self.ask(Request("GET", url, params))

    def post(self, url: str, body: object) -> tuple[JsonValue, Answer]:
        """For signing in; sent again like any other, as it changes nothing."""
        headers = {"Content-Type": "application/json"}
        return self.ask(Request("POST", url, headers=headers, body=msgspec.json.encode(body)))

    def ask(self, request: Request) -> tuple[JsonValue, Answer]:
        """The answer's JSON."""
        for trial in range(1, TRIES + 1):
            self._pace()
            asked: float | None = None
            try:
                answer = self._followed(request)
                trouble: SourceError | None = self._refusal(answer)
                if answer.status in _AGAIN:
                    asked = asked_wait(answer.headers.get("retry-after", ""), self._clock.now_ms(), _LONGEST_WAIT_S)
            except httpx.TimeoutException:
                trouble = SourceError("source.timeout", self._place, seconds=f"{self._limits.read_s:g}")
            except httpx.DecodingError as error:
                raise SourceError("source.gzip_broken", self._place) from error
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise ConfigError("source.address", self._place, scheme="http") from error
            except (httpx.HTTPError, ssl.SSLError) as error:
                said = self._masked(str(error) or type(error).__name__)
                trouble = SourceError("source.unreachable", self._place, reason=said)
            if trouble is None:
                return self._json(answer), answer
            if isinstance(trouble, Refused) and trouble.status not in _AGAIN:
                raise trouble
            wait = min(_FIRST_WAIT_S * 2 ** (trial - 1) if asked is None else asked, _LONGEST_WAIT_S)
            if trial == TRIES or self._clock.now_ms() + wait * 1000 > self._until:
                raise trouble
            self._clock.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _pace(self) -> None:
        now = self._clock.now_ms()
        if now > self._until:
            raise SourceError("source.timeout", self._place, seconds=f"{self._limits.api_s:g}")
        if self._last_ms is not None:
            left = INTERVAL_S - max(0.0, (now - self._last_ms) / 1000)
            if left > 0:
                self._clock.sleep(left)
        self._last_ms = self._clock.now_ms()

    def _followed(self, request: Request) -> Answer:
        """Redirects within the same scheme, host and port are followed, each signed anew; keys go nowhere else."""
        for _ in range(_REDIRECTS + 1):
            answer = self._once(self.sign(request))
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not target or request.method != "GET":
                return answer
            url = urljoin(request.url, target)
            if _origin(url) != _origin(request.url):
                raise SourceError("source.redirect", msgspec.structs.replace(self._place, key=_origin_shown(url)))
            request = msgspec.structs.replace(request, url=url.partition("?")[0].partition("#")[0])
        raise SourceError("source.redirect", self._place)

    def _once(self, request: Request) -> Answer:
        query = urlencode(request.params, quote_via=quote, safe="~")
        url = f"{request.url}{'&' if '?' in request.url else '?'}{query}" if query else request.url
        began = self._clock.now_ms()
        headers = {"Accept": "application/json", **request.headers}
        with self._opened(url).stream(request.method, url, headers=headers, content=request.body or None) as response:
            body = bytearray()
            for block in response.iter_bytes(_BLOCK):
                body += block
                if len(body) > LARGEST_ANSWER:
                    raise SourceError("source.too_large", self._place, limit=str(LARGEST_ANSWER))
                if self._clock.now_ms() - began > self._limits.total_s * 1000:
                    raise httpx.ReadTimeout("dripping", request=response.request)
            return Answer(response.status_code, _lowered(response.headers), bytes(body))

    def _opened(self, url: str) -> httpx.Client:
        """One for all requests, as they go to one host. The authorities of certificates are loaded where they are asked."""
        if self._client is None:
            verify = httpx.create_ssl_context() if url.startswith("https:") else False
            timeout = httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s)
            self._client = httpx.Client(timeout=timeout, verify=verify)
        return self._client

    def _refusal(self, answer: Answer) -> Refused | None:
        if 200 <= answer.status < 300:
            return None
        said = JsonValue.parse(answer.body) or JsonValue(None)
        words = self._masked(said.text("message") or said.plain() or httpx.codes.get_reason_phrase(answer.status))[:_SAID]
        match answer.status:
            case 401 | 403:
                code = "source.keys_refused"
            case 404 | 410:
                code = "source.not_found"
            case _:
                code = "source.http_status"
        return Refused(code, self._place, answer.status, words)

    def _json(self, answer: Answer) -> JsonValue:
        found = JsonValue.parse(answer.body.removeprefix(b"\xef\xbb\xbf"))
        if found is not None:
            return found
        begins = answer.body[:200].lstrip().lower()
        raise SourceError("source.html" if begins.startswith(b"<") else "source.answer_unreadable", self._place)

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…").replace(quote(secret, safe=""), "…")
        return text


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", "", None
    return parts.scheme, (parts.hostname or "").lower(), port


def _origin_shown(url: str) -> str:
    return shown(url.partition("?")[0])
