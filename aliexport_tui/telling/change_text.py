"""One field of a change, one problem, in a line."""

from aliexport_tui.messages.field_words import field_value, field_word
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.problem import Problem

_LONGEST = 120


def field_text(field: FieldChange, currency: str = "") -> str:
    """One field in words, old -> new; `currency`: of its prices."""
    before = field_side(field, field.before, currency if field.after is None else "")
    after = field_side(field, field.after, currency)
    return f"{field_word(field.field)}: {before} → {after}"


def field_side(field: FieldChange, text: str | None, currency: str = "") -> str:
    """One of the field's two values, in words."""
    return value(None if text is None else field_value(field.field, text, currency))


def problem_text(problem: Problem) -> str:
    """What is wrong, where, and what to do, in one line."""
    text, hint = render_problem(problem)
    field = f" ({field_word(problem.field)})" if problem.field else ""
    return neutral(text) + field + (f". {neutral(hint)}" if hint else "")


def value(text: str | None) -> str:
    """A field's value in one line, shortened; "—" for none."""
    if text is None:
        return "—"
    return neutral(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
