"""The filter of the order list as a condition over the table of orders (local-orders.md §3.1)."""

from __future__ import annotations

from aliexport_tui.sandbox.filters import Condition
from aliexport_tui.sandbox.orders import asking
from aliexport_tui.sandbox.orders.book import marks
from aliexport_tui.sandbox.orders.dates import DAY_MS
from aliexport_tui.sandbox.orders.refusals import bad_field, refuse
from aliexport_tui.sandbox.orders.words import ANTIFRAUD, DELIVERIES, PAYMENTS, STATES, STATUSES
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject

_STATE_FILTERS = (
    ("order_statuses", STATUSES, 0),
    ("payment_statuses", PAYMENTS, 1),
    ("delivery_statuses", DELIVERIES, 2),
)
_UPPER = {
    "both": ("update_at_to", "updated_at_to"),
    "update_at_to": ("update_at_to",),
    "updated_at_to": ("updated_at_to",),
}
_SORTS = ("Asc", "Desc", "None")


def order_condition(body: JsonObject, seller: str, now: int, switches: Switches) -> Condition:
    """What the body of an order list asks for; raises RefusedError."""
    condition = Condition()
    condition.add("seller = ?", seller)
    _periods(condition, body, switches)
    for field, known, place in _STATE_FILTERS:
        chosen = asking.words(body, field, known, switches)
        if chosen is not None:
            condition.among("state", [state for state, words in STATES.items() if words[place] in chosen])
    antifraud = asking.words(body, "antifraud_statuses", ANTIFRAUD, switches)
    if antifraud is not None:
        condition.among("antifraud", antifraud)
    if order_ids := asking.ids(body, "order_ids", required=False):
        condition.add(f"id IN ({marks(order_ids)})", *order_ids)
    if tracks := asking.texts(body, "tracking_numbers"):
        found = f"SELECT trade_id FROM parcel WHERE track IN ({marks(tracks)}) AND track_ms <= ?"
        condition.add(f"id IN ({found})", *tracks, now)
    return condition


def order_sort(body: JsonObject, switches: Switches) -> str:
    """The list's order as SQL; raises RefusedError."""
    if body.get("sorting_field") is not None and switches.word("orders.sorting_field") == "400":
        raise bad_field("sorting_field")
    asked = body.get("sorting_order")
    word = "" if asked is None else str(asked)
    if switches.word("orders.sort_case") == "any":
        word = word.capitalize()
    if word and word not in _SORTS:
        raise bad_field("sorting_order")
    usual = switches.word("orders.default_order")
    way = "desc" if word == "Desc" else "asc" if word == "Asc" else usual
    return f"created_ms {way}, id {way}"


def _periods(condition: Condition, body: JsonObject, switches: Switches) -> None:
    since, until = asking.date(body, "date_start"), asking.date(body, "date_end")
    most = switches.number("orders.max_span_days")
    if most and since is not None and until is not None and until - since > most * DAY_MS:
        raise refuse("InvalidArgument", "span", high=f"{most:g}")
    asking.within(condition, "created_ms", since, until, inclusive=switches.flag("orders.end_inclusive"))
    uppers = [asking.date(body, name) for name in _UPPER[switches.word("orders.update_to")]]
    upper = next((each for each in uppers if each is not None), None)
    asking.within(condition, "updated_ms", asking.date(body, "update_at_from"), upper)
    column = "cut_off_ms" if switches.word("orders.shipping_day") == "cut_off" else "deadline_ms"
    asking.within(condition, column, asking.date(body, "shipping_day_from"), asking.date(body, "shipping_day_to"))
