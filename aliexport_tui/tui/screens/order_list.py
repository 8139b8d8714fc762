"""What the lists about orders have in common: narrowed by words, state and account, sorted, marked, read off the loop."""

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import ClassVar, Generic, cast

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from aliexport_tui.store import browse
from aliexport_tui.store.database import Database
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.exporting import chosen as in_list_order
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Column, Row
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral, number

_ALL = "*"


@dataclass(frozen=True)
class Wanted:
    """`account` "" and `only` "": all; `text`: what is searched for; `sort`: a column's name, "" for the first."""

    account: str = ""
    only: str = ""
    text: str = ""
    sort: str = ""
    descending: bool = False


Rows = Callable[[Database, Sequence[int]], Mapping[int, Row]]


class ListedRows(Generic[Row]):
    """The grid's source: ids by `order`, rows by `read`, on the console's connection, or in a thread on one of its own."""

    def __init__(self, db: Database, ids: "array[int]", read: Rows[Row]) -> None:
        self._db = db
        self._ids = ids
        self._read = read

    def order(self) -> "array[int]":
        return self._ids

    def rows(self, ids: Sequence[int]) -> dict[int, Row]:
        return dict(self._read(self._db, ids))

    @contextmanager
    def reader(self) -> Iterator[Callable[[Sequence[int]], dict[int, Row]]]:
        with closing(Database.open(self._db.path)) as db:
            yield lambda ids: dict(self._read(db, ids))


