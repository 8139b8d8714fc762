"""The HTTP server: loopback only, one event loop, no threads of its own."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aliexport_tui.sandbox.app import make_app
from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.spoiling import TRANSPORT

LOOPBACK = "127.0.0.1"
_BACKLOG = 2048


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 picks one. Raises OSError."""
    # why IPPROTO_TCP: asyncio turns off Nagle's delay (40 ms per answer) only where the protocol is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:PORT`."""
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}"


class Server:
    """A market behind a socket. `run` blocks until `stop` or until nobody has asked for `idle_exit` seconds."""

    def __init__(self, market: Market, listener: socket.socket, idle_exit: float | None = None) -> None:
        self._listener = listener
        self._idle_exit = idle_exit
        self._last_request = time.monotonic()
        self._clock = market.clock
        config = uvicorn.Config(
            self._counted(make_app(market)),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level=60,
            access_log=False,
            date_header=False,
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)

    @property
    def started(self) -> bool:
        """Whether requests are answered."""
        return self._server.started

    def run(self) -> None:
        """Serve."""
        asyncio.run(self._serve())

    def stop(self) -> None:
        """End `run` soon; open connections are closed."""
        self._server.should_exit = True

    async def _serve(self) -> None:
        watch = asyncio.create_task(self._watch_idleness()) if self._idle_exit is not None else None
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            if watch:
                watch.cancel()

    async def _watch_idleness(self) -> None:
        assert self._idle_exit is not None
        while (rest := self._last_request + self._idle_exit - time.monotonic()) > 0:
            await asyncio.sleep(rest)
        self.stop()

    def _counted(self, app: ASGIApp) -> ASGIApp:
        async def count(scope: Scope, receive: Receive, send: Send) -> None:
            async def dated(message: Message) -> None:
                """By the marketplace's own clock (RFC 9110 §6.6.1)."""
                if message["type"] == "http.response.start":
                    date = formatdate(self._clock.now() / 1000, usegmt=True).encode()
                    message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
                await send(message)

            scope[TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
            self._last_request = time.monotonic()
            await app(scope, receive, dated)
            self._last_request = time.monotonic()

        return count


@contextmanager
def serving(market: Market, listener: socket.socket, idle_exit: float | None = None) -> Iterator[Server]:
    """A server, with its socket and its market's file closed at the end."""
    try:
        yield Server(market, listener, idle_exit)
    finally:
        listener.close()
        market.storage.close()
