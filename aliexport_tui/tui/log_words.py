"""Words of the administrator's logs: what was changed and how, which job it was and how it ended."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import EVENTS, render, render_event
from aliexport_tui.model.event import Event
from aliexport_tui.store.jobs import JobRow
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import neutral

_TYPES = {
    "profile": _("profile"),
    "account": _("account"),
    "source": _("source"),
    "hold": _("decision"),
    "card": _("card"),
    "run": _("run"),
    "order": _("order"),
    "shipment": _("shipment"),
    "settings": _("settings"),
    "schedule": _("schedule"),
    "alerts": _("alerts"),
    "log": _("log"),
    "file": _("file"),
}
_SUBTYPES = {
    "added": _("added"),
    "changed": _("changed"),
    "removed": _("removed"),
    "renamed": _("renamed"),
    "activated": _("switched on"),
    "deactivated": _("switched off"),
    "token": _("token"),
    "approved": _("approved"),
    "dropped": _("dropped"),
    "installed": _("installed"),
    "adopted": _("adopted"),
    "linked": _("linked"),
    "unlinked": _("unlinked"),
    "truncated": _("emptied"),
    "restored": _("restored"),
    "cancelled": _("cancelled"),
}
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


def activity_type(type: str) -> str:
    """An unknown one shows itself."""
    return _TYPES.get(type, neutral(type))


def activity_subtype(subtype: str) -> str:
    return _SUBTYPES.get(subtype, neutral(subtype))


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
