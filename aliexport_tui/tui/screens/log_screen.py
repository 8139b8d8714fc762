"""What all logs share: the newest first, sieved, searched, marked; lines that are marked can go."""

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import AskText, Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Column
from aliexport_tui.tui.words import _, neutral, ngettext, number

Line = TypeVar("Line")
Wanted = TypeVar("Wanted")
Rows = Callable[[Database, Sequence[int]], dict[int, Line]]


class LogRows(Generic[Line]):
    """The grid's source: an order that was read in a thread, rows read when they come into sight."""

    def __init__(self, workspace: Workspace, db: Database, order: "array[int]", rows: Rows[Line]) -> None:
        self._workspace = workspace
        self._db = db
        self._order = order
        self._rows: Rows[Line] = rows

    def order(self) -> "array[int]":
        return self._order

    def rows(self, ids: Sequence[int]) -> dict[int, Line]:
        return self._rows(self._db, ids)

    @contextmanager
    def reader(self) -> Iterator[Callable[[Sequence[int]], dict[int, Line]]]:
        with closing(self._workspace.open()) as db:
            yield lambda ids: self._rows(db, ids)


class LogScreen(ShopScreen, Generic[Line, Wanted]):
    """`log_name`: by it columns are remembered, and how long the log is kept. While one reads further down, new lines wait
    above. `wanted` says which lines are shown; a frozen record, as a thread reads by it."""

    log_name = ""
    heading = ""
    nothing = ""
    """What stands where lines would be."""
    DEFAULT_CSS = """
    LogScreen .body { height: 1fr; }
    LogScreen #state { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("/", "search", _("Search")),
        *key("f", "sieve", _("Filter")),
        *key("x", "reset_filter", _("Drop the filters")),
        *key("D", "remove", _("Remove the marked"), show=False, writes=True),
        *key("K", "keep", _("Kept how long"), writes=True),
    ]
    grid = getters.query_one(Grid)

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self.wanted: Wanted = self.everything()
        self._poll: Poll[tuple[Wanted, array[int]]] | None = None

    # ---- for the log at hand -----------------------------------------------------------------------------------

    @abstractmethod
    def everything(self) -> Wanted:
        """No filter at all."""

    @abstractmethod
    def columns(self) -> Sequence[Column[Line]]: ...

    @abstractmethod
    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        """Newest first. Called in a thread."""

    @abstractmethod
    def rows_in(self, db: Database, ids: Sequence[int]) -> dict[int, Line]: ...

    @abstractmethod
    def remove_in(self, db: Database, ids: Sequence[int]) -> int:
        """In a thread; how many went."""

    @abstractmethod
    def words(self, wanted: Wanted) -> Sequence[str]:
        """What is left out, in words."""

    @abstractmethod
    def text_of(self, wanted: Wanted) -> str: ...

    @abstractmethod
    def with_text(self, wanted: Wanted, text: str) -> Wanted: ...

    @abstractmethod
    def action_sieve(self) -> None:
        """Ask for a filter, or turn one."""

    # ---- what is shown -----------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            yield Grid[Line](self.columns(), self.marks, empty=self.nothing, id=self.log_name, name=self.log_name)

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came)
        self.grid.focus()
        self.file_changed()

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def use(self, wanted: Wanted) -> None:
        """Show these lines from now on."""
        self.wanted = wanted

        def read() -> "tuple[Wanted, array[int]]":
            with closing(self.workspace.open()) as db:
                return self._read(db)

        in_background(self.console, read, self._came, group=self.log_name)

    def _read(self, db: Database) -> "tuple[Wanted, array[int]]":
        wanted = self.wanted
        return wanted, self.order_in(db, wanted)

    def _came(self, found: "tuple[Wanted, array[int]]") -> None:
        wanted, order = found
        if wanted != self.wanted or not self.is_whole:
            return
        at_top = self.grid.cursor == 0
        self.grid.take(LogRows(self.workspace, self.db, order, self.rows_in), order)
        if at_top:
            self.grid.go_to(0)
        self._tell()
        self.refresh_bindings()

    @on(Grid.Marked)
    def _tell(self) -> None:
        parts = [f"{self.heading}: {number(len(self.grid.order))}", *self.words(self.wanted)]
        if marked := self.marks.count():
            parts.append(_("{count} marked").format(count=number(marked)))
        self.query_one("#state", Static).update(Text(neutral(" · ".join(parts)), no_wrap=True, overflow="ellipsis"))

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "reset_filter" and self.wanted == self.everything():
            return _("No filter is set.")
        if action == "remove" and not (self.marks.count() or (self.is_whole and len(self.grid.order))):
            return _("There is nothing here.")
        return super().refusal(action, parameters)

    def action_search(self) -> None:
        def asked(text: object) -> None:
            if isinstance(text, str):
                self.use(self.with_text(self.wanted, text.strip()))

        self.app.push_screen(AskText(_("Search"), self.text_of(self.wanted), hint=_("Empty: all")), asked)

    def action_reset_filter(self) -> None:
        self.use(self.everything())

    def action_keep(self) -> None:
        """How long and how much of it is kept; emptying it is offered beside."""
        from aliexport_tui.tui.screens.log_care import open_care

        def emptied() -> None:
            self.marks.clear()
            self.use(self.wanted)

        open_care(self.console, self.log_name, self.heading, emptied)

    def action_remove(self) -> None:
        """The marked lines, else the one under the cursor; asked first."""
        current = self.grid.current_id
        ids = self.marks.all() or ([] if current is None else [current])

        def remove() -> int:
            with closing(self.workspace.open()) as db:
                return self.remove_in(db, ids)

        def gone(count: int) -> None:
            self.marks.clear()
            told = ngettext("{count} line is gone.", "{count} lines are gone.", count)
            self.app.notify(told.format(count=number(count)))
            self.use(self.wanted)

        def answered(answer: object) -> None:
            if answer == "yes":
                in_background(self.console, remove, gone, group="remove-lines")

        title = ngettext("Remove {count} line?", "Remove {count} lines?", len(ids)).format(count=number(len(ids)))
        self.app.push_screen(Confirm(title, [_("They do not come back."), self.heading], yes=_("remove")), answered)


def moment(at: int | None) -> str:
    """ "22.11 09:41:07" in the machine's zone; "" for none."""
    return datetime.fromtimestamp(at / 1000).astimezone().strftime("%d.%m %H:%M:%S") if at is not None else ""


def words_of(texts: Mapping[str, str]) -> Sequence[str]:
    """Title -> value, those that are set: "type: profile"."""
    return [f"{title}: {value}" for title, value in texts.items() if value]
