"""A plan before it is sent: counts by kind, the changes, and for the chosen one every field before → after."""

from array import array
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render, render_problem
from aliexport_tui.model.change import Action
from aliexport_tui.store import plan_view, plans, problems
from aliexport_tui.store.plan_view import ChangeRow, ChangeRows
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.choose import Choose
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


class PlanScreen(PushedScreen):
    """`selection` None: the whole profile."""

    CSS_PATH = "plan.tcss"
    help_lines = (
        _("Nothing has been sent yet. a sends what is ready; blocked and held changes stay here."),
        _("Below the list: every field of the chosen change, as the marketplace has it → as it will be."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("a", "apply", _("Send this plan")),
        *key("f", "filter", _("Filter by kind")),
    ]
    grid = getters.query_one("#changes", Grid)

    def __init__(self, plan: int, profile: str, action: Action, selection: int | None) -> None:
        super().__init__()
        self._plan = plan
        self._profile = profile
        self._action: Action = action
        self._selection = selection
        self._filter = ("", "")

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="counts")
            yield Grid[ChangeRow](COLUMNS, empty=_("  Nothing here."), id="changes")
            with VerticalScroll(id="fields"):
                yield Static(id="change")

    def on_mount(self) -> None:
        counts = plans.counts(self.db, self._plan)
        line = " · ".join(text.strip() for text in work.count_lines(counts))
        title = f"{work.ACTION_NAMES[self._action]} · {_('profile')} {self._profile}: "
        self.query_one("#counts", Static).update(Text.assemble((title, "bold"), line))
        self.grid.focus()
        self._load()

    def _load(self) -> None:
        source = ChangeRows(self.db, self._plan, *self._filter)

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
        account = work.account_of(self.db, self._profile)
        if isinstance(row, ChangeRow):
            self.app.push_screen(ProductScreen(row.product, account))

    def action_filter(self) -> None:
        found = plan_view.groups(self.db, self._plan)
        choices = [Choice("|", _("all"))]
        choices += [
            Choice(f"{kind}|{state}", f"{kind_word(kind)}: {change_state_word(state)} ({number(count)})")
            for kind, state, count in found
        ]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                kind, _bar, state = value.partition("|")
                self._filter = (kind, state)
                self._load()

        self.app.push_screen(Choose(_("Changes"), choices, "|".join(self._filter)), chosen)

    def action_apply(self) -> None:
        """The same question as before the preview, delete with its figure to type."""
        work.confirm(
            self.console, self._action, self._profile, self._selection, self._plan, then=self.action_back, can_look=False
        )
