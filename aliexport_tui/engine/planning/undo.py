"""Undo: a run's changes with before and after swapped, but for those that something has been done to since."""

from dataclasses import replace

import msgspec

from aliexport_tui.engine.planning import diff
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.guarding import Guarding
from aliexport_tui.engine.reconciling.live import Live
from aliexport_tui.engine.sending.compare import differences, short
from aliexport_tui.model.change import Kind
from aliexport_tui.model.profile import Mass
from aliexport_tui.model.wants import Lane, Visibility, Want
from aliexport_tui.store import docs
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import NewChange
from aliexport_tui.store.undoing import Sent, UndoKind

_LANE: dict[UndoKind, Lane] = {"price": "price", "stock": "stock", "online": "visibility", "offline": "visibility"}

Reason = tuple[str, dict[str, str]]
"""Code and figures of why a row is left out."""


def lane_of(sent: Sent) -> Lane:
    return _LANE[sent.kind]


def reason(sent: Sent) -> Reason | None:
    """Why it can't be taken back, from the file alone: code and figures. None: nothing stands against it yet."""
    lane = lane_of(sent)
    after, before = sent.after.get(lane), sent.before.get(lane)
    if sent.newer is not None and sent.newer == sent.undone_by:
        return "row.undone", {"run": str(sent.newer)}
    if sent.newer is not None:
        return "row.newer", {"run": str(sent.newer)}
    if sent.state in ("ready", "sending") or sent.open:
        return "row.open", {}
    if before is None or sent.state == "unknown" or before == after:
        return "row.doubt", {}
    if not sent.card_id:
        return "row.gone", {}
    if not sent.covered:
        return "row.left", {}
    if sent.want != after:
        return "row.wanted", {}
    return ("row.base", {}) if sent.base != after else None


def live_reason(db: Database, sent: Sent, live: Live | None) -> Reason | None:
    """The same from the card: it has to show what the run had sent."""
    lane = lane_of(sent)
    name = sent.after.get(lane)
    return not_as(lane, docs.get(db, lane, name), live) if name else None


def not_as(lane: Lane, expected: Want, live: Live | None) -> Reason | None:
    """Why a card is not as it is said to be; a stock lowered by sales is, and what a short row doesn't tell."""
    if live is None or live.presence == "gone":
        return "row.unseen", {}
    found = differences({lane: expected}, live.wants).get(lane, ())
    if not found:
        return None
    first = found[0]
    more = {"more": str(len(found) - 1)} if len(found) > 1 else {}
    return "row.moved", {"what": first.field, "before": short(first.before), "now": short(first.after)} | more


def reverse(db: Database, sent: Sent) -> NewChange:
    """Before and after swapped."""
    lane = lane_of(sent)
    former = sent.before.get(lane)
    want = docs.get(db, lane, former) if former else None
    kind: Kind = sent.kind
    if isinstance(want, Visibility):
        kind = "online" if want.online else "offline"
    return NewChange(
        listing=sent.listing,
        kind=kind,
        before={lane: sent.after.get(lane)},
        after={lane: former},
        priority=diff.PRIORITY[kind],
    )


def guarding(db: Database, context: ProfileContext, now: int) -> Guarding:
    """A person orders exactly these values, and all of them stood there before: that they differ much, fall to zero or come
    from an old feed holds none of them. What may stand nowhere does: floor, ceiling, depth of a discount."""
    guards = msgspec.structs.replace(context.profile.guards, price_change=0, source_age_min=0, zeros=Mass(percent=100))
    profile = msgspec.structs.replace(context.profile, guards=guards)
    return Guarding(db, replace(context, profile=profile), asked=True, approved=False, alarm=None, now=now)
