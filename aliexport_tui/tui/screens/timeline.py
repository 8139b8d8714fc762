"""What became of one SKU: imports, plans, requests and their ends, readings of its card, decisions; the newest on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.timeline import Moment, Timeline, of_product
from aliexport_tui.messages.field_words import field_value, field_word
from aliexport_tui.messages.words import local_time
from aliexport_tui.model.change import ACTIONS
from aliexport_tui.store import accounts
from aliexport_tui.store.database import Database
from aliexport_tui.store.exchanges import Recorded
from aliexport_tui.telling.timeline_text import sentence
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.sku_story import SkuScreen
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows, Tone
from aliexport_tui.tui.words import _, neutral, number

_MOST = 2_000
_MOST_FIELDS = 300
_SIGNS = {
    "first_seen": "↓", "imported": "↓", "vanished": "†", "problem": "✗", "planned": "›", "sent": "→", "ended": "●",
    "event": "·", "seen": "≡",
}  # fmt: skip
_TONES: dict[str, Tone] = {"problem": "bad", "sent": "info", "seen": "good", "vanished": "warn", "event": "dim"}
_ENDS: dict[str, Tone] = {"done": "good", "rejected": "bad", "unknown": "warn", "doubtful": "warn", "not_sent": "warn"}


@dataclass(frozen=True)
class Told:
    """`timeline` None: the product is no longer there. `currencies`: of the accounts."""

    timeline: Timeline | None
    currencies: dict[str, str]


def _short_time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000).astimezone().strftime("%d.%m %H:%M:%S")


def _what(moment: Moment) -> Cell:
    tone = _ENDS.get(moment.args.get("state", ""), "") if moment.what == "ended" else _TONES.get(moment.what, "")
    return f"{_SIGNS[moment.what]} {neutral(sentence(moment)).removeprefix('× ')}", tone


COLUMNS: tuple[Column[Moment], ...] = (
    Column("at", _("When"), 14, lambda moment: (_short_time(moment.at), "dim"), keep=8),
    Column("account", _("Account"), 8, lambda moment: (neutral(moment.account), "dim"), keep=1, most=16),
    Column("what", _("What"), 0, _what),
)


class TimelineScreen(SkuScreen[Told]):
    """Follows the file: what a run does shows by itself, above what one reads."""

    sheet_title = _("What became of a product")
    help_lines = (
        _("↓ feed · › planned · → sent · ● how it ended · ≡ read from the marketplace · ✗ problem · the newest on top."),
        _("Below: the fields of the line under the cursor. Enter opens its exchange, or its plan where there is one."),
        _("c chooses one of the product's SKUs, x explains why it stands where it stands."),
    )
    DEFAULT_CSS = """
    TimelineScreen .body { height: 1fr; }
    TimelineScreen #sku-title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    TimelineScreen #moment { height: 40%; padding: 0 1; border-top: solid $panel; scrollbar-size-vertical: 1; }
    TimelineScreen #moment Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*key("x", "explain", _("Why?"))]
    grid = getters.query_one("#moments", Grid)

    def __init__(self, product_id: int, code: str = "") -> None:
        super().__init__(product_id, code)
        self._currencies: dict[str, str] = {}

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="sku-title", markup=False)
            yield Grid[Moment](COLUMNS, empty=_("  Nothing is known of it yet."), id="moments")
            with VerticalScroll(id="moment", can_focus=False):
                yield Static(id="moment-text", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.grid.focus()

    def read(self, db: Database) -> Told:
        currencies = {one.code: one.currency for one in accounts.every(db)}
        return Told(of_product(db, self.product_id, self.code, limit=_MOST), currencies)

    def draw(self, found: Told) -> None:
        told = found.timeline
        self._currencies = found.currencies
        if told is None:
            self.query_one("#sku-title", Static).update(_("This product is no longer there."))
            return
        self.product = told.product
        older = f" · {_('{count} older moments').format(count=number(told.left_out))}" if told.left_out else ""
        self.query_one("#sku-title", Static).update(Text(self.title_text + older, no_wrap=True, overflow="ellipsis"))
        read = self.grid.current if self.grid.cursor else None
        moments = told.moments[::-1]
        source = FixedRows(dict(enumerate(moments)))
        self.grid.take(source, source.order())
        # New ones come above: the cursor stays on the line that is being read, or on the newest.
        self.grid.go_to(moments.index(read) if read in moments else 0 if read is None else self.grid.cursor)
        self._tell()

    @on(Grid.Moved)
    def _tell(self) -> None:
        moment = self.grid.current
        text = self._moment_text(moment) if isinstance(moment, Moment) else Text()
        self.query_one("#moment-text", Static).update(text)

    def _moment_text(self, moment: Moment) -> Text:
        text = Text(f"{neutral(sentence(moment))}\n", "bold")
        currency = self._currencies.get(moment.account, "")
        for field in moment.fields[:_MOST_FIELDS]:
            text.append(f"{fit(field_word(field.field), 34)} ", "dim")
            if field.before is not None:
                text.append(neutral(field_value(field.field, field.before, currency)), "red")
                text.append(" → ")
            after = _("nothing") if field.after is None else neutral(field_value(field.field, field.after, currency))
            text.append(f"{after}\n", "green")
        keys = [local_time(moment.at)]
        if moment.args.get("exchange"):
            keys.append(_("Enter: the exchange"))
        elif moment.args.get("plan"):
            keys.append(_("Enter: the plan"))
        if moment.who:
            keys.append(f"{_('who')}: {neutral(moment.who)}")
        text.append(" · ".join(keys), "dim")
        return text

    # ---- keys --------------------------------------------------------------------------------------------------

    @on(Grid.Opened)
    def _opened(self) -> None:
        """Its exchange, else its plan."""
        moment = self.grid.current
        if not isinstance(moment, Moment):
            return
        if exchange := moment.args.get("exchange"):
            self._show_exchange(int(exchange))
        elif plan := moment.args.get("plan"):
            self._show_plan(int(plan), moment.args.get("profile", ""), moment.args.get("action", ""))
        else:
            self.app.notify(_("Nothing more is recorded of this line."), timeout=3)

    def _show_exchange(self, number_: int) -> None:
        from aliexport_tui.tui.screens.exchange import ExchangeScreen, read

        def show(found: tuple[Recorded, Sequence[str]] | None) -> None:
            if found is None:
                self.app.notify(_("This exchange is no longer kept."), timeout=4)
            else:
                self.app.push_screen(ExchangeScreen(*found))

        in_background(self.console, lambda: read(self.workspace, number_), show, group="exchange")

    def _show_plan(self, plan: int, profile: str, action: str) -> None:
        from aliexport_tui.tui.screens.plan import PlanScreen

        known = next((one for one in ACTIONS if one == action), None)
        if known is not None:
            self.app.push_screen(PlanScreen(plan, profile, known, None))

    def action_explain(self) -> None:
        from aliexport_tui.tui.screens.explain import ExplainScreen

        self.app.push_screen(ExplainScreen(self.product_id, self.code))
