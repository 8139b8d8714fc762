"""A line of the activity log in words."""

import json

from aliexport_tui.messages.i18n import N_, _
from aliexport_tui.messages.registry import render_event
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.event import Event
from aliexport_tui.store.activity import Activity

_TYPES = {
    "account": N_("account"),
    "alerts": N_("alerts"),
    "card": N_("card"),
    "file": N_("file"),
    "hold": N_("hold"),
    "log": N_("log"),
    "order": N_("order"),
    "plan": N_("plan"),
    "profile": N_("profile"),
    "run": N_("run"),
    "schedule": N_("schedule"),
    "settings": N_("settings"),
    "source": N_("source"),
}
_SUBTYPES = {
    "activated": N_("activated"),
    "added": N_("added"),
    "adopted": N_("adopted"),
    "approved": N_("approved"),
    "changed": N_("changed"),
    "deactivated": N_("deactivated"),
    "dropped": N_("dropped"),
    "linked": N_("linked"),
    "rehearsal": N_("rehearsal"),
    "removed": N_("removed"),
    "renamed": N_("renamed"),
    "stopped": N_("stopped"),
    "token": N_("token"),
    "undone": N_("undone"),
    "unlinked": N_("link broken"),
}


def comment(one: Activity) -> str:
    """What was done, by whom: one line."""
    return render_event(Event(one.at, one.code, dict(one.args)))


def type_name(type: str) -> str:
    """An unknown one shows itself."""
    return _(_TYPES[type]) if type in _TYPES else neutral(type)


def subtype_name(subtype: str) -> str:
    return _(_SUBTYPES[subtype]) if subtype in _SUBTYPES else neutral(subtype)


def changes(one: Activity) -> tuple[str, ...]:
    """before -> after, a line for each setting; the texts as they are where they are none."""
    was, became = _named(one.before), _named(one.after)
    if was is None or became is None:
        return tuple(neutral(text) for text in (one.before, one.after) if text)
    return tuple(f"{neutral(name)}: {_shown(was.get(name))} → {_shown(became.get(name))}" for name in {**was, **became})


def _named(text: str | None) -> dict[str, object] | None:
    if text is None:
        return {}
    try:
        found: object = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _shown(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    return neutral(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
