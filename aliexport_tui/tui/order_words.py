"""Orders as the screens show them: their state, how long is left, what the shop has of them; by sign, word and colour."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from aliexport_tui.telling.order_text import STAGES, stage
from aliexport_tui.tui.widgets.grid.source import Cell, Tone
from aliexport_tui.tui.words import _, money, neutral

HOUR_MS = 3_600_000
SOON_MS = 24 * HOUR_MS
"""From here on an order's deadline is near."""

_STAGES: Mapping[str, tuple[str, str, Tone]] = {
    "unpaid": ("·", STAGES["unpaid"], "dim"),
    "checked": ("·", STAGES["checked"], "dim"),
    "to_send": ("›", STAGES["to_send"], "info"),
    "partly": ("›", STAGES["partly"], "warn"),
    "sent": ("…", STAGES["sent"], "info"),
    "delivered": ("●", STAGES["delivered"], "good"),
    "finished": ("●", STAGES["finished"], "good"),
    "cancelled": ("○", STAGES["cancelled"], "dim"),
}
_HAND_OFFS: Mapping[str, tuple[str, str, Tone]] = {
    "waiting": ("…", _("waiting"), "info"),
    "sending": ("…", _("on its way"), "info"),
    "done": ("●", _("taken"), "good"),
    "failed": ("✗", _("failed"), "bad"),
    "dropped": ("○", _("given up"), "dim"),
}
_ACTION_STATES: Mapping[str, tuple[str, str, Tone]] = {
    "waiting": ("…", _("to be told"), "info"),
    "sending": ("…", _("being told"), "info"),
    "done": ("●", _("done"), "good"),
    "refused": ("✗", _("refused"), "bad"),
    "unknown": ("?", _("not known"), "warn"),
    "dropped": ("○", _("given up"), "dim"),
}
_SHIPMENTS: Mapping[str, tuple[str, str, Tone]] = {
    "New": ("·", _("new"), "info"),
    "AwaitingCreateOrder": ("…", _("being made"), "info"),
    "OrderCreationProblems": ("✗", _("could not be made"), "bad"),
    "AwaitingHandoverList": ("›", _("waits for a list"), "info"),
    "AddingToHandoverProblems": ("✗", _("could not be listed"), "bad"),
    "AwaitingConfirmation": ("…", _("waits for confirmation"), "info"),
    "AwaitingDispatch": ("›", _("to be handed over"), "info"),
    "OrderReceivedFromSeller": ("●", _("handed over"), "good"),
    "CrossDocSorting": ("…", _("being sorted"), "info"),
    "CrossDocSent": ("…", _("on its way"), "info"),
    "ProviderPostingReceive": ("…", _("with the carrier"), "info"),
    "ProviderPostingLeftTheReception": ("…", _("on its way"), "info"),
    "ProviderPostingArrivedAtSorting": ("…", _("at the sorting centre"), "info"),
    "ProviderPostingSorting": ("…", _("being sorted"), "info"),
    "ProviderPostingLeftTheSorting": ("…", _("on its way"), "info"),
    "ProviderPostingArrived": ("…", _("at the pickup point"), "info"),
    "ProviderPostingDelivered": ("●", _("delivered"), "good"),
    "ProviderPostingUnsuccessfulAttemptOfDelivery": ("!", _("not met"), "warn"),
    "ProviderPostingInReturn": ("↶", _("comes back"), "warn"),
    "ProviderPostingTemporaryStorage": ("!", _("stored"), "warn"),
    "ProviderPostingReturned": ("↶", _("came back"), "bad"),
    "Rejected": ("✗", _("rejected"), "bad"),
    "Cancelled": ("○", _("cancelled"), "dim"),
}
"""local-orders.md §4."""
SHIPMENT_STATUSES = tuple(_SHIPMENTS)
_LISTS: Mapping[str, tuple[str, str, Tone]] = {
    "Created": ("›", _("open, can be changed"), "info"),
    "Transferred": ("…", _("closed, waits for the courier"), "info"),
    "Accepted": ("●", _("accepted"), "good"),
    "PartiallyAccepted": ("!", _("accepted in part"), "warn"),
    "Sent": ("…", _("sent"), "info"),
    "Completed": ("●", _("completed"), "good"),
}
LIST_STATUSES = tuple(_LISTS)
_KINDS = {
    "in_transit": _("sent, with a track"),
    "ready_for_pickup": _("ready for pickup"),
    "delivered": _("delivered"),
    "ship": _("shipments made"),
    "unship": _("shipment deleted"),
    "pass_today": _("to its spare day"),
    "hand_over": _("handover list made"),
    "add_to_list": _("added to a handover list"),
    "remove_from_list": _("taken out of a handover list"),
    "close_list": _("handover list closed"),
    "call_courier": _("courier called"),
    "count_bags": _("bags counted"),
}


