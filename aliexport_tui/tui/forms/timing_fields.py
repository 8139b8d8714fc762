"""When a job runs, as a form: for all, or for one profile or account alone."""

import re
from collections.abc import Sequence

from aliexport_tui.model.schedule import EVERY, Timing
from aliexport_tui.telling.schedule_text import timing_words
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.words import _

_HOUR, _DAY = 60, 1440
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_ON_OFF = (Choice("yes", _("on")), Choice("no", _("off")))


def every_words(minutes: int) -> str:
    """ "10 min", "2 h", "once a day"."""
    if minutes == _DAY:
        return _("once a day")
    return f"{minutes // _HOUR} {_('h')}" if minutes >= _HOUR else f"{minutes} {_('min')}"


def fields(general: Timing | None) -> Sequence[Field]:
    """`general`: of all, where this is a form for one of them alone."""
    return (
        *(_own(general) if general is not None else ()),
        Field("on", _("Switched on"), "choice", choices=_ON_OFF),
        Field("every", _("Every"), "choice", choices=tuple(Choice(str(one), every_words(one)) for one in EVERY)),
        Field("at", _("Counted from"), hint=_("a time of day: every 10 min from 00:02 is at minutes 2, 12, 22 …")),
    )


def _own(general: Timing) -> Sequence[Field]:
    hint = _("no: as for all, {timing}").format(timing=timing_words(general))
    return (Field("own", _("For it alone"), "choice", hint, (Choice("no", _("no")), Choice("yes", _("yes")))),)


def values_of(timing: Timing, *, own: bool) -> dict[str, str]:
    return {
        "own": "yes" if own else "no",
        "on": "yes" if timing.on else "no",
        "every": str(timing.every),
        "at": timing.at,
    }


def timing_from(values: Values) -> tuple[Timing | None, dict[str, str]]:
    """None: as for all. What can't be understood, by field."""
    if values.get("own") == "no":
        return None, {}
    time = _TIME.fullmatch(values["at"].strip())
    if time is None:
        return None, {"at": _("A time of day from 00:00 to 23:59.")}
    at = f"{int(time[1]):02}:{time[2]}"
    return Timing(on=values["on"] == "yes", every=int(values["every"]), at=at), {}
