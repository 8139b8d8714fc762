"""Accounts and sources: the two ends of the way, with the steps that are still to do."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.store import browse
from aliexport_tui.store.browse import AccountLine, ShopFigures, SourceLine
from aliexport_tui.tui import access_work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral, number


class AccessScreen(ShopScreen):
    """Keys work on the list that has the focus; Tab goes to the other one."""

    CSS_PATH = "access.tcss"
    help_lines = (
        _("An account is your access to the marketplace: address and token. A source is your shop's product feed."),
        _("y fetches the marketplace's categories and dictionaries; i reads the feed."),
        _("The token is kept in a file of its own beside the database, never in it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "new", _("New account")),
        *key("s", "new_source", _("New source")),
        *key("c", "check", _("Check access")),
        *key("y", "sync", _("Fetch categories")),
        *key("i", "import_feed", _("Read the feed")),
        *key("e", "enable", _("Switch on/off"), show=False),
    ]
    accounts = getters.query_one("#accounts", Grid)
    sources = getters.query_one("#sources", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, str] = {}
        self._steps_shown: str | None = None

    def body(self) -> ComposeResult:
        now = self.workspace.clock.now_ms
        with Vertical(classes="body"):
            yield Static(id="steps")
            yield Grid[AccountLine](
                (
                    Column("code", _("Account"), 12, lambda row: (neutral(row.code), "")),
                    Column("address", _("Address"), 0, lambda row: (neutral(row.base_url), "dim")),
                    Column("enabled", _("On"), 5, _enabled),
                    Column("token", _("Token"), 11, self._token),
                    Column("money", _("Money"), 5, lambda row: (row.currency, ""), keep=2),
                    Column("tree", _("Categories"), 10, _tree, right=True),
                    Column("age", _("Age"), 6, lambda row: (age(row.schema_at, now()), "dim"), right=True, keep=3),
                ),
                empty=_("  No account yet. n makes one; ? tells how to get a token."),
                id="accounts",
            )
            yield Grid[SourceLine](
                (
                    Column("code", _("Source"), 12, lambda row: (neutral(row.code), "")),
                    Column("location", _("Where"), 0, lambda row: (neutral(access_work.shown_address(row.location)), "dim")),
                    Column("products", _("Products"), 9, lambda row: (number(row.products), ""), right=True),
                    Column("state", _("Last import"), 13, _import_state),
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
        self._tokens = access_work.shown_tokens(self.workspace, self.db)
        for grid, found in (
            (self.accounts, {row.id: row for row in browse.account_lines(self.db)}),
            (self.sources, {row.id: row for row in browse.source_lines(self.db)}),
        ):
            source = FixedRows(found)
            grid.take(source, source.order())
        steps = steps_text(browse.shop_figures(self.db))
        if steps.plain != self._steps_shown:
            self._steps_shown = steps.plain
            shown = self.query_one("#steps", Static)
            shown.update(steps)
            shown.display = bool(steps.plain)

    def _token(self, row: AccountLine) -> Cell:
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
        self.app.push_screen(access_work.source_form(self.console, ""))

    def action_check(self) -> None:
        account = self._account()
        if account is None:
            return

        def told(_nothing: None) -> None:
            self.app.notify(_("{code}: address and token work.").format(code=account.code), markup=False)

        self._begin(_("Asking the marketplace…"), lambda: access_work.check(self.workspace, account.code), told)

    def action_enable(self) -> None:
        account = self._account()
        if account is not None:
            access_work.switch(self.workspace, self.db, account.code)
            self.console.refresh_from_file()

    def action_sync(self) -> None:
        account = self._account()
        if account is None:
            return

        def told(count: int) -> None:
            self.app.notify(_("{code}: {count} categories.").format(code=account.code, count=number(count)), markup=False)

        self._begin(_("Fetching categories and dictionaries…"), lambda: access_work.sync(self.workspace, account.code), told)

    def action_import_feed(self) -> None:
        source = self._source()
        if source is None:
            return

        def told(counts: str) -> None:
            self.app.notify(f"{source.code}: {counts}", markup=False)

        self._begin(_("Reading the feed…"), lambda: access_work.read_feed(self.workspace, source.code), told)

    def _begin(self, text: str, task: Callable[[], access_work.Made], told: Callable[[access_work.Made], None]) -> None:
        def ended() -> None:
            self.console.busy_with("")

        def done(made: access_work.Made) -> None:
            ended()
            told(made)

        self.console.busy_with(text, ends_with_us=True)
        in_background(self.console, task, done, group="access", failed=ended)

    def _account(self) -> AccountLine | None:
        row = self.accounts.current
        return row if isinstance(row, AccountLine) else None

    def _source(self) -> SourceLine | None:
        row = self.sources.current
        return row if isinstance(row, SourceLine) else None


def _enabled(row: AccountLine) -> Cell:
    return (_("on"), "good") if row.enabled else (_("off"), "warn")


def _tree(row: AccountLine) -> Cell:
    return (number(row.categories), "") if row.categories else (_("y: fetch"), "warn")


def _import_state(row: SourceLine) -> Cell:
    words: dict[str, Cell] = {
        "": (_("i: read it"), "warn"),
        "running": (_("running"), "info"),
        "done": (_("done"), "good"),
        "unchanged": (_("unchanged"), "good"),
        "failed": (_("✗ failed"), "bad"),
    }
    return words.get(row.state, (row.state, ""))


def steps_text(figures: ShopFigures) -> Text:
    """The way from nothing to a finished export; the first step that is not done stands out."""
    steps = (
        (_("account (n)"), figures.accounts),
        (_("categories (y)"), figures.schema_categories),
        (_("source (s)"), figures.sources),
        (_("feed (i)"), figures.products),
        (_("profile (key {key}, n)").format(key=key_of("profiles")), figures.profiles),
        (_("mapping (m there)"), figures.mapped),
        (_("upload (key {key}, u)").format(key=key_of("products")), figures.live),
    )
    if all(done for _name, done in steps):
        return Text()
    text = Text(_("The way to a first export: "), style="bold")
    waiting = True
    for place, (name, done) in enumerate(steps):
        if place:
            text.append(" → ", "dim")
        if done:
            text.append(f"✓ {name}", "green")
        else:
            text.append(f"{place + 1}. {name}", "bold reverse" if waiting else "")
            waiting = False
    return text
