"""One change in full: why it is held or blocked, then every field, before → after."""

from collections.abc import Sequence

from rich.text import Text

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render, render_problem
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.problem import Problem
from aliexport_tui.store.plan_view import ChangeRow
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.word_diff import is_long, parts
from aliexport_tui.tui.words import _, neutral

_MOST_FIELDS = 300
_FIELD_CELLS = 34
_STYLES = {"same": "", "out": "red strike", "in": "green underline"}
_SIGNS = {"same": "", "out": "−", "in": "+"}


def change_text(row: ChangeRow, problems: Sequence[Problem], fields: Sequence[FieldChange]) -> Text:
    text = Text()
    if row.hold:
        text.append(f"! {neutral(render(row.hold, row.hold_args))}\n", "yellow")
    for problem in problems:
        message, hint = render_problem(problem)
        text.append(f"✗ {neutral(message)}", "red" if problem.severity == "error" else "yellow")
        text.append(f" · {field_word(problem.field)}\n", "dim")
        if hint:
            text.append(f"  → {neutral(hint)}\n", "dim")
    for change in fields[:_MOST_FIELDS]:
        _append(text, change)
    if len(fields) > _MOST_FIELDS:
        text.append(_("… and {count} fields more").format(count=len(fields) - _MOST_FIELDS), "dim")
    return text


def _append(text: Text, change: FieldChange) -> None:
    before = None if change.before is None else neutral(change.before)
    after = None if change.after is None else neutral(change.after)
    text.append(f"{fit(field_word(change.field), _FIELD_CELLS)} ", "dim")
    if before is not None and after is not None and is_long(before, after):
        text.append("\n  ")
        for how, words in parts(before, after):
            # By sign as well as by colour: [−old−] [+new+].
            sign = _SIGNS[how]
            text.append(f"[{sign}{words}{sign}]" if sign else words, _STYLES[how])
    else:
        if before is not None:
            text.append(before, "red")
            text.append(" → ")
        text.append(after if after is not None else _("nothing"), "green")
    text.append("\n")
