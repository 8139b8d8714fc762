"""A table for any number of rows: line API, blocks read when they come into sight, the order a snapshot."""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic

import msgspec
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker

from aliexport_tui.engine.preferences import GridLook
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.tui.widgets.grid.cells import GAP
from aliexport_tui.tui.widgets.grid.keys import GRID_KEYS, MARKING, SHAPING, Told
from aliexport_tui.tui.widgets.grid.layout import Layout, chosen, layout, most_moved
from aliexport_tui.tui.widgets.grid.lines import Lines
from aliexport_tui.tui.widgets.grid.look import keep_look, look_of
from aliexport_tui.tui.widgets.grid.marking import Marking
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.reading import Reading, place_of
from aliexport_tui.tui.widgets.grid.source import Column, Readable, Row, RowSource, Tone

_TONES: tuple[Tone, ...] = ("good", "warn", "bad", "info", "dim", "change")


class Grid(Marking, Generic[Row], can_focus=True, inherit_bindings=False):
    """Shows a RowSource in columns. `show` takes a new order; `reread` looks again at what is visible. With a `name`, its
    columns are the person's to choose, and remembered."""

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
    Grid > .grid--change { color: $text-secondary; }
    Grid > .grid--mark { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--row",
        "grid--cursor",
        "grid--mark",
        *(f"grid--{tone}" for tone in _TONES),
    }
    BINDINGS: ClassVar[list[BindingType]] = GRID_KEYS

    class Moved(Told):
        """The cursor stands on another row (or on none)."""

    class Opened(Told):
        """Enter on a row."""

        def __init__(self, grid: Widget, row: int) -> None:
            super().__init__(grid)
            self.row = row

    class HeaderPressed(Told):
        """The mouse on a column's title."""

        def __init__(self, grid: Widget, column: str) -> None:
            super().__init__(grid)
            self.column = column

    class ColumnsAsked(Told):
        """The person wants other columns."""

    class ExportAsked(Told):
        """The person wants the list as a file."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        marks: Marks | None = None,
        *,
        empty: str = "",
        id: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(id=id, name=name)
        self.columns = tuple(columns)
        self.marks = marks
        self._empty = empty
        self.look = look_of(name or "")
        self._moved = 0
        self._laid_out: tuple[int, Layout[Row]] | None = None
        self._reading: Reading[Row] = Reading(self._fetch)
        self._lines: Lines[Row] = Lines(self._style, self._gutter)
        self._members: IdSet | None = IdSet()
        self._is_whole = True
        self._once_whole: list[Callable[[], None]] = []
        self._cursor = 0
        self._range_from: int | None = None
        self.sorted_by: tuple[str, bool] | None = None

    # ---- what it shows -----------------------------------------------------------------------------------------

    def say_when_empty(self, text: str) -> None:
        """What stands where rows would be."""
        if text != self._empty:
            self._empty = text
            if not self.order:
                self.refresh()

    def show(
        self,
        source: RowSource[Row],
        order: "array[int]",
        *,
        members: IdSet | None = None,
        at: int | None = None,
        whole: bool = True,
    ) -> None:
        """A new order; the cursor stays on its row when that is still there, else at its line. Of a long order, whoever made
        it off the loop gives its ids as a set, and where the current row stands in it (-1: nowhere). Not `whole`: `grow`
        brings the rest."""
        found = place_of(order, self.current_id) if at is None else at
        self._reading.show(source, order)
        self._members, self._is_whole = members, whole
        self._once_whole.clear()
        self._range_from = None
        self._cursor = found if found >= 0 else max(0, min(self._cursor, len(order) - 1))
        self._sized()
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self))

    def grow(self, order: "array[int]", members: IdSet, at: int) -> None:
        """The whole of an order whose beginning is shown already; what was asked of the whole meanwhile is done now."""
        source, waiting = self._reading.source, list(self._once_whole)
        if source is None:
            return
        shown = self._reading.ids
        if order[: len(shown)] == shown:
            self._reading.ids = order
            self._members, self._is_whole = members, True
            self._once_whole.clear()
            self._sized()
        else:
            self.show(source, order, members=members, at=at)
        for act in waiting:
            act()

    def take(self, source: RowSource[Row], order: "array[int]") -> None:
        """The same rows read anew: drawn only where they differ, as long as the order is what it was."""
        if order != self._reading.ids or self._reading.source is None:
            self.show(source, order)
            return
        before = self._visible_cells()
        self._reading.show(source, order)
        for (index, old), (_same, new) in zip(before, self._visible_cells(), strict=False):
            if old != new:
                self.refresh_row(index)

    def reread(self) -> set[int]:
        """Read the visible rows again; draws only what came out different, and gives the ids of those rows."""
        first, count = self._in_sight
        changed = self._reading.again(first, count)
        for index in range(first, first + count if changed else first):
            if self.order[index] in changed:
                self.refresh_row(index)
        return changed

    def _fetch(self, source: RowSource[Row], ids: Sequence[int]) -> None:
        """Rows that the disk keeps us waiting for: their lines are empty until they are there."""
        if isinstance(source, Readable):

            async def fetch(source: Readable[Row]) -> None:
                self._reading.bring(source, await asyncio.to_thread(_read, source, ids))
                self.refresh()

            _worker: Worker[None] = self.run_worker(fetch(source), exit_on_error=False)

    @property
    def source(self) -> RowSource[Row] | None:
        return self._reading.source

    @property
    def order(self) -> "array[int]":
        return self._reading.ids

    @property
    def is_whole(self) -> bool:
        return self._is_whole

    @property
    def members(self) -> IdSet:
        """The ids of the order as a set."""
        if self._members is None:
            self._members = IdSet.of(self.order)
        return self._members

    @property
    def cursor(self) -> int:
        return self._cursor

    @property
    def current_id(self) -> int | None:
        return self.order[self._cursor] if self._cursor < len(self.order) else None

    @property
    def current(self) -> Row | None:
        return self._reading.row(self._cursor)

    def go_to(self, index: int) -> None:
        index = max(0, min(index, len(self.order) - 1))
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        self._keep_in_sight()
        if self._range_from is not None:
            self.refresh()
        else:
            self.refresh_row(old)
            self.refresh_row(index)
        self.post_message(self.Moved(self))

    # ---- columns -----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> tuple[Column[Row], ...]:
        """The columns as the person has them, those out of sight too."""
        return chosen(self.columns, self.look.columns, self.look.widths)

    def wear(self, look: GridLook) -> None:
        """Show it so from now on, the next time too."""
        if look == self.look:
            return
        self.look = look
        if self.name:
            keep_look(self.name, look)
        self._moved = 0
        self._laid_out = None
        self.refresh()

    def sort_shown(self, column: str, descending: bool) -> None:
        """Which order is shown; a grid with a name remembers it."""
        self.sorted_by = (column, descending)
        if self.name:
            self.wear(msgspec.structs.replace(self.look, sort=f"{'-' * descending}{column}"))

    def _layout(self) -> Layout[Row]:
        width = self.scrollable_content_region.width - self._gutter
        if self._laid_out is None or self._laid_out[0] != width:
            found = layout(self.shown, width, self._moved, in_order=bool(self.look.columns))
            self._laid_out = (width, found)
        return self._laid_out[1]

    # ---- drawing -----------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._lines.header(self._layout(), width, self.sorted_by)
        index = round(self.scroll_y) + y - 1
        row = self._reading.row(index, self.size.height - y)
        if row is None:
            return self._lines.blank(self._empty if not self.order and y == 2 else "", width)
        base = "cursor" if index == self._cursor else "row"
        return self._lines.row(row, self._layout(), width, base=base, mark=self._mark(index))

    @property
    def _gutter(self) -> int:
        return 0 if self.marks is None else 2

    def _mark(self, index: int) -> str:
        if self.marks is not None and self.order[index] in self.marks:
            return "●"
        return "│" if self._in_range(index) else ""

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"grid--{name}", partial=name not in ("row", "cursor", "header"))

    def refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index - round(self.scroll_y) + 1, self.size.width, 1))

    @property
    def _in_sight(self) -> tuple[int, int]:
        """The first of the visible rows and their number."""
        first = round(self.scroll_y)
        return first, max(0, min(self.size.height - 1, len(self.order) - first))

    def _visible_cells(self) -> list[tuple[int, object]]:
        first, count = self._in_sight
        columns = self.shown
        cells: list[tuple[int, object]] = []
        for index in range(first, first + count):
            row = self._reading.row(index, first + count - index)
            drawn = None if row is None else [column.cell(row) for column in columns]
            cells.append((index, (drawn, self._mark(index))))
        return cells

    def _sized(self) -> None:
        """Whether there is a scroll bar is known already: else the rows would be drawn twice, the second time narrower."""
        self.virtual_size = Size(0, len(self.order) + 1)
        if self.size.height:
            self.show_vertical_scrollbar = self.virtual_size.height > self.size.height

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height - 1)
        top = round(self.scroll_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True, immediate=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        self._keep_in_sight()

    # ---- keys and mouse ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A grid without marks leaves their keys to its screen, one without a name those that shape it."""
        return not ((self.marks is None and action in MARKING) or (not self.name and action in SHAPING))

    def action_move(self, lines: int) -> None:
        self.go_to(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        self.go_to(self._cursor + pages * max(1, self.size.height - 2))

    def action_end_of(self, last: int) -> None:
        if last:
            self._with_whole(lambda: self.go_to(len(self.order) - 1))
        else:
            self.go_to(0)

    def action_open(self) -> None:
        if self.current_id is not None:
            self.post_message(self.Opened(self, self.current_id))

    def action_sideways(self, columns: int) -> None:
        width = self.scrollable_content_region.width - self._gutter
        self._moved = max(0, min(self._moved + columns, most_moved(self.shown, width)))
        self._laid_out = None
        self.refresh()

    def action_columns(self) -> None:
        self.post_message(self.ColumnsAsked(self))

    def action_export(self) -> None:
        self.post_message(self.ExportAsked(self))

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            position = event.x - self._gutter
            for column, cells in self._layout().places:
                if 0 <= position < cells:
                    self.post_message(self.HeaderPressed(self, column.name))
                position -= cells + GAP
            return
        index = round(self.scroll_y) + event.y - 1
        if index >= len(self.order):
            return
        if index == self._cursor and event.chain > 1:
            self.action_open()
        self.go_to(index)


def _read(source: Readable[Row], ids: Sequence[int]) -> dict[int, Row]:
    with source.reader() as read:
        return read(ids)
