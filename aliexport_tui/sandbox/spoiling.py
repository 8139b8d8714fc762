"""Answers spoiled by a fault: silence, cuts, resets, and bodies that are not what was asked for."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from aliexport_tui.sandbox.wire import JsonObject, json_answer

TRANSPORT = "sandbox.transport"
"""Key of the scope under which the server leaves the connection's transport."""
_AT_ONCE = struct.pack("ii", 1, 0)


class Silence(Response):
    """No answer at all: the connection is held until the client leaves or the time is over."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.wait_for(_gone(receive), self._seconds)
        except TimeoutError:
            await send(_start(200, 1))


class CutAnswer(Response):
    """An answer whose connection ends in the middle of the body."""

    def __init__(self, answer: Response, share: float) -> None:
        super().__init__(answer.body, answer.status_code)
        self._share = share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(self.body)
        await send(_start(self.status_code, len(body)))
        part = body[: min(len(body) - 1, round(len(body) * self._share))]
        await send({"type": "http.response.body", "body": part, "more_body": True})


class Reset(Response):
    """The connection is reset without a byte of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = scope[TRANSPORT]
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


class ClosedAfter(Response):
    """A whole answer that promises to keep the connection, which is closed then."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.body, answer.status_code)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(_start(self.status_code, len(self.body)))
        await send({"type": "http.response.body", "body": bytes(self.body)})
        transport: asyncio.Transport = scope[TRANSPORT]
        transport.close()


def _start(status: int, length: int) -> dict[str, object]:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def twice(answer: Response) -> Response:
    """The same body twice in one answer."""
    return Response(bytes(answer.body) * 2, answer.status_code, media_type=answer.media_type)


def _fewer(answer: JsonObject, results: list[object]) -> JsonObject:
    return {**answer, "results": results[:-1]}


def _more(answer: JsonObject, results: list[object]) -> JsonObject:
    return {**answer, "results": [*results, results[-1]]}


def _shuffled(answer: JsonObject, results: list[object]) -> JsonObject:
    """Back to front, where every result tells by its external id which item it answers."""
    told = [isinstance(result, dict) and bool(result.get("external_id")) for result in results]
    return {**answer, "results": results[::-1]} if all(told) else answer


def _without_group(answer: JsonObject, results: list[object]) -> JsonObject:
    return {name: value for name, value in answer.items() if name != "group_id"}


_REWRITES: Mapping[str, Callable[[JsonObject, list[object]], JsonObject]] = {
    "results_fewer": _fewer,
    "results_more": _more,
    "results_shuffled": _shuffled,
    "no_group_id": _without_group,
}


def rewritten(answer: Response, fault: str) -> Response:
    """The answer to a write with its results or its group altered; any other answer stays as it is."""
    if answer.media_type != "application/json":
        return answer
    body = msgspec.json.decode(bytes(answer.body))
    results = body.get("results") if isinstance(body, dict) else None
    return json_answer(_REWRITES[fault](body, results)) if isinstance(body, dict) and results else answer
