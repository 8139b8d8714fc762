import contextlib
import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen, fetch, shown

BODY = b"<yml_catalog/>" * 50
CLOCK = SystemClock()


class TooLate:
    """A clock by which a minute passes between two looks."""

    def __init__(self) -> None:
        self.now = 0

    def now_ms(self) -> int:
        self.now += 60_000
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


class Shop(BaseHTTPRequestHandler):
    """A shop's server: each path shows one behaviour."""

    def do_GET(self) -> None:
        path = self.path
        if path == "/feed":
            if self.headers.get("If-None-Match") == '"1"':
                self.answer(304)
            else:
                self.answer(200, BODY, ETag='"1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
        elif path == "/dated":
            self.answer(304 if self.headers.get("If-Modified-Since") == "then" else 200, BODY, Last_Modified="then")
        elif path == "/gz":
            self.answer(200, gzip.compress(BODY))
        elif path == "/encoded":
            self.answer(200, gzip.compress(BODY), Content_Encoding="gzip")
        elif path == "/encoded-broken":
            self.answer(200, b"no gzip at all", Content_Encoding="gzip")
        elif path == "/bomb":
            self.answer(200, gzip.compress(b"0" * 2_000_000), Content_Encoding="gzip")
        elif path == "/moved":
            self.answer(302, Location="/feed")
        elif path == "/round":
            self.answer(302, Location="/round")
        elif path == "/away":
            self.answer(302, Location="ftp://shop.example/feed")
        elif path == "/to-file":
            self.answer(302, Location="file:///etc/passwd")
        elif path == "/elsewhere":
            self.answer(302, Location=f"http://localhost:{self.server.server_port}/asked")  # type: ignore[attr-defined]
        elif path == "/asked":
            self.answer(200, self.headers.get("Authorization", "nobody").encode())
        elif path == "/endless":
            self.endless()
        elif path == "/cut":
            self.answer(200, BODY[:20], length=len(BODY))
        elif path == "/silent":
            self.server.released.wait(5)  # type: ignore[attr-defined]
        else:
            self.answer(int(path.removeprefix("/")))

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"<offer/>" * 8_192)

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(length if length is not None else 0 if status == 304 else len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the terminal."""


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    server.daemon_threads = True
    server.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.released.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def code_of(call: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(AliexportError) as caught:
        call()
    return caught.value.code, int(caught.value.exit_code)


def test_a_feed_is_fetched_once_and_then_only_asked_for(shop: str, tmp_path: Path) -> None:
    first = fetch(f"{shop}/feed", tmp_path, CLOCK)
    assert first.path is not None
    assert first.path.read_bytes() == BODY
    assert first.seen == Seen('"1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    second = fetch(f"{shop}/feed", tmp_path, CLOCK, first.seen)
    assert (second.path, second.seen) == (None, first.seen)


def test_a_date_serves_where_there_is_no_tag(shop: str, tmp_path: Path) -> None:
    assert fetch(f"{shop}/dated", tmp_path, CLOCK, Seen(last_modified="then")).path is None


@pytest.mark.parametrize("path", ["feed", "gz", "encoded", "moved"])
def test_the_bytes_arrive_unpacked(shop: str, tmp_path: Path, path: str) -> None:
    fetched = fetch(f"{shop}/{path}", tmp_path, CLOCK).path
    assert fetched is not None
    assert fetched.read_bytes() == BODY


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("404", "source.not_found"),
        ("410", "source.not_found"),
        ("403", "source.http_status"),
        ("503", "source.http_status"),
        ("304", "source.http_status"),
        ("round", "source.redirect"),
        ("away", "source.redirect"),
        ("to-file", "source.redirect"),
        ("endless", "source.too_large"),
        ("cut", "source.unreachable"),
        ("encoded-broken", "source.gzip_broken"),
        ("bomb", "source.too_large"),
    ],
)
def test_what_goes_wrong_is_named(shop: str, tmp_path: Path, path: str, code: str) -> None:
    limits = FetchLimits(max_bytes=1_000_000)
    assert code_of(lambda: fetch(f"{shop}/{path}", tmp_path, CLOCK, limits=limits)) == (code, 7)


def test_another_host_does_not_learn_the_password(shop: str, tmp_path: Path) -> None:
    address = shop.replace("http://", "http://me:secret@")
    assert read(fetch(f"{address}/asked", tmp_path, CLOCK)).startswith(b"Basic")
    assert read(fetch(f"{address}/elsewhere", tmp_path, CLOCK)) == b"nobody"


def read(fetched: Fetched) -> bytes:
    assert fetched.path is not None
    return fetched.path.read_bytes()


def test_a_silent_server_and_a_dripping_one_time_out(shop: str, tmp_path: Path) -> None:
    assert code_of(lambda: fetch(f"{shop}/silent", tmp_path, CLOCK, limits=FetchLimits(read_s=0.05)))[0] == "source.timeout"
    assert code_of(lambda: fetch(f"{shop}/feed", tmp_path, TooLate(), limits=FetchLimits(total_s=30)))[0] == "source.timeout"


def test_nobody_there(tmp_path: Path) -> None:
    assert code_of(lambda: fetch("http://127.0.0.1:1/feed", tmp_path, CLOCK)) == ("source.unreachable", 7)


@pytest.mark.parametrize("address", ["ftp://a.example/x", "file:///etc/passwd", "http://[::1/x"])
def test_other_addresses_are_refused(tmp_path: Path, address: str) -> None:
    assert code_of(lambda: fetch(address, tmp_path, CLOCK)) == ("source.address", 2)


def test_a_local_file_is_used_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(BODY)
    assert fetch(str(path), tmp_path, CLOCK).path == path


def test_a_packed_local_file_is_unpacked_beside(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(gzip.compress(BODY))
    fetched = fetch(str(path), tmp_path, CLOCK).path
    assert fetched is not None
    assert fetched != path
    assert fetched.read_bytes() == BODY
    path.write_bytes(path.read_bytes()[:-12])
    assert code_of(lambda: fetch(str(path), tmp_path, CLOCK))[0] == "source.gzip_broken"


def test_local_faults(tmp_path: Path) -> None:
    assert code_of(lambda: fetch(str(tmp_path / "none"), tmp_path, CLOCK)) == ("source.not_found", 7)
    assert fetch(str(tmp_path), tmp_path, CLOCK).path == tmp_path, "a set of files"
    (tmp_path / "big").write_bytes(b"12345")
    assert code_of(lambda: fetch(str(tmp_path / "big"), tmp_path, CLOCK, limits=FetchLimits(4)))[0] == "source.too_large"


def test_a_password_is_not_shown() -> None:
    assert shown("https://me:secret@shop.example/feed?x=1") == "https://…@shop.example/feed?x=1"
    assert shown("/home/me/feed.xml") == "/home/me/feed.xml"
