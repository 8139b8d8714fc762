"""Shipments of the marketplace's own delivery: labels, spare day, handover lists."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.store import shipping_lists
from aliexport_tui.store.shipping_lists import ShipmentRow
from aliexport_tui.tui import order_work, shipping_work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.shipment_list import ShipmentList
from aliexport_tui.tui.words import _

_ABOUT_SHIPMENTS = ("labels", "spare_day", "delete", "new_list", "add")
Asked = Callable[[Sequence[ShipmentRow], Sequence[str]], None]


class ShipmentsScreen(ShipmentList):
    """All of them."""

    help_lines = (
        _("Shipments are made in the orders (tab Orders, n) and handed over to the marketplace's carrier by a list."),
        _("Space marks; a key works on the marked ones, else on the one under the cursor. Enter shows the order."),
        _("w saves labels as PDF; n makes a handover list of the marked, a adds them to one that is open."),
        _("p puts them off to their spare day, d deletes them; both while they are not handed over. F reads all anew."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("w", "labels", _("Labels"), writes=True),
        *key("n", "new_list", _("New list"), writes=True),
        *key("a", "add", _("Add to a list"), writes=True),
        *key("p", "spare_day", _("Spare day"), show=False, writes=True),
        *key("d", "delete", _("Delete"), show=False, writes=True),
        *key("F", "fetch", _("Read anew"), show=False, writes=True),
    ]
    list_name = "shipments"
    empty = _("  No shipment here. Tab Orders, n makes them of FBS orders.")

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in _ABOUT_SHIPMENTS or not self.is_whole or self.marks.count():
            return super().refusal(action, parameters)
        row = self.grid.current
        if row is None:
            return _("There is no shipment here.")
        if action in ("new_list", "add"):
            return shipping_work.sentence(shipping_work.not_free(row), row)
        if action in ("spare_day", "delete"):
            closed = shipping_work.closed_lists(self.db, [row])
            return shipping_work.sentence(shipping_work.not_here(row, closed), row)
        return ""

    def _with_rows(self, free: bool | None, ask: Asked) -> None:
        """The chosen ones with which it can be done, and why not with the others; read off the loop. `free`: into a list;
        None: anything goes."""
        ids = self.chosen()

        def read() -> tuple[list[ShipmentRow], list[str]]:
            with closing(self.workspace.open()) as db:
                rows = list(shipping_lists.shipments(db, ids).values())
                closed = shipping_work.closed_lists(db, rows)
            if free is None:
                return rows, []
            why = shipping_work.not_free if free else (lambda row: shipping_work.not_here(row, closed))
            return shipping_work.split(rows, why)

        in_background(self.console, read, lambda found: ask(*found), group="chosen-shipments")

    def _unmark(self) -> None:
        self.marks.clear()
        self.grid.refresh()
        self.tell()

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_labels(self) -> None:
        def ask(rows: Sequence[ShipmentRow], _reasons: Sequence[str]) -> None:
            for account, numbers in shipping_work.by_account(rows).items():
                shipping_work.labels(self.console, account, numbers, ("shipments", "labels"), self._unmark)

        self._with_rows(None, ask)

    def action_spare_day(self) -> None:
        self._with_rows(False, lambda rows, why: shipping_work.pass_today(self.console, rows, why, self._unmark))

    def action_delete(self) -> None:
        self._with_rows(False, lambda rows, why: shipping_work.delete(self.console, rows, why, self._unmark))

    def action_new_list(self) -> None:
        self._with_rows(True, lambda rows, why: shipping_work.new_list(self.console, rows, why, self._unmark))

    def action_add(self) -> None:
        def ask(rows: Sequence[ShipmentRow], _reasons: Sequence[str]) -> None:
            if rows:
                shipping_work.add_to_list(self.console, rows, self._unmark)
            else:
                self.app.notify(_("None of them can go into a list."), severity="warning")

        self._with_rows(True, ask)

    def action_fetch(self) -> None:
        for code in order_work.fetched_accounts(self.db):
            self.console.chores.start("order_actions", code, again=True)
