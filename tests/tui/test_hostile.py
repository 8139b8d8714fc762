"""Texts of a feed and of the marketplace that would move the cursor, colour the screen, open links or break lines: no
screen, no log line and no command lets them."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.preferences import GridLook
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import AlertSettings, Channel, Mail
from aliexport_tui.model.order_settings import CommandTarget, HandingOff, MagentoTarget, OrderSettings
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import CategoryMapping, Profile
from aliexport_tui.store import activity, alerts, exchanges, jobs, order_settings, problems, runs, settings
from aliexport_tui.store.activity import Activity
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.places import SUBJECTS
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.explain import ExplainScreen
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.product import ProductScreen
from aliexport_tui.tui.screens.timeline import TimelineScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from tests.support.shop import NOW, fill, log, make_workspace
from tests.support.terminal import Terminal
from tests.tui.test_screens import settle

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
BASE = (
    "\x1b[31m\x1b[2Jred\x1b[0m \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x1b]52;c;ZXZpbA==\x07 \x1bPq#0\x1b\\ "
    "\x9b31m\x9d52;c;eA==\x9c\x85 \x08\x7f\x00 [bold]b[/bold] [link=http://evil.example]l[/link] [@click=app.quit]c[/] "
    "[/x] [ \u202eright\u202c \u2066iso\u2069 \u200bzero\u200d\ufeff \u2028line\u2029 e\u0301\u0323\u0308 日本語 "
    f"{FAMILY} \U0001f1f7\U0001f1fa \ufdfd \t tab\nnew\r\nline"
)
HOSTILE = (
    BASE,
    "W" * 5000,
    "日" * 2500,
    "=cmd|'/c calc'!A0" + BASE,
    "+1" + "\u0301" * 300 + "\u202e" + FAMILY * 50,
    "@SUM(1)\x1b[5;5H[reverse]" + "ж" * 200,
)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


def _kept(text: str) -> str:
    """As an XML file can hold it at all; the reader mends the rest."""
    return escape(text, {'"': "&quot;"})


def feed() -> str:
    offers = "".join(
        f'<offer id="K{_kept(text[:40])}{place}"><name>{_kept(text)}</name><price>{1000 + place}</price>'
        f"<currencyId>RUB</currencyId><categoryId>{11 + place % 2}</categoryId><picture>https://img.example/{_kept(text[:60])}.jpg</picture>"
        f"<vendorCode>SKU{place}{_kept(text[:40])}</vendorCode><vendor>{_kept(text)}</vendor><count>{place}</count>"
        f'<description>{_kept(text)}</description><param name="Цвет">{_kept(text)}</param>'
        f'<param name="{_kept(text[:300])}">{_kept(text)}</param></offer>'
        for place, text in enumerate(HOSTILE)
    )
    tree = "".join(f'<category id="{11 + place}">{_kept(HOSTILE[place])}</category>' for place in range(2))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-01-01 00:00"><shop><currencies><currency id="RUB" '
        f'rate="1"/></currencies><categories>{tree}</categories><offers>{offers}</offers></shop></yml_catalog>'
    )


def hostile_shop(folder: Path) -> Workspace:
    """Everything that anybody outside could have written, in one file."""
    workspace = make_workspace(folder)
    path = folder / "feed.yml"
    path.write_text(feed(), encoding="utf-8")
    db = workspace.open()
    fill(db, 0)
    profile = Profile(
        code="shoes", name=BASE[:150], account="main", source="feed", active=True,
        categories=(CategoryMapping(shop="11", target="200000361"),),
    )  # fmt: skip
    with db.write() as tx:
        tx.run("UPDATE source SET location = ?", (str(path),))
        tx.run("UPDATE profile SET name = ?, body = ?", (BASE[:150], msgspec.json.encode(profile).decode()))
    import_source(workspace, db, "feed")
    preview(db, workspace, "shoes", "export", None)
    run = runs.start(
        db, profile=1, action="export", mode="by_hand", selection=None, verify_s=60, who=BASE[:200], now=NOW, pid=0
    )
    runs.end(db, run, 3, NOW, summary=json.dumps({"outcomes": {"live": 1}, "seconds": 3}))
    with db.write() as tx:
        # XML can't carry them, CSV and JSON can: the escape sequences themselves
        tx.run("UPDATE product SET name = ? WHERE id = 1", (BASE,))
        tx.run("UPDATE shop_category SET name = ? WHERE key = '11'", (BASE,))
        tx.run("UPDATE schema_category SET name = ? WHERE id = '200000361'", (BASE,))
        for (listing,) in tx.rows("SELECT id FROM listing"):
            for text in HOSTILE:
                refused = Problem("send.refused", text[:80], {"text": text})
                problems.add(tx, int(str(listing)), "price", "task", (refused,), NOW)
    exchanges.add(
        db, 1, run=run, at=NOW, method="POST", path="/api/" + BASE[:100], status=200, milliseconds=1,
        request=json.dumps({"products": HOSTILE}).encode(), response=BASE.encode(), failure=BASE,
    )  # fmt: skip
    log(db, *HOSTILE, level="error")
    administration(db)
    db.close()
    return workspace


def administration(db: Database) -> None:
    """Names of targets, channels and jobs, what was changed and by whom."""
    text = BASE[:200]
    with db.write() as tx:
        told = json.dumps({text: HOSTILE})
        activity.add(tx, Activity(NOW, text, text, text, "source.changed", text, {"who": text, "source": text}, told, text))
        job = jobs.begin(tx, text, text, scheduled_at=NOW, now=NOW, pid=1, who=text)
        jobs.end(tx, job, "failed", NOW, message="account.unknown", args={"account": text})
        alerts.raise_alert(tx, "run_failed", text, {"reason": text}, NOW, code="run.died")
        mail = Channel(Mail(host=text, sender="a@b.c", to=(text,)))
        settings.save(tx, "alerts", AlertSettings(channels={text: mail}))
        orders = HandingOff(targets={text: CommandTarget(argv=(text,)), "x": MagentoTarget(url=text)}, prefix=text)
        order_settings.save(tx, 1, OrderSettings(enabled=True, hand_off=orders), 0, NOW)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return hostile_shop(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def db(shop: Workspace) -> Iterator[Database]:
    database = shop.open()
    yield database
    database.close()


def flaws(app: Console, name: str) -> list[str]:
    """What the strips of the screen hold that no terminal should get."""
    found, width = [], app.size.width
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        text = "".join(segment.text for segment in strip)
        if unseen := _UNSEEN.search(text):
            found.append(f"{name}:{y} holds {unseen[0]!r}: {text[max(0, unseen.start() - 20) : unseen.start() + 20]!r}")
        if cell_len(text) != width:
            found.append(f"{name}:{y} is {cell_len(text)} wide: {text!r}")
        for segment in strip:
            if segment.style is not None and (segment.style.link or "app.quit" in str(segment.style.meta.get("@click", ""))):
                found.append(f"{name}:{y} links: {segment.text!r}")
    return found


async def look(pilot: Pilot[int], name: str) -> list[str]:
    app = pilot.app
    assert isinstance(app, Console)
    await settle(pilot)
    return flaws(app, name)


def all_columns(screen: ShopScreen) -> None:
    for grid in screen.query(Grid):
        grid.wear(GridLook(columns=tuple(column.name for column in grid.columns)))


@pytest.mark.parametrize("size", [(120, 30)])
async def test_no_place_lets_them_through(shop: Workspace, size: tuple[int, int]) -> None:
    app = Console(shop)
    found: list[str] = []
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for place in (place for subject in SUBJECTS for place in subject.places):
            app.go(place.name)
            await settle(pilot)
            assert isinstance(app.screen, ShopScreen)
            all_columns(app.screen)
            found += await look(pilot, place.name)
            await pilot.press("down")
        app.action_log_full()
        found += await look(pilot, "log")
        app.action_log_full()
        assert not found, "\n".join(found[:20])


async def test_nothing_on_top_lets_them_through(shop: Workspace, db: Database) -> None:
    app = Console(shop)
    found: list[str] = []
    product = db.ids("SELECT id FROM product ORDER BY id")[0]
    plan = db.ids("SELECT id FROM plan ORDER BY id")[-1]
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for screen in (
            ProductScreen(product, 1), ProductScreen(product + 1, 1), TimelineScreen(product), ExplainScreen(product),
            PlanScreen(plan, "shoes", "export", None),
        ):  # fmt: skip
            await app.push_screen(screen)
            found += await look(pilot, type(screen).__name__)
            await pilot.press("down", "right")
            found += await look(pilot, type(screen).__name__)
            await pilot.press("escape")
            await settle(pilot)
        for place, keys in (
            ("products", "*u"), ("products", "C"), ("products", "f"), ("products", "c"), ("profiles", "D"),
            ("categories", "\r"), ("exchanges", "\r"), ("activity", "\r"), ("cron_log", "\r"),
            ("order_settings", "\r"), ("alerts", "\r"),
            ("problems", "\r"), ("runs", "\r"), ("products", "\x0f"),
        ):  # fmt: skip
            app.go(place)
            await settle(pilot)
            base = len(app.screen_stack)
            for one in keys:
                await pilot.press({"\r": "enter", "\x0f": "ctrl+o", "*": "asterisk"}.get(one, one))
                found += await look(pilot, f"{place} {one!r}")
            for _turn in range(5):
                if len(app.screen_stack) > base:
                    await pilot.press("escape")
                    await settle(pilot)
        app.go("products")
        await pilot.press("f9")
        found += await look(pilot, "palette")
        await pilot.press("escape", "?")
        found += await look(pilot, "help")
        await pilot.press("escape")
        assert not found, "\n".join(found[:20])


def _fine(text: str) -> list[str]:
    """Control characters other than line breaks, and marks that turn the direction."""
    return [sign for sign in text if sign != "\n" and (unicodedata.category(sign) == "Cc" or _UNSEEN.search(sign))]


@pytest.mark.parametrize(
    "command",
    [
        ["status"], ["explain", "{key}"], ["timeline", "{key}"], ["source", "list"], ["holds", "list"],
        ["problems", "shoes"], ["log"], ["plan", "shoes"], ["runs"], ["exchanges"], ["profile", "list"],
        ["sql", "SELECT name, brand, body FROM product"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_no_command_prints_them(shop: Workspace, db: Database, command: list[str]) -> None:
    key = str(db.value("SELECT key FROM product ORDER BY id DESC LIMIT 1"))
    command = [word.format(key=key) for word in command]
    told = subprocess.run(
        [sys.executable, "-m", "aliexport_tui", "--db", str(shop.file), *command],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    text = (told.stdout + told.stderr).decode()
    assert text
    assert "Internal error" not in text
    assert "Usage" not in text, text
    assert not _fine(text)


_CSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_ENDS = set("mHGKJhlnpuX")
"""Colours, moves, modes, questions: what a screen is drawn with."""


def test_the_terminal_gets_nothing_but_drawing(shop: Workspace) -> None:
    got = b""
    with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(shop.file)], (120, 30)) as terminal:
        terminal.wait_for("Help")
        for key in ("down", "4", "8", "enter", "escape", "6", "1", "enter", "escape", "L"):
            terminal.press(key)
            got += terminal.read(0.15, 3.0)
    text = got.decode("utf-8")
    assert len(text) > 5_000
    assert {found[-1] for found in _CSI.findall(text)} <= _ENDS
    assert not [sign for sign in _CSI.sub("", text) if unicodedata.category(sign) == "Cc" or _UNSEEN.search(sign)]
