"""Changes in a list with the fields of the chosen one below; what a guard holds can be decided here."""

from abc import abstractmethod
from array import array
from collections.abc import Sequence
from typing import ClassVar, Protocol

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render, render_problem
from aliexport_tui.store import problems
from aliexport_tui.store.decisions import Verdict
from aliexport_tui.store.plan_view import ChangeRow
from aliexport_tui.tui import hold_work, work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, Tone
from aliexport_tui.tui.words import _, change_state_word, kind_word, neutral, number, short_key

_TONES: dict[str, Tone] = {"ready": "good", "blocked": "bad", "held": "warn", "done": "good", "rejected": "bad"}
_MOST_FIELDS = 300


def _state(row: ChangeRow) -> Cell:
    return change_state_word(row.state), _TONES.get(row.state, "")


COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column("kind", _("What"), 12, lambda row: (kind_word(row.kind), "")),
    Column("key", _("Key"), 12, lambda row: (short_key(row.key), "dim"), keep=2),
    Column("name", _("Name"), 0, lambda row: (neutral(row.name), "")),
    Column("state", _("State"), 13, _state),
    Column("problems", _("!"), 4, lambda row: (number(row.problems), "bad") if row.problems else ("", ""), right=True),
)


class Rows(Protocol):
    """Changes by their ids."""

    def order(self) -> "array[int]": ...

    def rows(self, ids: Sequence[int]) -> dict[int, ChangeRow]: ...


class ChangesScreen(PushedScreen):
    """Of one profile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *key("y", "decide('approved')", _("Approve")),
        *key("x", "decide('dropped')", _("Leave out")),
        *key("f", "filter", _("Filter")),
    ]
    grid = getters.query_one("#changes", Grid)

    def __init__(self, profile: str) -> None:
        super().__init__()
        self.profile = profile

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="counts")
            yield Grid[ChangeRow](COLUMNS, empty=_("  Nothing here."), id="changes")
            with VerticalScroll(id="fields"):
                yield Static(id="change")

    def on_mount(self) -> None:
        self.grid.focus()
        self.reload()

    # ---- what a screen of changes says of itself ---------------------------------------------------------------

    @abstractmethod
    def rows(self) -> Rows:
        """What is listed."""

    @abstractmethod
    def headline(self) -> Text:
        """The counts above the list."""

    @abstractmethod
    def held(self, reason: str) -> Sequence[int]:
        """What may be decided as a group: of one reason, "" for all."""

    @abstractmethod
    def action_filter(self) -> None:
        """Narrow the list."""

    # ------------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.query_one("#counts", Static).update(self.headline())
        source = self.rows()

        def show(order: "array[int]") -> None:
            self.grid.show(source, order)

        in_background(self.console, source.order, show, group="order")

    def file_changed(self) -> None:
        if self.is_mounted:
            self.grid.reread()

    @on(Grid.Moved)
    def _moved(self) -> None:
        row = self.grid.current
        self.query_one("#change", Static).update(self._change_text(row) if isinstance(row, ChangeRow) else "")
        self.query_one("#fields").scroll_home(animate=False)

    def _change_text(self, row: ChangeRow) -> Text:
        text = Text()
        if row.hold:
            text.append(f"! {render(row.hold, row.hold_args)}\n", "yellow")
        if row.state in ("blocked", "held"):
            for problem in problems.of_listing(self.db, row.listing):
                message, hint = render_problem(problem)
                text.append(f"✗ {neutral(message)}", "red" if problem.severity == "error" else "yellow")
                text.append(f" · {field_word(problem.field)}\n", "dim")
                if hint:
                    text.append(f"  → {neutral(hint)}\n", "dim")
        for change in field_changes(self.db, row.id)[:_MOST_FIELDS]:
            text.append(f"{fit(field_word(change.field), 34)} ", "dim")
            if change.before is not None:
                text.append(neutral(change.before), "red")
                text.append(" → ")
            text.append(neutral(change.after) if change.after is not None else _("nothing"), "green")
            text.append("\n")
        return text

    @on(Grid.Opened)
    def _opened(self, event: Grid.Opened) -> None:
        from aliexport_tui.tui.screens.product import ProductScreen

        row = self.grid.current
        account = work.account_of(self.db, self.profile)
        if isinstance(row, ChangeRow):
            self.app.push_screen(ProductScreen(row.product, account))

    def action_decide(self, verdict: Verdict) -> None:
        """This one, or all that are held for the same reason, or all."""
        row = self.grid.current
        if not isinstance(row, ChangeRow) or row.state != "held":
            self.app.notify(_("This change is not held: there is nothing to decide."), timeout=4)
            return
        groups = {reason: list(self.held(reason)) for reason in (row.hold, "")}
        hold_work.ask(self.console, verdict, row, groups, self.reload)
