"""No personal data and no secret in any log, bundle or exchange; none in the file after erasing.

Real orders of the sandbox are fetched, handed to targets that quote what they were given, answered, told of; then everything
is taken apart and searched for what must not be there."""

import json
import re
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.accounts import change_account
from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.alerting import settings as alerting
from aliexport_tui.engine.crash import write_crash
from aliexport_tui.engine.operations import debugging, log_target
from aliexport_tui.engine.operations.bundle import bundle
from aliexport_tui.engine.operations.log_target import LogTarget
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.erasing import erase
from aliexport_tui.engine.orders.fetching import fetch_news
from aliexport_tui.engine.orders.handing import targets
from aliexport_tui.engine.orders.handing.going import hand_over
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import Channel, Mail
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.order import Buyer
from aliexport_tui.model.order_settings import CommandTarget, FileTarget, WebhookTarget
from aliexport_tui.store import accounts
from aliexport_tui.store.database import Database, as_text
from aliexport_tui.telling.log_shipping import ship
from tests.cli.shell import call
from tests.engine.shop import account_on, workspace_in
from tests.support.sandbox import Sandbox

PASSWORD = "geheim-Passwort-47"
OWNER = "owner@private.example"
MAIL_PASSWORD = "mail-Passwort-53"
SIGNING = "signing-secret-of-the-hook-0815"
QUOTES = "import sys; text = sys.stdin.read(); sys.stderr.write(text); sys.exit(3)"


class Echo:
    """A shop's server that refuses everything, quoting what it was given."""

    def __init__(self) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = json.dumps({"message": "refused: " + json.dumps(json.loads(body), ensure_ascii=False)}).encode()
                self.send_response(400)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *_rest: object) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def planted(db: Database) -> list[str]:
    """What tells who a buyer is, as the file holds it apart; words that anybody might use aside."""
    found: set[str] = set()
    for (body,) in db.rows("SELECT body FROM buyer"):
        buyer = msgspec.json.decode(str(body), type=Buyer)
        found |= {buyer.name, buyer.phone, buyer.address, buyer.street_house, buyer.receiver_name, buyer.receiver_phone}
        found |= set(buyer.comments.values())
    return sorted(one for one in found if len(one) > 5)


def searched(text: str, needles: list[str]) -> list[str]:
    """As they stand, and as JSON writes them."""
    return [one for one in needles if one in text or json.dumps(one)[1:-1] in text]


def tables(db: Database) -> Iterator[tuple[str, str]]:
    """Every table as text, what is packed unpacked."""
    for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        with suppress(AliexportError):
            yield (
                as_text(name),
                "\n".join(" ".join(map(unpacked, row)) for row in db.rows(f'SELECT * FROM "{as_text(name)}"')),
            )


def unpacked(cell: object) -> str:
    if isinstance(cell, bytes):
        with suppress(zlib.error):
            return zlib.decompress(cell).decode(errors="replace")
        return cell.decode(errors="replace")
    return str(cell)


