"""Alerts gather into one digest for each channel; a real SMTP server, real processes, a real file."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.alerting import settings
from aliexport_tui.engine.alerting.sending import Told, send_alerts, untold
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import AlertSettings, Channel, Command, Digest, Kind, Letter, Mail
from aliexport_tui.store import alerts, digests
from aliexport_tui.store.database import Database
from aliexport_tui.telling.alert_text import letter
from tests.cli.shell import process
from tests.support.mail_server import PASSWORD, USER, MailServer, free_port
from tests.support.shop import FixedClock, make_workspace
from tests.support.shops.woo import TLS

MINUTE = 60


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path)


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as db:
        yield db


def render(digest: Digest) -> Letter:
    return letter(digest, "shop")


def wait(workspace: Workspace, minutes: float) -> None:
    workspace.clock.sleep(minutes * MINUTE)


def told(workspace: Workspace, *, at_once: bool = False) -> dict[str, str]:
    return {one.channel: one.state for one in send_alerts(workspace, render, at_once=at_once)}


def happen(
    workspace: Workspace, db: Database, count: int = 1, kind: Kind = "hand_off_failed", subject: str = "site", code: str = ""
) -> None:
    with db.write() as tx:
        for number in range(count):
            args = {"order": f"{number:05d}", "target": "crm", "reason": "no such SKU"}
            alerts.raise_alert(tx, kind, subject, args, workspace.clock.now_ms() + number, code=code)


def mail(port: int, security: str = "none", user: str = "") -> Mail:
    chosen = msgspec.convert(security, type=Mail.__annotations__["security"])
    return Mail(
        host="127.0.0.1", port=port, security=chosen, user=user, sender="Магазин <shop@example.com>", to=("a@example.com",)
    )


def listener(folder: Path, name: str = "told", code: int = 0) -> Command:
    """Appends what it gets to a file, a line each time, and ends with `code`."""
    script = folder / f"{name}.py"
    script.write_text(
        "import sys\n"
        f"open({str(folder / name)!r}, 'a').write(sys.stdin.read() + '\\n')\n"
        "print('said', file=sys.stderr)\n"
        f"sys.exit({code})\n"
    )
    return Command(argv=(sys.executable, "-I", "-S", str(script)))


def heard(folder: Path, name: str = "told") -> list[dict[str, object]]:
    path = folder / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_500_failures_are_one_message_over_an_encrypted_connection(
    workspace: Workspace, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "cert.pem"))
    with MailServer(starttls=True) as server:
        settings.add(workspace, db, "ops", Channel(mail(server.port, "starttls", USER)), PASSWORD)
        happen(workspace, db, 480, code="source.unreachable")
        happen(workspace, db, 19, subject="archive")
        happen(workspace, db, 1, "run_failed", "shoes", "marketplace.auth")
        assert told(workspace) == {"ops": "sent"}
        assert told(workspace, at_once=True) == {"ops": "nothing"}
        (message,) = server.taken
        assert server.encrypted == [True]
    assert message["Subject"] == "shop: orders not handed over 499, failed runs 1"
    assert message["To"] == "a@example.com"
    assert message["From"] == "Магазин <shop@example.com>"
    text = message.get_content()
    assert "499 × orders not handed over" in text
    assert (
        "480 × Account site: an order could not be handed to crm (00479): The shop's server can't be reached: no such SKU"
        in text
    )
    assert "19 × Account archive: an order could not be handed to crm (00018)" in text
    assert "1 × Profile shoes" in text
    assert len(text.splitlines()) < 40


def test_a_mail_server_that_nobody_vouches_for_gets_nothing(workspace: Workspace, db: Database) -> None:
    with MailServer(starttls=True) as server:
        settings.add(workspace, db, "ops", Channel(mail(server.port, "starttls", USER)), PASSWORD)
        happen(workspace, db)
        (one,) = send_alerts(workspace, render)
        assert one.failure is not None
        assert one.failure.code == "alert.mail_certificate"
        assert (server.taken, server.logins) == ([], 0)


def test_a_channel_that_is_down_holds_up_no_other_and_loses_nothing(
    workspace: Workspace, db: Database, tmp_path: Path
) -> None:
    port = free_port()
    settings.add(workspace, db, "ops", Channel(mail(port), every_minutes=0))
    settings.add(workspace, db, "bot", Channel(listener(tmp_path), every_minutes=0))
    happen(workspace, db, 3)
    assert told(workspace) == {"ops": "failed", "bot": "sent"}
    happen(workspace, db, 2, subject="archive")
    assert told(workspace) == {"ops": "later", "bot": "sent"}
    wait(workspace, 1)
    assert told(workspace) == {"ops": "failed", "bot": "nothing"}
    (waiting,) = [one for one in digests.latest(db, limit=9) if one.channel == "ops"]
    assert (waiting.state, waiting.alerts, waiting.tries) == ("waiting", 5, 2)
    assert waiting.failure["code"] == "alert.mail_unreachable"
    wait(workspace, 1)
    assert told(workspace)["ops"] == "later", "the second pause is longer"
    wait(workspace, 1)
    with MailServer(port=port) as server:
        happen(workspace, db, 1, "run_failed", "shoes")
        assert told(workspace)["ops"] == "sent"
        assert told(workspace)["ops"] == "nothing"
        (message,) = server.taken
    assert message["Subject"] == "shop: orders not handed over 5, failed runs 1"
    assert [one["alerts"] for one in heard(tmp_path)] == [3, 2, 1]


def test_a_sender_that_died_is_taken_up_again(workspace: Workspace, db: Database) -> None:
    """Whether it arrived is not known: it goes again, and readers of mail can tell by its number."""
    with MailServer() as server:
        settings.add(workspace, db, "ops", Channel(mail(server.port)))
        happen(workspace, db, 2)
        assert told(workspace) == {"ops": "sent"}
        with db.write() as tx:
            tx.run("UPDATE digest SET state = 'sending', sent_at = NULL")
            tx.run("UPDATE alert_reach SET reached = 0")
        assert told(workspace) == {"ops": "sent"}
        first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_each_channel_is_told_what_it_takes(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    happen(workspace, db, 9)  # before anybody listened
    settings.add(workspace, db, "sales", Channel(listener(tmp_path, "sales"), kinds=("new_orders",)))
    settings.add(workspace, db, "ops", Channel(listener(tmp_path, "ops"), kinds=("run_failed", "held")))
    with db.write() as tx:
        for count in ("2", "5"):
            alerts.raise_alert(tx, "new_orders", "main", {"count": count}, workspace.clock.now_ms())
    assert told(workspace) == {"sales": "sent", "ops": "nothing"}
    happen(workspace, db, 1, "held", "shoes", "price.floor")
    assert told(workspace) == {"sales": "nothing", "ops": "sent"}
    (orders,) = heard(tmp_path, "sales")
    assert orders["by_kind"] == {"new_orders": 7}
    assert orders["title"] == "shop: new orders 7"
    (held,) = heard(tmp_path, "ops")
    assert held["by_kind"] == {"held": 1}


@pytest.mark.parametrize(
    ("kind", "subject", "code", "minutes", "expected"),
    [
        ("run_failed", "shoes", "a.b", 14, "later"),
        ("run_failed", "shoes", "a.b", 16, "later"),
        ("run_failed", "shoes", "a.b", 361, "sent"),
        ("run_failed", "shoes", "other.cause", 14, "later"),
        ("run_failed", "shoes", "other.cause", 16, "sent"),
        ("run_failed", "hats", "a.b", 16, "sent"),
        ("token_refused", "main", "", 0, "sent"),
        ("new_orders", "main", "", 14, "later"),
        ("new_orders", "main", "", 16, "sent"),
    ],
)
def test_when_the_next_message_leaves(
    workspace: Workspace, db: Database, tmp_path: Path, kind: Kind, subject: str, code: str, minutes: int, expected: str
) -> None:
    """A pause of 15 minutes; the same again is no news for six hours; what is urgent waits for nothing."""
    with db.write() as tx:
        settings.load(tx)
    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    happen(workspace, db, 1, "run_failed", "shoes", "a.b")
    assert told(workspace) == {"bot": "sent"}
    wait(workspace, minutes)
    happen(workspace, db, 1, kind, subject, code)
    assert told(workspace) == {"bot": expected}
    assert untold(db, "bot", settings.load(db).channels["bot"]) == (0 if expected == "sent" else 1)


def test_what_is_urgent_is_told_at_once_but_not_again_and_again(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    states = []
    for _ in range(40):
        happen(workspace, db, 1, "token_refused", "main")
        states.append(told(workspace)["bot"])
        wait(workspace, 10)
    assert states.count("sent") == 2
    assert sum(int(str(one["alerts"])) for one in heard(tmp_path)) == 37


def test_secrets_are_in_no_file_but_theirs(workspace: Workspace, db: Database) -> None:
    with MailServer() as server:
        settings.add(workspace, db, "ops", Channel(mail(server.port, user="bot"), every_minutes=0), PASSWORD)
        server.refusals.append(f"554 {PASSWORD} is not welcome")
        happen(workspace, db)
        (one,) = send_alerts(workspace, render)
    assert one.state == "failed"
    assert one.failure is not None
    with db.write() as tx:
        tx.run("UPDATE setting SET value = value")
    held = b"".join(path.read_bytes() for path in workspace.file.parent.iterdir() if path != workspace.secrets)
    assert PASSWORD.encode() not in held
    assert PASSWORD in workspace.secrets.read_text()
    assert PASSWORD not in str(one.failure)
    settings.remove(workspace, db, "ops")
    assert PASSWORD not in workspace.secrets.read_text()


def test_a_command_that_fails_is_told_in_words(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    settings.add(workspace, db, "bot", Channel(listener(tmp_path, code=3)))
    settings.add(workspace, db, "none", Channel(Command(argv=(str(tmp_path / "none"),))))
    happen(workspace, db)
    found = {one.channel: one.failure for one in send_alerts(workspace, render)}
    assert {name: error.code for name, error in found.items() if error} == {
        "bot": "alert.command_failed",
        "none": "alert.command_missing",
    }
    assert found["bot"] is not None
    assert found["bot"].args_by_name["said"] == "said"


def test_settings_hold_for_all_channels(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    settings.set_general(db, AlertSettings(urgent=("new_orders",), repeat_minutes=1, quota_percent=50))
    kept = settings.load(db)
    assert (kept.urgent, kept.repeat_minutes, kept.quota_percent) == (("new_orders",), 1, 50)
    assert list(kept.channels) == ["bot"]


def test_two_do_not_send_at_once(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    from aliexport_tui.engine.locks import Lock

    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    happen(workspace, db)
    lock = Lock(workspace.lock("alerts"))
    assert lock.acquire(who="another", now=0)
    assert send_alerts(workspace, render) == ()
    lock.release()
    assert send_alerts(workspace, render) == (Told("bot", "sent", 1),)


def test_a_clock_that_goes_back_holds_no_message_up(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    happen(workspace, db)
    assert told(workspace) == {"bot": "sent"}
    clock.now -= 86_400_000
    happen(workspace, db, subject="archive")
    assert told(workspace) == {"bot": "sent"}


def test_a_sender_that_is_killed_loses_nothing(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    """The command is given the digest and kills who gave it: nobody knows whether it was taken, so it goes again."""
    script = tmp_path / "deadly.sh"
    script.write_text(
        "#!/bin/sh\n"
        f"cat >> '{tmp_path}/told'; echo >> '{tmp_path}/told'\n"
        f"[ -e '{tmp_path}/killed' ] || {{ touch '{tmp_path}/killed'; kill -9 $PPID; }}\n"
    )
    script.chmod(0o755)
    settings.add(workspace, db, "bot", Channel(Command(argv=(str(script),))))
    happen(workspace, db, 3)
    ended = process("--db", str(workspace.file), "alerts", "send")
    assert ended.returncode == -9
    assert digests.open_one(db, "bot") is not None
    happen(workspace, db, 1)
    assert told(workspace) == {"bot": "sent"}
    first, second = heard(tmp_path)
    assert (first["alerts"], second["alerts"]) == (3, 4)
    assert first["key"] == second["key"], "it can be known for a repetition"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("happen"), st.integers(1, 4)),
        st.tuples(st.just("wait"), st.integers(1, 90)),
        st.tuples(st.just("send"), st.integers(0, 1)),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, MailServer]]:
    workspace = make_workspace(tmp_path_factory.mktemp("shop"))
    with MailServer() as server, closing(workspace.open()) as db:
        settings.add(workspace, db, "ops", Channel(mail(server.port)))
        yield workspace, server


@hypothesis.settings(max_examples=12, deadline=None)
@given(STEPS)
def test_each_alert_is_told_once(shop: tuple[Workspace, MailServer], steps: list[tuple[str, int]]) -> None:
    """Whatever happens when, and whenever the server refuses: in the end each has been told, none twice."""
    workspace, server = shop
    server.taken.clear()
    server.refusals.clear()
    raised = 0
    with closing(workspace.open()) as db:
        for what, number in steps:
            if what == "happen":
                happen(workspace, db, number)
                raised += number
            elif what == "wait":
                wait(workspace, number)
            else:
                server.refusals[:] = ["451 later"] * number
                send_alerts(workspace, render)
    server.refusals.clear()
    told(workspace, at_once=True)
    assert sum(int(str(message["Subject"]).split(" ")[-1]) for message in server.taken) == raised
    wait(workspace, 100_000)


def test_a_flood_hides_no_single_alert(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    """Thirty causes of one kind, one alert of another: the digest is short and names both; the urgent one leads."""
    settings.add(workspace, db, "bot", Channel(listener(tmp_path)))
    for number in range(30):
        happen(workspace, db, 20, subject=f"shop{number}")
    happen(workspace, db, 1, "token_refused", "main")
    assert told(workspace) == {"bot": "sent"}
    (digest,) = heard(tmp_path)
    groups = digest["groups"]
    assert isinstance(groups, list)
    assert [one["kind"] for one in groups].count("token_refused") == 1
    assert (len(groups), digest["more_groups"]) == (12, 19)
    assert digest["title"] == "shop: token refused 1, orders not handed over 600"
