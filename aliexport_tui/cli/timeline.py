"""`timeline SKU`: what became of it, oldest first: imports, plans, requests and answers, readings of its card."""

from collections.abc import Iterator
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.cli.plan_text import field_side, field_text, plain_field, plain_problem, problem_text
from aliexport_tui.cli.words import CHANGE_STATES, KINDS, local_time
from aliexport_tui.engine.timeline import Moment, Timeline
from aliexport_tui.engine.timeline import timeline as told
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.message import fill
from aliexport_tui.messages.registry import render, render_event
from aliexport_tui.messages.subjects.holds import MESSAGES as HOLDS
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name, lane_names
from aliexport_tui.model.change import FieldChange
from aliexport_tui.store import accounts

_TOLD_AT_ONCE = ("ready", "blocked", "held", "sending", "stale")
"""States of a change that stand beside its planning; the others come as a moment of their own."""
_FIELDS = 8
"""Of one moment in the text; the JSON has all of them."""


@click.command(help=_("What became of a SKU, oldest first: imports, plans, requests and answers, readings of its card."))
@click.argument("sku")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=200, show_default=True, help=_("How many of the newest moments.")
)
@json_option
@pass_workspace
def timeline(workspace: Workspace, sku: str, limit: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = told(db, sku, limit=limit)
        currencies = {one.code: one.currency for one in accounts.every(db)}
    if as_json:
        print_json([_plain(one) for one in found])
        return
    for number, one in enumerate(found):
        if number:
            click.echo("")
        click.echo(f"{neutral(one.product.name)} [{neutral(one.product.key)}]")
        if one.left_out:
            click.echo(_("{count} older moments are left out: --limit").format(count=one.left_out))
        for moment in one.moments:
            for line in _lines(moment, currencies.get(moment.account, "")):
                click.echo(line)


def _lines(moment: Moment, currency: str) -> Iterator[str]:
    account = f"{neutral(moment.account)}: " if moment.account else ""
    yield f"{local_time(moment.at)}  {account}{_sentence(moment)}"
    for field in moment.fields[:_FIELDS]:
        changed = moment.what == "planned" or field.before is not None
        yield "    " + (field_text(field, currency) if changed else _shown(field, currency))
    if len(moment.fields) > _FIELDS:
        yield "    " + _("… and {count} more fields: --json").format(count=len(moment.fields) - _FIELDS)


def _shown(field: FieldChange, currency: str) -> str:
    return f"{field_word(field.field)}: {field_side(field, field.after, currency)}"


def _sentence(moment: Moment) -> str:
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


def _plain(one: Timeline) -> dict[str, Plain]:
    return {
        "key": one.product.key,
        "name": one.product.name,
        "source": one.source,
        "skus": list(one.asked),
        "left_out": one.left_out,
        "moments": [_plain_moment(moment) for moment in one.moments],
    }


def _plain_moment(moment: Moment) -> dict[str, Plain]:
    event = moment.event
    more: dict[str, Plain] = {"code": event.code, "args": event.args, "run": event.run} if event else {}
    if moment.problem:
        more = {"problem": plain_problem(moment.problem)}
    return {
        "at": moment.at,
        "what": moment.what,
        "account": moment.account,
        "who": moment.who,
        **moment.args,
        **more,
        "text": _sentence(moment),
        "fields": [plain_field(field) for field in moment.fields],
    }
