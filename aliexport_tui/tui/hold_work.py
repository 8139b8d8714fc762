"""Deciding about held changes: which are meant, and what became of the word."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from aliexport_tui.engine import holds
from aliexport_tui.engine.holds import Decided
from aliexport_tui.messages.words import hold_name
from aliexport_tui.store.decisions import Verdict
from aliexport_tui.store.plan_view import ChangeRow
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


def ask(
    console: "Console",
    verdict: Verdict,
    row: ChangeRow,
    groups: Mapping[str, Sequence[int]],
    then: Callable[[], None],
) -> None:
    """`groups`: reason -> changes held for it, "" for all that are held."""
    same, everything = groups[row.hold], groups[""]
    choices = [Choice("this", _("only this: {name}").format(name=neutral(row.name)))]
    if len(same) > 1:
        text = _("all held for “{reason}” ({count})")
        choices.append(Choice("same", text.format(reason=hold_name(row.hold), count=number(len(same)))))
    if len(everything) > len(same):
        choices.append(Choice("all", _("all that are held ({count})").format(count=number(len(everything)))))
    meant = {"this": [row.id], "same": same, "all": everything}

    def chosen(value: object) -> None:
        if isinstance(value, str):
            _decide(console, verdict, meant[value], then)

    title = _("Approve: send as it is") if verdict == "approved" else _("Leave out of every plan")
    console.push_screen(Choose(title, choices, "this"), chosen)


def ask_marked(console: "Console", verdict: Verdict, ids: Sequence[int], then: Callable[[], None]) -> None:
    """What was marked; of them, what is held."""
    if not ids:
        console.notify(_("None of the marked changes is held."), severity="warning", timeout=4)
        return
    if verdict == "approved":
        title = ngettext("Approve {count} change?", "Approve {count} changes?", len(ids))
        lines = [_("They are sent as they are.")]
    else:
        title = ngettext("Leave out {count} change?", "Leave out {count} changes?", len(ids))
        lines = [_("No plan has them until the shop or the marketplace changes them.")]

    def answered(answer: object) -> None:
        if answer == "yes":
            _decide(console, verdict, ids, then)

    console.push_screen(Confirm(title.format(count=number(len(ids))), lines), answered)


def _decide(console: "Console", verdict: Verdict, ids: Sequence[int], then: Callable[[], None]) -> None:
    def work() -> Decided:
        db = console.workspace.open()
        try:
            return (holds.approve if verdict == "approved" else holds.drop)(db, console.workspace, ids)
        finally:
            db.close()

    def told(done: Decided) -> None:
        if verdict == "approved":
            text = ngettext("Approved: {count} change.", "Approved: {count} changes.", done.changes)
            lines = [text.format(count=number(done.changes))]
            lines.append(_("Sent with the plan, key a.") if done.plans else _("The next run sends it."))
        else:
            text = ngettext("Left out: {count} change.", "Left out: {count} changes.", done.changes)
            lines = [text.format(count=number(done.changes))]
        console.notify("\n".join(lines), markup=False)
        then()

    in_background(console, work, told, group="decide")
