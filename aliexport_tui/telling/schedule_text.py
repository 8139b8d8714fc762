"""Jobs, their times and how they ended, in words."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import job_name as job_name
from aliexport_tui.model.schedule import Timing
from aliexport_tui.store.jobs import JobRow

JOB_STATES = {
    "running": _("running"),
    "done": _("done"),
    "failed": _("failed"),
    "missed": _("missed"),
    "died": _("died"),
}
_DAY = 1440
_HOUR = 60


def timing_words(timing: Timing) -> str:
    """ "every 10 min from 00:02", "every 2 h from 01:00", "daily at 03:15", "off"."""
    if not timing.on:
        return _("off")
    if timing.every == _DAY:
        return _("daily at {time}").format(time=timing.at)
    if timing.every >= _HOUR:
        return _("every {hours} h from {time}").format(hours=timing.every // _HOUR, time=timing.at)
    return _("every {minutes} min from {time}").format(minutes=timing.every, time=timing.at)


def job_text(row: JobRow) -> str:
    """How it ended; "" while it runs."""
    return message_text(row.message, row.args)


def message_text(code: str, args: dict[str, str]) -> str:
    return neutral(render(code, args)) if code else ""
