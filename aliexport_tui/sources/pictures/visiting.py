"""Many addresses of many servers visited, each host at a pace of its own.

Each host has a line of its own, so that a broken one holds nobody up; one that gives no answer time and again is given
up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from aliexport_tui.model.clock import Clock

_REDIRECTS = 5
_HOSTS_AT_ONCE = 64
_GIVE_UP_AFTER = 5
"""Visits on end without an answer: the host's others are not tried."""

Pause = Callable[[float], Awaitable[None]]


class Pace(msgspec.Struct, frozen=True):
    """Of each host: requests at once and a second. Seconds until a connection stands, and until a visit is over."""

    at_once: int = 4
    per_second: float = 10
    connect_s: float = 10
    visit_s: float = 20


class Asked(msgspec.Struct, frozen=True):
    """An http(s) address to visit. `key`: what the caller knows it by. `etag`: of what was seen there, "" = look anyway.
    `host`: the line it stands in."""

    key: str
    address: str
    etag: str = ""
    host: str = ""


class Answer(Protocol):
    """What came of a visit."""

    @property
    def answered(self) -> bool: ...


Found = TypeVar("Found", bound=Answer)
Visit = Callable[[httpx.AsyncClient, Asked], Awaitable[Found]]
Took = Callable[[Found], None]


def host_of(address: str) -> str:
    """By which servers are told apart; "" when it is no address."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def visit_all(
    by_host: Mapping[str, Iterator[Asked]],
    visit: Visit[Found],
    took: Took[Found],
    clock: Clock,
    pace: Pace,
    pause: Pause = asyncio.sleep,
) -> tuple[str, ...]:
    """Visit every address and hand over what was found as soon as it is known. Returns the hosts that were given up: their
    other addresses were not tried. What `took` raises ends it all."""
    try:
        return asyncio.run(_all_hosts(by_host, visit, took, clock, pace, pause))
    except BaseExceptionGroup as several:
        raise _first(several) from None


async def _all_hosts(
    by_host: Mapping[str, Iterator[Asked]],
    visit: Visit[Found],
    took: Took[Found],
    clock: Clock,
    pace: Pace,
    pause: Pause,
) -> tuple[str, ...]:
    seats = asyncio.Semaphore(_HOSTS_AT_ONCE)
    async with _client(pace) as client:

        async def one_host(asked: Iterator[Asked]) -> bool:
            async with seats:
                return await _Line(client, asked, visit, took, clock, pace, pause).walk()

        async with asyncio.TaskGroup() as group:
            tasks = {host: group.create_task(one_host(asked)) for host, asked in by_host.items()}
    return tuple(host for host, task in tasks.items() if task.result())


def _client(pace: Pace) -> httpx.AsyncClient:
    """Follows http(s) alone; takes nothing packed, so that bytes are the file's own."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(pace.visit_s, connect=pace.connect_s, pool=None),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=4 * _HOSTS_AT_ONCE),
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        headers={"User-Agent": "aliexport-tui", "Accept": "image/*,*/*;q=0.1", "Accept-Encoding": "identity"},
    )


class _Line(Generic[Found]):
    """The addresses of one host, a few at once."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        asked: Iterator[Asked],
        visit: Visit[Found],
        took: Took[Found],
        clock: Clock,
        pace: Pace,
        pause: Pause,
    ) -> None:
        self._client = client
        self._asked = asked
        self._visit = visit
        self._took = took
        self._clock = clock
        self._pace = pace
        self._pause = pause
        self._next_ms = 0.0
        self._in_vain = 0

    async def walk(self) -> bool:
        """Whether the host was given up."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._pace.at_once):
                group.create_task(self._walker())
        return self._given_up

    @property
    def _given_up(self) -> bool:
        return self._in_vain >= _GIVE_UP_AFTER

    async def _walker(self) -> None:
        while not self._given_up and (asked := next(self._asked, None)) is not None:
            await self._turn()
            found = await self._visit(self._client, asked)
            self._in_vain = 0 if found.answered else self._in_vain + 1
            self._took(found)

    async def _turn(self) -> None:
        """Wait until the pace allows one more."""
        now = self._clock.now_ms()
        at = max(self._next_ms, now)
        self._next_ms = at + 1000 / self._pace.per_second
        if at > now:
            await self._pause((at - now) / 1000)


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """Of what went wrong at once, what began it."""
    inner = several.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
