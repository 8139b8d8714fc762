"""Looks at pictures over real HTTP: what every kind of server answers, and how many bytes it costs."""

import asyncio
import socketserver
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.picture import Sight
from aliexport_tui.sources.pictures.probing import Look, looking
from aliexport_tui.sources.pictures.visiting import Asked, Pace, host_of, visit_all
from tests.support.shops.pictures import PictureServer, picture

PACE = Pace(at_once=4, per_second=10_000)
HASTE = Pace(at_once=4, per_second=10_000, visit_s=0.3)


@pytest.fixture(scope="module")
def server() -> Iterator[PictureServer]:
    with PictureServer() as running:
        yield running


def looks(addresses: Iterable[str | Asked], pace: Pace = PACE) -> tuple[dict[str, Look], tuple[str, ...]]:
    by_host: dict[str, list[Asked]] = defaultdict(list)
    for one in addresses:
        asked = one if isinstance(one, Asked) else Asked(one, one)
        by_host[host_of(asked.address)].append(asked)
    found: dict[str, Look] = {}

    def took(look: Look) -> None:
        found[look.asked.key] = look

    given_up = visit_all({host: iter(own) for host, own in by_host.items()}, looking(pace), took, SystemClock(), pace)
    return found, given_up


CASES = {
    "/ok/1000x800.jpg": Sight("picture", "jpeg", len(picture(1000, 800)), 1000, 800, 206),
    "/ok/90x60.png": Sight("picture", "png", len(picture(90, 60, "png")), 90, 60, 206),
    "/ok/900x900.webp": Sight("picture", "webp", len(picture(900, 900, "webp")), 900, 900, 206),
    "/ok/300x200.gif": Sight("picture", "gif", len(picture(300, 200, "gif")), 300, 200, 206),
    "/ok/300x200.bmp": Sight("picture", "bmp", len(picture(300, 200, "bmp")), 300, 200, 206),
    "/whole/800x800-heavy.jpg": Sight("picture", "jpeg", len(picture(800, 800, noise=True)), 800, 800, 200),
    "/chunked/800x800-heavy.bmp": Sight("picture", "bmp", 0, 800, 800, 200),  # nobody says how many bytes
    "/chunked/90x60.jpg": Sight("picture", "jpeg", len(picture(90, 60)), 90, 60, 200),  # seen to its end
    "/notes/800x900.jpg": Sight("picture", "jpeg", len(picture(800, 900, notes=60_000)), 800, 900, 206),
    "/moved/1000x800.jpg": Sight("picture", "jpeg", len(picture(1000, 800)), 1000, 800, 206),
    "/endless/x.jpg": Sight("picture", "jpeg", 0, 900, 900, 200),
    "/html/x.jpg": Sight("other", "html", 46, status=200),
    "/empty/x.jpg": Sight("other", "empty", status=200),
    "/404/x.jpg": Sight("refused", status=404),
    "/403/x.jpg": Sight("refused", status=403),
    "/503/x.jpg": Sight("trouble", status=503),
    "/away/x.jpg": Sight("redirect"),
    "/loop/x.jpg": Sight("redirect"),
}


def test_every_kind_of_answer(server: PictureServer) -> None:
    found, given_up = looks(server.address + path for path in CASES)
    assert {path: found[server.address + path].sight for path in CASES} == CASES
    assert all(look.reached for look in found.values())
    assert given_up == ()


def test_what_does_not_come_in_time(server: PictureServer) -> None:
    address = f"{server.address}/slow/100x100.jpg"
    look = looks([address], HASTE)[0][address]
    assert (look.sight, look.reached, look.answered) == (Sight("slow"), True, False)


def test_only_the_first_kilobytes_are_taken(server: PictureServer) -> None:
    heavy, endless = "/ok/1500x1500-heavy.bmp", "/endless/other.jpg"
    looks([server.address + heavy, server.address + endless])
    assert server.sent[heavy] == 16 * 1024
    assert server.sent[endless] < 2_000_000


