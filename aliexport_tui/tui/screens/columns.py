"""The columns of a grid: which, in what order, how wide."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from aliexport_tui.engine.preferences import GridLook
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import Dialog
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.widgets.grid.layout import NARROWEST, WIDEST
from aliexport_tui.tui.widgets.grid.source import Column, Row
from aliexport_tui.tui.words import _

_TITLE_CELLS = 30
_GROWN = 24
"""Where a column that took what was left begins when it gets a width of its own."""


class Named:
    """A column as this dialog sees it."""

    def __init__(self, name: str, title: str, width: int) -> None:
        self.name, self.title, self.width = name, title, width


class ColumnsDialog(Dialog):
    """Nothing changes before Enter; `then` gets the look that came of it."""

    sheet_title = _("Choosing columns")
    DEFAULT_CSS = """
    ColumnsDialog #box { width: 48; }
    ColumnsDialog OptionList { height: auto; max-height: 18; padding: 0; background: $surface; }
    ColumnsDialog OptionList, ColumnsDialog OptionList:focus { border: none; }
    ColumnsDialog Static { width: 1fr; height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("space", "turn", _("Show or hide"), priority=True),
        *key("shift+up", "carry(-1)", _("Further left"), priority=True),
        *key("shift+down", "carry(1)", _("Further right"), priority=True),
        *key("K", "carry(-1)", show=False),
        *key("J", "carry(1)", show=False),
        *key("left", "widen(-1)", _("Narrower"), priority=True),
        *key("right", "widen(1)", _("Wider"), priority=True),
        *key("r", "reset", _("As it was at first")),
    ]
    options = getters.query_one(OptionList)

    def __init__(self, columns: Sequence[Column[Row]], look: GridLook, then: Callable[[GridLook], None]) -> None:
        super().__init__()
        self._columns = [Named(column.name, column.label or column.title, column.width) for column in columns]
        self._first = [column.name for column in columns if column.shown]
        self._look = look
        self._then = then
        self._lay_out(look.columns or self._first)
        self._widths = dict(look.widths)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(_("Columns"))
            yield OptionList()
            yield Static(Content(_("␣ show/hide · shift+↑↓ move · ←→ width · r as at first · ⏎ take · esc leave")))

    def on_mount(self) -> None:
        self._fill(0)

    def _lay_out(self, names: Sequence[str]) -> None:
        """Those that are shown in their order, the others below."""
        by_name = {column.name: column for column in self._columns}
        self._shown = [name for name in dict.fromkeys(names) if name in by_name]
        self._order = [by_name[name] for name in self._shown]
        self._order += [column for column in self._columns if column.name not in self._shown]

    def _fill(self, place: int) -> None:
        self.options.clear_options()
        for column in self._order:
            sign = "●" if column.name in self._shown else " "
            width = self._widths.get(column.name, column.width)
            shown = str(width) if width else _("the rest")
            text = f"{sign} {fit(column.title, _TITLE_CELLS)} {fit(shown, 10, right=True)}"
            self.options.add_option(Option(Content(text)))
        self.options.highlighted = place

    @property
    def _place(self) -> int:
        return self.options.highlighted or 0

    def action_turn(self) -> None:
        name = self._order[self._place].name
        if name not in self._shown:
            self._shown.append(name)
        elif len(self._shown) > 1:
            self._shown.remove(name)
        else:
            self.app.bell()
        self._fill(self._place)

    def action_carry(self, by: int) -> None:
        here, there = self._place, self._place + by
        if 0 <= there < len(self._order):
            self._order[here], self._order[there] = self._order[there], self._order[here]
            self._fill(there)

    def action_widen(self, by: int) -> None:
        column = self._order[self._place]
        width = self._widths.get(column.name, column.width) or _GROWN
        self._widths[column.name] = max(NARROWEST, min(WIDEST, width + by))
        self._fill(self._place)

    def action_reset(self) -> None:
        self._widths.clear()
        self._lay_out(self._first)
        self._fill(0)

    @on(OptionList.OptionSelected)
    def _take(self) -> None:
        names = tuple(column.name for column in self._order if column.name in self._shown)
        as_at_first = list(names) == self._first and not self._widths
        columns = () if as_at_first else names
        self.dismiss(None)
        self._then(msgspec.structs.replace(self._look, columns=columns, widths=dict(self._widths)))
