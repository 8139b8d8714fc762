"""Figures, times and outcome words for commands and console."""

from collections.abc import Mapping

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.words import local_time as local_time

OUTCOMES = {
    "live": _("live"),
    "different": _("live but different"),
    "rejected": _("rejected"),
    "blocked": _("blocked"),
    "held": _("held"),
    "waiting": _("waiting"),
    "unknown": _("unknown"),
    "offline": _("off sale"),
    "deleted": _("deleted"),
    "ready": _("not sent yet"),
}
KINDS = {
    "create": _("create"),
    "update": _("update"),
    "images": _("pictures"),
    "price": _("price"),
    "stock": _("stock"),
    "online": _("put on sale"),
    "offline": _("take off sale"),
    "delete": _("delete"),
    "unchanged": _("unchanged"),
    "blocked": _("blocked"),
    "held": _("held"),
    "skipped": _("left out"),
    "absent": _("not uploaded yet"),
}

PRESENCES = {
    "absent": _("no card yet"),
    "queued": _("card in the queue"),
    "on_sale": _("card on sale"),
    "off_sale": _("card off sale"),
    "gone": _("card deleted by somebody"),
    "unknown": _("card: not known"),
    "duplicate": _("two cards"),
    "deleted": _("card deleted"),
}
PROGRESSES = {
    "in_step": _("as wanted"),
    "ready": _("to be sent"),
    "blocked": _("blocked"),
    "held": _("held"),
    "sent": _("sent"),
    "waiting": _("waiting"),
    "rejected": _("rejected"),
    "different": _("different"),
    "unknown": _("unknown"),
}

LEAVERS = {
    "zero": _("stock to zero"),
    "offline": _("take off sale"),
    "delete": _("delete the card"),
}
"""What a profile orders for cards whose products it no longer covers."""

CHANGE_STATES = {
    "ready": _("to be sent"),
    "blocked": _("blocked"),
    "held": _("held"),
    "sending": _("sending"),
    "done": _("done"),
    "rejected": _("rejected"),
    "stale": _("left out, since it had changed"),
    "dropped": _("dropped"),
    "unknown": _("unknown"),
    "not_sent": _("not sent"),
    "doubtful": _("its fate is unknown, it goes again"),
    "absent": _("it never arrived"),
}
RUN_STATES = {
    "starting": _("starting"),
    "planning": _("planning"),
    "sending": _("sending"),
    "verifying": _("verifying"),
    "ended": _("ended"),
}


def counted(words: Mapping[str, str], counts: Mapping[str, int]) -> str:
    """ "live 12, blocked 3": those that are not zero, in the order of `words`; "-" when all are."""
    told = [f"{word} {counts[name]}" for name, word in words.items() if counts.get(name)]
    return ", ".join(told) or "-"


def age(then: int | None, now: int) -> str:
    """How long ago, in one figure: "12 s", "5 min", "3 h", "9 d"; "-" for never."""
    if then is None:
        return "-"
    return span(max(0, now - then) / 1000)


def span(seconds: float) -> str:
    for size, unit in ((86_400, _("d")), (3_600, _("h")), (60, _("min"))):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} {_('s')}"


def run_end(state: str, exit_code: int | None) -> str:
    """ "exit 3" or where the run is."""
    if exit_code is not None:
        return _("exit {code}").format(code=exit_code)
    return _("broke off") if state == "ended" else RUN_STATES.get(state, state)
