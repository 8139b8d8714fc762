"""`alerts …` as a shell calls it: secrets never as arguments, one message for what has gathered."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.store import alerts
from aliexport_tui.store.database import Database
from tests.cli.shell import call
from tests.support.mail_server import MailServer

PASSWORD = "s3cret-of-mail"
ADDRESS = "tgram://123456789:abcdefg_hijklmnop/12315544/"


def happen(file: Path, count: int) -> None:
    with closing(Database.open(file)) as db, db.write() as tx:
        for number in range(count):
            args = {"order": str(number), "target": "site", "status": "500"}
            alerts.raise_alert(tx, "hand_off_failed", "main", args, 1_700_000_000_000 + number)


def listed(file: Path) -> list[dict[str, object]]:
    channels = json.loads(call(file, "alerts", "list", "--json").stdout)["channels"]
    assert isinstance(channels, list)
    return channels


def test_from_adding_a_channel_to_its_message(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIEXPORT_ALERT_SECRET", PASSWORD)
    with MailServer() as server:
        mail = ["--host", "127.0.0.1", "--port", str(server.port), "--security", "none", "--from", "a@b.c", "--to", "d@e.f"]
        added = call(file, "alerts", "add", "mail", "ops", *mail, "--kind", "hand_off_failed", "--every", "1h")
        assert (added.exit_code, added.stderr) == (0, "")
        (one,) = listed(file)
        assert (one["over"], one["kinds"], one["every_minutes"], one["to"]) == ("mail", ["hand_off_failed"], 60, ["d@e.f"])
        assert call(file, "alerts", "test", "ops").stdout == "ops: sent\n"
        happen(file, 30)
        sent = call(file, "alerts", "send", "--json")
        assert json.loads(sent.stdout) == [{"channel": "ops", "state": "sent", "alerts": 30, "code": "", "next_try": None}]
        happen(file, 1)
        assert json.loads(call(file, "alerts", "send", "--json").stdout)[0]["state"] == "later"
        assert call(file, "alerts", "send", "--now").stdout == "ops: 1 alerts told\n"
        test, digest, _ = server.taken
    assert "to see whether it arrives over ops" in test.get_content()
    assert digest["Subject"] == "shop: orders not handed over 30"
    down = call(file, "alerts", "test")
    assert down.exit_code == 7
    assert down.stderr.startswith("ops: The mail server 127.0.0.1:")
    assert len(json.loads(call(file, "alerts", "log", "--limit", "3", "--json").stdout)) == 3
    assert "could not be handed to site (29)" in call(file, "alerts", "log").stdout
    assert call(file, "alerts", "remove", "ops").exit_code == 0
    assert listed(file) == []


def test_secrets_come_by_file_and_are_shown_nowhere(file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{ADDRESS}\n")
    assert call(file, "alerts", "add", "chat", "phone", "--secret-file", str(secret)).exit_code == 0
    shown = call(file, "alerts", "list").stdout + call(file, "alerts", "list", "--json").stdout
    assert "Telegram" in shown
    assert "abcdefg" not in shown
    secret.write_text(PASSWORD)
    mail = ["--host", "mail.example.com", "--user", "bot", "--from", "a@b.c", "--to", "d@e.f"]
    assert call(file, "alerts", "add", "mail", "ops", *mail, "--secret-file", str(secret)).exit_code == 0
    assert [one["port"] for one in listed(file) if one["name"] == "ops"] == [587]
    assert call(file, "alerts", "set", "ops", "--security", "tls", "--seconds", "5").exit_code == 0
    (ops,) = [one for one in listed(file) if one["name"] == "ops"]
    assert (ops["port"], ops["seconds"], ops["user"]) == (465, 5, "bot")
    others = [
        path for path in file.parent.iterdir() if path.is_file() and path not in (secret, tmp_path / "shop.db.secrets.toml")
    ]
    held = b"".join(path.read_bytes() for path in others)
    assert b"abcdefg" not in held
    assert PASSWORD.encode() not in held


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("remove", "nobody"), 2, "There is no channel “nobody”"),
        (("add", "chat", "phone"), 2, "password or address is missing"),
        (("add", "command", "Bot", "--", "true"), 2, "no name of a channel"),
        (("add", "mail", "m", "--host", "h", "--from", "a@b.c", "--to", "x"), 2, "no address of mail"),
        (("add", "mail", "m", "--host", "h", "--security", "none", "--from", "a@b.c", "--to", "a@b.c"), 2, "unencrypted"),
        (("general", "--urgent", "held", "--nothing-urgent"), 2, "exclude each other"),
        (("test", "nobody"), 2, "There is no channel"),
        (("send",), 0, ""),
    ],
)
def test_refusals(file: Path, arguments: tuple[str, ...], code: int, text: str) -> None:
    ended = call(file, "alerts", *arguments)
    assert ended.exit_code == code
    assert text in ended.stderr


def test_a_command_and_the_general_settings(file: Path, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    script = f"import sys; open({str(told)!r}, 'w').write(sys.stdin.read())"
    assert call(file, "alerts", "add", "command", "bot", "--", sys.executable, "-I", "-S", "-c", script).exit_code == 0
    assert call(file, "alerts", "add", "command", "bot", "--", "true").exit_code == 2
    assert call(file, "alerts", "set", "bot", "--host", "h").exit_code == 2
    assert call(file, "alerts", "set", "bot", "--kind", "held", "--every", "0").exit_code == 0
    assert call(file, "alerts", "set", "bot", "--every-kind").exit_code == 0
    assert listed(file)[0]["kinds"] == []
    settings = ("--urgent", "held", "--repeat-after", "1h", "--quota-percent", "0")
    assert call(file, "alerts", "general", *settings).exit_code == 0
    kept = json.loads(call(file, "alerts", "list", "--json").stdout)
    assert (kept["urgent"], kept["repeat_minutes"], kept["quota_percent"]) == (["held"], 60, 0)
    happen(file, 2)
    assert call(file, "alerts", "send").exit_code == 0
    digest = json.loads(told.read_text())
    assert (digest["shop"], digest["alerts"], digest["by_kind"]) == ("shop", 2, {"hand_off_failed": 2})
    (group,) = digest["groups"]
    assert (group["count"], group["subject"]) == (2, "main")
