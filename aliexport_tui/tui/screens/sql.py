"""The owner's own questions to the file, in SQL: they can only read."""

import threading
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine import sql_history
from aliexport_tui.engine.sheets import SUFFIXES, sheet
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store import named_products, sql_prompt
from aliexport_tui.store.database import Row
from aliexport_tui.store.sql_prompt import Answer
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.widgets.answer_columns import columns, shown, written
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import FixedRows
from aliexport_tui.tui.widgets.sql_text import SqlText
from aliexport_tui.tui.words import _, neutral, neutral_lines, ngettext, number

MOST_ROWS = 20_000
SECONDS = 60
_WIDE = 130
_EXAMPLE = "SELECT outcome, count(*) FROM v_listings GROUP BY outcome"


class SqlScreen(ShopScreen):
    """A question above, its answer below."""

    CSS_PATH = "sql.tcss"
    help_lines = (
        _("Enter asks; Ctrl+J begins a new line; ↑ on the first line brings back older questions, F4 lists them."),
        _("F3 lists the views and their columns and puts one in. The file can only be read here."),
        _("m marks the products of the answer in the product list: by a column product_id, listing, product, key or sku."),
        _("w writes the answer as .csv or .xlsx; formulas in it are made harmless. Esc stops a question that takes long."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f5", "ask", _("Ask")),
        *key("f3", "views", _("Views")),
        *key("f4", "history", _("Asked before"), show=False),
        *key("e", "edit", _("Question")),
        *key("m", "mark", _("Mark these products")),
        *key("w", "write", _("Write to a file")),
        *key("left", "aside(-1)", show=False),
        *key("right", "aside(1)", _("Columns further right"), show=False),
        *key("escape", "leave_field", show=False),
    ]
    question = getters.query_one("#question", SqlText)

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._views: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self._stop: threading.Event | None = None
        self._grid: Grid[Row] | None = None

    def body(self) -> ComposeResult:
        with Horizontal(classes="body"):
            with Vertical():
                yield SqlText(id="question", placeholder=_EXAMPLE)
                yield Static(id="sql-state", markup=False)
                yield Vertical(id="answer")
            with VerticalScroll(id="views", can_focus=False):
                yield Static(id="view-names", markup=False)

    def on_mount(self) -> None:
        self.question.focus()
        workspace = self.workspace

        def read() -> tuple[tuple[tuple[str, tuple[str, ...]], ...], list[str]]:
            return sql_prompt.views(workspace.file, clock=workspace.clock), sql_history.read()

        def came(found: tuple[tuple[tuple[str, tuple[str, ...]], ...], list[str]]) -> None:
            self._views = found[0]
            if self.is_mounted:
                self.question.remember(found[1])
                self._list_views()

        in_background(self.console, read, came, group="sql-views")
        self._tell(_("Enter asks, F3 lists the views. Nothing can be changed here."))

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")

    def _list_views(self) -> None:
        text = Text()
        for name, names in self._views:
            text.append(f"{name}\n", "bold")
            text.append(f"  {', '.join(names)}\n", "dim")
        self.query_one("#view-names", Static).update(text)

    def _tell(self, text: str) -> None:
        self.query_one("#sql-state", Static).update(Text(neutral(text), no_wrap=True, overflow="ellipsis"))

    # ---- asking ------------------------------------------------------------------------------------------------

    @on(SqlText.Asked)
    def action_ask(self) -> None:
        """Off the loop; a newer question stops the one before."""
        statement = self.question.text.strip()
        if self._stop is not None:
            self._stop.set()
        stop = self._stop = threading.Event()
        workspace = self.workspace
        self._tell(_("asking… Esc stops it"))
        self.refresh_bindings()

        def ask() -> tuple[Answer | AliexportError, int, list[str]]:
            history = sql_history.add(statement) if statement else sql_history.read()
            began = workspace.clock.now_ms()
            try:
                found: Answer | AliexportError = sql_prompt.ask(
                    workspace.file, statement, clock=workspace.clock, limit=MOST_ROWS, seconds=SECONDS, stop=stop.is_set
                )
            except AliexportError as error:
                found = error
            return found, workspace.clock.now_ms() - began, history

        def came(found: tuple[Answer | AliexportError, int, list[str]]) -> None:
            self._stop = None
            if not self.is_mounted:
                return
            self.question.remember(found[2])
            if isinstance(found[0], AliexportError):
                self._refuse(render_error(found[0]))
            else:
                self._show(found[0], found[1])
            self.refresh_bindings()

        in_background(self.console, ask, came, group="sql", failed=self._failed)

    def _failed(self) -> None:
        self._stop = None
        if self.is_mounted:
            self._tell(_("The question was stopped"))

    def _refuse(self, reason: str) -> None:
        """What is wrong, where the answer would stand."""
        self._tell(_("No answer."))
        place = self.query_one("#answer")
        place.remove_children()
        self._grid, self._answer = None, None
        place.mount(Static(Text(f"✗ {neutral_lines(reason)}"), classes="refused"))

    def _show(self, answer: Answer, ms: int) -> None:
        place = self.query_one("#answer")
        place.remove_children()
        self._answer = answer
        self._grid = Grid(columns(answer.columns, answer.rows), empty=_("  No rows."))
        place.mount(self._grid)
        source = FixedRows(dict(enumerate(answer.rows)))
        self._grid.show(source, source.order())
        count = len(answer.rows)
        told = ngettext("{count} row", "{count} rows", count).format(count=number(count))
        if answer.more:
            told += " · " + _("there are more: ask for less")
        self._tell(f"{told} · {ms / 1000:.1f} {_('s')}")

    # ---- what can't be done now --------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("mark", "write") and (self._answer is None or not self._answer.rows):
            return _("There is no answer yet: Enter asks.")
        if action == "mark" and self._answer is not None and named_products.naming_column(self._answer.columns) is None:
            return _("The answer names no products: it needs a column product_id, listing, product, key or sku.")
        return super().refusal(action, parameters)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_leave_field(self) -> None:
        """Stops a question; else between the question and its answer. Without one the keys of places work again."""
        if self._stop is not None:
            self._stop.set()
        elif self.question.has_focus:
            self.set_focus(self._grid)
        else:
            self.question.focus()

    def action_aside(self, step: int) -> None:
        """An answer may have more columns than the screen has room for."""
        if self._grid is not None:
            self._grid.action_sideways(step)

    def action_edit(self) -> None:
        self.question.focus()

    def action_views(self) -> None:
        choices = []
        for name, names in self._views:
            choices.append(Choice(name, name))
            choices += [Choice(f"{name} {column}", f"{name}.{column}") for column in names]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.question.insert(value.rpartition(" ")[2])
                self.question.focus()

        self.app.push_screen(Choose(_("Views and their columns"), choices), chosen)

    def action_history(self) -> None:
        history = list(reversed(sql_history.read()))

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.question.put(history[int(value)])
                self.question.focus()

        choices = [Choice(str(index), " ".join(text.split())) for index, text in enumerate(history)]
        self.app.push_screen(Choose(_("Asked before"), choices), chosen)

    @on(Grid.Opened)
    def _opened(self) -> None:
        """The whole row, one value a line."""
        from aliexport_tui.tui.screens.record import RecordScreen

        grid, answer = self._grid, self._answer
        row = grid.current if grid is not None else None
        if row is not None and answer is not None:
            self.app.push_screen(RecordScreen(answer.columns, [shown(value) for value in row]))

    def action_mark(self) -> None:
        """The answer as a selection: its products marked in the list, instead of what was marked there."""
        from aliexport_tui.tui.screens.products import ProductsScreen

        answer = self._answer
        place = named_products.naming_column(answer.columns) if answer is not None else None
        if answer is None or place is None:
            return
        workspace, rows = self.workspace, answer.rows

        def find() -> IdSet:
            with closing(workspace.open()) as db:
                return IdSet.of(named_products.named(db, answer.columns[place], [row[place] for row in rows]))

        def found(ids: IdSet) -> None:
            if not ids:
                self.app.notify(_("No product of the catalogue is named there."), severity="warning")
                return
            self.console.go("products")
            self.console.call_after_refresh(mark, ids)

        def mark(ids: IdSet) -> None:
            if isinstance(self.console.screen, ProductsScreen):
                self.console.screen.mark_these(ids)

        in_background(self.console, find, found, group="sql-mark")

    def action_write(self) -> None:
        answer = self._answer
        if answer is None:
            return

        def typed(value: object) -> None:
            if not isinstance(value, str) or not value.strip():
                return
            path = Path(value.strip()).expanduser()
            if path.suffix.lower() not in SUFFIXES:
                path = path.with_name(f"{path.name}.csv")

            def write() -> int:
                with sheet(path, answer.columns) as put:
                    for row in answer.rows:
                        put([written(value) for value in row])
                return len(answer.rows)

            def done(count: int) -> None:
                told = ngettext("{count} row written to {path}", "{count} rows written to {path}", count)
                self.app.notify(told.format(count=number(count), path=neutral(str(path))), markup=False)

            in_background(self.console, write, done, group="sql-write")

        self.app.push_screen(AskText(_("Write the answer to"), str(Path.home() / "answer.csv")), typed)
