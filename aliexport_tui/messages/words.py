"""Names of actions, lanes and failures, where a code stands in a sentence."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aliexport_tui.messages.field_words import field_value, field_word
from aliexport_tui.messages.i18n import N_, _
from aliexport_tui.messages.system_words import limit_words, system_words

_ACTIONS = {
    "export": N_("export"),
    "create": N_("creation"),
    "update": N_("update of whole cards"),
    "images": N_("pictures alone"),
    "price": N_("prices alone"),
    "stock": N_("stocks alone"),
    "online": N_("putting on sale"),
    "offline": N_("taking off sale"),
    "delete": N_("deletion"),
}
_JOBS = {
    "orders": N_("orders"),
    "order_status": N_("order status"),
    "stock": N_("stocks"),
    "price": N_("prices"),
    "content": N_("content"),
    "housekeeping": N_("housekeeping"),
}
_LANES = {
    "content": N_("content"),
    "images": N_("pictures"),
    "price": N_("price"),
    "stock": N_("stock"),
    "visibility": N_("being on sale"),
}

_DEEDS = {
    "in_transit": (N_("tell that it is on its way"), N_("told to be on its way")),
    "ready_for_pickup": (N_("tell that it waits for pickup"), N_("told to be ready for pickup")),
    "delivered": (N_("tell that it is delivered"), N_("told to be delivered")),
    "ship": (N_("make the shipment"), N_("shipment made")),
    "unship": (N_("delete the shipment"), N_("shipment deleted")),
    "pass_today": (N_("move it to its spare day"), N_("moved to its spare day")),
    "hand_over": (N_("make the handover list"), N_("handover list made")),
    "add_to_list": (N_("add to the handover list"), N_("added to a handover list")),
    "remove_from_list": (N_("take out of the handover list"), N_("taken out of a handover list")),
    "close_list": (N_("close the handover list"), N_("handover list closed")),
    "call_courier": (N_("call the courier"), N_("courier called")),
    "count_bags": (N_("tell the count of bags"), N_("bags counted")),
}
"""What is to be told to the marketplace about orders, and what it is called when it is done."""


_HOLDS = {
    "price.floor": N_("price below the floor"),
    "price.ceiling": N_("price above the ceiling"),
    "price.change": N_("price changed too much"),
    "discount.deep": N_("discount too deep"),
    "stock.zeros": N_("too many fall to zero"),
    "mass.offline": N_("too many go off sale"),
    "mass.delete": N_("too many deleted"),
    "delete.unconfirmed": N_("deletion not confirmed"),
    "source.emptied": N_("empty source"),
    "source.shrunken": N_("shrunken source"),
    "source.stale": N_("old stocks"),
    "canary": N_("waits for the first"),
    "parked": N_("parked"),
}
_FAILURES = {
    "marketplace.auth": N_("token refused"),
    "marketplace.token_refused": N_("token refused"),
    "marketplace.quota": N_("quota used up"),
    "marketplace.rate": N_("too many requests"),
    "marketplace.invalid": N_("request refused"),
    "marketplace.redirected": N_("leads elsewhere"),
    "marketplace.server": N_("server's trouble"),
    "marketplace.no_connection": N_("no connection"),
    "marketplace.unreachable": N_("no connection"),
    "marketplace.timeout": N_("no answer in time"),
    "marketplace.dropped": N_("connection lost"),
    "marketplace.cut_off": N_("answer cut off"),
    "marketplace.unreadable": N_("answer is no JSON"),
    "marketplace.too_big": N_("answer too large"),
    "marketplace.member_missing": N_("answer incomplete"),
    "marketplace.results_count": N_("answer incomplete"),
    "marketplace.cursor_stuck": N_("list stands still"),
    "marketplace.pages_stuck": N_("list stands still"),
    "marketplace.label_address": N_("no web address"),
    "marketplace.label_big": N_("file too large"),
    "marketplace.no_pdf": N_("no PDF"),
    "marketplace.unsendable": N_("can't be written"),
}


def failure_name(code: str) -> str:
    """Of an exchange, in a column's width; "" for none, an unknown one shows itself."""
    return _(_FAILURES.get(code, code)) if code else ""


def hold_name(reason: str) -> str:
    """A guard in two or three words; an unknown one shows itself."""
    return _(_HOLDS.get(reason, reason))


def action_name(action: str) -> str:
    """Of a run, a change or a request; an unknown one shows itself."""
    return _(_ACTIONS.get(action, action))


def deed_name(kind: str, *, done: bool = False) -> str:
    """What is told to the marketplace about orders; an unknown one shows itself."""
    to_do, was_done = _DEEDS.get(kind, (kind, kind))
    return _(was_done if done else to_do)


def job_name(job: str) -> str:
    """What runs by itself; an unknown one shows itself."""
    return _(_JOBS.get(job, job))


def lane_names(lanes: str) -> str:
    """ "price, stock" in the language in use."""
    return ", ".join(_(_LANES.get(lane, lane)) for lane in lanes.split(", "))


def local_time(at: int) -> str:
    """UTC ms in the machine's own zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def worded(args: Mapping[str, str]) -> Mapping[str, str]:
    """The args of a message, those that name an action, a job, a deed, lanes, a field (`what`), a moment (`since`, UTC ms)
    or what the system said (`reason`) in words."""
    words = {name: action_name(args[name]) for name in ("action", "method") if name in args}
    words |= {"job": job_name(args["job"])} if "job" in args else {}
    words |= {name: lane_names(args[name]) for name in ("lane", "lanes") if name in args}
    if "deed" in args:
        words["deed"] = deed_name(args["deed"])
    if "deeds" in args:
        words["deeds"] = ", ".join(deed_name(deed) for deed in args["deeds"].split(", "))
    if "limit" in args and "what" in args:
        words["what"] = limit_words(args["what"])
    elif "what" in args:
        words |= {name: field_value(args["what"], args[name]) for name in ("before", "now", "sent", "seen") if name in args}
        words["what"] = field_word(args["what"])
    if args.get("since", "").isdecimal():
        words["since"] = local_time(int(args["since"]))
    if "option" in args:
        words["option"] = args["option"].replace("=HEADER", f"={_('HEADER')}")
    if "said" in args:
        words["said"] = system_words(args["said"])
    if "reason" in args:
        words["reason"] = system_words(args["reason"])
    return {**args, **words} if words else args
