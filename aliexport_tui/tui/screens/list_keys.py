"""Keys about one handover list, the same among all lists and inside one."""

from abc import abstractmethod
from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.messages.registry import render
from aliexport_tui.model.order_action import CallCourier, CloseList, CountBags
from aliexport_tui.store.handover_lists import OPEN_STATUS
from aliexport_tui.store.shipping_lists import ListRow
from aliexport_tui.tui import order_work, shipping_work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.words import _, neutral, ngettext, number

LIST_KEYS: list[BindingType] = [
    *key("s", "close", _("Close it"), writes=True),
    *key("w", "list_label", _("Its label"), writes=True),
    *key("u", "courier", _("Call the courier"), show=False, writes=True),
    *key("b", "bags", _("Number of bags"), show=False, writes=True),
]
_MOST_BAGS = 10_000


class ListKeys(ShopScreen):
    """A screen that has one list chosen."""

    BINDINGS: ClassVar[list[BindingType]] = []

    @abstractmethod
    def the_list(self) -> ListRow | None:
        """The one that is looked at."""

    def not_open(self) -> str:
        """Why it can't be changed, as a sentence; "" when it can."""
        row = self.the_list()
        if row is None:
            return _("There is no list here.")
        return "" if row.status == OPEN_STATUS else render("handover.not_open", {"list": row.number, "status": row.status})

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in ("close", "list_label", "courier", "bags") or not self.is_whole:
            return super().refusal(action, parameters)
        row = self.the_list()
        if row is None or action != "close":
            return _("There is no list here.") if row is None else ""
        if reason := self.not_open():
            return reason
        return "" if row.shipments else render("handover.empty", {"list": row.number})

    def action_close(self) -> None:
        row = self.the_list()
        if row is None:
            return
        count = ngettext("{count} shipment", "{count} shipments", len(row.shipments)).format(
            count=number(len(row.shipments))
        )
        lines = [
            f"{_('In it')}: {count}",
            _("It is handed over to the marketplace's carrier: after that it can't be changed any more."),
        ]
        title = _("Close handover list {list}").format(list=neutral(row.number))
        order_work.confirm(self.console, title, lines, {row.account: [CloseList(row.number)]}, yes=_("close it"))

    def action_list_label(self) -> None:
        row = self.the_list()
        if row is not None:
            shipping_work.labels(self.console, row.account, [row.number], ("handover", "label"))

    def action_courier(self) -> None:
        row = self.the_list()
        if row is not None:
            title = _("Call the courier for list {list}").format(list=neutral(row.number))
            order_work.confirm(self.console, title, [], {row.account: [CallCourier(row.number)]})

    def action_bags(self) -> None:
        row = self.the_list()
        if row is None:
            return

        def asked(answer: object) -> None:
            text = answer.strip() if isinstance(answer, str) else ""
            if text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_BAGS:
                order_work.tell(self.console, {row.account: [CountBags(row.number, int(text))]})
            elif text:
                self.app.notify(_("A whole number of bags is needed."), severity="warning")

        self.app.push_screen(AskText(_("How many bags?")), asked)
