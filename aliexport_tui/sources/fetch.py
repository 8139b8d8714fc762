"""From an address to a local file: conditional request, limits, time-outs, gzip unpacked."""

import gzip
import re
import ssl
import stat
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import msgspec

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.encoding import unreadable

_GZIP = b"\x1f\x8b"
_BLOCK = 256 * 1024
_REDIRECTS = 5


class FetchLimits(msgspec.Struct, frozen=True):
    """Bytes after unpacking; seconds. `total_s` bounds a server that drips; `api_s` all requests to a shop's API.
    `products`: so many are enough for a look at it, 0: all."""

    max_bytes: int = 1024 * 1024 * 1024
    connect_s: float = 15
    read_s: float = 60
    total_s: float = 900
    api_s: float = 6 * 3600
    products: int = 0


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the last answer said of its version; sent back as If-None-Match and If-Modified-Since."""

    etag: str = ""
    last_modified: str = ""


class Fetched(msgspec.Struct, frozen=True):
    """`path` None: the server says that nothing changed since `seen`. The path is the owner's own file when it is
    local and not packed: never delete it. `partial`: only what changed since then (the reader yields OnlyChanges)."""

    path: Path | None
    seen: Seen = Seen()
    partial: bool = False


def fetch(address: str, folder: Path, clock: Clock, seen: Seen = Seen(), limits: FetchLimits = FetchLimits()) -> Fetched:  # noqa: B008 (frozen)
    """A path or an http(s) address -> a readable local file; what is downloaded or unpacked goes to `folder`.

    Raises ConfigError `source.address` for another scheme, SourceError `source.not_found`, `source.unreadable`,
    `source.no_file`, `source.http_status`, `source.redirect`, `source.unreachable`, `source.timeout`,
    `source.too_large`, `source.gzip_broken`, `source.disk`."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", address)
    if scheme is None:
        return Fetched(_unpacked(Path(address).expanduser(), folder, Place(file=address), limits))
    if scheme.group(1).lower() not in ("http", "https"):
        raise ConfigError("source.address", Place(file=shown(address)), scheme=scheme.group(1))
    fetched = _download(address, folder, clock, seen, limits)
    if fetched.path is None:
        return fetched
    return Fetched(_unpacked(fetched.path, folder, Place(file=shown(address)), limits), fetched.seen)


def shown(address: str) -> str:
    """The address without a password, for places and messages."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if "@" not in parts.netloc:
        return address
    return urlunsplit(parts._replace(netloc=f"…@{parts.netloc.rpartition('@')[2]}"))


def split_password(address: str) -> tuple[str, str | None]:
    """The address without its password, and the password as it stood there; None when there is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, None
    user, at, host = parts.netloc.rpartition("@")
    name, colon, password = user.partition(":")
    if not (at and colon):
        return address, None
    return urlunsplit(parts._replace(netloc=f"{name}@{host}")), password


def with_password(address: str, password: str | None) -> str:
    """The address with the password after its user's name; as it is when it has no user or there is no password."""
    if password is None:
        return address
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{host}")) if at else address


def has_user(address: str) -> bool:
    """Whether the address names a user to sign in as."""
    try:
        return "://" in address and "@" in urlsplit(address).netloc
    except ValueError:
        return False


def _download(address: str, folder: Path, clock: Clock, seen: Seen, limits: FetchLimits) -> Fetched:
    place = Place(file=shown(address))
    headers = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
    timeout = httpx.Timeout(limits.read_s, connect=limits.connect_s)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=_REDIRECTS) as client,
            client.stream("GET", address, headers={name: value for name, value in headers.items() if value}) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED and (seen.etag or seen.last_modified):
                return Fetched(None, seen)
            if answer.status_code != httpx.codes.OK:
                code = "source.not_found" if answer.status_code in (404, 410) else "source.http_status"
                raise SourceError(code, place, status=str(answer.status_code), reason=answer.reason_phrase)
            path = folder / "feed"
            _write(path, _in_time(answer.iter_bytes(_BLOCK), clock, limits, place), place, limits)
            new = Seen(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
            return Fetched(path, new)
    except httpx.TimeoutException as error:
        raise SourceError("source.timeout", place, seconds=f"{limits.read_s:g}") from error
    except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
        raise SourceError("source.redirect", place) from error
    except httpx.InvalidURL as error:
        raise ConfigError("source.address", place, scheme="http") from error
    except httpx.DecodingError as error:
        raise SourceError("source.gzip_broken", place) from error
    except (httpx.HTTPError, ssl.SSLError) as error:
        raise SourceError("source.unreachable", place, reason=str(error) or type(error).__name__) from error


def _in_time(blocks: Iterable[bytes], clock: Clock, limits: FetchLimits, place: Place) -> Iterator[bytes]:
    until = clock.now_ms() + int(limits.total_s * 1000)
    for block in blocks:
        if clock.now_ms() > until:
            raise SourceError("source.timeout", place, seconds=f"{limits.total_s:g}")
        yield block


def _write(path: Path, blocks: Iterable[bytes], place: Place, limits: FetchLimits) -> None:
    size = 0
    try:
        with path.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > limits.max_bytes:
                    raise SourceError("source.too_large", place, limit=str(limits.max_bytes))
                file.write(block)
    except OSError as trouble:
        raise SourceError("source.disk", Place(file=str(path)), reason=trouble.strerror or "") from trouble


def _unpacked(path: Path, folder: Path, place: Place, limits: FetchLimits) -> Path:
    """The path itself (a folder too: some kinds come as several files), or of its unpacked copy when it is gzip."""
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            # A pipe or a device would keep the reader waiting for ever, or never end.
            raise SourceError("source.no_file", place)
        if stat.S_ISDIR(found.st_mode):
            return path
        if found.st_size > limits.max_bytes:
            raise SourceError("source.too_large", place, limit=str(limits.max_bytes))
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
    except OSError as trouble:
        refusal = unreadable(path, trouble)
        raise SourceError(refusal.code, place, **refusal.args_by_name) from trouble
    except ValueError as trouble:
        raise SourceError("source.not_found", place, reason=str(trouble)) from trouble
    if not packed:
        return path
    target = folder / "unpacked"
    _write(target, _gunzip(path, place), place, limits)
    return target


def _gunzip(path: Path, place: Place) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        while True:
            try:
                block = file.read(_BLOCK)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                raise SourceError("source.gzip_broken", place) from error
            if not block:
                return
            yield block
