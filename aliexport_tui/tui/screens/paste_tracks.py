"""Many tracks at once: a list is pasted, what was understood of it stands below, and only then it is told."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static, TextArea

from aliexport_tui.store import accounts, order_settings
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.pasted_rows import PastedRow, understood
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.widgets.page import Page
from aliexport_tui.tui.words import _, neutral, ngettext, number

_SETTLES_S = 0.3
ORIGIN = "paste"


def _what(row: PastedRow) -> Cell:
    if row.trouble:
        return f"✗ {neutral(row.trouble)}", "bad"
    words = {"sent": _("on its way"), "ready_for_pickup": _("ready for pickup"), "delivered": _("delivered")}
    return f"› {words[row.status]}", "info"


COLUMNS: tuple[Column[PastedRow], ...] = (
    Column("line", _("Line"), 4, lambda row: (number(row.line), "dim"), right=True, keep=2),
    Column("order", _("Order"), 16, lambda row: (neutral(row.number or row.said), "")),
    Column("track", _("Track"), 14, lambda row: (neutral(row.track), ""), keep=5, most=24),
    Column("carrier", _("Carrier"), 10, lambda row: (neutral(row.carrier), ""), keep=4, most=20),
    Column("what", _("Would be told"), 0, _what),
)


class PasteScreen(PushedScreen):
    """Above the list, below what each line of it means."""

    sheet_title = _("Tracks from a list")
    DEFAULT_CSS = """
    PasteScreen .body { height: 1fr; }
    PasteScreen #title, PasteScreen #told { height: 1; padding: 0 1; background: $surface; }
    PasteScreen #told { color: $text-muted; }
    PasteScreen #list { height: 1fr; }
    PasteScreen Grid { height: 2fr; }
    """
    help_lines = (
        _("A line for each order: its number, track, carrier; separated by semicolon, tab, comma or blanks. JSON too."),
        _("The number is the marketplace's, with the shop's prefix or without, or the shop's own."),
        _("With a line of titles more is understood: address, telephone, status (sent, ready, delivered)."),
        _("F2 tells what can be told; nothing is told before."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "tell", _("Tell them"), writes=True),
        *key("f1", "app.help", _("Help"), show=False),
    ]
    log_most = 3
    page = getters.query_one("#list", Page)
    grid = getters.query_one("#understood", Grid)

    def __init__(self, numbers: Sequence[str], then: Callable[[], None]) -> None:
        super().__init__()
        self._numbers = numbers
        self._then = then
        self._settles: Timer | None = None
        self._rows: tuple[PastedRow, ...] = ()
        self._read_text: str | None = None
        """What the rows were read from."""

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(Text(_("Number; track; carrier – a line for each order")), id="title")
            yield Page("".join(f"{one}; \n" for one in self._numbers), id="list")
            yield Static(id="told", markup=False)
            yield Grid[PastedRow](COLUMNS, empty=_("  What is understood stands here."), id="understood", name="pasted")

    def on_mount(self) -> None:
        self.page.focus()
        if self._numbers:
            self.page.move_cursor((0, len(self._numbers[0]) + 2))
        self._read()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._settles is not None:
            self._settles.stop()
        self._settles = self.set_timer(_SETTLES_S, self._read)
        self.refresh_bindings()

    def _read(self, then: Callable[[], None] = lambda: None) -> None:
        """Off the loop; a newer text overtakes."""
        text = self.page.text

        def read() -> tuple[PastedRow, ...]:
            with closing(self.workspace.open()) as db:
                return understood(db, text)

        def show(rows: tuple[PastedRow, ...]) -> None:
            if not self.is_whole:
                return
            self._rows, self._read_text = rows, text
            source = FixedRows(dict(enumerate(rows, start=1)))
            self.grid.take(source, source.order())
            good = sum(not row.trouble for row in rows)
            told = ngettext("{count} line can be told", "{count} lines can be told", good).format(count=number(good))
            bad = len(rows) - good
            told += f" · {_('{count} can not').format(count=number(bad))}" if bad else ""
            self.query_one("#told", Static).update(Text(told))
            self.refresh_bindings()
            then()

        in_background(self.console, read, show, group="pasted")

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        is_read = self.is_whole and self._read_text == self.page.text
        if action == "tell" and is_read and not any(not row.trouble for row in self._rows):
            return _("Nothing here can be told yet.")
        return super().refusal(action, parameters)

    def action_tell(self) -> None:
        """What stands there now, not what stood there when the hand last rested."""
        if self.console.may_write():
            self._read(self._ask)

    def _ask(self) -> None:
        good = [row for row in self._rows if row.news is not None]
        count = ngettext("{count} order", "{count} orders", len(good)).format(count=number(len(good)))
        bad = len(self._rows) - len(good)
        lines = [_("The marketplace is told what stands below the list.")]
        lines += (
            [_("{count} lines are left out: what is wrong with each stands beside it.").format(count=number(bad))]
            if bad
            else []
        )

        def answered(answer: object) -> None:
            if answer == "yes":
                self._tell(good)

        self.app.push_screen(Confirm(_("Tell of {what}").format(what=count), lines, possible=bool(good)), answered)

    def _tell(self, good: Sequence[PastedRow]) -> None:
        workspace = self.workspace

        def ask() -> tuple[list[str], int, int]:
            from aliexport_tui.engine.orders.news.listening import understand
            from aliexport_tui.engine.orders.news.said import Heard

            told = known = 0
            codes = sorted({row.account for row in good})
            with closing(workspace.open()) as db:
                for code in codes:
                    account = accounts.get(db, code)
                    settings = order_settings.load(db, account.id).settings
                    heard = Heard(tuple(row.news for row in good if row.account == code and row.news is not None))
                    made = understand(db, workspace, account, settings, heard, origin=ORIGIN)
                    told, known = told + len(made.actions), known + made.known
            return codes, told, known

        def asked(made: tuple[list[str], int, int]) -> None:
            codes, told, known = made
            for code in codes:
                self.console.chores.start("order_actions", code, again=True)
            text = ngettext("{count} is being told to the marketplace.", "{count} are being told to the marketplace.", told)
            text = text.format(count=number(told))
            text += f" {_('{count} were told before.').format(count=number(known))}" if known else ""
            self.console.notify(text, timeout=5)
            self._then()
            self.dismiss(None)
            self.console.refresh_from_file()

        in_background(self.console, ask, asked, group="paste-tell")
