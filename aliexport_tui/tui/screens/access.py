"""Accounts and sources: the two ends of the way."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store import browse
from aliexport_tui.store.browse import AccountLine, SourceLine
from aliexport_tui.tui import access_work
from aliexport_tui.tui.background import tell
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral, number


class AccessScreen(ShopScreen):
    """Keys work on the list that has the focus; Tab goes to the other one."""

    CSS_PATH = "access.tcss"
    help_lines = (
        _("An account is your access to the marketplace: address and token. A source is your shop's product feed."),
        _("y fetches the marketplace's categories and dictionaries; i reads the feed. Both go on if you leave."),
        _("g on a source: offers that stand alone become one product with variants, by article or by name."),
        _("“Getting started”, a tab to the left, leads through all of it step by step."),
        _("p looks at the pictures of a source's products: are they there, and does the marketplace take them?"),
        _("The token is kept in a file of its own beside the database, never in it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "new", _("New account"), writes=True),
        *key("s", "new_source", _("New source"), writes=True),
        *key("c", "check", _("Check access")),
        *key("y", "sync", _("Fetch categories"), writes=True),
        *key("i", "import_feed", _("Read the feed"), writes=True),
        *key("p", "pictures", _("Look at pictures"), show=False, writes=True),
        *key("g", "joins", _("Joining"), show=False, writes=True),
        *key("e", "enable", _("Switch on/off"), show=False, writes=True),
    ]
    accounts = getters.query_one("#accounts", Grid)
    sources = getters.query_one("#sources", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, str] = {}
        self._unreadable = ""
        self._around: dict[Grid[object], list[object]] = {}

    def body(self) -> ComposeResult:
        now = self.workspace.clock.now_ms
        with Vertical(classes="body"):
            yield Grid[AccountLine](
                (
                    Column("code", _("Account"), 12, lambda row: (neutral(row.code), "")),
                    Column("address", _("Address"), 0, lambda row: (neutral(row.base_url), "dim")),
                    Column("enabled", _("On"), 5, _enabled),
                    Column("token", _("Token"), 11, self._token),
                    Column("money", _("Money"), 5, lambda row: (row.currency, ""), keep=2),
                    Column("tree", _("Categories"), 12, self._tree, most=40),
                    Column("age", _("Age"), 6, lambda row: (age(row.schema_at, now()), "dim"), right=True, keep=3),
                ),
                empty=_("  No account yet. n makes one; [ goes to “Getting started”."),
                id="accounts",
            )
            yield Grid[SourceLine](
                (
                    Column("code", _("Source"), 12, lambda row: (neutral(row.code), "")),
                    Column("location", _("Where"), 0, lambda row: (neutral(access_work.shown_address(row.location)), "dim")),
                    Column("products", _("Products"), 9, lambda row: (number(row.products), ""), right=True),
                    Column("state", _("Last import"), 24, self._import_state, most=60),
                    Column(
                        "problems", _("!"), 5, lambda row: (number(row.problems) if row.problems else "", "bad"), right=True
                    ),
                    Column("age", _("Age"), 6, lambda row: (age(row.imported_at, now()), "dim"), right=True, keep=3),
                ),
                empty=_("  No source yet. s adds your shop's feed."),
                id="sources",
            )

    def on_mount(self) -> None:
        self.accounts.focus()
        self.file_changed()

    def file_changed(self) -> None:
        if not self.is_mounted:
            return
        self._read_tokens()
        for grid, found in (
            (self.accounts, {row.id: row for row in browse.account_lines(self.db)}),
            (self.sources, {row.id: row for row in browse.source_lines(self.db)}),
        ):
            source = FixedRows(found)
            grid.take(source, source.order())
            around: list[object] = [self._tokens, self._unreadable, *(self._at_work(row) for row in found.values())]
            if around != self._around.get(grid):
                # A grid sees what differs in its rows; this is beside them.
                self._around[grid] = around
                for index in range(len(grid.order)):
                    grid.refresh_row(index)

    def _read_tokens(self) -> None:
        """A file of secrets that can't be used is told of once, and takes nothing else from the screen."""
        try:
            self._tokens, self._unreadable = access_work.shown_tokens(self.workspace, self.db), ""
        except AliexportError as error:
            if error.code != self._unreadable:
                tell(self.console, error)
            self._tokens, self._unreadable = {}, error.code

    def _token(self, row: AccountLine) -> Cell:
        if self._unreadable:
            return f"✗ {_('broken')}", "bad"
        shown = self._tokens.get(row.code, "")
        return (neutral(shown), "dim") if shown else (_("none"), "bad")

    # ---- keys --------------------------------------------------------------------------------------------------

    @on(Grid.Opened, "#accounts")
    def _edit_account(self) -> None:
        account = self._account()
        if account is not None:
            self.app.push_screen(access_work.account_form(self.console, account.code))

    @on(Grid.Opened, "#sources")
    def _edit_source(self) -> None:
        source = self._source()
        if source is not None:
            self.app.push_screen(access_work.source_form(self.console, source.code))

    def action_new(self) -> None:
        self.app.push_screen(access_work.account_form(self.console, ""))

    def action_new_source(self) -> None:
        access_work.new_source(self.console)

    def action_check(self) -> None:
        account = self._account()
        if account is not None:
            access_work.told_check(self.console, account.code)

    def action_enable(self) -> None:
        account = self._account()
        if account is not None:
            access_work.switch(self.workspace, self.db, account.code)
            self.console.refresh_from_file()

    def action_sync(self) -> None:
        account = self._account()
        if account is not None:
            self.console.chores.start("sync", account.code)

    def action_import_feed(self) -> None:
        source = self._source()
        if source is not None:
            self.console.chores.start("import", source.code)

    def action_pictures(self) -> None:
        source = self._source()
        if source is not None:
            self.console.chores.start("pictures", source.code)

    def action_joins(self) -> None:
        source = self._source()
        if source is not None:
            from aliexport_tui.tui.screens.source_joins import SourceJoins

            self.app.push_screen(SourceJoins(source.code))

    # ---- cells -------------------------------------------------------------------------------------------------

    def _at_work(self, row: AccountLine | SourceLine) -> Cell | None:
        chores = self.console.chores
        if isinstance(row, SourceLine) and chores.is_at_work("pictures", row.code):
            return chores.cell("pictures", row.code)
        return chores.cell("sync" if isinstance(row, AccountLine) else "import", row.code)

    def _tree(self, row: AccountLine) -> Cell:
        at_work = self._at_work(row)
        if at_work is not None:
            return at_work
        return (number(row.categories), "") if row.categories else (_("y: fetch"), "warn")

    def _import_state(self, row: SourceLine) -> Cell:
        at_work = self._at_work(row)
        if at_work is not None:
            return at_work
        words: dict[str, Cell] = {
            "": (_("i: read it"), "warn"),
            "running": (_("✗ it was stopped"), "bad"),
            "done": (_("done"), "good"),
            "unchanged": (_("unchanged"), "good"),
            "failed": (_("✗ failed"), "bad"),
        }
        return words.get(row.state, (row.state, ""))

    def _account(self) -> AccountLine | None:
        row = self.accounts.current
        return row if isinstance(row, AccountLine) else None

    def _source(self) -> SourceLine | None:
        row = self.sources.current
        return row if isinstance(row, SourceLine) else None


def _enabled(row: AccountLine) -> Cell:
    return (_("on"), "good") if row.enabled else (_("off"), "warn")
