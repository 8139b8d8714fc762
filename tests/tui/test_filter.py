"""The filter: conditions edited in place, live counts, SQL for experts, why a product is in or out."""

import threading

import msgspec
import pytest
from textual.widgets import Static

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.profile import CategoryMapping, Condition
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.filter_work import Found
from aliexport_tui.tui.forms.why_words import condition_text
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.filter import FilterScreen
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.why import WhyDialog
from aliexport_tui.tui.widgets.page import Page
from tests.tui.test_rules import edited, opened, rule
from tests.tui.test_screens import SMALL, seen, settle, showing

UNDER = Condition("category", "under", values=("1",))
DEAR = Condition("price", "ge", "1010")


def note(screen: FilterScreen) -> str:
    return str(screen.query_one("#note", Static).render())


def notes(screen: FilterScreen) -> list[str]:
    return [str(one.render()) for one in screen.query(".editor-note").results(Static)]


def trouble(screen: FilterScreen) -> str:
    shown = screen.query_one("#trouble", Static)
    return str(shown.render()) if shown.display else ""


async def test_every_condition_tells_its_count_and_its_names(workspace: Workspace, db: Database) -> None:
    rule(db, filter=(UNDER, DEAR, Condition("category", "is_not", "99")), exclude=("K17",))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        assert note(screen) == "covers 13 of 40 · by hand +0 −1 · those that are in"
        assert notes(screen) == ["20  Одежда", "30", "40  ?"]
        assert [row.key for row in screen._shown][:2] == ["K12", "K13"]
        await pilot.press("o")
        await settle(pilot)
        assert len(screen.table.order) == 27
        assert note(screen).endswith("those that are out")


async def test_conditions_are_typed_and_counted_while_they_are(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        assert note(screen) == "covers 40 of 40 · those that are in"
        await pilot.press("n")
        await settle(pilot)
        screen.settle()
        await pilot.pause()
        assert "has no value" in seen(app)  # under nothing is no condition yet
        assert note(screen).startswith("covers 40 of 40")
        assert not app.desk.is_changed

        await pilot.press("tab", "tab", "f6")
        await pilot.pause()
        showing(app, Choose)
        await pilot.press(*"полот", "enter")
        await settle(pilot)
        screen._poll._rested()
        await settle(pilot)
        assert note(screen) == "covers 10 of 40 · those that are in"
        assert notes(screen) == ["10  Полотенца"]
        await pilot.press("escape")
        await settle(pilot)
        assert edited(app).filter == (Condition("category", "under", values=("21",)),)
        await pilot.press("z")
        await settle(pilot)
        assert screen.rows.rows() == []


async def test_figures_stay_until_the_new_ones_are_there(workspace: Workspace, db: Database) -> None:
    rule(db, filter=(UNDER,))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        gate, read = threading.Event(), screen._poll._read
        screen._poll._read = lambda db: read(db) if gate.wait(5) else Found(None)  # a count that takes its time
        screen._poll._rested()
        screen.sql.value = "p.stock > 100"
        await pilot.pause()
        assert note(screen).startswith("covers 20 of 40")
        assert notes(screen) == ["20  Одежда"]
        gate.set()
        await settle(pilot)
        assert note(screen).startswith("covers 0 of 40")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("p.nope = 1", "SQLite does not understand the filter's SQL: no such column: p.nope"),
        ("1); DROP TABLE product; --", "One statement at a time"),
        ("(SELECT", "syntax error"),
    ],
)
async def test_wrong_sql_is_told_in_words_and_not_saved(workspace: Workspace, db: Database, sql: str, told: str) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        screen._poll._rested()
        screen.sql.value = sql
        await settle(pilot)
        assert told in trouble(screen)
        assert note(screen).startswith("covers 40 of 40")
        await pilot.press("f2")
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.filter_sql == ""
        assert any(told in note.message for note in app._notifications)
        screen._poll._rested()
        screen.sql.value = "p.stock = 6"
        await settle(pilot)
        assert trouble(screen) == ""
        assert note(screen).startswith("covers 5 of 40")
        await pilot.press("f2")
        await settle(pilot)
        assert profiles.get(db, "shoes").profile.filter_sql == "p.stock = 6"


async def test_why_a_sku_is_out_or_in_clause_by_clause(workspace: Workspace, db: Database) -> None:
    rule(db, filter=(UNDER, DEAR), filter_sql="p.stock >= 0", include=("K3",))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        for code, lines in (
            (
                "SKU-1",
                (
                    "out: a condition",
                    "✓ category is or below Одежда (1) — has Футболки (12)",
                    "✗ price ≥ 1010 — has 1001.00",
                ),
            ),
            ("K3", ("in: put in by hand", "✗ category is or below Одежда (1) — has without a category", "✓ put in by hand")),
            ("SKU-13", ("in: the filter covers it", "✓ SQL: p.stock >= 0")),
        ):
            await pilot.press("w")
            await pilot.pause()
            showing(app, AskText).input.value = code
            await pilot.press("enter")
            await settle(pilot)
            showing(app, WhyDialog)
            shown = " ".join(seen(app).replace("│", "").split())
            for line in lines:
                assert line in shown
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        showing(app, AskText).input.value = "SKU-1x"
        await pilot.press("enter")
        await settle(pilot)
        assert any("SKU-1" in note.message for note in app._notifications)


async def test_the_row_under_the_cursor_is_explained(workspace: Workspace, db: Database) -> None:
    rule(db, filter=(UNDER,), categories=(CategoryMapping("11", skip=True),))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        assert "out: its shop category is taken out · ✓ category is or below Одежда (1)" in seen(app)
        await pilot.press("down")
        await settle(pilot)
        assert "in: the filter covers it" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, WhyDialog)


async def test_products_are_picked_by_hand(workspace: Workspace, db: Database) -> None:
    rule(db, filter=(UNDER,))
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        await pilot.press("b")
        await settle(pilot)
        form = showing(app, FormScreen)
        form.query(Page).first().text = "K2\nK3\nK2"
        screen._poll._rested()
        await pilot.press("f2")
        await settle(pilot)
        assert edited(app).include == ("K2", "K3")
        assert note(screen) == "covers 22 of 40 · by hand +2 −0 · those that are in"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
async def test_conditions_and_products_have_room_on_every_size(
    workspace: Workspace, db: Database, size: tuple[int, int]
) -> None:
    rule(db, filter=(UNDER, DEAR) * 4)
    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "filter")
        screen = showing(app, FilterScreen)
        assert screen.table.size.height >= 3
        assert screen.query_one("#rule").size.height >= 4
        assert screen.rows.query("Line").first().size.width >= 8


def test_a_condition_in_words() -> None:
    names = {"1": "Одежда"}
    assert condition_text(UNDER, names) == "category is or below Одежда (1)"
    assert condition_text(Condition("category", "in", values=("1", "9")), names) == "category one of Одежда (1), ? (9)"
    assert condition_text(Condition("stock", "empty"), names) == "stock is empty"
    assert condition_text(msgspec.structs.replace(DEAR, value="\x1b[31m5"), names).count("\x1b") == 0
