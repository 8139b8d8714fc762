"""What a person makes of a grid: columns, their order and width, sideways, marks; and lines that nothing breaks."""

import csv
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult

from aliexport_tui.engine.preferences import GridLook, remembered
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store.database import Database
from aliexport_tui.store.rows import ProductQuery, ProductRows
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.exporting import Export
from aliexport_tui.tui.exporting import chosen as to_save
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.columns import ColumnsDialog
from aliexport_tui.tui.screens.product_columns import product_columns
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.layout import Layout, chosen, layout, most_moved
from aliexport_tui.tui.widgets.grid.lines import Lines
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.reading import place_of
from aliexport_tui.tui.widgets.grid.source import Column
from tests.support.shop import FixedClock
from tests.tui.test_grid import Numbers, lines
from tests.tui.test_screens import SMALL, seen, settle, showing


def column(name: str, width: int = 6, *, shown: bool = True) -> Column[str]:
    return Column(name, name.title(), width, lambda row: (f"{name}:{row}", "dim"), shown=shown)


COLUMNS = (column("key"), column("name", 0), column("a"), column("b"), column("c"), column("hidden", shown=False))


def names(found: Layout[str]) -> list[str]:
    return [one.name for one, _width in found.places]


# ---- ids and marks ----------------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 300)), st.sets(st.integers(0, 300)))
def test_a_set_of_ids_is_a_set(some: set[int], others: set[int]) -> None:
    one, two = IdSet.of(list(some)), IdSet.of(list(others))
    assert set(one) == some
    assert len(one) == len(some)
    assert set(one | two) == some | others
    assert set(one & two) == some & others
    assert set(one - two) == some - others
    assert set(one ^ two) == some ^ others
    assert all((id in one) == (id in some) for id in range(-1, 302))
    assert [id for first, last in one.runs() for id in range(first, last + 1)] == sorted(some)


def test_marks_of_all_that_match_less_exceptions_and_turned_round() -> None:
    marks, matching = Marks(), IdSet.run(100, 199)
    marks.add([5, 150])
    marks.add_all(matching)
    marks.turn(123)
    assert marks.count() == 100
    assert marks.outside(matching) == 1
    marks.invert(matching)
    assert marks.all() == [5, 123]
    assert 5 in marks
    assert 150 not in marks


def test_an_id_is_found_in_a_long_order() -> None:
    order = array("q", range(100_000, 0, -1))
    assert [place_of(order, id) for id in (100_000, 1, 54_321, 0)] == [0, 99_999, 45_679, -1]
    assert place_of(order, None) == -1


# ---- columns ----------------------------------------------------------------------------------------------------


def test_columns_are_those_that_were_chosen_as_wide_as_they_were_made() -> None:
    assert [one.name for one in chosen(COLUMNS, (), {})] == ["key", "name", "a", "b", "c"]
    found = chosen(COLUMNS, ("hidden", "gone", "key", "key"), {"key": 11, "name": 5})
    assert [(one.name, one.width) for one in found] == [("hidden", 6), ("key", 11)]
    assert chosen(COLUMNS, ("key",), {"key": 1})[0].width == 3


def test_what_does_not_fit_is_reached_sideways() -> None:
    columns = chosen(COLUMNS, ("key", "name", "a", "b", "c"), {})
    assert names(layout(columns, 80)) == ["key", "name", "a", "b", "c"]
    assert most_moved(columns, 80) == 0
    first = layout(columns, 32, in_order=True)
    assert (names(first), first.before, first.behind) == (["key", "name", "a"], False, True)
    second = layout(columns, 32, 1, in_order=True)
    assert (names(second), second.before, second.behind) == (["name", "a", "b"], True, True)
    last = layout(columns, 32, most_moved(columns, 32), in_order=True)
    assert (names(last), last.before, last.behind) == (["name", "b", "c"], True, False)


@given(st.integers(0, 120), st.integers(0, 9), st.booleans())
def test_columns_never_stand_wider_than_the_grid(width: int, moved: int, in_order: bool) -> None:
    found = layout(COLUMNS, width, moved, in_order=in_order)
    assert names(found)
    taken = sum(cells for _column, cells in found.places) + len(found.places) - 1
    assert taken <= max(width, 6 + 1 + 16)