class OrderListScreen(ShopScreen, Generic[Row]):
    """The cursor and the marks stay on their rows, whatever comes in meanwhile."""

    DEFAULT_CSS = """
    OrderListScreen .body { height: 1fr; }
    OrderListScreen #filters { height: 1; background: $surface; }
    OrderListScreen #search { width: 26; }
    OrderListScreen #search:focus { width: 50%; }
    OrderListScreen #state { width: 1fr; height: 1; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("/", "search", _("Search")),
        *key("f", "narrow", _("Filter")),
        *key("c", "of_account", _("Of one account"), show=False),
        *key("x", "reset_filter", _("Drop the filters"), show=False),
        *key("t", "sort_next", _("Sort by the next column"), show=False),
        *key("T", "sort_turn", _("Turn the order round"), show=False),
        *key("o", "told", _("What was told"), show=False),
        *key("escape", "leave_field", show=False),
    ]
    list_name = ""
    """Of the grid: its columns are remembered by it."""
    sorts: ClassVar[tuple[str, ...]] = ()
    """Columns that the list can be sorted by; the first is the order it begins with."""
    empty = ""
    searched = _("/ number, name, track")

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self.wanted = Wanted()
        self._poll: Poll[tuple[Wanted, array[int]]] | None = None

    @property
    def grid(self) -> "Grid[Row]":
        return cast("Grid[Row]", self.query_one("#list", Grid))

    # ---- what a list says of itself ----------------------------------------------------------------------------

    @abstractmethod
    def columns(self) -> tuple[Column[Row], ...]:
        """Of the grid."""

    @abstractmethod
    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        """Called in a thread."""

    @abstractmethod
    def rows_in(self, db: Database, ids: Sequence[int]) -> Mapping[int, Row]:
        """On the loop for what is drawn, in a thread for a file."""

    @abstractmethod
    def kinds(self) -> Sequence[Choice]:
        """What the list can be narrowed to."""

    def headline(self, count: int) -> str:
        return number(count)

    # ---- the frame ---------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            with Horizontal(id="filters"):
                yield Line(placeholder=self.searched, id="search")
                yield Static(id="state", markup=False)
            yield Grid[Row](self.columns(), self.marks, empty=self.empty, id="list", name=self.list_name)

    def on_mount(self) -> None:
        look = self.grid.look.sort
        if look.removeprefix("-") in self.sorts:
            self.wanted = replace(self.wanted, sort=look.removeprefix("-"), descending=look.startswith("-"))
        self._poll = Poll(self, self.workspace, self._read, self._came, least_s=0.2)
        self.grid.focus()
        self.use(self.wanted)

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def use(self, wanted: Wanted) -> None:
        """List this; what was shown stays until it is there."""
        self.wanted = wanted

        def read() -> "tuple[Wanted, array[int]]":
            with closing(self.workspace.open()) as db:
                return self._read(db)

        in_background(self.console, read, self._came, group=f"list-{self.list_name}")

    def _read(self, db: Database) -> "tuple[Wanted, array[int]]":
        wanted = self.wanted
        return wanted, self.order_in(db, wanted)

    def _came(self, found: "tuple[Wanted, array[int]]") -> None:
        wanted, order = found
        if wanted != self.wanted or not self.is_whole:
            return
        grid = self.grid
        was_empty = not grid.order
        grid.take(ListedRows(self.db, order, self.rows_in), order)
        if self.sorts:
            grid.sort_shown(wanted.sort or self.sorts[0], wanted.descending)
        if was_empty:
            grid.go_to(0)
        self.tell()
        self.moved()

    def tell(self) -> None:
        wanted = self.wanted
        kind = next((one.text for one in self.kinds() if one.value == wanted.only), "") if wanted.only else ""
        marked = self.marks.count()
        outside = self.marks.outside(self.grid.members) if marked else 0
        words = _("{count} marked").format(count=number(marked)) if marked else ""
        words += f" ({_('{count} not in this list').format(count=number(outside))})" if outside else ""
        parts = (self.headline(len(self.grid.order)), words, kind, wanted.account)
        told = Text(neutral(" · ".join(part for part in parts if part)), no_wrap=True, overflow="ellipsis")
        self.query_one("#state", Static).update(told, layout=False)

    # ---- what is chosen ----------------------------------------------------------------------------------------

    def chosen(self) -> list[int]:
        """The marked rows as they stand in the list, then those that it does not show; none marked: the one under the
        cursor."""
        if self.marks.count():
            return list(in_list_order(self.grid.order, self.grid.members, self.marks.picked))
        return [] if not self.is_mounted or self.grid.current_id is None else [self.grid.current_id]

    def chosen_rows(self) -> list[Row]:
        """Those of them that are still there."""
        found = self.rows_in(self.db, self.chosen())
        return list(found.values())

    # ---- keys --------------------------------------------------------------------------------------------------

    @on(Grid.Marked, "#list")
    def _marked(self) -> None:
        self.tell()
        self.refresh_bindings()

    @on(Grid.Moved, "#list")
    def _moved(self) -> None:
        self.moved()

    def moved(self) -> None:
        """The cursor stands on another row."""
        self.refresh_bindings()

    @on(Grid.HeaderPressed, "#list")
    def _header_pressed(self, event: Grid.HeaderPressed) -> None:
        if event.column not in self.sorts:
            self.app.notify(_("There is no order by this column."), severity="warning")
            return
        turned = self._sorted_by == event.column and not self.wanted.descending
        self.use(replace(self.wanted, sort=event.column, descending=turned))

    @property
    def _sorted_by(self) -> str:
        return self.wanted.sort or (self.sorts[0] if self.sorts else "")

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        if event.value.strip() != self.wanted.text:
            self.use(replace(self.wanted, text=event.value.strip()))

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.grid.focus()

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "reset_filter":
            plain = replace(self.wanted, sort="", descending=False)
            return _("No filter is set.") if plain == Wanted() else ""
        if action in ("sort_next", "sort_turn"):
            return "" if self.sorts else _("This list has one order only.")
        return super().refusal(action, parameters)

    def action_search(self) -> None:
        self.set_focus(self.query_one("#search"))

    def action_leave_field(self) -> None:
        if not self.grid.cancel_range():
            self.grid.focus()

    def action_narrow(self) -> None:
        choices = [Choice(_ALL, _("all")), *self.kinds()]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, only="" if value == _ALL else value))

        self.app.push_screen(Choose(_("Show"), choices, self.wanted.only or _ALL), chosen)

    def action_of_account(self) -> None:
        choices = [Choice(_ALL, _("all")), *(Choice(one.code, one.code) for one in browse.account_names(self.db))]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, account="" if value == _ALL else value))

        self.app.push_screen(Choose(_("Account"), choices, self.wanted.account or _ALL), chosen)

    def action_reset_filter(self) -> None:
        search = self.query_one("#search", Input)
        with search.prevent(Input.Changed):
            search.value = ""
        self.use(replace(self.wanted, account="", only="", text=""))

    def action_told(self) -> None:
        """What the marketplace was told and is not settled, of all lists."""
        from aliexport_tui.tui.screens.told_actions import ToldActionsScreen

        self.app.push_screen(ToldActionsScreen())

    def action_sort_next(self) -> None:
        shown = [column.name for column in self.grid.shown if column.name in self.sorts]
        place = shown.index(self._sorted_by) if self._sorted_by in shown else -1
        if shown:
            self.use(replace(self.wanted, sort=shown[(place + 1) % len(shown)], descending=False))

    def action_sort_turn(self) -> None:
        self.use(replace(self.wanted, sort=self._sorted_by, descending=not self.wanted.descending))
