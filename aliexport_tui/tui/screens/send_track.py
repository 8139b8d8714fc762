"""The form by which one order is told to be on its way: track, carrier, where the buyer can look it up."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aliexport_tui.engine.orders.news.carriers import carrier_for
from aliexport_tui.model.order_action import InTransit
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui import order_work
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.screens.form_screen import Errors, FormScreen
from aliexport_tui.tui.words import _, neutral

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


class SendForm(FormScreen):
    """What it holds is not kept but told."""

    unsaved = _("The marketplace has not been told yet. Tell it?")
    leave_word = _("leave without telling it")
    save_word = _("tell it")


def send_form(console: "Console", stored: StoredOrder, then: Callable[[], None]) -> FormScreen:
    """F2 tells it; an empty address is filled in from the carrier's."""
    back = order_work.settings_of(console.db, stored.account).back
    carriers = [Choice(one.shop, one.name or one.shop) for one in back.carriers]
    fields = (
        Field("order", _("Order"), "fixed"),
        Field("track", _("Track"), hint=_("The carrier's number of the parcel.")),
        Field(
            "carrier",
            _("Carrier"),
            choices=carriers,
            hint=_("As the shop calls it; the buyer sees its name of the mapping."),
        ),
        Field(
            "track_url",
            _("Tracking page"),
            hint=_("Where the buyer follows it. Empty: the carrier's, with the track in it."),
        ),
        Field("phone", _("Carrier's telephone"), hint=_("Empty: the carrier's. It need not be given.")),
    )
    values = {"order": stored.order.id, "carrier": back.default_carrier}

    def save(given: Values) -> Errors:
        """Only looks; it is told when the form has closed."""
        needed = {"track": _("A track is needed."), "carrier": _("A carrier is needed.")}
        return {name: text for name, text in needed.items() if not given[name].strip()}

    def told(given: Values) -> None:
        track, url, phone = given["track"].strip(), given["track_url"].strip(), given["phone"].strip()
        carrier = carrier_for(back, given["carrier"], track, track_url=url, phone=phone)
        doing = InTransit(stored.order.id, track, carrier.name, carrier.track_url, carrier.support_phone)
        order_work.tell(console, {stored.account_code: [doing]}, then)

    return SendForm(_("Order {order} is on its way").format(order=neutral(stored.order.id)), fields, values, save, then=told)
