"""A profile's problems as a work list: 214 × one cause is one line; Enter shows those products."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.wants import LANES
from aliexport_tui.store import browse, failed, problems
from aliexport_tui.store.problems import ProblemGroup
from aliexport_tui.tui import work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, neutral, number


def _message(group: ProblemGroup) -> Cell:
    sign = "!" if group.severity == "warning" else "✗"
    return f"{sign} {neutral(render_problem(group.example)[0])}", "warn" if group.severity == "warning" else "bad"


COLUMNS: tuple[Column[ProblemGroup], ...] = (
    Column("count", _("Products"), 8, lambda group: (number(group.count), ""), right=True),
    Column("message", _("Problem"), 0, _message),
    Column("field", _("Field"), 18, lambda group: (field_word(group.field), "dim"), keep=2, most=34),
)


class ProblemsScreen(PushedScreen):
    """Grouped by cause, most frequent first."""

    CSS_PATH = "problems.tcss"
    help_lines = (
        _("Each line is one cause. Below: what to do about it. Enter shows the products that have it."),
        _("When it is mended, u sends exactly those products again; what would happen is asked first."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("u", "resend", _("Send these again"))]
    grid = getters.query_one("#problems", Grid)

    def __init__(self, profile: int, code: str) -> None:
        super().__init__()
        self._profile = profile
        self._code = code
        self._groups: Sequence[ProblemGroup] = ()

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(_("Problems of profile {code}").format(code=self._code)), id="title")
            yield Grid[ProblemGroup](COLUMNS, empty=_("  No problems."), id="problems")
            with VerticalScroll(id="detail"):
                yield Static(id="hint")

    def on_mount(self) -> None:
        self._poll: Poll[Sequence[ProblemGroup]] = Poll(
            self, self.workspace, lambda db: problems.grouped(db, self._profile, LANES), self._show
        )
        self.grid.focus()
        self.file_changed()

    def file_changed(self) -> None:
        """Grouping goes over all problems of the profile: in a thread."""
        if not self.is_mounted:
            return
        self._poll.ask()

    def _show(self, groups: Sequence[ProblemGroup]) -> None:
        if groups == self._groups and self._groups:
            return
        self._groups = groups
        source = FixedRows(dict(enumerate(groups)))
        self.grid.take(source, source.order())

    @on(Grid.Moved)
    def _moved(self) -> None:
        group = self.grid.current
        text = Text()
        if isinstance(group, ProblemGroup):
            message, hint = render_problem(group.example)
            text.append(f"{neutral(message)}\n", "bold")
            if hint:
                text.append(f"→ {neutral(hint)}\n")
            text.append(f"{_('for example')} {neutral(group.product)}\n{neutral(str(group.example.place))}\n", "dim")
            text.append(field_word(group.example.field), "dim")
        self.query_one("#hint", Static).update(text)

    def action_resend(self) -> None:
        """All products of the chosen group and nothing else. What is still blocked is told in the question."""
        group = self.grid.current
        if not isinstance(group, ProblemGroup):
            return
        if group.severity == "warning":
            self.notify(_("A warning blocks nothing: there is nothing to send again."), severity="warning")
            return
        found = failed.products(self.db, self._profile, problem=group.code, field=group.field)
        work.act(self.console, "export", list(found), self._code)

    @on(Grid.Opened)
    def _opened(self) -> None:
        group = self.grid.current
        if isinstance(group, ProblemGroup):
            line = next((line for line in browse.profile_lines(self.db) if line.id == self._profile), None)
            self.dismiss(None)
            self.console.show_products_of(line, group.code, neutral(render_problem(group.example)[0]))
