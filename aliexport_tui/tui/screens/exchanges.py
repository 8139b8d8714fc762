"""Every request to the marketplace with its answer, as it went, but for the token."""

from array import array
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.words import failure_name
from aliexport_tui.store import browse, exchanges
from aliexport_tui.store.database import Database
from aliexport_tui.store.exchanges import Recorded
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, neutral, number

_ALL = "*"


@dataclass(frozen=True)
class Wanted:
    """`account` "" and `run` None: all; `text`: a part of the path."""

    account: str = ""
    failed: bool = False
    run: int | None = None
    text: str = ""

    def words(self) -> str:
        parts = [self.account] if self.account else []
        parts += [_("failed")] if self.failed else []
        parts += [f"{_('run')} {self.run}"] if self.run is not None else []
        parts += [f"“{self.text}”"] if self.text else []
        return " · ".join(parts) or _("all")


class ExchangeRows:
    """The grid's source."""

    def __init__(self, db: Database, wanted: Wanted) -> None:
        self._db = db
        self._wanted = wanted

    def order_in(self, db: Database) -> "array[int]":
        wanted = self._wanted
        return exchanges.ids(db, account=wanted.account, failed=wanted.failed, run=wanted.run, text=wanted.text)

    def order(self) -> "array[int]":
        return self.order_in(self._db)

    def rows(self, ids: Sequence[int]) -> dict[int, Recorded]:
        return exchanges.rows(self._db, ids)


class ExchangesScreen(ShopScreen):
    """The newest first; while one reads further down, new ones wait above."""

    help_lines = (
        _("Each request to the marketplace with its answer, as it went; only the token is masked."),
        _("Enter shows both, f only those that failed, / those whose address holds a word, x all again."),
        _("The newest ten thousand of each account are kept."),
    )
    DEFAULT_CSS = """
    ExchangesScreen .body { height: 1fr; }
    ExchangesScreen #state { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("/", "search", _("Search")),
        *key("f", "only_failed", _("Only failed")),
        *key("c", "of_account", _("Of one account")),
        *key("x", "reset_filter", _("Drop the filters")),
    ]
    grid = getters.query_one("#exchanges", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.wanted = Wanted()

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            yield Grid[Recorded](
                (
                    Column("id", "Id", 7, lambda row: (str(row.id), "dim"), right=True, keep=3),
                    Column("at", _("Time"), 14, lambda row: (_time(row.at), "")),
                    Column("account", _("Account"), 10, lambda row: (neutral(row.account), "dim"), keep=2),
                    Column(
                        "run", _("Run"), 5, lambda row: ("" if row.run is None else str(row.run), "dim"), right=True, keep=4
                    ),
                    Column("path", _("Request"), 0, lambda row: (_request(row.method, row.path), "")),
                    Column("status", _("Answer"), 14, _answer, most=24),
                    Column("took", _("ms"), 7, lambda row: (number(row.milliseconds), ""), right=True),
                    Column("sent", _("Sent"), 9, lambda row: (number(row.request_size), "dim"), right=True, keep=1),
                    Column("came", _("Came"), 9, lambda row: (number(row.response_size), "dim"), right=True, keep=1),
                ),
                empty=_("  No request yet, or none that fits. x drops the filters."),
                id="exchanges",
            )

    def on_mount(self) -> None:
        self._poll: Poll[tuple[Wanted, array[int]]] = Poll(self, self.workspace, self._order, self._came)
        self.grid.focus()
        self.file_changed()

    def show_run(self, run: int) -> None:
        """Only what one run has asked and sent."""
        self._use(Wanted(run=run))

    def file_changed(self) -> None:
        if self.is_mounted:
            self._poll.ask()

    def _order(self, db: Database) -> "tuple[Wanted, array[int]]":
        wanted = self.wanted
        return wanted, ExchangeRows(db, wanted).order_in(db)

    def _came(self, found: "tuple[Wanted, array[int]]") -> None:
        wanted, order = found
        if wanted != self.wanted:
            return
        at_top = self.grid.cursor == 0
        self.grid.take(ExchangeRows(self.db, self.wanted), order)
        if at_top:
            self.grid.go_to(0)
        told = f"{_('Exchanges')}: {number(len(order))} · {self.wanted.words()}"
        self.query_one("#state", Static).update(Text(neutral(told), no_wrap=True, overflow="ellipsis"))

    def _use(self, wanted: Wanted) -> None:
        self.wanted = wanted

        def read() -> "tuple[Wanted, array[int]]":
            with closing(self.workspace.open()) as db:
                return self._order(db)

        in_background(self.console, read, self._came, group="exchanges")

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        return _("No filter is set.") if action == "reset_filter" and self.wanted == Wanted() else ""

    def action_search(self) -> None:
        def asked(text: object) -> None:
            if isinstance(text, str):
                self._use(replace(self.wanted, text=text.strip()))

        self.app.push_screen(AskText(_("Part of the address"), self.wanted.text, hint=_("Empty: all")), asked)

    def action_only_failed(self) -> None:
        self._use(replace(self.wanted, failed=not self.wanted.failed))

    def action_of_account(self) -> None:
        choices = [Choice(_ALL, _("all")), *(Choice(one.code, one.code) for one in browse.account_names(self.db))]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self._use(replace(self.wanted, account=value.removeprefix(_ALL)))

        self.app.push_screen(Choose(_("Account"), choices, self.wanted.account or _ALL), chosen)

    def action_reset_filter(self) -> None:
        self._use(Wanted())

    @on(Grid.Opened, "#exchanges")
    def _opened(self, event: Grid.Opened) -> None:
        from aliexport_tui.tui.screens.exchange import ExchangeScreen, read

        def show(found: "tuple[Recorded, Sequence[str]] | None") -> None:
            if found is not None:
                self.app.push_screen(ExchangeScreen(*found))

        in_background(self.console, lambda: read(self.workspace, event.row), show, group="exchange")


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000).astimezone().strftime("%d.%m %H:%M:%S")


def _request(method: str, path: str) -> str:
    """Without what all paths of the marketplace begin with: at 80 columns nothing else would be left."""
    return neutral(f"{method} {path.removeprefix('/api/v1/')}")


def _answer(row: Recorded) -> Cell:
    if row.failure:
        return f"✗ {row.status or '-'} {failure_name(row.failure)}", "bad"
    return f"● {row.status}", "good"
