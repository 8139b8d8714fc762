"""Questions in SQL: asked, refused in words, stopped, used as a selection, written as CSV."""

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot

from aliexport_tui.engine import sql_history
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import named_products, sql_prompt
from aliexport_tui.store.database import Cell, Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.record import RecordScreen
from aliexport_tui.tui.screens.sql import SqlScreen
from tests.tui.test_screens import SMALL, seen, settle, showing

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


async def ask(pilot: Pilot[int], app: Console, statement: str) -> SqlScreen:
    await settle(pilot)
    app.go("sql")
    await settle(pilot)
    screen = showing(app, SqlScreen)
    screen.question.put(statement)
    await pilot.press("enter")
    await settle(pilot)
    return screen


async def test_an_answer_stands_in_the_grid_and_its_row_in_full(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, "SELECT key, name, NULL AS none, price FROM v_products ORDER BY id")
        shown = seen(app)
        assert "40 rows" in shown
        assert "Джинсы модель 00000" in shown
        assert "NULL" in shown
        await pilot.press("escape", "down", "enter")
        await settle(pilot)
        showing(app, RecordScreen)
        assert "name: Футболка модель 00001" in seen(app)


async def test_columns_without_room_are_reached(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        names = ", ".join(f"'{'x' * 30}' AS c{number}" for number in range(8))
        await ask(pilot, app, f"SELECT {names}")
        assert "c6" not in header(app)
        await pilot.press("escape", *["right"] * 7)
        await settle(pilot)
        assert "c6" in header(app)


def header(app: Console) -> str:
    """The titles above the answer."""
    lines = seen(app).splitlines()
    return lines[next(index for index, line in enumerate(lines) if line.strip().startswith("1 row ·")) + 1]


async def test_esc_leaves_the_field_before_there_is_an_answer(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("sql")
        await settle(pilot)
        await pilot.press(*"SELECT", "escape", "[")
        await settle(pilot)
        assert app.current_mode != "sql"
        app.go("sql")
        await settle(pilot)
        await pilot.press("x")
        assert showing(app, SqlScreen).question.text == "SELECTx"


async def test_esc_stops_a_question(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.go("sql")
        await settle(pilot)
        screen = showing(app, SqlScreen)
        screen.question.put(ENDLESS)
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert "The question was stopped" in seen(app)


async def test_hostile_text_stays_text(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, "SELECT char(27) || '[31m[bold]' || char(10) || 'двое' AS a, x'00ff' AS b")
        assert "\x1b" not in seen(app)
        assert "[bold]" in seen(app)
        assert "x'00ff'" in seen(app)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM product", "Only reading is allowed here"),
        ("SELEKT 1", "SQLite does not understand the question"),
        ("", "There is no question to ask"),
        ("SELECT 1; SELECT 2", "One statement at a time"),
    ],
)
async def test_what_goes_wrong_is_told_in_words(workspace: Workspace, db: Database, statement: str, said: str) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, statement)
        assert said in seen(app)


async def test_the_answer_becomes_marks_in_the_product_list(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, "SELECT id AS listing FROM listing WHERE outcome = 'live'")
        await pilot.press("escape", "m")
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        wanted = [row[0] for row in db.rows("SELECT product FROM listing WHERE outcome = 'live' ORDER BY product")]
        assert list(screen.marks.picked) == wanted
        assert "2 marked" in seen(app)


async def test_an_answer_that_names_no_product_says_what_is_missing(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, "SELECT 1 AS one")
        await pilot.press("escape", "m")
        assert "it needs a column product_id" in " ".join(one.message for one in app._notifications)


async def test_older_questions_come_back_and_views_are_listed(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        screen = await ask(pilot, app, "SELECT 'first'")
        await ask(pilot, app, "SELECT 'second'")
        screen.question.put("half")
        await pilot.press("up", "up")
        assert screen.question.text == "SELECT 'first'"
        await pilot.press("down", "down")
        assert screen.question.text == "half"
        screen.question.put("SELECT * FROM ")
        await pilot.press("f3", *"v_prob", "enter")
        assert screen.question.text == "SELECT * FROM v_problems"
        await pilot.press("f4")
        showing(app, Choose)
        assert "SELECT 'first'" in seen(app)
        await pilot.press("down", "enter", "ctrl+j")
        assert screen.question.text == "SELECT 'first'\n"


async def test_a_wide_screen_shows_the_views_beside(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(200, 50)) as pilot:
        await ask(pilot, app, "SELECT 1")
        assert "v_listings" in seen(app)


async def test_the_answer_is_written_without_formulas(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    app = Console(workspace)
    path = tmp_path / "answer.csv"
    async with app.run_test(size=SMALL) as pilot:
        await ask(pilot, app, "SELECT '=1+1' AS sum, -5.5 AS less, NULL AS none")
        await pilot.press("escape", "w")
        app.screen.query_one("Line").value = str(path)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [["sum", "less", "none"], ["'=1+1", "-5.5", ""]]


def test_a_question_that_takes_long_can_be_stopped(workspace: Workspace, db: Database) -> None:
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(ConfigError, match="stopped"):
        sql_prompt.ask(workspace.file, ENDLESS, clock=SystemClock(), limit=1, seconds=30, stop=stop)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("product_id", [1, 3, 999, None], [1, 3]),
        ("product", ["K0", "K2", "nothing"], [1, 3]),
        ("PRODUCT", [2], [2]),
        ("sku", ["SKU-4"], [5]),
        ("listing", [1], [1]),
    ],
)
def test_products_are_found_by_what_names_them(db: Database, column: str, values: list[Cell], expected: list[int]) -> None:
    assert named_products.naming_column(["x", column]) == 1
    assert named_products.named(db, column, values).tolist() == expected


def test_the_history_keeps_each_question_once_the_newest_last() -> None:
    for text in ("a", "b", "a"):
        sql_history.add(text)
    assert sql_history.read()[-2:] == ["b", "a"]
    assert sql_history.read().count("a") == 1
