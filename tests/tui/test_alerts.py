"""Channels made, changed, tried and removed by keys; what cannot be understood is said at its field."""

import asyncio
import json
import sys
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from aliexport_tui.engine.alerting import settings
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import KINDS, AlertSettings, Channel, Chat, Command, Mail
from aliexport_tui.store import alerts
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.forms import channel_fields
from aliexport_tui.tui.screens.alerts import AlertsScreen
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.form_screen import FormScreen
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing

_LIMIT_S = 10.0
MAIL = Mail(host="mail.example.com", sender="shop@example.com", to=("a@example.com", "b@example.com"), user="shop")


@pytest.mark.parametrize(
    "channel",
    [
        Channel(MAIL),
        Channel(Mail(host="localhost", sender="a@b.c", to=("d@e.f",), port=25, security="none", seconds=5)),
        Channel(Command(argv=("sh", "-c", "cat > 'my file'"), seconds=9), kinds=("run_failed", "held"), every_minutes=0),
    ],
)
def test_a_form_gives_back_what_it_was_given(channel: Channel) -> None:
    way = channel_fields.way_of(channel)
    values = channel_fields.values_of("boss", channel) | {"secret": ""}
    assert {field.name for field in channel_fields.fields(way, new=True)} >= set(values) - {"secret"}
    assert channel_fields.channel_from(way, values) == (channel, {})


@pytest.mark.parametrize(
    ("way", "typed", "field"),
    [
        ("mail", {"host": ""}, "host"),
        ("mail", {"to": " , "}, "to"),
        ("mail", {"port": "99999"}, "port"),
        ("mail", {"every_minutes": "soon"}, "every_minutes"),
        ("mail", {"seconds": "0"}, "seconds"),
        ("command", {"argv": "cat 'x"}, "argv"),
        ("command", {"argv": ""}, "argv"),
        ("chat", {f"goes_{kind}": "no" for kind in KINDS}, "kinds"),
    ],
)
def test_what_is_amiss_is_said_at_its_field(way: str, typed: dict[str, str], field: str) -> None:
    whole = {"mail": Channel(MAIL), "chat": Channel(Chat()), "command": Channel(Command(argv=("cat",)))}[way]
    _channel, faults = channel_fields.channel_from(way, channel_fields.values_of("boss", whole) | {"secret": ""} | typed)
    assert list(faults) == [field]


def test_what_holds_for_all_is_given_back() -> None:
    kept = AlertSettings(urgent=("held",), repeat_minutes=5, quota_percent=0)
    assert channel_fields.general_from(channel_fields.general_values(kept)) == (kept, {})
    values = channel_fields.general_values(kept) | {"quota_percent": "101"}
    assert list(channel_fields.general_from(values)[1]) == ["quota_percent"]


async def until(pilot: Pilot[int], text: str) -> None:
    """It is on the screen, or was told: the list is read again a little after the last time."""
    assert isinstance(pilot.app, Console)
    end = time.monotonic() + _LIMIT_S
    while text not in "\n".join([seen(pilot.app), *(note.message for note in pilot.app._notifications)]):
        assert time.monotonic() < end, seen(pilot.app)
        await asyncio.sleep(0.02)
        await settle(pilot)


async def test_a_command_is_made_a_channel_tried_and_removed(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    with db.write() as tx:
        alerts.raise_alert(tx, "run_failed", "shoes", {"run": "7"}, NOW, code="run.died")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("alerts")
        await settle(pilot)
        screen = showing(app, AlertsScreen)
        assert "No channel yet" in seen(app)
        assert "failed runs" in seen(app)
        await pilot.press("t")
        assert any("There is no channel yet" in note.message for note in app._notifications)
        await pilot.press("n", *"own", "enter")
        await settle(pilot)
        form = showing(app, FormScreen).form
        form.query_one("#field-name", Input).value = "Boss!"
        letter = tmp_path / "letter.json"
        form.query_one(
            "#field-argv", Input
        ).value = f'{sys.executable} -c \'import sys; open("{letter}", "w").write(sys.stdin.read())\''
        await pilot.press("f2")
        await settle(pilot)
        assert "is no name of a channel" in seen(app)
        form.query_one("#field-name", Input).value = "boss"
        await pilot.press("f2")
        await settle(pilot)
        assert app.screen is screen
        assert list(settings.load(db).channels) == ["boss"]
        await until(pilot, "Saved.")
        await until(pilot, "● nothing waits")
        await pilot.press("t")
        await until(pilot, "boss: the message was taken")
        assert json.loads(letter.read_text())["channel"] == "boss"
        await pilot.press("enter")
        await settle(pilot)
        showing(app, FormScreen).form.query_one("#field-argv", Input).value = "/nowhere/at/all"
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("t")
        await until(pilot, "/nowhere/at/all")
        await pilot.press("D")
        await pilot.pause()
        showing(app, Confirm)
        await pilot.press("enter")
        await settle(pilot)
        assert not settings.load(db).channels