Told = tuple[Workspace, Database, list[str], str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A shop after a day's work; what may be nowhere; its token."""
    tmp_path = tmp_path_factory.mktemp("shop")
    with Sandbox(frozen=True) as sandbox, Echo() as shop:
        numbers = sandbox.make_orders(2, model="DBS")
        workspace = workspace_in(tmp_path, sandbox)
        with closing(workspace.open()) as db:
            account = account_on(workspace, db, sandbox)
            Secrets(workspace.secrets).set_password("feed", PASSWORD)
            loaded = order_settings.load(db, "main")
            order_settings.save(
                workspace, db, "main", msgspec.structs.replace(loaded.settings, enabled=True), loaded.version
            )
            targets.add(workspace, db, "main", "files", FileTarget(str(tmp_path / "shop"), since=1), {})
            (tmp_path / "shop").mkdir()
            targets.add(workspace, db, "main", "hook", WebhookTarget(shop, since=1), {"secret": SIGNING})
            targets.add(workspace, db, "main", "command", CommandTarget(("python3", "-c", QUOTES), since=1), {})
            mail = Mail("127.0.0.1", "shop@shop.example", (OWNER,), user="shop")
            alerting.add(workspace, db, "mail", Channel(mail), MAIL_PASSWORD)
            log_target.save(workspace, LogTarget("file", str(tmp_path / "log.txt"), "debug"))
            debugging.switch_on(workspace, 3600)
            fetch_news(workspace, db, "main")
            needles = planted(db)
            for _round in range(2):
                hand_over(workspace, db, "main")
                workspace.clock.sleep(60)
            number = str(numbers[0])
            call(workspace.file, "orders", "send", number, "--track", "TEST-0001", "--carrier", "Demo Courier")
            call(workspace.file, "orders", "send", "1", "--track", "TEST-0001", "--carrier", "Demo Courier")
            change_account(workspace, db, msgspec.structs.replace(accounts.get(db, "main"), quota_limit=7), sandbox.token)
            changed = difference({"url": "x"}, {"url": f"https://user:{PASSWORD}@shop.example/", "token": sandbox.token})
            note(db, "settings", "changed", "main", "account.changed", {"account": sandbox.token}, *changed)
            sandbox.set({"fault.http_500": 1})
            with suppress(AliexportError):
                fetch_news(workspace, db, "main")
            sandbox.set({"fault.http_500": 0})
            sandbox.deliver(numbers[0])
            sandbox.cancel(numbers[1])
            workspace.clock.sleep(60)
            fetch_news(workspace, db, "main")
            assert account.code == "main"
            yield workspace, db, needles, sandbox.token


def test_nowhere_but_where_it_belongs(told: Told) -> None:
    workspace, db, buyers, token = told
    tmp_path = workspace.file.parent
    assert len(buyers) >= 6
    secrets = [token, *(part for part in token.split(".") if len(part) > 12), PASSWORD, SIGNING, MAIL_PASSWORD]
    write_crash(workspace, ValueError(f"token {token} password {PASSWORD}"))
    ship(workspace)
    ship(workspace)

    # the data was there to be leaked: in its own table, in a target's files, in what the targets said
    assert searched(dict(tables(db))["buyer"], buyers) == buyers
    handed = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "shop").iterdir())
    assert searched(handed, [one for one in buyers if re.fullmatch(r"\+7000\d+", one)])
    assert db.value("SELECT count(*) FROM hand_off WHERE failure IS NOT NULL") == 4
    assert db.value("SELECT count(*) FROM exchange WHERE path LIKE '%order%'") > 3  # type: ignore[operator]

    for name, text in tables(db):
        assert searched(text, secrets) == [], name
        if name != "buyer":
            assert searched(text, buyers) == [], name
    made = bundle(workspace, tmp_path / "bundle.zip")
    assert {"about.json", "doctor.json", "events.jsonl", "exchanges.jsonl", "orders/main.json"} <= made.members.keys()
    with zipfile.ZipFile(tmp_path / "bundle.zip") as packed:
        for name in packed.namelist():
            assert searched(packed.read(name).decode(), [*secrets, *buyers, OWNER]) == [], name
        assert json.loads(packed.read("settings.json"))["alerts"]["channels"]["mail"]["over"]["host"] == "127.0.0.1"
    for path in tmp_path.iterdir():
        if path.is_file() and path.suffix == ".txt":
            assert searched(path.read_text(encoding="utf-8"), [*secrets, *buyers]) == [], path.name
    assert (tmp_path / "log.txt").stat().st_size > 1000


def test_nothing_of_buyers_is_left_in_the_file_after_erasing(told: Told) -> None:
    workspace, db, buyers, token = told
    tmp_path = workspace.file.parent
    assert erase(workspace, db, "main", days=0).orders == 2
    for path in tmp_path.iterdir():
        if path.is_dir() or path == workspace.secrets:
            continue
        content = path.read_bytes()
        for one in (*buyers, token):
            for written in (one, json.dumps(one)[1:-1]):
                assert written.encode() not in content, path.name


def test_a_bundle_is_private_and_tells_what_can_not_be_told(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    path = tmp_path / "bundle.zip"
    workspace.file.write_bytes(b"rubbish" * 100)
    assert call(workspace.file, "bundle", str(path)).exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as packed:
        assert json.loads(packed.read("file.json"))["code"] == "file.damaged"
        assert {one["grade"] for one in json.loads(packed.read("doctor.json"))} >= {"bad"}
    assert call(workspace.file, "bundle", str(tmp_path)).exit_code == 2
    assert call(workspace.file, "bundle", str(tmp_path / "missing" / "x.zip")).exit_code == 8
    assert not list(tmp_path.glob(".bundle*"))
