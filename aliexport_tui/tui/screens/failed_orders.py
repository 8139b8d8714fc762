"""Orders that a target of the shop did not take, each with its reason; tried again when the cause is mended."""

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.registry import hint, render
from aliexport_tui.store import hand_off_lists, hand_offs
from aliexport_tui.store.database import Database
from aliexport_tui.store.hand_offs import HandOff
from aliexport_tui.tui import order_work
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.order_list import OrderListScreen, Wanted
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, neutral, ngettext, number


def _reason(row: HandOff) -> Cell:
    told = neutral(render(row.failure.code, row.failure.args)) if row.failure else "-"
    signs: dict[str, Cell] = {"waiting": ("…", "warn"), "dropped": ("○", "dim")}
    sign, tone = signs.get(row.state, ("✗", "bad"))
    news = f"{_('its cancellation')}: " if row.kind == "cancelled" else ""
    return f"{sign} {news}{told}", tone


class FailedOrdersScreen(OrderListScreen[HandOff]):
    """The newest failure first."""

    DEFAULT_CSS = """
    FailedOrdersScreen #detail { height: auto; max-height: 6; padding: 0 1; background: $surface; }
    FailedOrdersScreen #reason { height: auto; }
    """
    help_lines = (
        _("Each line is an order that one of the shop's targets did not take, and why."),
        _("Mend the cause, then r tries again: the marked ones, else the one under the cursor. A tries all of the list."),
        _("d drops them: they are not handed over by this target any more. Enter shows the order."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("r", "retry", _("Try again"), writes=True),
        *key("A", "retry_all", _("Try all again"), writes=True),
        *key("d", "drop", _("Drop it"), writes=True),
    ]
    list_name = "failed-orders"
    empty = _("  Nothing failed: every order that was handed over was taken.")
    searched = _("/ number")

    def columns(self) -> tuple[Column[HandOff], ...]:
        now = self.workspace.clock.now_ms
        return (
            Column("number", _("Order"), 16, lambda row: (neutral(row.number), ""), value=lambda row: row.number),
            Column("target", _("Target"), 10, lambda row: (neutral(row.target), ""), keep=6, most=16),
            Column("reason", _("Reason"), 0, _reason),
            Column("kind", _("News"), 12, _news, keep=2, shown=False),
            Column(
                "tries", _("Tries"), 5, lambda row: (number(row.tries), ""), right=True, keep=3, value=lambda row: row.tries
            ),
            Column("at", _("When"), 7, lambda row: (age(row.at, now()), "dim"), right=True, keep=5),
            Column("account", _("Account"), 8, lambda row: (neutral(row.account), "dim"), keep=1, most=14, shown=False),
        )

    def body(self) -> ComposeResult:
        yield from super().body()
        with VerticalScroll(id="detail", can_focus=False):
            yield Static(id="reason", markup=False)

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return hand_off_lists.failed_ids(db, account=wanted.account, only=wanted.only, text=wanted.text)

    def rows_in(self, db: Database, ids: Sequence[int]) -> Mapping[int, HandOff]:
        return hand_offs.by_ids(db, ids)

    def kinds(self) -> Sequence[Choice]:
        return (
            Choice("failed", _("given up: they wait for you")),
            Choice("waiting", _("tried again by the next hand-over")),
            Choice("dropped", _("dropped by hand")),
        )

    def headline(self, count: int) -> str:
        return ngettext("{count} hand-over failed", "{count} hand-overs failed", count).format(count=number(count))

    def moved(self) -> None:
        super().moved()
        row = self.grid.current
        text = Text()
        if row is not None and row.failure is not None:
            text.append(f"{neutral(render(row.failure.code, row.failure.args))}\n", "bold")
            if way := hint(row.failure.code, row.failure.args):
                text.append(f"→ {neutral(way)}\n")
        if row is not None and row.homeless:
            text.append(_("Its target was removed: d drops this, or add the target again by the same name."), "dim")
        elif row is not None and row.state == "waiting" and row.next_try_at is not None:
            now = self.workspace.clock.now_ms()
            left = _("after {time}").format(time=age(now, row.next_try_at)) if row.next_try_at > now else _("at once")
            way = _("The next hand-over, by schedule or by hand, tries it again ({when}); r does it now.")
            text.append(way.format(when=left), "dim")
        self.query_one("#reason", Static).update(text)

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in ("retry", "retry_all", "drop") or not self.is_whole:
            return super().refusal(action, parameters)
        if not self.grid.order and not self.marks.count():
            return _("Nothing failed here.")
        row = self.grid.current
        dropped = row is not None and row.state == "dropped" and not self.marks.count()
        return _("It is dropped already.") if action == "drop" and dropped else ""

    def _again(self, ids: Sequence[int]) -> None:
        order_work.try_again(self.console, ids, self._unmark)

    def _unmark(self) -> None:
        self.marks.clear()
        self.tell()

    def action_retry(self) -> None:
        self._again(self.chosen())

    def action_retry_all(self) -> None:
        self._again(list(self.grid.order))

    def action_drop(self) -> None:
        ids = self.chosen()
        count = ngettext("{count} hand-over", "{count} hand-overs", len(ids)).format(count=number(len(ids)))
        lines = [
            _("The target is not told of these any more, unless by r."),
            _("They stay in this list under f, dropped."),
        ]

        def answered(answer: object) -> None:
            if answer == "yes":
                order_work.give_up(self.console, ids, self._unmark)

        self.app.push_screen(Confirm(_("Drop {what}?").format(what=count), lines, yes=_("drop")), answered)

    @on(Grid.Opened, "#list")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.order import OrderScreen

        row = self.grid.current
        if row is not None:
            self.app.push_screen(OrderScreen(row.trade_order))


def _news(row: HandOff) -> Cell:
    return (_("cancelled"), "warn") if row.kind == "cancelled" else (_("new"), "")
