"""Every request to the marketplace with its answer, as it went, but for the token."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from aliexport_tui.messages.words import failure_name
from aliexport_tui.store import browse, exchanges
from aliexport_tui.store.database import Database
from aliexport_tui.store.exchanges import Recorded
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.log_screen import LogScreen, moment
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


def _request(method: str, path: str) -> str:
    """Without what all paths of the marketplace begin with: at 80 columns nothing else would be left."""
    return neutral(f"{method} {path.removeprefix('/seller-api').removeprefix('/api').removeprefix('/v1/')}")


def _answer(row: Recorded) -> Cell:
    if row.failure:
        return f"✗ {row.status or '-'} {failure_name(row.failure)}", "bad"
    return f"● {row.status}", "good"


COLUMNS: tuple[Column[Recorded], ...] = (
    Column("id", "Id", 7, lambda row: (str(row.id), "dim"), right=True, keep=3, value=lambda row: row.id),
    Column("at", _("Time"), 14, lambda row: (moment(row.at), "")),
    Column("account", _("Account"), 10, lambda row: (neutral(row.account), "dim"), keep=2),
    Column("run", _("Run"), 5, lambda row: ("" if row.run is None else str(row.run), "dim"), right=True, keep=4),
    Column("path", _("Request"), 0, lambda row: (_request(row.method, row.path), "")),
    Column("status", _("Answer"), 14, _answer, most=24),
    Column("took", _("ms"), 7, lambda row: (number(row.milliseconds), ""), right=True),
    Column("sent", _("Sent"), 9, lambda row: (number(row.request_size), "dim"), right=True, keep=1),
    Column("came", _("Came"), 9, lambda row: (number(row.response_size), "dim"), right=True, keep=1),
)


class ExchangesScreen(LogScreen[Recorded, Wanted]):
    """The newest first; while one reads further down, new ones wait above."""

    log_name = "exchanges"
    heading = _("Exchanges")
    nothing = _("  No request yet, or none that fits. x drops the filters.")
    help_lines = (
        _("Each request to the marketplace with its answer, as it went; only the token is masked."),
        _("Enter shows both, f only those that failed, / those whose address holds a word, x all again."),
        _("Space marks, D removes; K says how long they are kept, and empties them all at once."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("c", "of_account", _("Of one account"))]

    def everything(self) -> Wanted:
        return Wanted()

    def columns(self) -> Sequence[Column[Recorded]]:
        return COLUMNS

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return exchanges.ids(db, account=wanted.account, failed=wanted.failed, run=wanted.run, text=wanted.text)

    def rows_in(self, db: Database, ids: Sequence[int]) -> dict[int, Recorded]:
        return exchanges.rows(db, ids)

    def remove_in(self, db: Database, ids: Sequence[int]) -> int:
        return exchanges.remove(db, ids)

    def words(self, wanted: Wanted) -> Sequence[str]:
        parts = [wanted.account] if wanted.account else []
        parts += [_("failed")] if wanted.failed else []
        parts += [f"{_('run')} {wanted.run}"] if wanted.run is not None else []
        return [*parts, *([f"“{wanted.text}”"] if wanted.text else [])] or [_("all")]

    def text_of(self, wanted: Wanted) -> str:
        return wanted.text

    def with_text(self, wanted: Wanted, text: str) -> Wanted:
        return replace(wanted, text=text)

    def show_run(self, run: int) -> None:
        """Only what one run has asked and sent."""
        self.use(Wanted(run=run))

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_sieve(self) -> None:
        """Only those that failed, or all again."""
        self.use(replace(self.wanted, failed=not self.wanted.failed))

    def action_of_account(self) -> None:
        choices = [Choice(_ALL, _("all")), *(Choice(one.code, one.code) for one in browse.account_names(self.db))]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, account=value.removeprefix(_ALL)))

        self.app.push_screen(Choose(_("Account"), choices, self.wanted.account or _ALL), chosen)

    @on(Grid.Opened, "#exchanges")
    def _opened(self, event: Grid.Opened) -> None:
        from aliexport_tui.tui.screens.exchange import ExchangeScreen, read

        def show(found: "tuple[Recorded, Sequence[str]] | None") -> None:
            if found is not None:
                self.app.push_screen(ExchangeScreen(*found))

        in_background(self.console, lambda: read(self.workspace, event.row), show, group="exchange")
