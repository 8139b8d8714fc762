"""What the marketplace was told about orders, shipments and lists and is not settled: waiting, unknown, refused with its
reason."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.registry import hint, render
from aliexport_tui.model.order_action import State
from aliexport_tui.store import browse, order_actions
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_actions import Action
from aliexport_tui.tui import order_words, order_work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral

_STATES: tuple[State, ...] = ("waiting", "sending", "unknown", "refused")
_SHOWN = 2_000


class ToldActionsScreen(PushedScreen):
    """The newest first; what is done is seen on its order."""

    sheet_title = _("What was told and is not settled")
    DEFAULT_CSS = """
    ToldActionsScreen .body { height: 1fr; }
    ToldActionsScreen #title { height: 1; padding: 0 1; background: $surface; }
    ToldActionsScreen #detail { height: auto; max-height: 5; padding: 0 1; background: $surface; }
    ToldActionsScreen #reason { height: auto; }
    """
    help_lines = (
        _("… waits for its next try · ? nobody knows yet, it is looked for · ✗ refused, or it can't be done."),
        _("r tells the marked ones once more, else the one under the cursor; d drops them: they are not told any more."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("r", "again", _("Tell again"), writes=True),
        *key("d", "drop", _("Drop it"), writes=True),
    ]
    grid = getters.query_one("#told", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self._accounts: dict[int, str] = {}
        self._poll: Poll[Mapping[int, Action]] | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(_("What was told and is not settled")), id="title")
            yield Grid[Action](
                self._columns(), self.marks, empty=_("  Nothing: all that was told is done."), id="told", name="told"
            )
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="reason", markup=False)

    def on_mount(self) -> None:
        self._accounts = {one.id: one.code for one in browse.account_names(self.db)}
        self._poll = Poll(self, self.workspace, self._read, self._came, least_s=0.2)
        self.grid.focus()
        self.file_changed()

    def _columns(self) -> tuple[Column[Action], ...]:
        now = self.workspace.clock.now_ms
        return (
            Column("kind", _("What"), 0, lambda row: (order_words.action_word(row.kind), "")),
            Column("subject", _("About"), 16, lambda row: (neutral(row.subject), "")),
            Column("state", _("State"), 12, lambda row: order_words.action_cell(row.state), most=18),
            Column("why", _("Reason"), 22, _reason, keep=5, most=70),
            Column("made", _("When"), 7, lambda row: (age(row.made_at, now()), "dim"), right=True, keep=4),
            Column("who", _("By"), 8, lambda row: (neutral(row.who), "dim"), keep=2, most=20),
        )

    # ---- reading, in a thread ----------------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    @staticmethod
    def _read(db: Database) -> Mapping[int, Action]:
        return {one.id: one for one in order_actions.listed(db, None, _STATES, limit=_SHOWN)}

    def _came(self, found: Mapping[int, Action]) -> None:
        self.marks.remove([id for id in self.marks.all() if id not in found])
        source = FixedRows(found)
        self.grid.take(source, source.order())
        self._moved()

    @on(Grid.Moved, "#told")
    @on(Grid.Marked, "#told")
    def _moved(self) -> None:
        row = self.grid.current
        text = Text()
        if isinstance(row, Action) and row.failure is not None:
            text.append(f"{neutral(render(row.failure.code, row.failure.args))}\n", "bold")
            if way := hint(row.failure.code, row.failure.args):
                text.append(f"→ {neutral(way)}")
        self.query_one("#reason", Static).update(text)
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def _chosen(self) -> Sequence[Action]:
        source = self.grid.source
        marked = list(source.rows(self.marks.all()).values()) if source is not None else []
        found = marked or [self.grid.current]
        return [one for one in found if isinstance(one, Action)]

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in ("again", "drop") or not self.is_whole:
            return super().refusal(action, parameters)
        if not self._chosen():
            return _("There is nothing here.")
        sending = all(one.state == "sending" for one in self._chosen())
        return _("It is on its way just now.") if sending else ""

    def action_again(self) -> None:
        by_account: dict[str, list[int]] = {}
        for one in self._chosen():
            by_account.setdefault(self._accounts.get(one.account, ""), []).append(one.id)
        for code, ids in by_account.items():
            order_work.tell_again(self.console, ids, code)
        self.marks.clear()

    def action_drop(self) -> None:
        order_work.drop(self.console, [one.id for one in self._chosen()])
        self.marks.clear()


def _reason(row: Action) -> Cell:
    told = neutral(render(row.failure.code, row.failure.args)) if row.failure else ""
    return told, "bad" if row.state == "refused" else "warn"
