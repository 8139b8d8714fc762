"""Handover lists: what a courier takes along together."""

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from aliexport_tui.store import shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.store.shipping_lists import ListRow
from aliexport_tui.tui import order_words
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.screens.order_list import OrderListScreen, Wanted
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, neutral, ngettext, number


class HandoversScreen(OrderListScreen[ListRow]):
    """The newest first."""

    help_lines = (
        _("A list is made of marked shipments (tab Shipments, n). While it is open, shipments come and go."),
        _("Enter shows what is in a list."),
    )
    BINDINGS: ClassVar[list[BindingType]] = []
    list_name = "handovers"
    empty = _("  No handover list yet: mark shipments (tab Shipments) and press n.")
    searched = _("/ number")

    def columns(self) -> tuple[Column[ListRow], ...]:
        now = self.workspace.clock.now_ms
        return (
            Column("number", _("List"), 12, lambda row: (neutral(row.number), ""), value=lambda row: row.number),
            Column("status", _("State"), 0, lambda row: order_words.list_cell(row.status)),
            Column(
                "shipments", _("Shipments"), 9, lambda row: (number(len(row.shipments)), ""), right=True,
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

    @on(Grid.Opened, "#list")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.handover import HandoverScreen

        row = self.grid.current
        if row is not None:
            self.app.push_screen(HandoverScreen(row.id))


def _label(row: ListRow) -> Cell:
    return ("●", "good") if row.label else ("-", "dim")