# ---- lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "слово" * 1_000,
        "漢字" * 2_500,
        "\x1b[31mкрасное\x1b[0m\x07\x9b2J",
        "\u202eenog\u202c \u2066x\u2069 \u200f",
        "שלום עולם",
        "e\u0301" * 300,
        "👨‍👩‍👧‍👦" * 50,
        "a\tb\nc\r\x00",
        "[b]bold[/b] [@click=app.bell]x[/]",
        "",
    ],
    ids=["long", "wide", "escapes", "direction", "hebrew", "combining", "joined", "white", "markup", "empty"],
)
@pytest.mark.parametrize("width", [24, 40])
def test_no_text_breaks_its_line(text: str, width: int) -> None:
    columns = (Column[str]("x", "X", 0, lambda row: (row, "bad")), Column[str]("y", "Y", 3, lambda row: ("end", "")))
    drawn: Lines[str] = Lines(lambda name: Style(), 2)
    strip = drawn.row(text, layout(columns, width - 2), width, base="row", mark="●")
    assert strip.cell_length == width
    assert cell_len(strip.text) == width
    assert strip.text.endswith("end")
    assert not any(ord(letter) < 32 or letter in "\x7f\x9b\u202e\u2066\u200f" for letter in strip.text)


def test_the_titles_say_that_there_is_more() -> None:
    drawn: Lines[str] = Lines(lambda name: Style(), 2)
    text = drawn.header(layout(COLUMNS, 32, 1, in_order=True), 34, ("a", True)).text
    assert text.startswith("‹")
    assert text.endswith("›")
    assert "A↓" in text
    assert cell_len(text) == 34


# ---- the widget -------------------------------------------------------------------------------------------------


class Host(App[None]):
    def __init__(self, marks: Marks | None = None) -> None:
        super().__init__()
        self._marks = marks

    def compose(self) -> ComposeResult:
        yield Grid[str](COLUMNS, self._marks, id="grid", name="host")

    @property
    def grid(self) -> Grid[str]:
        return self.query_one("#grid", Grid)


async def test_a_named_grid_moves_sideways_and_remembers_its_look() -> None:
    app, source = Host(), Numbers(10)
    async with app.run_test(size=(34, 8)) as pilot:
        app.grid.focus()
        app.grid.show(source, source.order())
        app.grid.wear(GridLook(columns=("key", "name", "a", "b", "c"), widths={"a": 8}))
        await pilot.press("right")
        assert lines(app.grid)[0].startswith("‹")
        await pilot.press("right", "right", "right", "right", "right")
        assert lines(app.grid)[0].rstrip().endswith("C")
        await pilot.press("left", "left", "left", "left")
        assert lines(app.grid)[0].startswith("Key")
        app.grid.sort_shown("a", True)
        assert remembered().grids["host"] == GridLook(columns=("key", "name", "a", "b", "c"), widths={"a": 8}, sort="-a")
    other = Host()
    async with other.run_test(size=(34, 8)):
        assert other.grid.look.sort == "-a"


async def test_what_is_asked_of_the_whole_waits_for_it() -> None:
    marks = Marks()
    app, source = Host(marks), Numbers(900)
    async with app.run_test(size=(34, 8)) as pilot:
        app.grid.focus()
        app.grid.show(source, source.order()[:100], whole=False)
        await pilot.press("*", "end")
        assert marks.count() == 0
        assert app.grid.cursor == 0
        app.grid.grow(source.order(), IdSet.run(1, 900), 0)
        await pilot.pause()
        assert marks.count() == 900
        assert app.grid.current_id == 900


async def test_a_long_range_is_marked_off_the_loop() -> None:
    marks = Marks()
    app, source = Host(marks), Numbers(30_000)
    async with app.run_test(size=(34, 8)) as pilot:
        app.grid.focus()
        app.grid.show(source, source.order())
        await pilot.press("v", "end", "v")
        await app.workers.wait_for_complete()
        assert marks.count() == 30_000


