"""A list of shipments of the marketplace's own delivery."""

from array import array
from collections.abc import Mapping, Sequence

from textual import on

from aliexport_tui.store import shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.store.shipping_lists import ShipmentRow
from aliexport_tui.tui import order_words
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.screens.order_list import OrderListScreen, Wanted
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, neutral, ngettext, number


class ShipmentList(OrderListScreen[ShipmentRow]):
    """The newest first. Enter shows a shipment's order."""

    searched = _("/ number, track")

    def columns(self) -> tuple[Column[ShipmentRow], ...]:
        now = self.workspace.clock.now_ms

        def left(row: ShipmentRow) -> Cell:
            waits = row.status in shipping_lists.WAITING
            return order_words.left_cell(row.cut_off_at if waits else None, now())

        return (
            Column("left", _("Due in"), 7, left, right=True),
            Column("number", _("Shipment"), 16, lambda row: (neutral(row.number), ""), value=lambda row: row.number),
            Column("order", _("Order"), 16, lambda row: (neutral(row.order), "dim"), keep=5, value=lambda row: row.order),
            Column("status", _("State"), 20, lambda row: order_words.shipment_cell(row.status), most=32),
            Column("track", _("Track"), 0, lambda row: (neutral(row.track) or "-", "")),
            Column("list", _("In list"), 8, lambda row: (neutral(row.handover_list) or "-", "dim"), keep=7, most=14),
            Column("label", _("Label"), 5, _label, keep=4),
            Column("changed", _("Changed"), 7, lambda row: (age(row.changed_at, now()), "dim"), right=True, keep=2),
            Column("account", _("Account"), 8, lambda row: (neutral(row.account), "dim"), keep=1, most=14),
        )

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return shipping_lists.shipment_ids(db, account=wanted.account, only=wanted.only, text=wanted.text)

    def rows_in(self, db: Database, ids: Sequence[int]) -> Mapping[int, ShipmentRow]:
        return shipping_lists.shipments(db, ids)

    def kinds(self) -> Sequence[Choice]:
        return (
            Choice("unlisted", _("in no handover list yet")),
            Choice("waiting", _("not handed over yet")),
            *(Choice(status, order_words.shipment_cell(status)[0]) for status in order_words.SHIPMENT_STATUSES),
        )

    def headline(self, count: int) -> str:
        return ngettext("{count} shipment", "{count} shipments", count).format(count=number(count))

    @on(Grid.Opened, "#list")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.order import OrderScreen

        row = self.grid.current
        if row is not None and row.order_id is not None:
            self.app.push_screen(OrderScreen(row.order_id))


def _label(row: ShipmentRow) -> Cell:
    return ("●", "good") if row.label else ("-", "dim")
