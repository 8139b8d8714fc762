"""Changes in a list with the fields of the chosen one below; what a guard holds can be decided here."""

from abc import abstractmethod
from array import array
from collections.abc import Collection, Sequence
from contextlib import closing
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.messages.words import hold_name
from aliexport_tui.store import problems
from aliexport_tui.store.database import Database
from aliexport_tui.store.decisions import Verdict
from aliexport_tui.store.plan_view import ChangeRow, ChangeRows, Group, Wanted
from aliexport_tui.tui import hold_work, work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.change_text import change_text
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.filter_bar import Chip, FilterBar
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Cell, Column, Tone
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, change_state_word, kind_word, neutral, number, short_key

_TONES: dict[str, Tone] = {
    "ready": "info",
    "blocked": "bad",
    "held": "warn",
    "done": "good",
    "rejected": "bad",
    "dropped": "dim",
    "stale": "dim",
    "unknown": "warn",
}
_STOPPED = ("held", "blocked", "dropped", "stale")
_ALL = "||"


def _state(row: ChangeRow) -> Cell:
    return change_state_word(row.state), _TONES.get(row.state, "")


COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column("kind", _("What"), 12, lambda row: (kind_word(row.kind), "")),
    Column("key", _("Key"), 12, lambda row: (short_key(row.key), "dim"), keep=2),
    Column("name", _("Name"), 0, lambda row: (neutral(row.name), "")),
    Column("state", _("State"), 13, _state),
    Column("problems", _("!"), 4, lambda row: (number(row.problems), "bad") if row.problems else ("", ""), right=True),
)

Read = tuple["array[int]", tuple[Group, ...]]


