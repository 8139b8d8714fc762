"""A picture looked at by the first kilobytes of its file: is it there, what is it, how big."""

import asyncio
import ssl

import httpx
import msgspec

from aliexport_tui.model.picture import PictureVerdict, Sight
from aliexport_tui.sources.pictures.header import HEAD_BYTES, LONG_HEAD_BYTES, read_header
from aliexport_tui.sources.pictures.visiting import Asked, Pace, Visit

_PASSING_STATUS = frozenset((408, 425, 429))
_NO_PICTURE = frozenset(("", "text", "html", "empty"))


class Look(msgspec.Struct, frozen=True):
    """`sight` None: the server says that nothing has changed since `asked.etag`. `reached`: somebody answered, or at least
    took the connection; without, it may be our own line that is down."""

    asked: Asked
    sight: Sight | None
    etag: str = ""
    reached: bool = True

    @property
    def answered(self) -> bool:
        return self.sight is None or self.sight.verdict not in ("silent", "slow")


def looking(pace: Pace) -> Visit[Look]:
    """How an address is looked at."""

    async def look(client: httpx.AsyncClient, asked: Asked) -> Look:
        """By as few bytes as tell what it is. Never raises for what a server does."""
        try:
            async with asyncio.timeout(pace.visit_s):
                return await _read(client, asked)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            return _in_vain(asked, error)

    return look


def _in_vain(asked: Asked, error: Exception) -> Look:
    match error:
        case httpx.ConnectError():
            # A certificate that we refuse was sent by somebody.
            return Look(asked, Sight("silent"), reached=_is_about_certificates(error))
        case httpx.ConnectTimeout():
            return Look(asked, Sight("silent"), reached=False)
        case httpx.TimeoutException() | TimeoutError():
            return Look(asked, Sight("slow"))
        case httpx.UnsupportedProtocol() | httpx.TooManyRedirects():
            return Look(asked, Sight("redirect"))
        case httpx.HTTPError():
            return Look(asked, Sight("trouble"))
        case _:
            return Look(asked, Sight("refused"))  # no address at all, here or behind a redirect


def _is_about_certificates(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _read(client: httpx.AsyncClient, asked: Asked) -> Look:
    look, is_whole_story = await _read_head(client, asked, HEAD_BYTES)
    return look if is_whole_story else (await _read_head(client, asked, LONG_HEAD_BYTES))[0]


async def _read_head(client: httpx.AsyncClient, asked: Asked, wanted: int) -> tuple[Look, bool]:
    """False: it is a JPEG whose size stands behind long notes."""
    headers = {"Range": f"bytes=0-{wanted - 1}"}
    if asked.etag:
        headers["If-None-Match"] = asked.etag
    async with client.stream("GET", asked.address, headers=headers) as answer:
        if answer.status_code == httpx.codes.NOT_MODIFIED and asked.etag:
            return Look(asked, None, asked.etag), True
        if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            return Look(asked, _by_status(answer.status_code)), True
        head = await _first(answer, wanted)
    header, is_all = read_header(head), len(head) < wanted
    verdict: PictureVerdict = "other" if header.type in _NO_PICTURE else "picture"
    size = _total(answer, len(head) if is_all else 0)
    sight = Sight(verdict, header.type, size, header.width, header.height, answer.status_code)
    etag = answer.headers.get("ETag", "") if verdict == "picture" else ""
    return Look(asked, sight, etag), is_all or header.type != "jpeg" or header.width > 0


def _by_status(status: int) -> Sight:
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        return Sight("other", "empty", status=status)  # there is no first byte
    return Sight("trouble" if status in _PASSING_STATUS or status >= 500 else "refused", status=status)


async def _first(answer: httpx.Response, wanted: int) -> bytes:
    """A server that ignores the range is cut off."""
    head = bytearray()
    async for block in answer.aiter_raw():
        head += block
        if len(head) >= wanted:
            break
    return bytes(head[:wanted])


def _total(answer: httpx.Response, read: int) -> int:
    """Bytes of the whole file; `read`: where it ended before what was asked for."""
    if answer.status_code == httpx.codes.PARTIAL_CONTENT:
        told = answer.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        told = answer.headers.get("Content-Length", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else read
