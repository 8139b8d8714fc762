"""The grid drawn line by line over a source of a million rows that counts what is asked of it."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from textual.app import App, ComposeResult

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store.database import Database
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Column


@dataclass
class Numbers:
    """Row n says "row n"; `asked`: how many ids each reading wanted."""

    count: int
    asked: list[int] = field(default_factory=list)
    suffix: str = ""

    def order(self) -> "array[int]":
        return array("q", range(1, self.count + 1))

    def rows(self, ids: Sequence[int]) -> dict[int, str]:
        self.asked.append(len(ids))
        return {id: f"row {id}{self.suffix}" for id in ids}


COLUMNS = (
    Column[str]("text", "Text", 0, lambda row: (row, "")),
    Column[str]("len", "Len", 4, lambda row: (str(len(row)), "dim"), right=True),
)


class Host(App[None]):
    def __init__(self, marks: Marks | None = None) -> None:
        super().__init__()
        self._marks = marks

    def compose(self) -> ComposeResult:
        yield Grid[str](COLUMNS, self._marks, empty="nothing", id="grid")

    @property
    def grid(self) -> Grid[str]:
        return self.query_one("#grid", Grid)


def lines(grid: Grid[str]) -> list[str]:
    return [grid.render_line(y).text.rstrip() for y in range(grid.size.height)]


async def test_of_a_million_rows_those_in_sight_are_read_once() -> None:
    app, source = Host(), Numbers(1_000_000)
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(source, source.order())
        await pilot.pause()
        shown = lines(app.grid)
        assert shown[0].split() == ["Text", "Len"]
        assert shown[1].split() == ["row", "1", "5"]
        assert source.asked == [9]
        app.grid.action_move(10)
        await pilot.pause()
        assert source.asked == [9, 2], "a line further, only what is new; the row under the cursor"
        app.grid.action_end_of(1)
        await pilot.pause()
        assert lines(app.grid)[-1].split() == ["row", "1000000", "11"]
        assert sum(source.asked) <= 9 + 2 + 1 + 9
        assert app.grid.current == "row 1000000"


async def test_every_line_fills_the_width_exactly() -> None:
    app, source = Host(), Numbers(30, suffix=" Джинсы 漢字漢字 👕")
    async with app.run_test(size=(24, 8)) as pilot:
        app.grid.show(source, source.order())
        await pilot.pause()
        width = app.grid.scrollable_content_region.width
        assert {app.grid.render_line(y).cell_length for y in range(8)} == {width}


async def test_a_new_order_keeps_the_cursor_on_its_row() -> None:
    app, source = Host(), Numbers(100)
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(source, source.order())
        app.grid.go_to(41)
        app.grid.show(source, array("q", range(100, 0, -1)))
        await pilot.pause()
        assert app.grid.current_id == 42
        assert app.grid.cursor == 58
        app.grid.show(source, array("q", [1, 2]))
        assert app.grid.current_id == 2
        app.grid.show(source, array("q"))
        await pilot.pause()
        assert app.grid.current is None
        assert "nothing" in lines(app.grid)[2]


async def test_rereading_takes_over_what_changed() -> None:
    app, source = Host(), Numbers(100)
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(source, source.order())
        await pilot.pause()
        source.suffix = " new"
        assert "new" not in lines(app.grid)[1]
        app.grid.reread()
        await pilot.pause()
        assert "new" in lines(app.grid)[1]


@dataclass
class Slow(Numbers):
    """Its disk is busy while `waits`: rows come by a thread alone."""

    waits: bool = True

    def rows(self, ids: Sequence[int]) -> dict[int, str]:
        if self.waits:
            raise FileTrouble("file.interrupted", path="", reason="")
        return super().rows(ids)

    @contextmanager
    def reader(self) -> Iterator[Callable[[Sequence[int]], dict[int, str]]]:
        yield super().rows


async def test_rows_that_keep_the_loop_waiting_are_read_in_a_thread() -> None:
    app, source = Host(), Slow(100)
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(source, source.order())
        assert lines(app.grid)[1] == ""
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert lines(app.grid)[1].split() == ["row", "1", "5"]
        source.suffix = " new"
        assert app.grid.reread() == set()
        assert lines(app.grid)[1].split() == ["row", "1", "5"], "what is there stays until the new can be had"
        source.waits = False
        assert app.grid.reread() == set(range(1, 8))
        assert "new" in lines(app.grid)[1]


async def test_rows_that_come_too_late_for_their_order_are_dropped() -> None:
    app, slow, quick = Host(), Slow(100, suffix=" old"), Numbers(100)
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(slow, slow.order())
        assert lines(app.grid)[1] == ""
        app.grid.show(quick, quick.order())
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert lines(app.grid)[1].split() == ["row", "1", "5"]


async def test_marks_by_key_one_range_all_invert_none(db: Database) -> None:
    marks, source = Marks(), Numbers(10_000)
    app = Host(marks)
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.focus()
        app.grid.show(source, source.order())
        await pilot.press("space")
        assert marks.all() == [1]
        assert lines(app.grid)[1].startswith("● row 1")
        await pilot.press("down", "v", "down", "down", "м")  # м: the key of v on a Russian keyboard
        await app.workers.wait_for_complete()
        assert marks.all() == [1, 3, 4, 5]
        await pilot.press("*")
        await app.workers.wait_for_complete()
        assert marks.count() == 10_000
        await pilot.press("home", "space", "i")
        await app.workers.wait_for_complete()
        assert marks.all() == [1]
        await pilot.press("-")
        assert marks.count() == 0