_REASONS = {
    "order.cancelled": _("cancelled"),
    "order.finished": _("finished already"),
    "order.unpaid": _("not paid yet"),
    "order.blocked": _("held by the marketplace's fraud check"),
    "order.checked": _("still in the marketplace's fraud check"),
    "order.by_platform": _("delivered by the marketplace: they need shipments"),
    "order.by_seller": _("delivered by the shop: they need a track"),
    "order.already_sent": _("on their way already"),
    "order.already_delivered": _("delivered already"),
    "order.not_sent": _("not sent yet: a track first"),
    "order.no_postings": _("the marketplace names no parcels for them yet"),
    "shipment.ended": _("at their end already"),
    "shipment.handed_over": _("in a list that is closed"),
    "shipment.in_list": _("in a handover list already"),
    "shipment.not_made": _("could not be made by the marketplace"),
}


def reason_word(code: str) -> str:
    """Why something can't be done with several orders, in a few words (engine.orders.possible)."""
    return _REASONS.get(code, code)


def stage_cell(status: str, payment: str, delivery: str, antifraud: str) -> Cell:
    """ "› to be sent"; words that are not known are shown as they are."""
    found = _STAGES.get(stage(status, payment, delivery, antifraud))
    if found is None:
        return f"? {neutral(' '.join(filter(None, (status, delivery))))}", "warn"
    return f"{found[0]} {found[1]}", found[2]


def left_cell(due_at: int | None, now: int) -> Cell:
    """How long is left until the deadline: "26 h"; "! 5 h" when it is near, "✗ -3 h" when it has passed; "" for none."""
    if due_at is None:
        return "", "dim"
    left = due_at - now
    if left < 0:
        return f"✗ -{_span(-left)}", "bad"
    return (f"! {_span(left)}", "warn") if left < SOON_MS else (_span(left), "")


def _span(milliseconds: int) -> str:
    hours, rest = divmod(milliseconds, HOUR_MS)
    if not hours:
        return f"{rest // 60_000} {_('min')}"
    return f"{hours} {_('h')}"


def hand_off_cell(state: str) -> Cell:
    return _cell(_HAND_OFFS, state)


def hand_offs_cell(states: Mapping[str, str]) -> Cell:
    """ "● crm ✗ files": each target with the sign of its state; as grave as the gravest."""
    if not states:
        return "", "dim"
    signs = {target: _HAND_OFFS.get(state, ("?", state, "warn")) for target, state in states.items()}
    tones = [tone for _sign, _word, tone in signs.values()]
    gravest: Tone = next((tone for tone in ("bad", "warn", "info", "good") if tone in tones), "dim")
    return " ".join(f"{sign} {neutral(target)}" for target, (sign, _word, _tone) in signs.items()), gravest


def action_cell(state: str) -> Cell:
    return _cell(_ACTION_STATES, state)


def action_sign(state: str) -> Cell:
    """The sign alone, "" for none."""
    sign, _word, tone = _ACTION_STATES.get(state, ("", "", ""))
    return sign, tone


def action_word(kind: str) -> str:
    return _KINDS.get(kind, kind)


def shipment_cell(status: str) -> Cell:
    return _cell(_SHIPMENTS, status)


def list_cell(status: str) -> Cell:
    return _cell(_LISTS, status)


def rub(kopecks: int | None, currency: str = "RUB") -> str:
    """ "1 990.50 RUB": the sign of the rouble is missing in many a terminal's font."""
    return f"{money(kopecks)} {neutral(currency)}" if kopecks is not None else "-"


def moment(at: int | None, zone: str) -> str:
    """In the account's zone, "-" for none: "02.02.2026 10:15"."""
    if not at:
        return "-"
    return datetime.fromtimestamp(at / 1000, zone_of(zone)).strftime("%d.%m.%Y %H:%M")


def zone_of(name: str) -> ZoneInfo:
    """UTC where the machine does not know the zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _cell(table: Mapping[str, tuple[str, str, Tone]], word: str) -> Cell:
    """A word that is not known stands as it came."""
    found = table.get(word)
    return (
        (f"{found[0]} {found[1]}", found[2]) if found else (f"? {neutral(word)}" if word else "-", "warn" if word else "dim")
    )
