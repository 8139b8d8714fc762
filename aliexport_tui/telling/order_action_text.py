"""What was to be told to the marketplace, and what became of it, in words."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import hint, render
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import deed_name
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store.order_actions import Action


def action_lines(one: Action) -> list[str]:
    """What, about what, how it ended; then why, and what helps."""
    deed, subject = deed_name(one.kind, done=one.state == "done"), neutral(one.subject)
    match one.state:
        case "done":
            text = _("{subject}: {deed}")
        case "refused":
            text = _("{subject}: not done: {deed}")
        case "unknown":
            text = _("{subject}: not known whether it was done: {deed}")
        case "dropped":
            text = _("{subject}: given up: {deed}")
        case _:
            text = _("{subject}: waits: {deed}")
    lines = [text.format(subject=subject, deed=deed) + _made(one)]
    if one.failure is not None and one.state != "done":
        lines += [f"    {line}" for line in failure_lines(one.failure)]
    return lines


def failure_lines(failure: Failure) -> list[str]:
    """Why, and what helps."""
    return [line for line in (render(failure.code, failure.args), hint(failure.code, failure.args)) if line]


def _made(one: Action) -> str:
    """The id of what was made, the track that was told."""
    answer = one.answer
    if one.state != "done" or answer is None:
        return ""
    parts = [answer.id if answer.id != one.subject else "", answer.track]
    told = ", ".join(neutral(part) for part in parts if part)
    return f" ({told})" if told else ""
