"""What is in one handover list."""

from array import array
from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.store import shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.store.shipping_lists import ListRow
from aliexport_tui.tui import order_words, shipping_work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.list_keys import LIST_KEYS, ListKeys
from aliexport_tui.tui.screens.order_list import Wanted
from aliexport_tui.tui.screens.shipment_list import ShipmentList
from aliexport_tui.tui.words import _, neutral, ngettext, number


class HandoverScreen(ShipmentList, ListKeys, PushedScreen):
    """Its shipments, with their states."""

    sheet_title = _("One handover list")
    help_lines = (
        _("The shipments of one handover list. While the list is open, d takes the marked ones out of it."),
        _("s closes it: it is handed over then. w saves its label as PDF. Enter shows a shipment's order."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("d", "take_out", _("Take out"), writes=True),
        *LIST_KEYS,
        *key("escape", "leave_field", _("Back")),
    ]
    list_name = "handover"
    empty = _("  Nothing is in this list.")

    def __init__(self, list_id: int) -> None:
        super().__init__()
        self.list_id = list_id

    def the_list(self) -> ListRow | None:
        return shipping_lists.lists(self.db, [self.list_id]).get(self.list_id)

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        inside = shipping_lists.shipments_of_list(db, self.list_id)
        if not (wanted.only or wanted.text):
            return inside
        fitting = set(shipping_lists.shipment_ids(db, only=wanted.only, text=wanted.text))
        return array("q", [one for one in inside if one in fitting])

    def headline(self, count: int) -> str:
        row = self.the_list()
        told = ngettext("{count} shipment", "{count} shipments", count).format(count=number(count))
        state = order_words.list_cell(row.status)[0] if row else ""
        return f"{_('List no.')} {neutral(row.number) if row else '-'} {state}: {told}"

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action != "take_out" or not self.is_whole:
            return super().refusal(action, parameters)
        return self.not_open() or ("" if self.chosen() else _("Nothing is in this list."))

    def action_leave_field(self) -> None:
        """Out of the search line or a range first, then back to the lists."""
        if self.grid.has_focus and not self.grid.cancel_range():
            self.dismiss(None)
        else:
            self.grid.focus()

    def action_take_out(self) -> None:
        row = self.the_list()
        if row is not None:
            shipping_work.take_out(self.console, row, self.chosen_rows(), self._unmark)

    def _unmark(self) -> None:
        self.marks.clear()
        self.grid.refresh()
        self.tell()
