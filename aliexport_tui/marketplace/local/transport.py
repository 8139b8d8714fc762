"""One try of one request over HTTP: sent, streamed, recorded, and its fate told (DESIGN, invariant 1)."""

import contextlib
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
import msgspec

from aliexport_tui.marketplace.local.faults import fault_of, group_id_in
from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.local.personal import Concealment
from aliexport_tui.marketplace.pacing import Pacer
from aliexport_tui.marketplace.port import (
    Exchange,
    Fate,
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    RateError,
    Recorder,
)
from aliexport_tui.marketplace.tokens import Mask
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.web.dates import moment_of
from aliexport_tui.web.hosts import is_loopback

LARGEST_ANSWER = 64 * 1024 * 1024
_NUMBER = re.compile(r"^\[Errno -?\d+\] ")


class Timeouts(msgspec.Struct, frozen=True):
    """Seconds (local-products.md §1.9, what clients choose)."""

    connect: float = 10
    read: float = 30
    slow: float = 60
    """Create and tasks."""
    dictionary: float = 300


class Call(msgspec.Struct, frozen=True):
    """`read_s`: how long the server may be silent. `fresh`: over a connection of its own, so that a kept one that
    the server has closed meanwhile can't swallow a create. `personal`: its bodies hold people's data, which nobody
    keeps."""

    method: str
    path: str
    read_s: float
    body: bytes = b""
    fresh: bool = False
    write: bool = False
    personal: bool = False


class _Progress:
    """Watches, by httpcore's trace, whether the request's body was written to the end. A proxy's CONNECT is not it."""

    def __init__(self) -> None:
        self.written = False
        self._tunnel = False

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        if event.endswith("send_request_body.started"):
            self._tunnel = getattr(info.get("request"), "method", b"") == b"CONNECT"
        elif event.endswith("send_request_body.complete") and not self._tunnel:
            self.written = True


class _Received:
    """What has come of an answer so far."""

    def __init__(self) -> None:
        self.status = 0
        self.retry_after = ""
        self.body = bytearray()


class Transport:
    """Sends single tries. Holds two clients: one keeps connections, one never does; neither retries."""

    def __init__(
        self, base_url: str, token: str, locale: str, clock: Clock, recorder: Recorder, pacer: Pacer, connect_s: float
    ) -> None:
        self._base_url = base_url
        self._clock = clock
        self._recorder = recorder
        self._pacer = pacer
        self._connect_s = connect_s
        self.ahead_ms: int | None = None
        """How far the server's clock is ahead of ours, by the newest answer that told its date."""
        self._mask = Mask(token)
        headers = {"x-auth-token": token, "x-request-locale": locale, "accept": "application/json"}
        # Proxies of the environment are for the world outside: a sandbox on loopback is never behind one.
        outside = not is_loopback(urlsplit(base_url).hostname or "")
        verify = httpx.create_ssl_context() if base_url.startswith("https:") else False
        self._kept = httpx.Client(headers=headers, verify=verify, trust_env=outside)
        alone = httpx.Limits(max_keepalive_connections=0)
        self._fresh = httpx.Client(headers=headers, verify=verify, trust_env=outside, limits=alone)

    def close(self) -> None:
        self._kept.close()
        self._fresh.close()

    def send(self, call: Call) -> Node:
        """The answer's JSON object. Raises a MarketplaceError with its fate; records the try in either case."""
        self._pacer.wait()
        began = self._clock.now_ms()
        received = _Received()
        fault = self._try(call, received)
        body = bytes(received.body)
        answer = None if fault else Node.parse(body)
        concealment = Concealment() if call.personal else None
        said, heard = (concealment.body(call.body), concealment.body(body)) if concealment else (call.body, body)
        fault = self._masked(fault, concealment)
        if isinstance(fault, RateError):
            self._pacer.too_fast()
        elif fault is None:
            self._pacer.went_well()
        exchange = Exchange(
            at=began,
            method=call.method,
            path=call.path,
            status=received.status,
            seconds=(self._clock.now_ms() - began) / 1000,
            request=self._mask.body(said),
            response=self._mask.body(heard),
            failure=fault.code if fault else "",
        )
        # A record that can't be kept (a full disk) must not cost the answer of a write.
        with contextlib.suppress(AliexportError, OSError):
            self._recorder.record(exchange)
        if fault is not None:
            raise fault
        return answer or Node({})

    def _try(self, call: Call, received: _Received) -> MarketplaceError | None:
        progress = _Progress()
        broken: httpx.RequestError | None = None
        try:
            self._stream(call, received, progress)
        except httpx.RequestError as error:
            broken = error
        body = bytes(received.body)
        if len(body) > LARGEST_ANSWER:
            group_id = group_id_in(body)
            return ProtocolTrouble("marketplace.too_big", Fate.UNKNOWN, status=received.status, group_id=group_id)
        # A refusal is told by its status, even when its words did not come to the end.
        if broken is None or received.status >= 400:
            fault = fault_of(received.status, body, received.retry_after, self._clock.now_ms())
        else:
            fault = self._broken(broken, received.status, body, progress.written)
        return fault

    def _stream(self, call: Call, received: _Received, progress: _Progress) -> None:
        headers = {"content-type": "application/json"} if call.body else {}
        if call.write:
            # Uncompressed, so that the beginning of a cut-off answer can be read.
            headers["accept-encoding"] = "identity"
        client = self._fresh if call.fresh else self._kept
        with client.stream(
            call.method,
            self._base_url + call.path,
            content=call.body or None,
            headers=headers,
            timeout=httpx.Timeout(call.read_s, connect=self._connect_s, pool=self._connect_s),
            extensions={"trace": progress.trace},
        ) as response:
            received.status = response.status_code
            received.retry_after = response.headers.get("retry-after", "")
            self._compare_clocks(response.headers.get("date", ""))
            for chunk in response.iter_bytes():
                received.body += chunk
                if len(received.body) > LARGEST_ANSWER:
                    return

    def _compare_clocks(self, date: str) -> None:
        """The header tells whole seconds: on average the moment is half a second later."""
        moment = moment_of(date)
        if moment is not None:
            self.ahead_ms = moment + 500 - self._clock.now_ms()

    def _broken(self, error: httpx.RequestError, status: int, body: bytes, written: bool) -> MarketplaceError:
        said = _NUMBER.sub("", str(error)) or type(error).__name__
        if not written:
            return NetworkTrouble("marketplace.no_connection", Fate.NOT_SENT, said=said)
        group_id = group_id_in(body) if 200 <= status < 300 else ""
        if isinstance(error, httpx.TimeoutException):
            return NetworkTrouble("marketplace.timeout", Fate.UNKNOWN, status=status, said=said, group_id=group_id)
        if status:
            return ProtocolTrouble("marketplace.cut_off", Fate.UNKNOWN, status=status, said=said, group_id=group_id)
        return NetworkTrouble("marketplace.dropped", Fate.UNKNOWN, said=said)

    def _masked(self, fault: MarketplaceError | None, concealment: Concealment | None) -> MarketplaceError | None:
        if fault is None:
            return None
        said = self._mask.text(concealment.text(fault.said) if concealment else fault.said)
        if said == fault.said:
            return fault
        return type(fault)(
            fault.code,
            fault.fate,
            status=fault.status,
            said=said,
            group_id=fault.group_id,
            retry_after=fault.retry_after,
            server_code=fault.server_code,
        )
