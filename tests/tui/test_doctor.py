"""The doctor's findings: the worst first, each with its advice and the way to where it is mended; tabs on narrow screens."""

import pytest
from textual.app import App, ComposeResult

from aliexport_tui.engine.operations.finding import Finding
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.registry import MESSAGES
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.places import is_place
from aliexport_tui.tui.screens.access import AccessScreen
from aliexport_tui.tui.screens.doctor import DoctorScreen, place_of
from aliexport_tui.tui.widgets.tabs_line import TabsLine
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (Finding("token", "bad", "account.token_missing"), "access"),
        (Finding("token", "ok", "doctor.token_good"), ""),
        (Finding("run", "bad", "doctor.run_old"), "runs"),
        (Finding("held", "warn", "doctor.held"), "held"),
        (Finding("orders", "warn", "doctor.orders_overdue"), "orders"),
        (Finding("orders", "warn", "doctor.hand_offs_failed"), "failed_orders"),
        (Finding("disk", "bad", "doctor.disk_full"), ""),
    ],
)
def test_what_is_amiss_leads_to_where_it_is_mended(found: Finding, place: str) -> None:
    assert found.code in MESSAGES
    assert place_of(found) == place
    assert not place or is_place(place)


async def test_the_worst_first_and_again(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("doctor")
        await settle(pilot)
        screen = showing(app, DoctorScreen)
        grades = [one.grade for one in screen.grid.source.rows(screen.grid.order).values()] if screen.grid.source else []
        assert grades == sorted(grades, key=["bad", "warn", "ok"].index)
        assert set(grades) == {"bad", "warn", "ok"}
        assert "✗ bad" in seen(app)
        assert "There is no token for the account main" in seen(app)
        assert "→ Give it with: account set main --token." in seen(app)
        (workspace.file.parent / "shop.db.secrets.toml").write_text("[tokens]\n")
        (workspace.file.parent / "shop.db.secrets.toml").chmod(0o644)
        await pilot.press("d")
        await settle(pilot)
        assert "Others may read the secrets" in seen(app)
        await pilot.press("end", "m")
        assert any("No screen mends this" in note.message for note in app._notifications)
        screen.grid.go_to(next(n for n, one in enumerate(grades) if one == "bad"))
        codes = [one.code for one in screen.grid.source.rows(screen.grid.order).values()] if screen.grid.source else []
        screen.grid.go_to(
            next(n for n, code in enumerate(codes) if code in ("account.token_missing", "secrets.permissions"))
        )
        await pilot.press("m")
        await settle(pilot)
        showing(app, AccessScreen)
        assert "✗ broken" in seen(app)


class Tabs(App[None]):
    def compose(self) -> ComposeResult:
        yield TabsLine()


async def test_the_shown_tab_is_seen_at_any_width() -> None:
    titles = ("Getting started", "Accounts, sources", "Orders", "Alerts", "Schedule", "Health", "The console")
    shorts = ("Start", "Access", *titles[2:-1], "Console")
    app = Tabs()
    async with app.run_test(size=(200, 2)) as pilot:
        tabs = app.query_one(TabsLine)
        tabs.titles, tabs.shorts = titles, shorts
        for width in (200, 80, 40):
            await pilot.resize_terminal(width, 2)
            for shown, (title, short) in enumerate(zip(titles, shorts, strict=True)):
                tabs.shown = shown
                await pilot.pause()
                line = f"{tabs.render_line(0).text} "
                assert f" {title} " in line or f" {short} " in line
                assert ("Getting started" in line) == (width > 80)
