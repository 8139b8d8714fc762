"""A moment of a timeline in words, for the command and for the screen."""

from aliexport_tui.engine.timeline import Moment
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.message import fill
from aliexport_tui.messages.registry import render, render_event
from aliexport_tui.messages.subjects.holds import MESSAGES as HOLDS
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name, lane_names
from aliexport_tui.model.change import FieldChange
from aliexport_tui.telling.change_text import field_side, problem_text
from aliexport_tui.telling.words import CHANGE_STATES, KINDS

_TOLD_AT_ONCE = ("ready", "blocked", "held", "sending", "stale")
"""States of a change that stand beside its planning; the others come as a moment of their own."""


def shown_field(field: FieldChange, currency: str) -> str:
    return f"{field_word(field.field)}: {field_side(field, field.after, currency)}"


def sentence(moment: Moment) -> str:
    """One line, but for its fields."""
    args = {**moment.args, "who": moment.who}
    match moment.what:
        case "first_seen":
            return fill(_("First in the feed of {source}[[ (import {import})]]"), args)
        case "imported":
            return fill(_("Changed by the feed of {source}[[ (import {import})]]"), args)
        case "vanished":
            return fill(_("No longer in the feed of {source}[[ (import {import})]]"), args)
        case "problem":
            return f"× {problem_text(moment.problem)}" if moment.problem else ""
        case "planned":
            args |= {
                "kind": KINDS.get(args["kind"], args["kind"]),
                "reason": render(args["hold"], moment.failure_args) if args["hold"] else "",
            }
            told = args["state"] in _TOLD_AT_ONCE and (args["state"] != "stale" or args["hold"])
            args["state"] = CHANGE_STATES[args["state"]] if told else ""
            text = _(
                "Planned by {who}: {kind} (plan {plan}[[, takes back run {undoes}]][[, profile {profile}]])[[: {state}]]"
                "[[. {reason}]]"
            )
            return fill(text, args)
        case "sent":
            args["method"] = action_name(args["method"])
            args["failure"] = render(args["failure"], moment.failure_args) if args["failure"] else ""
            return fill(
                _(
                    "Sent: {method}[[ · run {run}]][[ by {who}]][[ · group {group}]][[ · task {task}]]"
                    "[[ · exchange {exchange}]][[ · failed: {failure}]]"
                ),
                args,
            )
        case "ended":
            args["kind"] = KINDS.get(args["kind"]) or action_name(args["kind"])
            replaced = args["state"] == "stale" and args.get("hold", "") in HOLDS
            state = (
                _("held until a newer plan took its place") if replaced else CHANGE_STATES.get(args["state"], args["state"])
            )
            args["state"] = state
            args["reason"] = render(args["hold"], moment.failure_args) if args.get("hold") else ""
            return fill(_("{kind}: {state}[[ (run {run})]][[: {reason}]]"), args)
        case "seen":
            how = {"listed": _("in the list"), "in_full": _("in full")}.get(args["how"], args["how"])
            return fill(_("Read from the marketplace {how}: {lanes}"), {"how": how, "lanes": lane_names(args["lanes"])})
        case "event":
            return neutral(render_event(moment.event)) if moment.event else ""
