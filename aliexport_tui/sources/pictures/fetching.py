"""A whole picture into a file, within limits."""

import asyncio
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

import httpx
import msgspec

from aliexport_tui.sources.pictures.visiting import Asked, Pace, Visit

MOST_BYTES = 50 * 1024 * 1024
WHOLE = Pace(at_once=2, per_second=5, visit_s=120)


class Whole(msgspec.Struct, frozen=True):
    """`path`: a temporary file, the caller's to remove; None: it could not be had, `reason` says why: large, unreachable,
    disk. `digest` of its bytes."""

    asked: Asked
    path: Path | None
    digest: str = ""
    reason: str = ""

    @property
    def answered(self) -> bool:
        return self.reason != "unreachable"


def fetching(folder: Path, pace: Pace = WHOLE) -> Visit[Whole]:
    """How an address is fetched whole, into a file in `folder`."""

    async def fetch(client: httpx.AsyncClient, asked: Asked) -> Whole:
        path: Path | None = None
        try:
            with NamedTemporaryFile(dir=folder, prefix=".picture-", delete=False) as file:
                path = Path(file.name)
                digest = blake2b(digest_size=16)
                size = 0
                async with asyncio.timeout(pace.visit_s), client.stream("GET", asked.address) as answer:
                    if answer.status_code != httpx.codes.OK:
                        return _gone(asked, path, "unreachable")
                    async for block in answer.aiter_raw():
                        size += len(block)
                        if size > MOST_BYTES:
                            return _gone(asked, path, "large")
                        digest.update(block)
                        file.write(block)
            return Whole(asked, path, digest.hexdigest())
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError):
            return _gone(asked, path, "unreachable")
        except OSError:
            return _gone(asked, path, "disk")
        except BaseException:  # why: whatever ended it, nothing half-fetched is left
            _gone(asked, path, "")
            raise

    return fetch


def _gone(asked: Asked, path: Path | None, reason: str) -> Whole:
    if path is not None:
        path.unlink(missing_ok=True)
    return Whole(asked, None, reason=reason)
