"""Problems in groups, as text and as JSON."""

from collections.abc import Sequence

from aliexport_tui.cli.common import Plain
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.store.problems import ProblemGroup


def titled_groups(groups: Sequence[ProblemGroup]) -> list[str]:
    """What blocks, then what only deserves a look; nothing when there is nothing."""
    lines: list[str] = []
    for severity, title in (("error", _("Problems:")), ("warning", _("Warnings, which block nothing:"))):
        found = [group for group in groups if group.severity == severity]
        if found:
            lines += ["", title, *(line for group in found for line in _lines(group))]
    return lines


def _lines(group: ProblemGroup) -> list[str]:
    """How many, what, where for example, and what helps."""
    text, hint = render_problem(group.example)
    field = f" ({field_word(group.field)})" if group.field else ""
    lines = [f"{group.count:>6} × {neutral(text)}{field} [{neutral(group.code)}]"]
    lines.append("         " + _("for example {example}").format(example=example(group)))
    if hint:
        lines.append(f"         {neutral(hint)}")
    return lines


def plain_group(group: ProblemGroup) -> dict[str, Plain]:
    return {
        "code": group.code,
        "count": group.count,
        "message": render_problem(group.example)[0],
        "field": group.field,
        "example": example(group),
    }


def example(group: ProblemGroup) -> str:
    """A product by name, with its place in the shop's data."""
    return neutral(" — ".join(part for part in (group.product, str(group.example.place).strip()) if part))
