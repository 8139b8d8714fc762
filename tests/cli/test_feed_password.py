"""A feed behind a password: it comes by file, environment or prompt, and stands nowhere but in the secrets' file."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import change_source
from aliexport_tui.engine.workspace import open_workspace
from tests.cli.shell import call
from tests.sources.support import DATA

PASSWORD = "p:w/d@ё"


class Guarded(BaseHTTPRequestHandler):
    """Gives the feed to joe alone."""

    def do_GET(self) -> None:
        expected = base64.b64encode(f"joe:{PASSWORD}".encode()).decode()
        good = self.headers.get("Authorization") == f"Basic {expected}"
        body = (DATA / "clean.xml").read_bytes() if good else b"no"
        self.send_response(200 if good else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}/feed.xml"
        server.shutdown()
        thread.join()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def held(db: Path) -> bytes:
    """All that the database's files hold."""
    return b"".join(path.read_bytes() for path in (db, db.with_name(db.name + "-wal")) if path.exists())


def test_a_password_reaches_the_shop_and_not_the_database(tmp_path: Path, address: str, file: Path) -> None:
    db = tmp_path / "shop.db"
    added = call(db, "source", "add", "main", f"http://joe@{address}", "--password-file", str(file), "--json")
    assert added.exit_code == 0, added.output
    assert "products 1" in call(db, "source", "import", "main").stdout
    assert b"p%3Aw" not in held(db)
    assert b"p:w" not in held(db)
    assert Secrets(open_workspace(db).secrets).password("main") == "p%3Aw%2Fd%40%D1%91"
    outputs = [call(db, *command).output for command in (("source", "list"), ("source", "show", "main"), ("log",))]
    assert "p%3Aw" not in "".join([added.output, *outputs])


def test_it_stays_while_the_address_stays_and_goes_with_it(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "shop.db"
    monkeypatch.setenv("ALIEXPORT_FEED_PASSWORD", PASSWORD)
    assert call(db, "source", "add", "main", f"http://joe@{address}").exit_code == 0
    monkeypatch.delenv("ALIEXPORT_FEED_PASSWORD")
    workspace = open_workspace(db)
    connection = workspace.open()
    secrets = Secrets(workspace.secrets)
    change_source(connection, "main", location=f"http://joe@{address}")
    assert secrets.password("main") is not None
    change_source(connection, "main", location=f"http://ann:other@{address}")
    assert secrets.password("main") == "other"
    change_source(connection, "main", location=f"http://ann@{address}?new")
    assert secrets.password("main") is None
    connection.close()
    refused = call(db, "source", "import", "main")
    assert refused.exit_code == 7
    assert "401" in refused.stderr


@pytest.mark.parametrize("command", [("add", "main"), ("set", "here", "--location")])
def test_a_password_as_an_argument_is_refused(tmp_path: Path, address: str, command: tuple[str, ...]) -> None:
    db = tmp_path / "shop.db"
    call(db, "source", "add", "here", str(DATA / "clean.xml"))
    refused = call(db, "source", *command, f"http://joe:secret@{address}")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "ALIEXPORT_FEED_PASSWORD" in refused.stderr
    assert "secret@" not in refused.stderr
    assert json.loads(call(db, "source", "show", "here", "--json").stdout)["location"] == str(DATA / "clean.xml")


def test_a_password_without_a_user_is_not_passed_over_in_silence(tmp_path: Path, address: str, file: Path) -> None:
    refused = call(tmp_path / "shop.db", "source", "add", "main", f"http://{address}", "--password-file", str(file))
    assert refused.exit_code == 2
    assert "USER@" in refused.stderr
