"""Handover lists: what a courier takes along together."""

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from aliexport_tui.store import shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.store.shipping_lists import ListRow
from aliexport_tui.tui import order_words, order_work
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.list_keys import LIST_KEYS, ListKeys
from aliexport_tui.tui.screens.order_list import OrderListScreen, Wanted
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, neutral, ngettext, number


class HandoversScreen(OrderListScreen[ListRow], ListKeys):
    """The newest first."""

    help_lines = (
        _("A list is made of marked shipments (tab Shipments, n). While it is open, shipments come and go."),
        _("Enter shows what is in a list. s closes it: it is handed over then, and can't be changed any more."),
        _("w saves the list's label as PDF; u calls the courier where he comes to the shop; b tells the number of bags."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *LIST_KEYS,
        *key("F", "fetch", _("Read anew"), show=False, writes=True),
    ]
    list_name = "handovers"
    empty = _("  No handover list yet: mark shipments (tab Shipments) and press n.")
    searched = _("/ number")

    def columns(self) -> tuple[Column[ListRow], ...]:
        now = self.workspace.clock.now_ms
        return (
            Column("number", _("List no."), 12, lambda row: (neutral(row.number), ""), value=lambda row: row.number),
            Column("status", _("State"), 0, lambda row: order_words.list_cell(row.status)),
            Column(
                "shipments", _("Pcs"), 5, lambda row: (number(len(row.shipments)), ""), right=True,
                value=lambda row: len(row.shipments),
            ),
            Column("made", _("Made"), 7, lambda row: (age(row.made_at, now()), "dim"), right=True, keep=3),
            Column(
                "arrival", _("Courier"), 16, lambda row: (order_words.moment(row.arrival_at, row.zone), ""), keep=4
            ),
            Column("label", _("Label"), 5, _label, keep=5),
            Column("account", _("Account"), 8, lambda row: (neutral(row.account), "dim"), keep=1, most=14),
        )  # fmt: skip

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return shipping_lists.list_ids(db, account=wanted.account, only=wanted.only, text=wanted.text)

    def rows_in(self, db: Database, ids: Sequence[int]) -> Mapping[int, ListRow]:
        return shipping_lists.lists(db, ids)

    def kinds(self) -> Sequence[Choice]:
        return [Choice(status, order_words.list_cell(status)[0]) for status in order_words.LIST_STATUSES]

    def headline(self, count: int) -> str:
        return ngettext("{count} handover list", "{count} handover lists", count).format(count=number(count))

    def the_list(self) -> ListRow | None:
        return self.grid.current

    def action_fetch(self) -> None:
        for code in order_work.fetched_accounts(self.db):
            self.console.chores.start("order_actions", code, again=True)

    @on(Grid.Opened, "#list")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.handover import HandoverScreen

        row = self.grid.current
        if row is not None:
            self.app.push_screen(HandoverScreen(row.id))


def _label(row: ListRow) -> Cell:
    return ("●", "good") if row.label else ("-", "dim")