# ---- the products -----------------------------------------------------------------------------------------------


async def test_columns_are_chosen_ordered_and_sized_by_keys(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        await pilot.press("C")
        await pilot.pause()
        showing(app, ColumnsDialog)
        # key and name change places, key gets wider, the third goes
        await pilot.press("shift+down", "right", "right", "down", "space", "enter")
        await settle(pilot)
        look = screen.grid.look
        assert look.columns[:3] == ("name", "key", "price")
        assert look.widths == {"key": 10}
        assert "Category" not in seen(app).splitlines()[3]
        await pilot.press("C")
        await pilot.pause()
        await pilot.press("r", "enter")
        await settle(pilot)
        assert screen.grid.look == GridLook(sort="name")


async def test_the_state_line_says_what_is_marked_and_hidden(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        await pilot.press("*", "/", *"brand:x", "enter")
        await settle(pilot)
        assert len(screen.grid.order) == 0
        assert "40 marked (40 not in this list)" in seen(app)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("/", *"prise>5")
        await settle(pilot)
        assert "Did you mean price / profile?" in seen(app)
        assert len(screen.grid.order) == 40
        await pilot.press("escape", "x")
        await settle(pilot)
        assert "Did you mean" not in seen(app)


async def test_what_is_not_sent_is_seen_by_sign(workspace: Workspace, db: Database) -> None:
    from aliexport_tui.model.wants import Prices, SkuPrice
    from aliexport_tui.store import docs

    with db.write() as tx:
        tx.run(
            "INSERT INTO lane (listing, lane, in_builder, in_product, in_recipe, in_overlay, want, base)"
            " VALUES (1, 'price', 1, '', '', 0, ?, ?)",
            (docs.put(tx, Prices((SkuPrice("a", 6_000),))), docs.put(tx, Prices((SkuPrice("a", 5_000),)))),
        )
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        screen.grid.wear(GridLook(columns=("name", "price", "market_price")))
        await settle(pilot)
        first = next(line for line in seen(app).splitlines() if "модель 00000" in line)
        assert "→1\u00a0000" in first
        assert "50→60" in first


# ---- the list as a file -----------------------------------------------------------------------------------------


async def test_the_marked_rows_are_saved_as_shown(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    with db.write() as tx:
        tx.run("UPDATE product SET name = '=cmd()' WHERE id = 1")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = showing(app, ProductsScreen)
        screen.grid.wear(GridLook(columns=("key", "name", "price", "outcome")))
        await pilot.press("space", "space", "E")
        await pilot.pause()
        asked = showing(app, AskText)
        assert "Save 2 marked" in seen(app)
        asked.input.value = str(tmp_path / "list.csv")
        await pilot.press("enter")
        await settle(pilot)
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Key", "Name", "Price", "State"],
            ["K0", "'=cmd()", "1000.00", "live"],
            ["K4", "Джинсы модель 00004", "1004.00", "live"],
        ]


async def test_a_name_with_another_ending_is_refused(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await pilot.pause()
        showing(app, AskText).input.value = str(tmp_path / "list.txt")
        await pilot.press("enter")
        await settle(pilot)
        assert any(".csv or .xlsx" in told.message for told in app._notifications)


def test_a_file_that_is_stopped_is_none(db: Database, tmp_path: Path) -> None:
    source, columns = ProductRows(db, ProductQuery(account=1)), product_columns(FixedClock())
    export = Export()
    export.stop()
    assert export.write(tmp_path / "a.csv", columns, source, source.order()) == -1
    assert list(tmp_path.glob("*a.csv*")) == []
    assert Export().write(tmp_path / "a.xlsx", columns, source, source.order()) == 40


def test_marked_rows_stand_as_in_the_list_then_those_it_does_not_show() -> None:
    order = [7, 3, 9]
    members = IdSet.of(order)
    assert list(to_save(order, members, IdSet())) == order
    assert list(to_save(order, members, IdSet.of([3, 7, 1]))) == [7, 3, 1]
