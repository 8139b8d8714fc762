"""A rule being written, above (or beside) what it makes of ten real SKUs at that very instant."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.planning import rule_preview
from aliexport_tui.engine.planning.rule_preview import Samples
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import accounts
from aliexport_tui.store.database import Database
from aliexport_tui.store.sku_samples import Which
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.profile_screen import no_profile
from aliexport_tui.tui.screens.typing_screen import TypingScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column, FixedRows
from aliexport_tui.tui.words import _, neutral

_SEARCH = "search"
Row = TypeVar("Row")
Lot = tuple[object, Samples]
"""What was asked for, and what was found."""


class RuleScreen(TypingScreen, Generic[Row]):
    """For one rule: `lots` are the ways to choose samples, `columns` those of the table."""

    CSS_PATH = "rule_screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - why: Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012 - why: as above
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("e", "edit", _("Edit"), writes=True),
        *key("f8", "others", _("Other SKUs")),
        *key("/", "find", _("Find a SKU"), show=False),
    ]
    lots: Mapping[Which, str] = {}
    columns: tuple[Column[Row], ...] = ()
    table = getters.query_one("#table", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._samples = Samples()
        self._which: Which = "mixed"
        self._text = ""
        self._asked: object = None
        self._previews: Sequence[Row] = ()

    # ---- for the rule at hand ----------------------------------------------------------------------------------

    def previews(self, profile: Profile, samples: Samples) -> Sequence[Row]:
        return ()

    def trace(self, row: Row) -> Text:
        """How the number of this SKU comes about."""
        return Text()

    def note(self, rows: Sequence[Row], samples: Samples) -> str:
        """What is to be said of all rows together."""
        return ""

    # ---- drawing -----------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        with Container(classes="body"):
            with VerticalScroll(id="rule", can_focus=False):
                yield from self.editor()
            with Vertical(id="lot"):
                yield Static(id="note", markup=False)
                yield Grid[Row](self.columns, empty=_("  No SKU to show."), id="table")
                yield Static(id="trace", markup=False)

    def on_mount(self) -> None:
        self._poll: Poll[Lot] = Poll(self, self.workspace, self._read, self._came)
        self.table.focus()

    def draw_profile(self) -> None:
        super().draw_profile()
        if self.profile is None:
            self.query_one("#note", Static).update(Text(no_profile()))
        elif self._asked != self._wanted(self.profile):
            self._take()

    def draw_rest(self) -> None:
        if self.profile is None or not self.is_whole:
            return
        shown, _faults = self.typed(self.profile)
        self._previews = self.previews(shown, self._samples)
        rows: FixedRows[Row] = FixedRows(dict(enumerate(self._previews)))
        self.table.take(rows, rows.order())
        self._draw_trace()
        lot = _("with “{text}”").format(text=neutral(self._text)) if self._text else self.lots[self._which]
        parts = (_("SKUs: {lot}").format(lot=lot), self.note(self._previews, self._samples))
        self.query_one("#note", Static).update(Text(" · ".join(filter(None, parts)), no_wrap=True, overflow="ellipsis"))

    @on(Grid.Moved)
    def _draw_trace(self) -> None:
        place = self.table.cursor
        shown = self.trace(self._previews[place]) if place < len(self._previews) else Text()
        self.query_one("#trace", Static).update(shown)

    # ---- the samples -------------------------------------------------------------------------------------------

    def _wanted(self, profile: Profile) -> object:
        """All that decides which SKUs are shown."""
        about = (profile.source, profile.account, profile.filter, profile.include, profile.exclude)
        return (*about, profile.categories, profile.card.sku_code, profile.guards.source_age_min, self._which, self._text)

    def file_changed(self) -> None:
        if self.is_whole and self._asked is not None:
            self._poll.ask()

    def _take(self) -> None:
        """At once; the old ones stay until the new are there."""
        assert self.profile is not None
        self._asked = self._wanted(self.profile)
        workspace = self.workspace

        def work() -> Lot:
            db = workspace.open()
            try:
                return self._read(db)
            finally:
                db.close()

        in_background(self.console, work, self._came, group="rule-samples")

    def _read(self, db: Database) -> Lot:
        """In a thread: the profile is frozen."""
        profile = self.profile
        if profile is None:
            return None, Samples()
        wanted = self._wanted(profile)
        now = self.workspace.clock.now_ms()
        return wanted, rule_preview.samples(db, profile, self._which, self._text, now=now)

    def _came(self, lot: Lot) -> None:
        wanted, found = lot
        if self.profile is not None and wanted == self._wanted(self.profile) and found != self._samples:
            self._samples = found
            self.draw_rest()

    def action_others(self) -> None:
        def chosen(value: object) -> None:
            if value == _SEARCH:
                self.action_find()
            elif isinstance(value, str):
                self._text = ""
                self._which = next(which for which in self.lots if which == value)
                self.draw_profile()

        choices = [Choice(which, text) for which, text in self.lots.items()]
        choices.append(Choice(_SEARCH, _("with a certain SKU or word…")))
        self.app.push_screen(Choose(_("Which SKUs"), choices, self._which), chosen)

    def action_find(self) -> None:
        def answered(text: object) -> None:
            if isinstance(text, str):
                self._text = text.strip()
                self.draw_profile()

        self.app.push_screen(AskText(_("SKU, or a word of the product"), self._text), answered)

    @on(Grid.Opened)
    def _open(self) -> None:
        from aliexport_tui.tui.screens.product import ProductScreen

        place, profile = self.table.cursor, self.profile
        if place < len(self._samples.skus) and profile is not None:
            account = accounts.find(self.db, profile.account)
            product = self._samples.skus[place].product_id
            self.app.push_screen(ProductScreen(product, account.id if account else None))

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("others", "find", "add_step") and self.profile is None:
            return no_profile()
        return super().refusal(action, parameters)
