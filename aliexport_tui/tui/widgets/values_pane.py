"""The texts of one property in a table: searched, marked, those that nothing fits first."""

from collections.abc import Mapping
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from aliexport_tui.engine.value_mapping import Line as ValueLine
from aliexport_tui.listing.likeness import Proposal
from aliexport_tui.store.database import fold
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import FixedRows
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.value_columns import VALUE_COLUMNS, ValueRow
from aliexport_tui.tui.words import _


class ValuesPane(Vertical):
    """Rows keep their order while they change, so that nothing jumps under the cursor; `sort` orders them anew."""

    BINDINGS: ClassVar[list[BindingType]] = []
    grid = getters.query_one("#values", Grid)
    search = getters.query_one("#values-search", Input)

    def __init__(self, marks: Marks) -> None:
        super().__init__(id="values-side")
        self.marks = marks
        self.proposals: Mapping[str, Proposal] = {}
        self.only_open = False
        self._lines: Mapping[str, ValueLine] = {}
        self._texts: list[str] = []

    def compose(self) -> ComposeResult:
        yield Line(placeholder=_("/ search: the shop's texts"), id="values-search")
        yield Grid[ValueRow](VALUE_COLUMNS, self.marks, empty=_("  No values here."), id="values")

    def begin(self, lines: Mapping[str, ValueLine]) -> None:
        """Another property."""
        self.proposals = {}
        self.only_open = False
        with self.search.prevent(Input.Changed):
            self.search.value = ""
        self.sort(lines)
        self.grid.go_to(0)

    def sort(self, lines: Mapping[str, ValueLine] | None = None) -> None:
        if lines is not None:
            self._lines = lines
        wanted = fold(self.search.value)
        shown = [
            line
            for line in self._lines.values()
            if (not wanted or wanted in fold(line.text)) and (not self.only_open or line.open)
        ]
        shown.sort(key=lambda line: (not line.open, not line.is_loose, -line.products, line.text))
        self._texts = [line.text for line in shown]
        self.marks.clear()
        source = FixedRows(self._rows())
        self.grid.show(source, source.order())

    def redraw(self, lines: Mapping[str, ValueLine]) -> None:
        """The same texts with what becomes of them now."""
        self._lines = lines
        source = FixedRows(self._rows())
        self.grid.take(source, source.order())

    def propose(self, found: Mapping[str, Proposal]) -> None:
        self.proposals = found
        self.redraw(self._lines)

    @property
    def row(self) -> ValueRow | None:
        row = self.grid.current
        return row if isinstance(row, ValueRow) else None

    @property
    def below(self) -> list[str]:
        """The text under the current one."""
        return self._texts[self.grid.cursor + 1 : self.grid.cursor + 2]

    @property
    def chosen(self) -> list[str]:
        """The marked texts, else the current one."""
        marked = [self._texts[id] for id in self.marks.all() if id < len(self._texts)]
        return marked or ([self.row.line.text] if self.row is not None else [])

    def next_open(self, *, from_top: bool = False) -> bool:
        """To the next text that nothing is sent for; says whether there is one."""
        count = len(self._texts)
        start = 0 if from_top else self.grid.cursor + 1
        for index in ((start + step) % count for step in range(count)):
            if self._lines[self._texts[index]].open:
                self.grid.go_to(index)
                return True
        return False

    def open_proposals(self) -> list[tuple[ValueLine, Proposal]]:
        """Of all texts of the property that nothing is sent for, whatever is searched for."""
        found = ((self._lines.get(text), proposal) for text, proposal in self.proposals.items())
        return [(line, proposal) for line, proposal in found if line is not None and line.open]

    def _rows(self) -> dict[int, ValueRow]:
        return {
            index: ValueRow(line, self.proposals.get(text) if line.open or line.is_loose else None)
            for index, text in enumerate(self._texts)
            if (line := self._lines.get(text)) is not None
        }

    @on(Input.Changed, "#values-search")
    def _searched(self) -> None:
        self.sort()

    @on(Input.Submitted, "#values-search")
    def _search_done(self) -> None:
        self.grid.focus()
