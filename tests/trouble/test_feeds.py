"""Feeds that are missing or no feeds: told clearly, with code 7, and the catalogue stays as it was."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.export import Goods, Shop, feed
from tests.trouble.shell import call, kept, refusal

HTML = "<!DOCTYPE html><html><head><title>Вход</title></head><body><h1>Сайт закрыт на обслуживание</h1></body></html>"
WHOLE = feed([Goods(f"G{number}", price="900") for number in range(8)])


def _gone(path: Path) -> None:
    path.unlink()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _holding(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (_gone, "feed.yml"),
    "a folder": (_folder, "feed.yml"),
    "a page": (_holding(HTML.encode()), "web page"),
    "a page in windows-1251": (_holding(HTML.encode("cp1251")), "web page"),
    "empty": (_holding(b""), "empty"),
    "cut off": (_holding(WHOLE.encode()[: len(WHOLE) * 2 // 3]), "line"),
    "a tag unclosed": (_holding(WHOLE.replace("</offer>", "", 1).encode()), "line"),
    "no offers": (_holding(b'<?xml version="1.0"?><yml_catalog><shop></shop></yml_catalog>'), "feed.yml"),
    "some other XML": (_holding(b'<?xml version="1.0"?><rss><channel/></rss>'), "feed.yml"),
    "a zip": (_holding(b"PK\x03\x04" + bytes(400)), "feed.yml"),
}


@pytest.mark.parametrize(("spoil", "named"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_feed_leaves_the_catalogue_alone(
    shop: Shop, tmp_path: Path, spoil: Callable[[Path], object], named: str
) -> None:
    path = tmp_path / "feed.yml"
    file = shop.workspace.file
    before = kept(file)
    spoil(path)
    told = refusal(call(file, "source", "import", "shop"), 7)
    assert named in told
    assert kept(file) == before
    if path.is_dir():
        path.rmdir()
    path.write_text(WHOLE, encoding="utf-8")
    shop.supply_file(path)
    assert len(kept(file)["products"]) == 8
    assert kept(file)["products"] != before["products"], "the next good import goes on"


@pytest.mark.parametrize("content", [None, HTML.encode(), b"", bytes(range(256))], ids=["missing", "page", "empty", "bytes"])
def test_a_new_source_must_be_readable(shop: Shop, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.yml"
    if content is not None:
        path.write_bytes(content)
    told = refusal(call(shop.workspace.file, "source", "add", "other", str(path)), 7)
    assert "other.yml" in told
    with shop.db() as db:
        assert db.rows("SELECT code FROM source") == [("shop",)]


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, content = (200, HTML.encode()) if self.path == "/login" else (404, b"nothing here")
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is not the place."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("path", "named"), [("/login", "web page"), ("/feed.yml", "404")])
def test_an_address_that_gives_no_feed(shop: Shop, site: str, path: str, named: str) -> None:
    before = kept(shop.workspace.file)
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE source SET location = ?", (site + path,))
    assert named in refusal(call(shop.workspace.file, "source", "import", "shop"), 7)
    assert kept(shop.workspace.file) == before


def test_an_address_where_nobody_listens(shop: Shop) -> None:
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE source SET location = 'http://127.0.0.1:9/feed.yml'")
    assert "127.0.0.1:9" in refusal(call(shop.workspace.file, "source", "import", "shop"), 7)
