"""`plan CODE`: what an action would do, change by change, old -> new; stored, so that `apply` can send exactly this."""

import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby

import click

from aliexport_tui.cli.common import Plain, json_option, json_text, pass_workspace, talk
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.cli.words import KINDS, counted, local_time
from aliexport_tui.engine.planning.document import PlannedChange, changes
from aliexport_tui.engine.previewing import preview
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render, render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name
from aliexport_tui.model.change import ACTIONS, Action, FieldChange
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import plans
from aliexport_tui.store.plan_view import groups
from aliexport_tui.store.plans import Plan

_ON_A_SCREEN = 100
_LONGEST = 120
"""Characters of a value in the text; the JSON has all of it."""


@click.command(help=_("What an action would do, field by field, old → new. It is stored; nothing is sent."))
@click.argument("code")
@click.option(
    "--action", type=click.Choice(ACTIONS), default="export", show_default=True, help=_("What the run does to the products.")
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=_("Print so many changes; 0 for all. Unless given: {count} on a terminal, else all.").format(count=_ON_A_SCREEN),
)
@json_option
@pass_workspace
@click.pass_context
def plan(ctx: click.Context, workspace: Workspace, code: str, action: Action, limit: int | None, as_json: bool) -> None:
    if limit is None:
        limit = _ON_A_SCREEN if sys.stdout.isatty() and not as_json else 0
    with closing(workspace.open()) as db:
        with bars_or_silence(workspace.clock) as progress:
            made = plans.get(db, preview(db, workspace, code, action, None, progress))
        assert made is not None
        total = sum(count for _kind, _state, count in groups(db, made.id))
        found = changes(db, made.id, limit or None)
        for line in _json(made, code, total, found) if as_json else _text(made, code, total, found):
            click.echo(line)
    if not as_json:
        talk(_("Nothing was sent. To send exactly this: aliexport-tui apply {plan}").format(plan=made.id))
    ctx.exit(int(exit_code(made)))


def exit_code(made: Plan) -> ExitCode:
    """As a run of this plan would end at best: worst first."""
    if made.counts.get("blocked"):
        return ExitCode.REJECTED
    return ExitCode.HELD if made.counts.get("held") else ExitCode.DONE


def _text(made: Plan, code: str, total: int, found: Iterator[PlannedChange]) -> Iterator[str]:
    yield _("Plan {plan}: profile {profile}, {action}, {time}, {who}").format(
        plan=made.id,
        profile=code,
        action=action_name(made.action),
        time=local_time(made.created_at),
        who=neutral(made.who),
    )
    yield _("Planned:  {counts}").format(counts=counted(KINDS, made.counts))
    shown = 0
    for title, members in groupby(found, key=_title):
        yield ""
        yield title
        for change in members:
            shown += 1
            yield from _lines(change)
    if left := total - shown:
        yield ""
        yield _("… and {count} more changes: --limit 0").format(count=left)


def _title(change: PlannedChange) -> str:
    kind = KINDS[change.kind]
    state = {"blocked": KINDS["blocked"], "held": KINDS["held"]}.get(change.state)
    return f"{kind} ({state}):" if state else f"{kind}:"


def _lines(change: PlannedChange) -> Iterator[str]:
    yield f"  {neutral(change.name)} [{neutral(change.key)}]"
    if change.hold:
        yield f"    {render(change.hold, {})}"
    for problem in change.problems:
        yield f"    × {problem_text(problem)}"
    for field in change.fields:
        yield f"    {neutral(field.field)}: {value(field.before)} → {value(field.after)}"


def problem_text(problem: Problem) -> str:
    """What is wrong, where, and what to do, in one line."""
    text, hint = render_problem(problem)
    field = f" ({neutral(problem.field)})" if problem.field else ""
    return neutral(text) + field + (f". {neutral(hint)}" if hint else "")


def value(text: str | None) -> str:
    """A field's value in one line, shortened; "—" for none."""
    if text is None:
        return "—"
    return neutral(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def _json(made: Plan, code: str, total: int, found: Iterator[PlannedChange]) -> Iterator[str]:
    """One object, written as it is read: a plan of 100,000 changes does not pass through memory."""
    head: dict[str, Plain] = {
        "plan": made.id,
        "profile": code,
        "action": made.action,
        "created": made.created_at,
        "who": made.who,
        "exit_code": int(exit_code(made)),
        "planned": made.counts,
        "total": total,
    }
    yield json_text(head, indent=2).removesuffix("\n}") + ',\n  "changes": ['
    before = ""
    for change in found:
        if before:
            yield before + ","
        before = "    " + json_text(_plain(change))
    if before:
        yield before
    yield "  ]\n}"


def _plain(change: PlannedChange) -> dict[str, Plain]:
    return {
        "id": change.id,
        "kind": change.kind,
        "state": change.state,
        "hold": change.hold,
        "key": change.key,
        "name": change.name,
        "fields": [plain_field(field) for field in change.fields],
        "problems": [plain_problem(problem) for problem in change.problems],
    }


def plain_field(field: FieldChange) -> dict[str, Plain]:
    return {"field": field.field, "before": field.before, "after": field.after}


def plain_problem(problem: Problem) -> dict[str, Plain]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "field": problem.field,
        "message": render_problem(problem)[0],
        "place": str(problem.place),
    }
