"""A table for any number of rows: line API, blocks read when they come into sight, the order a snapshot."""

import asyncio
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar, Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.grid.cells import GAP, fit, share
from aliexport_tui.tui.widgets.grid.source import BLOCK, Column, Marks, Row, RowSource, Tone
from aliexport_tui.tui.words import _

_BULK = 4_000
_MARKING = ("mark", "range", "mark_all", "invert", "unmark_all")
_TONES: tuple[Tone, ...] = ("good", "warn", "bad", "info", "dim")


class Grid(ScrollView, Generic[Row], can_focus=True, inherit_bindings=False):
    """Shows a RowSource in columns. `show` takes a new order; `reread` looks again at what is visible."""

    DEFAULT_CSS = """
    Grid { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    Grid > .grid--header { color: $text-muted; background: $surface; text-style: bold; }
    Grid > .grid--row { background: $background; }
    Grid > .grid--cursor { background: $surface-lighten-2; }
    Grid:focus > .grid--cursor { background: $primary-muted; text-style: bold; }
    Grid > .grid--good { color: $success; }
    Grid > .grid--warn { color: $warning; }
    Grid > .grid--bad { color: $error; }
    Grid > .grid--info { color: $accent; }
    Grid > .grid--dim { color: $text-muted; }
    Grid > .grid--mark { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--row",
        "grid--cursor",
        "grid--mark",
        *(f"grid--{tone}" for tone in _TONES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("up", "move(-1)", show=False),
        *key("down", "move(1)", show=False),
        *key("k", "move(-1)", show=False),
        *key("j", "move(1)", show=False),
        *key("pageup", "page(-1)", show=False),
        *key("pagedown", "page(1)", show=False),
        *key("home", "end_of(0)", show=False),
        *key("end", "end_of(1)", show=False),
        *key("enter", "open", _("Open"), show=False),
        *key("space", "mark", _("Mark"), show=False),
        *key("v", "range", _("Mark a range"), show=False),
        *key("*", "mark_all", _("Mark all that match"), show=False),
        *key("i", "invert", _("Invert marks"), show=False),
        *key("-", "unmark_all", _("Clear marks"), show=False),
    ]

    class Told(Message):
        """Base of what a grid has to say; `control` is the grid."""

        def __init__(self, grid: Widget) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> Widget:
            return self.grid

    class Moved(Told):
        """The cursor stands on another row (or on none)."""

    class Opened(Told):
        """Enter on a row."""

        def __init__(self, grid: Widget, row: int) -> None:
            super().__init__(grid)
            self.row = row

    class Marked(Told):
        """The set of marked rows changed."""

    class HeaderPressed(Told):
        """The mouse on a column's title."""

        def __init__(self, grid: Widget, column: str) -> None:
            super().__init__(grid)
            self.column = column

    def __init__(
        self, columns: Sequence[Column[Row]], marks: Marks | None = None, *, empty: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._marks = marks
        self._empty = empty
        self._source: RowSource[Row] | None = None
        self._ids: array[int] = array("q")
        self._blocks: dict[int, dict[int, Row]] = {}
        self._marked: dict[int, set[int]] = {}
        self._cursor = 0
        self._range_from: int | None = None
        self.sorted_by: tuple[str, bool] | None = None

    # ---- what it shows -----------------------------------------------------------------------------------------

    def show(self, source: RowSource[Row], order: "array[int]") -> None:
        """A new order; the cursor stays on its row when that is still there, else at its line."""
        current = self.current_id
        self._source, self._ids = source, order
        self._blocks.clear()
        self._marked.clear()
        self._range_from = None
        found = -1
        if current is not None:
            try:
                found = order.index(current)
            except ValueError:
                found = -1
        self._cursor = found if found >= 0 else max(0, min(self._cursor, len(order) - 1))
        self.virtual_size = Size(0, len(order) + 1)
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self))

    def take(self, source: RowSource[Row], order: "array[int]") -> None:
        """The same rows read anew: drawn only where they differ, as long as the order is what it was."""
        if order != self._ids or self._source is None:
            self.show(source, order)
            return
        before = self._visible_cells()
        self._source = source
        self._redraw(before)

    def reread(self) -> set[int]:
        """Read the visible rows again; draws only what came out different, and gives the ids of those rows."""
        return self._redraw(self._visible_cells()) if self._source is not None else set()

    def _redraw(self, before: list[tuple[int, object]]) -> set[int]:
        changed = set()
        self._blocks.clear()
        self._marked.clear()
        for (index, old), (_same, new) in zip(before, self._visible_cells(), strict=False):
            if old != new:
                self._refresh_row(index)
                changed.add(self._ids[index])
        return changed

    @property
    def order(self) -> "array[int]":
        return self._ids

    @property
    def cursor(self) -> int:
        return self._cursor

    @property
    def current_id(self) -> int | None:
        return self._ids[self._cursor] if self._cursor < len(self._ids) else None

    @property
    def current(self) -> Row | None:
        return self._row(self._cursor)

    def go_to(self, index: int) -> None:
        index = max(0, min(index, len(self._ids) - 1))
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        self._keep_in_sight()
        if self._range_from is not None:
            self.refresh()
        else:
            self._refresh_row(old)
            self._refresh_row(index)
        self.post_message(self.Moved(self))

    # ---- drawing -----------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return Strip([Segment(fit(self._header_text(width), width), self._style("header"))], width)
        index = round(self.scroll_y) + y - 1
        row = self._row(index)
        if row is None:
            text = self._empty if not self._ids and y == 2 else ""
            return Strip([Segment(fit(text, width), self._style("row") + self._style("dim"))], width)
        return self._draw(index, row, width)

    def _draw(self, index: int, row: Row, width: int) -> Strip:
        base = self._style("cursor" if index == self._cursor else "row")
        segments = []
        if self._marks is not None:
            mark = "●" if self._is_marked(index) else ("│" if self._in_range(index) else " ")
            segments.append(Segment(mark + " ", base + self._style("mark")))
        for place, (column, cells) in enumerate(share(self._columns, width - self._gutter)):
            text, tone = column.cell(row)
            style = base + Style(color=self._style(tone).color) if tone else base
            gap = " " * GAP if place else ""
            segments.append(Segment(gap + fit(text, cells, column.right), style))
        return Strip(segments).adjust_cell_length(width, base)

    def _header_text(self, width: int) -> str:
        titles = []
        for column, cells in share(self._columns, width - self._gutter):
            title = column.title
            if self.sorted_by and self.sorted_by[0] == column.name:
                title += "↓" if self.sorted_by[1] else "↑"
            titles.append(fit(title, cells, column.right))
        return " " * self._gutter + (" " * GAP).join(titles)

    @property
    def _gutter(self) -> int:
        return 0 if self._marks is None else 2

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"grid--{name}", partial=name not in ("row", "cursor", "header"))

    def _refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index - round(self.scroll_y) + 1, self.size.width, 1))

    def _visible_cells(self) -> list[tuple[int, object]]:
        first = round(self.scroll_y)
        shown = range(first, min(first + max(0, self.size.height - 1), len(self._ids)))
        cells: list[tuple[int, object]] = []
        for index in shown:
            row = self._row(index)
            drawn = None if row is None else [column.cell(row) for column in self._columns]
            cells.append((index, (drawn, self._is_marked(index))))
        return cells

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height - 1)
        top = round(self.scroll_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True, immediate=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        self._keep_in_sight()

    # ---- rows and marks ----------------------------------------------------------------------------------------

    def _row(self, index: int) -> Row | None:
        if self._source is None or not 0 <= index < len(self._ids):
            return None
        block = index // BLOCK
        if block not in self._blocks:
            if len(self._blocks) > 8:
                self._blocks.clear()
            self._blocks[block] = self._source.rows(self._block_ids(block))
        return self._blocks[block].get(self._ids[index])

    def _is_marked(self, index: int) -> bool:
        if self._marks is None:
            return False
        block = index // BLOCK
        if block not in self._marked:
            self._marked[block] = self._marks.among(self._block_ids(block))
        return self._ids[index] in self._marked[block]

    def _block_ids(self, block: int) -> "array[int]":
        return self._ids[block * BLOCK : (block + 1) * BLOCK]

    def _in_range(self, index: int) -> bool:
        if self._range_from is None:
            return False
        low, high = sorted((self._range_from, self._cursor))
        return low <= index <= high

    def _marks_changed(self) -> None:
        self._marked.clear()
        self.refresh()
        self.post_message(self.Marked(self))

    # ---- keys and mouse ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A grid without marks leaves their keys to its screen."""
        return self._marks is not None or action not in _MARKING

    def action_move(self, lines: int) -> None:
        self.go_to(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        self.go_to(self._cursor + pages * max(1, self.size.height - 2))

    def action_end_of(self, last: int) -> None:
        self.go_to(len(self._ids) - 1 if last else 0)

    def action_open(self) -> None:
        if self.current_id is not None:
            self.post_message(self.Opened(self, self.current_id))

    def action_mark(self) -> None:
        """One row; inside a range: the whole range."""
        if self._range_from is not None:
            self.action_range()
            return
        if self._marks is None or self.current_id is None:
            return
        if self._is_marked(self._cursor):
            self._marks.remove([self.current_id])
        else:
            self._marks.add([self.current_id])
        self._marked.clear()
        self._refresh_row(self._cursor)
        self.post_message(self.Marked(self))
        self.go_to(self._cursor + 1)

    def action_range(self) -> None:
        """First press: a range begins here. Second press: it is marked up to the cursor."""
        if self._marks is None or not self._ids:
            return
        if self._range_from is None:
            self._range_from = self._cursor
            self._refresh_row(self._cursor)
            return
        low, high = sorted((self._range_from, self._cursor))
        self._range_from = None
        self._in_bulk("add", self._ids[low : high + 1])

    def cancel_range(self) -> bool:
        """True when there was one."""
        was, self._range_from = self._range_from is not None, None
        if was:
            self.refresh()
        return was

    def action_mark_all(self) -> None:
        self._in_bulk("add", self._ids)

    def action_invert(self) -> None:
        self._in_bulk("invert", self._ids)

    def action_unmark_all(self) -> None:
        if self._marks is not None:
            self._range_from = None
            self._marks.clear()
            self._marks_changed()

    def _in_bulk(self, how: str, ids: "array[int]") -> None:
        if self._marks is not None:
            _worker: Worker[None] = self.app.run_worker(
                partial(self._bulk, self._marks, how, ids), group="marks", exclusive=True, exit_on_error=False
            )

    async def _bulk(self, marks: Marks, how: str, ids: "array[int]") -> None:
        """In small parts with a breath between them, so that a million rows don't stop the screen."""
        for part in _parts(ids):
            if how == "invert":
                marked = marks.among(part)
                marks.add([id for id in part if id not in marked])
                marks.remove(sorted(marked))
            else:
                marks.add(part)
            await asyncio.sleep(0)
        self._marks_changed()

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            position = event.x - self._gutter
            for column, cells in share(self._columns, self.scrollable_content_region.width - self._gutter):
                if 0 <= position < cells:
                    self.post_message(self.HeaderPressed(self, column.name))
                position -= cells + GAP
            return
        index = round(self.scroll_y) + event.y - 1
        if index >= len(self._ids):
            return
        if index == self._cursor and event.chain > 1:
            self.action_open()
        self.go_to(index)


def _parts(ids: "array[int]") -> Iterator["array[int]"]:
    for start in range(0, len(ids), _BULK):
        yield ids[start : start + _BULK]
