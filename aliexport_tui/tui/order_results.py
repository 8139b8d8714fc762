"""What a process about orders has brought, in one line, when it is done: read from the file."""

from pathlib import PurePath

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.registry import render, render_event
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, order_results
from aliexport_tui.store.chores import Chore
from aliexport_tui.store.database import Database
from aliexport_tui.tui.words import _, neutral, ngettext, number

KINDS = ("orders", "hand_off", "order_actions", "labels")
_ENDS = {"orders": "orders.fetched", "hand_off": "handoff.ended"}
"""Kind -> the event by which it tells its result."""
_MOST_EVENTS = 600


def result(workspace: Workspace, db: Database, one: Chore) -> tuple[str, bool]:
    """In words, and whether a person should look at it. Called in a thread."""
    if one.kind == "order_actions":
        return _told(db, one)
    lately = [event for event in events.latest(db, limit=_MOST_EVENTS) if event.at >= one.began_at]
    if one.kind == "labels":
        return _labels(workspace, one, lately)
    own = [event for event in lately if event.code == _ENDS[one.kind] and event.args.get("account") == one.code]
    return (neutral(render_event(own[-1])), own[-1].level != "info") if own else (_("nothing new"), False)


def _told(db: Database, one: Chore) -> tuple[str, bool]:
    found = order_results.told_since(db, one.code, one.began_at)
    counted = (
        (_("told {count}"), found.done), (_("refused {count}"), found.refused), (_("not known {count}"), found.unknown),
    )  # fmt: skip
    said = " · ".join(text.format(count=number(count)) for text, count in counted if count) or _("nothing new")
    if found.failure is not None:
        said += f": {neutral(render(found.failure.code, found.failure.args))}"
    return f"{neutral(one.code)}: {said}", found.refused + found.unknown > 0


def _labels(workspace: Workspace, one: Chore, lately: list[Event]) -> tuple[str, bool]:
    """How many and where; none: what the process said last."""
    saved = [event for event in lately if event.code.startswith("label.saved") and event.args.get("account") == one.code]
    if saved:
        folder = str(PurePath(saved[-1].args.get("path", "")).parent)
        told = ngettext("{count} label saved in {folder}", "{count} labels saved in {folder}", len(saved))
        return told.format(count=number(len(saved)), folder=neutral(folder)), False
    try:
        said = workspace.chore_output("labels", one.code).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        said = []
    return " ".join([_("No label was saved."), *(neutral(line.strip()) for line in said[:4] if line.strip())]), True
