"""Plans of the profile being worked on, or of all: what each would do and what has become of it; the way to a new one."""

from array import array
from contextlib import closing
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.model.change import ACTIONS
from aliexport_tui.store import browse, plan_list
from aliexport_tui.store.database import Database
from aliexport_tui.store.plan_list import PlanLine, PlanRows
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.plan_words import counts_words, fate_word
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.scoped_screen import ScopedScreen, inactive
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, neutral, number


class PlansScreen(ScopedScreen):
    """The newest first."""

    DEFAULT_CSS = """
    PlansScreen .body { height: 1fr; }
    PlansScreen #title { height: 1; padding: 0 1; background: $surface; }
    PlansScreen #told { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """
    help_lines = (
        _("A plan says what an action would change, field by field. Nothing leaves before a plan is applied."),
        _("Enter opens it: look at every change, take some out, approve what a guard holds, send the rest."),
        _("n plans anew for the profile that is worked on (ctrl+o: another one); P shows the plans of all profiles."),
        _("● applied by a run · › shown only · ○ a newer one took its place, or it was a dry run · ↶ takes a run back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("n", "new", _("New plan"), writes=True)]
    grid = getters.query_one("#plans", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._poll: Poll[tuple[str, array[int]]] | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title", markup=False)
            yield Grid[PlanLine](
                self._columns(), empty=_("  No plan yet: n makes one. Nothing is sent by that."), id="plans", name="plans"
            )
            yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came)
        self.grid.focus()

    def _columns(self) -> tuple[Column[PlanLine], ...]:
        now = self.workspace.clock.now_ms

        def action(line: PlanLine) -> Cell:
            back = f"↶ {_('run')} {line.undoes} · " if line.undoes is not None else ""
            return f"{back}{work.ACTION_NAMES[line.action]}", ""

        return (
            Column("id", _("Plan"), 6, lambda line: (str(line.id), "dim"), right=True, value=lambda line: line.id),
            Column("when", _("Made"), 7, lambda line: (age(line.created_at, now()), "dim"), right=True),
            Column("action", _("Action"), 16, action, most=28),
            Column("counts", _("Changes"), 0, lambda line: (counts_words(line), "")),
            Column("fate", _("State"), 16, fate_word, most=28),
            Column("profile", _("Profile"), 10, lambda line: (neutral(line.profile) or "-", "dim"), keep=2),
            Column("who", _("By"), 14, lambda line: (neutral(line.who), "dim"), keep=1, most=24),
        )

    # ---- reading, in a thread ----------------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def reload(self) -> None:
        self._tell()

        def read() -> "tuple[str, array[int]]":
            with closing(self.workspace.open()) as db:
                return self._read(db)

        in_background(self.console, read, self._came, group="plans")

    def _read(self, db: Database) -> "tuple[str, array[int]]":
        code = self.code
        if not code and not self.everyone:
            return code, array("q")
        line = next((one for one in browse.profile_lines(db) if one.code == code), None)
        return code, plan_list.order(db, line.id if line is not None else None)

    def _came(self, found: "tuple[str, array[int]]") -> None:
        code, order = found
        if not self.is_whole:
            return
        if code != self.code:
            self.file_changed()
            return
        at_top = self.grid.cursor == 0
        self.grid.take(PlanRows(self.db, None), order)
        if at_top:
            self.grid.go_to(0)
        self._tell()

    def _tell(self) -> None:
        whose = _("all profiles") if self.everyone else f"{_('profile')} {neutral(self.code) or '-'}"
        told = Text.assemble((f"{_('Plans')} · {whose}: ", "bold"), number(len(self.grid.order)))
        self.query_one("#title", Static).update(told, layout=False)
        self._moved()
        self.refresh_bindings()

    @on(Grid.Moved, "#plans")
    def _moved(self) -> None:
        """The whole of what a narrow column cuts."""
        line = self.grid.current
        told = f"{counts_words(line)} · {fate_word(line)[0]}" if isinstance(line, PlanLine) else ""
        self.query_one("#told", Static).update(Text(told, no_wrap=True, overflow="ellipsis"), layout=False)

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action != "new":
            return super().refusal(action, parameters)
        code = self.console.desk.code
        return inactive(self, code) if code else _("There is no profile yet.")

    def action_new(self) -> None:
        """Which action; then the plan itself, before any question."""
        choices = [Choice(action, work.ACTION_NAMES[action]) for action in ACTIONS]
        code = self.console.desk.code

        def chosen(value: object) -> None:
            for action in ACTIONS:
                if action == value:
                    work.plan_profile(self.console, action, code, review=True)

        title = _("New plan for {profile}").format(profile=neutral(code))
        self.app.push_screen(Choose(title, choices, "export"), chosen)

    @on(Grid.Opened, "#plans")
    def _opened(self) -> None:
        line = self.grid.current
        if isinstance(line, PlanLine):
            work.show_changes(self.console, line.id, line.profile, line.action, line.selection)