class ChangesScreen(ShopScreen):
    """Any number of them: nothing that grows with it is read on the loop."""

    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("y", "decide('approved')", _("Approve"), writes=True),
        *key("x", "decide('dropped')", _("Drop"), writes=True),
        *key("f", "narrow(1)", _("Filter")),
        *key("F", "narrow(-1)", show=False),
        *key("/", "search", _("Search"), show=False),
    ]
    columns: tuple[Column[ChangeRow], ...] = COLUMNS
    grid = getters.query_one("#changes", Grid)
    bar = getters.query_one(FilterBar)

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self.wanted = Wanted()
        self.groups: tuple[Group, ...] = ()

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="counts", markup=False)
            with Horizontal(id="filters"):
                yield FilterBar()
                yield Line(placeholder=_("/ name, SKU"), id="find")
            yield Grid[ChangeRow](self.columns, self.marks, empty=_("  Nothing here."), id="changes")
            with VerticalScroll(id="fields", can_focus=False):
                yield Static(id="change", markup=False)

    def on_mount(self) -> None:
        self.grid.focus()
        self.reload()

    # ---- what a screen of changes says of itself ---------------------------------------------------------------

    @abstractmethod
    def rows(self, wanted: Wanted) -> ChangeRows:
        """What is listed."""

    @abstractmethod
    def headline(self) -> Text:
        """One line above the list; from what does not grow."""

    def held(self, db: Database, reason: str) -> Collection[int]:
        """What may be decided as a group: of one reason, "" for all. Called off the loop."""
        return self.rows(Wanted(state="held", hold=reason)).order_in(db)

    def chips(self) -> Sequence[Chip]:
        """By kind what can go or went, then what does not, each reason of a hold for itself."""
        found = [Chip(_ALL, _("all"), sum(group.count for group in self.groups))]
        for group in sorted(self.groups, key=lambda group: group.state in _STOPPED):
            name = f"{group.kind}|{group.state}|{group.hold}"
            word = f"{kind_word(group.kind)} {change_state_word(group.state)}"
            text = f"{word}: {hold_name(group.hold)}" if group.hold else word
            found.append(Chip(name, text, group.count, _TONES.get(group.state, "")))
        return found

    def wanted_by(self, chip: str) -> Wanted:
        kind, state, hold = chip.split("|")
        return Wanted(kind, state, hold, self.wanted.text)

    # ---- reading -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Off the loop; what was shown stays until it is there."""
        if not self.query("#counts"):
            return
        self.query_one("#counts", Static).update(self.headline(), layout=False)
        source = self.rows(self.wanted)

        def read() -> Read:
            with closing(self.workspace.open()) as db:
                return source.order_in(db), source.groups_in(db)

        def show(found: Read) -> None:
            if not self.is_whole:
                return
            order, self.groups = found
            self.bar.fill(self.chips())
            self.grid.take(source, order)
            self.query_one("#counts", Static).update(self.headline(), layout=False)
            self._moved()
            self.refresh_bindings()

        in_background(self.console, read, show, group="changes")

    def file_changed(self) -> None:
        if self.is_mounted:
            self.grid.reread()

    @on(FilterBar.Chosen)
    def _narrowed(self, event: FilterBar.Chosen) -> None:
        self.wanted = self.wanted_by(event.name)
        self.reload()

    @on(Input.Changed, "#find")
    def _searched(self, event: Input.Changed) -> None:
        self.wanted = Wanted(self.wanted.kind, self.wanted.state, self.wanted.hold, event.value.strip())
        self.reload()

    @on(Input.Submitted, "#find")
    def _search_done(self) -> None:
        self.grid.focus()

    @on(Grid.Moved, "#changes")
    def _moved(self) -> None:
        row = self.grid.current
        self.query_one("#change", Static).update(self._text(row) if isinstance(row, ChangeRow) else "")
        self.query_one("#fields").scroll_home(animate=False)
        self.refresh_bindings()

    @on(Grid.Marked, "#changes")
    def _marked(self) -> None:
        self.query_one("#counts", Static).update(self.headline(), layout=False)
        self.refresh_bindings()

    def _text(self, row: ChangeRow) -> Text:
        is_stopped = row.state in ("blocked", "held", "rejected")
        found = problems.of_listing(self.db, row.listing) if is_stopped else ()
        return change_text(row, found, field_changes(self.db, row.id))

    @on(Grid.Opened, "#changes")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.product import ProductScreen

        row = self.grid.current
        if isinstance(row, ChangeRow):
            self.app.push_screen(ProductScreen(row.product, work.account_of(self.db, row.profile)))

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action != "decide":
            return super().refusal(action, parameters)
        row = self.grid.current if self.is_mounted else None
        if not self.marks.count() and (not isinstance(row, ChangeRow) or row.state != "held"):
            return _("This change is not held: there is nothing to decide.")
        return ""

    def action_narrow(self, by: int) -> None:
        self.bar.step(by)

    def action_search(self) -> None:
        self.query_one("#find").focus()

    def leave_search(self) -> bool:
        """Esc in the search line: back to the list."""
        if self.query_one("#find").has_focus:
            self.grid.focus()
            return True
        return False

    def action_decide(self, verdict: Verdict) -> None:
        """The marked ones; else this one, all that are held for the same reason, or all."""
        row = self.grid.current
        marked = self.marks.picked
        reason = row.hold if isinstance(row, ChangeRow) else ""

        def read() -> tuple[Collection[int], Collection[int]]:
            with closing(self.workspace.open()) as db:
                everything = self.held(db, "")
                if marked:
                    return [one for one in everything if one in marked], ()
                return self.held(db, reason), everything

        def ask(found: tuple[Collection[int], Collection[int]]) -> None:
            if marked:
                hold_work.ask_marked(self.console, verdict, list(found[0]), self._decided)
            elif isinstance(row, ChangeRow):
                groups = {reason: list(found[0]), "": list(found[1])}
                hold_work.ask(self.console, verdict, row, groups, self._decided)

        in_background(self.console, read, ask, group="decide-which")

    def _decided(self) -> None:
        self.marks.clear()
        self.reload()


def marked_line(marks: Marks) -> str:
    """ " · 12 marked", "" for none."""
    count = marks.count()
    return f" · {_('{count} marked').format(count=number(count))}" if count else ""
