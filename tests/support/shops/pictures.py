"""A shop's picture server of the tests' own: pictures made to measure, and every way in which servers misbehave.

Addresses say what is there: /ok/1000x800.jpg, /slow/…, /endless/…, /html/…, /404/…, /away/… (a redirect to file://),
/loop/…, /whole/… (ranges ignored), /chunked/… (no length either), /503/…, /notes/… (a JPEG with long notes)."""

import asyncio
import io
import random
import threading
from collections.abc import AsyncIterator
from functools import lru_cache

import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

FORMATS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tif": "TIFF"}


@lru_cache
def picture(width: int, height: int, kind: str = "jpg", *, noise: bool = False, notes: int = 0) -> bytes:
    """The bytes of a picture; `noise` makes it heavy, `notes` puts so many bytes before its size."""
    points = random.Random(1).randbytes(width * height) if noise else bytes(width * height)
    made = Image.frombytes("L", (width, height), points)
    body = io.BytesIO()
    extra = {"exif": b"Exif\x00\x00" + b"n" * notes} if notes else {}
    made.convert("RGB").save(body, FORMATS[kind], **extra)
    return body.getvalue()


class PictureServer:
    """Use as a context manager. `asked`: paths in their order; `sent`: bytes that left for each. A test may put `broken`
    (path -> status) and `bodies` (path -> bytes)."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.sent: dict[str, int] = {}
        self.broken: dict[str, int] = {}
        self.bodies: dict[str, bytes] = {}
        self.most_at_once = 0
        self._at_once = 0

    def __enter__(self) -> "PictureServer":
        app = Starlette(routes=[Route("/{way}/{rest:path}", self._answer)])
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not (self._server.started and self._server.servers):
            self._thread.join(0.005)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._by_way(request, path)
        finally:
            self._at_once -= 1

    async def _by_way(self, request: Request, path: str) -> Response:
        if path in self.broken:
            return Response(status_code=self.broken[path])
        match request.path_params["way"]:
            case "404" | "403" | "500" | "503" as status:
                return Response("no", int(status))
            case "html":
                return Response("<!DOCTYPE html><p>Товар не найден", media_type="text/html")
            case "empty":
                return Response(b"", media_type="image/jpeg")
            case "away":
                return RedirectResponse("file:///etc/passwd")
            case "loop":
                return RedirectResponse(path)
            case "moved":
                return RedirectResponse(f"/ok/{request.path_params['rest']}")
            case "slow":
                await asyncio.sleep(30)
            case "endless":
                return StreamingResponse(self._endless(path), media_type="image/jpeg")
        body = self.bodies.get(path) or _of(path)
        match request.path_params["way"]:
            case "whole":
                return StreamingResponse(self._blocks(path, body), headers={"Content-Length": str(len(body))})
            case "chunked":
                return StreamingResponse(self._blocks(path, body))
        return self._ranged(request, path, body)

    def _ranged(self, request: Request, path: str, body: bytes) -> Response:
        etag = f'"{len(body)}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304)
        wanted = request.headers.get("range", "")
        if not wanted:
            self.sent[path] = self.sent.get(path, 0) + len(body)
            return Response(body, headers={"ETag": etag})
        last = min(int(wanted.rpartition("-")[2]), len(body) - 1)
        self.sent[path] = self.sent.get(path, 0) + last + 1
        headers = {"Content-Range": f"bytes 0-{last}/{len(body)}", "ETag": etag}
        return Response(body[: last + 1], 206, headers)

    async def _blocks(self, path: str, body: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(body), 8192):
            self.sent[path] = self.sent.get(path, 0) + len(body[start : start + 8192])
            yield body[start : start + 8192]

    async def _endless(self, path: str) -> AsyncIterator[bytes]:
        """Until the server is stopped."""
        yield picture(900, 900)
        while not self._server.should_exit:
            self.sent[path] = self.sent.get(path, 0) + 4096
            yield b"\x00" * 4096
            await asyncio.sleep(0.005)


def _of(path: str) -> bytes:
    """`…/1000x800.jpg` or `…/1000x800-heavy.png`."""
    name, _, kind = path.rpartition("/")[2].rpartition(".")
    size, _, kind_of = name.partition("-")
    width, height = (int(side) for side in size.split("x"))
    return picture(width, height, kind, noise="heavy" in kind_of, notes=60_000 if path.startswith("/notes/") else 0)
