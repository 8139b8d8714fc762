"""Order settings and targets by keys; what does not fit is refused at its field."""

import asyncio
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from aliexport_tui.engine.orders import settings
from aliexport_tui.engine.orders.handing import targets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import (
    Carrier,
    ComingBack,
    CommandTarget,
    Fetching,
    FileTarget,
    HandingOff,
    MagentoTarget,
    OrderSettings,
    Target,
    WebhookTarget,
)
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.forms import order_fields, target_fields
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.order_settings import OrderSettingsScreen
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing

_LIMIT_S = 10.0
_MOSCOW = ZoneInfo("Europe/Moscow")
FULL = OrderSettings(
    enabled=True,
    fetch=Fetching(statuses=("Created", "InProgress"), payment_statuses=("Paid",), page_size=50, zone="Asia/Omsk"),
    hand_off=HandingOff(
        targets={"shop": MagentoTarget(url="https://m.example"), "box": FileTarget(folder="/tmp/x")},
        prefix="AE-",
        customer_email="a@b.c",
        payment_method="checkmo",
        shipping_method="flatrate_flatrate",
        out_of_stock=True,
        paid_only=False,
    ),
    back=ComingBack(
        folder="/tmp/in",
        command=("sh", "-c", "echo 'a b'"),
        magento="shop",
        carriers=(Carrier("dpd", "DPD", "https://t.example/{track}", "+7 800"), Carrier("cdek", "СДЭК"), Carrier("own")),
        default_carrier="Other",
    ),
    open_orders="until_taken",
    erase_after_days=7,
)


@pytest.mark.parametrize("kept", [OrderSettings(), FULL])
def test_a_form_gives_back_what_it_was_given(kept: OrderSettings) -> None:
    values = order_fields.values_of(kept)
    assert {field.name for field in order_fields.fields(kept)} >= set(values)
    assert order_fields.settings_from(values, kept) == (kept, {})


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"page_size": "101"}, "page_size"),
        ({"overlap_minutes": "an hour"}, "overlap_minutes"),
        ({"erase_after_days": "-1"}, "erase_after_days"),
        ({"carriers": "dpd = DPD\nnonsense"}, "carriers"),
        ({"carriers": "dpd = a | b | c | d"}, "carriers"),
        ({"command": "echo 'x"}, "command"),
    ],
)
def test_what_is_not_understood_is_said_at_its_field(typed: dict[str, str], field: str) -> None:
    assert list(order_fields.settings_from(order_fields.values_of(FULL) | typed, FULL)[1]) == [field]


def test_what_the_engine_refuses_is_said_at_its_field(workspace: Workspace, db: Database) -> None:
    for typed, field in (
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"magento": "box"}, "magento"),
        ({"carriers": "a = A\nA = B"}, "carriers"),
    ):
        wanted, faults = order_fields.settings_from(order_fields.values_of(FULL) | typed, FULL)
        assert not faults
        with pytest.raises(ConfigError) as caught:
            settings.save(workspace, db, "main", wanted, 0)
        told = order_fields.refusal_by_field(caught.value, list(order_fields.values_of(FULL)))
        assert list(told) == [field]
        with pytest.raises(ConfigError):
            order_fields.refusal_by_field(caught.value, [])


@pytest.mark.parametrize(
    "target",
    [
        FileTarget(folder="/tmp/a", format="csv", each="day", since=NOW // 60_000 * 60_000),
        CommandTarget(argv=("take", "--from", "a b"), seconds=5),
        WebhookTarget(url="https://x.example", seconds=7),
        MagentoTarget(url="https://m.example", quote=True, store="ru"),
    ],
)
def test_a_target_is_given_back_without_its_secrets(target: Target) -> None:
    kind = target_fields.kind_of(target)
    held = {"secret": "hush-hush", "access_token": "hush-hush", "user": "anna"}
    values = target_fields.values_of("t", target, held, _MOSCOW)
    assert "hush-hush" not in str(values)
    assert target_fields.where(target)
    shown = {field.name: values.get(field.name, "") for field in target_fields.fields(kind, new=False)}
    assert target_fields.target_from(kind, shown, _MOSCOW) == (target, {})
    if kind == "magento":
        typed = shown | {"access_token": " new ", "user": ""}
        assert target_fields.keys_from(typed, held) == {"secret": "hush-hush", "access_token": "new"}


def test_since_when_is_a_date_in_the_accounts_zone() -> None:
    shown = target_fields.values_of("t", FileTarget(folder="/x"), {}, _MOSCOW)
    read = target_fields.target_from("file", shown | {"since": "2026-01-02 03:00"}, _MOSCOW)
    assert read == (FileTarget(folder="/x", since=1_767_312_000_000), {})
    assert list(target_fields.target_from("file", shown | {"since": "yesterday"}, _MOSCOW)[1]) == ["since"]


async def until(pilot: Pilot[int], text: str) -> None:
    end = time.monotonic() + _LIMIT_S
    while text not in seen_or_told(pilot):
        assert time.monotonic() < end, seen_or_told(pilot)
        await asyncio.sleep(0.02)
        await settle(pilot)


def seen_or_told(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, Console)
    return "\n".join([seen(pilot.app), *(note.message for note in pilot.app._notifications)])


async def test_switched_on_set_up_and_given_a_target(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("order_settings")
        await settle(pilot)
        screen = showing(app, OrderSettingsScreen)
        assert "○ off" in seen(app)
        await pilot.press("t")
        await until(pilot, "This account has no target yet")
        await pilot.press("e")
        await until(pilot, "● on")
        await pilot.press("enter")
        await settle(pilot)
        form = showing(app, FormScreen).form
        form.query_one("#field-zone", Input).value = "Mars"
        form.query_one("#field-prefix", Input).value = "AE-"
        await pilot.press("f2")
        await settle(pilot)
        assert app.focused is form.query_one("#field-zone")
        assert "There is no time zone “Mars”" in seen(app)
        form.query_one("#field-zone", Input).value = "Asia/Omsk"
        await pilot.press("f2")
        await settle(pilot)
        assert app.screen is screen
        assert settings.load(db, "main").settings.hand_off.prefix == "AE-"
        await pilot.press("n", *"web", "enter")
        await settle(pilot)
        form = showing(app, FormScreen).form
        form.query_one("#field-name", Input).value = "hook"
        form.query_one("#field-url", Input).value = "nonsense"
        form.query_one("#field-secret", Input).value = "planted-secret"
        await pilot.press("f2")
        await settle(pilot)
        assert app.focused is form.query_one("#field-url")
        form.query_one("#field-url", Input).value = "https://shop.example/orders"
        await pilot.press("f2")
        await until(pilot, "web address")
        assert targets.keys_of(workspace, "main", "hook") == {"secret": "planted-secret"}
        assert "planted-secret" not in workspace.file.read_bytes().decode(errors="replace")
        folder = tmp_path / "orders"
        folder.mkdir()
        targets.add(workspace, db, "main", "box", FileTarget(folder=str(folder)), {})
        await until(pilot, str(folder)[:20])
        await pilot.press("tab", "down", "t")
        await until(pilot, "box: it can take orders.")
        await pilot.press("D")
        await pilot.pause()
        showing(app, Confirm)
        await pilot.press("enter")
        await settle(pilot)
        assert list(settings.load(db, "main").settings.hand_off.targets) == ["hook"]