def test_what_has_not_changed_is_not_sent_again(server: PictureServer) -> None:
    address = f"{server.address}/ok/640x480.png"
    first = looks([address])[0][address]
    sent = server.sent["/ok/640x480.png"]
    again = looks([Asked(address, address, first.etag)])[0][address]
    assert (again.sight, again.etag, server.sent["/ok/640x480.png"]) == (None, first.etag, sent)


def test_hosts_that_nobody_reaches_hold_nobody_up_and_are_given_up(server: PictureServer) -> None:
    """Port 9 of this machine refuses; localhost passes for another host, whose pictures never come."""
    dead = [f"http://127.0.0.1:9/{number}.jpg" for number in range(50)]
    slow = [f"http://localhost:{server.port}/slow/{number}.jpg" for number in range(50)]
    good = [f"{server.address}/ok/{number}x50.png" for number in range(50, 80)]
    began = time.monotonic()
    found, given_up = looks([*dead, *slow, *good], HASTE)
    assert time.monotonic() - began < 10
    assert all(found[address].reached for address in good)
    assert set(given_up) >= {"127.0.0.1:9", f"localhost:{server.port}"}
    assert len([address for address in dead if address in found]) < 10
    assert len([address for address in slow if address in found]) < 10
    assert not any(found[address].reached for address in dead if address in found)


def test_no_more_at_once_than_the_pace_allows() -> None:
    with PictureServer() as server:
        addresses = [f"{server.address}/ok/{number}x40.jpg" for number in range(40, 70)]
        looks(addresses, Pace(at_once=2, per_second=10_000))
        assert len(server.asked) == 30
        assert server.most_at_once <= 2


class SlowMotion:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def now_ms(self) -> int:
        return round(self.now * 1000)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def pause(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def test_no_more_a_second_than_the_pace_allows(server: PictureServer) -> None:
    clock = SlowMotion()
    asked = iter([Asked(str(number), f"{server.address}/ok/{number}x30.jpg") for number in range(30, 51)])
    found: list[Look] = []
    visit_all({"": asked}, looking(PACE), found.append, clock, Pace(at_once=1, per_second=5), clock.pause)
    assert len(found) == 21
    assert clock.now == pytest.approx(20 / 5, abs=0.01)


def test_what_the_taker_raises_ends_it(server: PictureServer) -> None:
    def full(look: Look) -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        visit_all({"": iter([Asked("x", f"{server.address}/ok/9x9.jpg")])}, looking(PACE), full, SystemClock(), PACE)


class Rude(socketserver.BaseRequestHandler):
    """No HTTP, or hardly any, by the first letter of the path."""

    def handle(self) -> None:
        asked = self.request.recv(4096).split(b" ")[1]
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        body = {b"/garbage": b"\x00\x01 220 ftp ready\r\n", b"/cut": head + picture(900, 900)[:200], b"/shut": b""}
        self.request.sendall(body.get(asked, b"HTTP/1.1 200 OK\r\n"))
        while asked == b"/drip":
            time.sleep(0.05)
            try:
                self.request.sendall(b"X: y\r\n")
            except OSError:
                return


class RudeServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


def test_servers_that_hardly_speak_http() -> None:
    with RudeServer(("127.0.0.1", 0), Rude) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        found, _ = looks([f"{address}{path}" for path in ("/garbage", "/cut", "/shut", "/drip")], HASTE)
        server.shutdown()
    told = {path.rpartition("/")[2]: look.sight.verdict for path, look in found.items() if look.sight is not None}
    assert told == {"garbage": "trouble", "cut": "trouble", "shut": "trouble", "drip": "slow"}


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://a b/",
        "http://x:99999/",
        "http://xn--/",
        "http://" + "a" * 300,
        "http://.../",
        "http://ж" + "ж" * 80,
    ],
)
def test_what_is_no_address_is_no_fault_of_ours(address: str) -> None:
    look = looks([address], HASTE)[0][address]
    assert look.sight is not None
    assert look.sight.verdict in ("refused", "silent")
