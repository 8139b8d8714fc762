"""Keys about orders, the same in the grid and on one order: what the shop and the marketplace are told."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.model.order_action import Delivered, ReadyForPickup
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui import order_work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.words import _, ngettext, number

ORDER_KEYS: list[BindingType] = [
    *key("s", "send", _("Send track"), writes=True),
    *key("S", "paste", _("Tracks, many"), show=False, writes=True),
    *key("p", "step('ready_for_pickup')", _("Ready for pickup"), show=False, writes=True),
    *key("d", "step('delivered')", _("Delivered"), show=False, writes=True),
    *key("n", "parcels", _("Shipments"), writes=True),
    *key("h", "hand_over", _("To the shop"), show=False, writes=True),
    *key("y", "tell_now", _("Tell and read back now"), show=False, writes=True),
    *key("F", "fetch", _("Fetch now"), writes=True),
]
_ABOUT = {"send": "in_transit", "parcels": "ship"}


class OrderKeys(ShopScreen):
    """A screen that has orders chosen."""

    BINDINGS: ClassVar[list[BindingType]] = ORDER_KEYS

    @abstractmethod
    def chosen_ids(self) -> list[int]:
        """The marked ones, else the one that is looked at."""

    @abstractmethod
    def only_order(self) -> StoredOrder | None:
        """The one that is looked at when none is marked; asked at every draw of the keys."""

    def has_marks(self) -> bool:
        return False

    def done_with(self) -> None:
        """What was chosen has been told."""

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in ("send", "step", "parcels") or not self.is_whole:
            return super().refusal(action, parameters)
        if self.has_marks():
            return ""  # of many, those with which it can't be done are told in the question
        only = self.only_order()
        if only is None:
            return _("There is no order here.")
        return order_work.why_not(_ABOUT.get(action) or str(parameters[0]), only)

    def _with_orders(self, then: Callable[[list[StoredOrder]], None]) -> None:
        """Any number of them: read off the loop."""
        ids = self.chosen_ids()

        def read() -> list[StoredOrder]:
            with closing(self.workspace.open()) as db:
                return order_work.of_orders(db, ids)

        in_background(self.console, read, then, group="chosen-orders")

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_fetch(self) -> None:
        order_work.fetch(self.console)

    def action_hand_over(self) -> None:
        """Everything that waits; not only what is chosen."""
        order_work.hand_over(self.console, order_work.fetched_accounts(self.db))

    def action_tell_now(self) -> None:
        """What waits for its next try too."""
        for code in order_work.fetched_accounts(self.db):
            self.console.chores.start("order_actions", code, again=True)

    def action_send(self) -> None:
        """One by a form, several as a list that is filled in."""

        def ask(found: list[StoredOrder]) -> None:
            from aliexport_tui.tui.screens.send_track import send_form

            if len(found) == 1:
                self.app.push_screen(send_form(self.console, found[0], self.done_with))
            else:
                self._paste(found)

        self._with_orders(ask)

    def action_paste(self) -> None:
        if self.has_marks():
            self._with_orders(self._paste)
        else:
            self._paste([])

    def _paste(self, found: Sequence[StoredOrder]) -> None:
        from aliexport_tui.tui.screens.paste_tracks import PasteScreen

        fitting, _reasons = order_work.split("in_transit", found)
        self.app.push_screen(PasteScreen([one.order.id for one in fitting], self.done_with))

    def action_step(self, kind: str) -> None:
        """Ready for pickup, or delivered."""
        self._with_orders(lambda found: self._ask_step(kind, found))

    def _ask_step(self, kind: str, found: list[StoredOrder]) -> None:
        fitting, reasons = order_work.split(kind, found)
        made = Delivered if kind == "delivered" else ReadyForPickup
        wanted = order_work.by_account((one.account_code, made(one.order.id)) for one in fitting)
        count = ngettext("{count} order", "{count} orders", len(fitting)).format(count=number(len(fitting)))
        word = _("Delivered") if kind == "delivered" else _("Ready for pickup")
        says = (
            _("The marketplace is told that the buyer has them. That ends an order.")
            if kind == "delivered"
            else _("The marketplace is told that the buyer can fetch them.")
        )
        lines = [says, *reasons] if fitting else [_("Nothing to tell."), *reasons]
        order_work.confirm(self.console, f"{word}: {count}", lines, wanted, then=self.done_with)

    def action_parcels(self) -> None:
        def show(found: list[StoredOrder]) -> None:
            from aliexport_tui.tui.screens.parcels import ParcelsScreen

            self.app.push_screen(ParcelsScreen(found, self.done_with))

        self._with_orders(show)
