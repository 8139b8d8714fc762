"""A stored plan as text and as JSON: each change with its fields, old -> new, what blocks or holds it, what is left out."""

from collections.abc import Iterator
from itertools import groupby

import click

from aliexport_tui.cli.common import Plain, json_text, talk
from aliexport_tui.engine.planning.document import PlannedChange
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render, render_problem
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name
from aliexport_tui.model.change import KINDS as CHANGE_KINDS
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import undoing
from aliexport_tui.store.accounts import currency_of_plan
from aliexport_tui.store.database import Database
from aliexport_tui.store.plan_view import groups
from aliexport_tui.store.plans import Plan
from aliexport_tui.telling.change_text import field_text, problem_text
from aliexport_tui.telling.words import KINDS, counted, local_time

ON_A_SCREEN = 100
"""Characters of a value in the text; the JSON has all of it."""

limit_option = click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=_("Print so many changes; 0 for all. Unless given: {count} on a terminal, else all.").format(count=ON_A_SCREEN),
)


def exit_code(made: Plan) -> ExitCode:
    """As a run of this plan would end at best: worst first."""
    if made.counts.get("blocked") or made.counts.get("skipped"):
        return ExitCode.REJECTED
    return ExitCode.HELD if made.counts.get("held") else ExitCode.DONE


def tell_next_step(made: Plan, code: str) -> None:
    """What a person would do with it now: send it, or decide first where all of it is held; nothing about an empty one."""
    if any(made.counts.get(kind) for kind in CHANGE_KINDS):
        talk(_("Nothing was sent. To send exactly this: aliexport-tui apply {plan}").format(plan=made.id))
    elif made.counts.get("held"):
        talk(_("Look at them: aliexport-tui holds list {profile}").format(profile=code))


def plan_text(db: Database, made: Plan, code: str, found: Iterator[PlannedChange]) -> Iterator[str]:
    """Line by line, as it is read; at the end how much of the plan `found` leaves out."""
    yield _("Plan {plan}: profile {profile}, {action}, {time}, {who}").format(
        plan=made.id,
        profile=code,
        action=action_name(made.action),
        time=local_time(made.created_at),
        who=neutral(made.who),
    )
    if (run := undoing.undoes(db, made.id)) is not None:
        yield _("It takes back what run {run} did.").format(run=run)
    yield _("Planned:  {counts}").format(counts=counted(KINDS, made.counts))
    currency = currency_of_plan(db, made.id)
    shown = 0
    for title, members in groupby(found, key=_title):
        yield ""
        yield title
        for change in members:
            shown += 1
            yield from _lines(change, currency)
    if left := _total(db, made) - shown:
        yield ""
        yield _("… and {count} more changes: --limit 0").format(count=left)


def _total(db: Database, made: Plan) -> int:
    return sum(group.count for group in groups(db, made.id))


def _title(change: PlannedChange) -> str:
    kind = KINDS[change.kind]
    state = {"blocked": KINDS["blocked"], "held": KINDS["held"], "stale": _("left out")}.get(change.state)
    return f"{kind} ({state}):" if state else f"{kind}:"


def _lines(change: PlannedChange, currency: str) -> Iterator[str]:
    yield f"  {neutral(change.name)} [{neutral(change.key)}]"
    if change.hold:
        yield f"    {render(change.hold, change.hold_args)}"
    for problem in change.problems:
        yield f"    × {problem_text(problem)}"
    for field in change.fields:
        yield f"    {field_text(field, currency)}"


def plan_json(db: Database, made: Plan, code: str, found: Iterator[PlannedChange], /, **more: Plain) -> Iterator[str]:
    """One object, written as it is read: a plan of 100,000 changes does not pass through memory."""
    head: dict[str, Plain] = {
        "plan": made.id,
        "profile": code,
        "action": made.action,
        "created": made.created_at,
        "who": made.who,
        "exit_code": int(exit_code(made)),
        "planned": made.counts,
        "total": _total(db, made),
        **more,
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
        "figures": change.hold_args,
        "reason": render(change.hold, change.hold_args) if change.hold else "",
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
