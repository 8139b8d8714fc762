"""Words of the cron log: which job it was, how it ended, what it has to say."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import EVENTS, render, render_event
from aliexport_tui.model.event import Event
from aliexport_tui.store.jobs import JobRow
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import neutral

_JOBS = {
    "orders": _("orders"),
    "order_status": _("order states"),
    "stock": _("stocks"),
    "price": _("prices"),
    "content": _("content"),
    "housekeeping": _("housekeeping"),
}
_STATES: dict[str, Cell] = {
    "running": (f"▶ {_('at work')}", "info"),
    "done": (f"● {_('done')}", "good"),
    "failed": (f"✗ {_('failed')}", "bad"),
    "missed": (f"○ {_('missed')}", "warn"),
    "died": (f"† {_('died')}", "bad"),
}

JOB_STATES = tuple(_STATES)


def job_word(code: str) -> str:
    return _JOBS.get(code, neutral(code))


def job_state(state: str) -> Cell:
    """By sign, word and colour."""
    return _STATES.get(state, (neutral(state), ""))


def job_message(job: JobRow) -> str:
    """What it has to say, as a sentence; "" when it says nothing."""
    if job.message in EVENTS:
        return render_event(Event(job.created_at, job.message, job.args))
    return render(job.message, job.args) if job.message else ""
