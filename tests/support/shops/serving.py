"""A small server of the tests' own: Starlette in a thread, a port of its own, faults in line."""

import threading
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

LOSE = "lose"
"""The work is done, the answer never comes."""


class Served:
    """Use as a context manager. `faults`: what happens to the next requests, one each: an answer in place of the work, LOSE,
    or None for nothing. `asked`: method and path of each request."""

    def __init__(self) -> None:
        self.faults: list[Response | str | None] = []
        self.asked: list[str] = []
        self.address = ""

    async def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def __enter__(self) -> Self:
        methods = ["GET", "POST", "PUT"]
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not (self._server.started and self._server.servers):
            self._thread.join(0.002)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def _answer(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.url.path}")
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Response):
            return fault
        done = await self.answer(request)
        return _Cut(done) if fault == LOSE else done


class _Cut(Response):
    """Promises more than it sends: the connection breaks off."""

    def __init__(self, done: Response) -> None:
        super().__init__(b"", done.status_code, {"Content-Length": "1000", "Content-Type": "application/json"})


def told(message: str, status: int, **headers: str) -> JSONResponse:
    """As Magento says no."""
    return JSONResponse({"message": message}, status, {name.replace("_", "-"): value for name, value in headers.items()})
