"""One letter over one channel, against real servers and processes."""

import sys
from collections.abc import Callable

import msgspec
import pytest

from aliexport_tui.alerts import chat, command, mail
from aliexport_tui.alerts.trouble import AlertTrouble
from aliexport_tui.model.alerts import Chat, Command, Letter, Mail
from aliexport_tui.model.errors import AliexportError, ConfigError
from tests.support.mail_server import PASSWORD, USER, MailServer, free_port
from tests.support.web_hook import WebHook

LETTER = Letter("key.1", "shop: failed runs 1", "Line\nВторая строка\n", {"alerts": 1})


def over(server: MailServer | None = None, **settings: object) -> Mail:
    usual: dict[str, object] = {
        "host": "127.0.0.1",
        "port": server.port if server else free_port(),
        "security": "none",
        "sender": "shop@example.com",
        "to": ["a@example.com", "b@example.com"],
    }
    return msgspec.convert({**usual, **settings, "type": "mail"}, type=Mail)


def code_of(send: Callable[[], object]) -> str:
    with pytest.raises(AliexportError) as caught:
        send()
    return caught.value.code


def test_mail_arrives_whole() -> None:
    with MailServer() as server:
        mail.send(over(server), None, LETTER, 1_790_000_000_000)
    (message,) = server.taken
    assert message["Subject"] == LETTER.title
    assert message["To"] == "a@example.com, b@example.com"
    assert message["Date"] == "Mon, 21 Sep 2026 14:13:20 +0000"
    assert message["Message-ID"] == "<key.1@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize(
    ("refusal", "code"), [("554 no", "alert.mail_refused"), ("452 later", "alert.mail_refused"), ("", "")], ids=str
)
def test_what_the_server_refuses(refusal: str, code: str) -> None:
    with MailServer() as server:
        server.refusals += [refusal] if refusal else []
        if code:
            assert code_of(lambda: mail.send(over(server), None, LETTER, 0)) == code
        else:
            mail.send(over(server), None, LETTER, 0)
        assert len(server.taken) == (not code)


@pytest.mark.parametrize(
    ("settings", "password", "code"),
    [
        ({"security": "starttls"}, None, "alert.mail_certificate"),
        ({"security": "none", "user": USER}, PASSWORD, "alert.mail_refused"),
        ({"security": "tls"}, None, "alert.mail_unreachable"),
    ],
)
def test_a_server_that_wants_encryption(settings: dict[str, object], password: str | None, code: str) -> None:
    with MailServer(starttls=True) as server:
        assert code_of(lambda: mail.send(over(server, **settings), password, LETTER, 0)) == code
        assert server.taken == []


@pytest.mark.parametrize("password", ["wrong", "пароль", ""])
def test_a_wrong_password(password: str, trusted: None) -> None:
    with MailServer(starttls=True) as server:
        wanted = over(server, security="starttls", user=USER)
        assert code_of(lambda: mail.send(wanted, password, LETTER, 0)) == "alert.mail_login"


def test_a_server_without_encryption_gets_nothing() -> None:
    with MailServer() as server:
        assert code_of(lambda: mail.send(over(server, security="starttls"), None, LETTER, 0)) == "alert.mail_no_tls"
        assert server.taken == []


def test_nobody_listens() -> None:
    assert code_of(lambda: mail.send(over(), None, LETTER, 0)) == "alert.mail_unreachable"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"host": "mail.example.com"}, "alert.mail_plain"),
        ({"host": "10.0.0.1"}, "alert.mail_plain"),
        ({"host": "127.0.0.1.example.com"}, "alert.mail_plain"),
        ({"host": "localhost"}, ""),
        ({"host": "::1"}, ""),
        ({"host": "mail.example.com", "security": "tls"}, ""),
        ({"sender": "nobody"}, "alert.mail_address"),
        ({"to": ["@example.com"]}, "alert.mail_address"),
        ({"to": ["a@b.c\nBcc: everybody@example.com"]}, "alert.mail_address"),
        ({"to": ["Анна <a@b.c>"]}, ""),
    ],
)
def test_settings_of_mail(settings: dict[str, object], code: str) -> None:
    if code:
        assert code_of(lambda: mail.check(over(None, **settings))) == code
    else:
        mail.check(over(None, **settings))


def test_a_chat_service_gets_title_and_text() -> None:
    with WebHook() as hook:
        address = f"json://127.0.0.1:{hook.port}/t0ken"
        assert chat.service_of(address) == "JSON"
        chat.send(Chat(), address, LETTER)
        (told,) = hook.taken
        assert told["title"] == LETTER.title
        assert str(told["message"]).splitlines() == LETTER.text.splitlines()
        hook.status = 500
        with pytest.raises(AlertTrouble) as caught:
            chat.send(Chat(), address, LETTER)
    assert caught.value.code == "alert.chat_failed"
    assert "t0ken" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nobody://knows", "alert.chat_address"),
        ("", "alert.chat_address"),
        ("json://example.com/x", "alert.chat_plain"),
        ("jsons://example.com/x?verify=no", "alert.chat_plain"),
        ("jsons://example.com/x", ""),
        ("tgram://123456789:abcdefg_hijklmnop/12315544/", ""),
    ],
)
def test_addresses_of_chats(address: str, code: str) -> None:
    if code:
        with pytest.raises(ConfigError) as caught:
            chat.service_of(address)
        assert caught.value.code == code
        assert "example.com" not in str(caught.value)
    else:
        assert chat.service_of(address)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("error at https://api.example.com/bot123456:AAfFgG/send", "error at https://api.example.com/bot…:…/send"),
        ("no such chat 12315544", "no such chat …"),
        ("time-out of api.example.com", "time-out of api.example.com"),
    ],
)
def test_what_a_service_says_is_shown_without_its_tokens(said: str, shown: str) -> None:
    assert chat._without_tokens(said, "tgram://123456:AAfFgG@api.example.com/12315544/?mode=x") == shown


def test_a_command_gets_the_digest_as_json() -> None:
    check = (
        "import json, sys; told = json.load(sys.stdin)\n"
        "sys.exit(0 if told['title'].startswith('shop') and 'Вторая' in told['text'] and told['alerts'] == 1 else 9)"
    )
    command.send(Command(argv=(sys.executable, "-I", "-S", "-c", check)), LETTER)


@pytest.mark.parametrize(
    ("argv", "seconds", "code"),
    [
        (("sh", "-c", "echo bad >&2; exit 3"), 60, "alert.command_failed"),
        (("sh", "-c", "exec 0<&-; exit 0"), 60, ""),
        (("sleep", "60"), 0, "alert.command_late"),
        (("/nowhere/at/all",), 60, "alert.command_missing"),
    ],
)
def test_commands(argv: tuple[str, ...], seconds: int, code: str) -> None:
    channel = Command(argv=argv, seconds=seconds)
    if code:
        assert code_of(lambda: command.send(channel, LETTER)) == code
    else:
        command.send(channel, LETTER)
