"""Orders: what has to be on its way soonest first; found, marked, told to the shop and to the marketplace."""

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar, cast

import msgspec
from textual import on
from textual.binding import BindingType

from aliexport_tui.store import browse, order_lists, orders
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_lists import OrderRow, OrdersWanted, SortBy
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.screens.order_columns import order_columns
from aliexport_tui.tui.screens.order_keys import OrderKeys
from aliexport_tui.tui.screens.order_list import OrderListScreen, Wanted
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column
from aliexport_tui.tui.words import _, ngettext, number

_STATUSES = ("Created", "InProgress", "Finished", "Cancelled")


class OrdersScreen(OrderListScreen[OrderRow], OrderKeys):
    """Everything that was ordered, as it was last read."""

    help_lines = (
        _("Due in: how long until an order has to be on its way. ! less than a day, ✗ too late. Those come first."),
        _("F fetches what is new or has changed, at once, in a process of its own; the schedule does it by itself."),
        _("Before a state: … it is being told, ✗ the marketplace refused it (Enter tells why), ? nobody knows yet."),
        _("Enter shows an order: its lines, money, dates, what became of it. The buyer is shown there alone, on a key."),
        _("DBS, the shop delivers: s sends a track (S many, from a list), p ready for pickup, d delivered."),
        _("FBS, the marketplace delivers: n makes shipments; what would be made is shown first. Then see the tabs."),
        _("Space marks, a key works on all that are marked; where it can't be done with some, you are told with how many."),
        _("h hands what waits to the shop at once; y tells the marketplace what waits to be told, and reads back."),
        _("o lists what was told and is not settled: it waits, was refused, or nobody knows; there it can be told again."),
    )
    BINDINGS: ClassVar[list[BindingType]] = []
    list_name = "orders"
    sorts = ("due", "number", "status", "model", "units", "total", "handed", "created", "track", "account", "updated",
             "delivery", "payment", "goods")  # fmt: skip
    empty = _("  No order here. F fetches the latest; x drops the filters.")

    def columns(self) -> tuple[Column[OrderRow], ...]:
        return order_columns(self.workspace.clock)

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return order_lists.order_ids(db, self._orders_wanted(db, wanted))

    def rows_in(self, db: Database, ids: Sequence[int]) -> Mapping[int, OrderRow]:
        return order_lists.rows(db, ids)

    def kinds(self) -> Sequence[Choice]:
        return (
            Choice("open", _("open: not finished, not cancelled")),
            Choice("to_send", _("to be sent")),
            Choice("late", _("late: the deadline has passed")),
            Choice("DBS", _("DBS: the shop delivers")),
            Choice("FBS", _("FBS: the marketplace delivers")),
            Choice("handing_failed", _("not taken by the shop")),
            Choice("Created", _("created")),
            Choice("InProgress", _("in progress")),
            Choice("Finished", _("finished")),
            Choice("Cancelled", _("cancelled")),
        )

    def headline(self, count: int) -> str:
        return ngettext("{count} order", "{count} orders", count).format(count=number(count))

    def _orders_wanted(self, db: Database, wanted: Wanted) -> OrdersWanted:
        made = OrdersWanted(
            text=wanted.text, sort=cast("SortBy", wanted.sort or self.sorts[0]), descending=wanted.descending
        )
        if wanted.account:
            accounts = tuple(one.id for one in browse.account_names(db) if one.code == wanted.account)
            made = msgspec.structs.replace(made, accounts=accounts or (0,))
        match wanted.only:
            case "open":
                return msgspec.structs.replace(made, open_only=True)
            case "to_send":
                return msgspec.structs.replace(made, due_only=True)
            case "late":
                return msgspec.structs.replace(made, due_before=self.workspace.clock.now_ms())
            case "DBS" | "FBS" as model:
                return msgspec.structs.replace(made, model=model)
            case "handing_failed":
                return msgspec.structs.replace(made, handing_failed=True)
            case status if status in _STATUSES:
                return msgspec.structs.replace(made, statuses=(status,))
        return made

    # ---- what is chosen ----------------------------------------------------------------------------------------

    def __init__(self) -> None:
        super().__init__()
        self._current: StoredOrder | None = None

    def chosen_ids(self) -> list[int]:
        return self.chosen()

    def only_order(self) -> StoredOrder | None:
        return self._current

    def has_marks(self) -> bool:
        return self.marks.count() > 0

    def done_with(self) -> None:
        self.marks.clear()
        self.grid.refresh()
        self.tell()

    def moved(self) -> None:
        """Read once for all the keys that ask of it."""
        current = self.grid.current_id
        self._current = orders.get(self.db, current) if current is not None else None
        super().moved()

    # ---- keys --------------------------------------------------------------------------------------------------

    @on(Grid.Opened, "#list")
    def _opened(self, event: Grid.Opened) -> None:
        from aliexport_tui.tui.screens.order import OrderScreen

        self.app.push_screen(OrderScreen(event.row))
