"""`timeline SKU`: what became of it, oldest first: imports, plans, requests and answers, readings of its card."""

from collections.abc import Iterator
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.cli.plan_text import plain_field, plain_problem
from aliexport_tui.engine.timeline import Moment, Timeline
from aliexport_tui.engine.timeline import timeline as told
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.store import accounts
from aliexport_tui.telling.change_text import field_text
from aliexport_tui.telling.timeline_text import sentence, shown_field
from aliexport_tui.telling.words import local_time

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
    yield f"{local_time(moment.at)}  {account}{sentence(moment)}"
    for field in moment.fields[:_FIELDS]:
        changed = moment.what == "planned" or field.before is not None
        yield "    " + (field_text(field, currency) if changed else shown_field(field, currency))
    if len(moment.fields) > _FIELDS:
        yield "    " + _("… and {count} more fields: --json").format(count=len(moment.fields) - _FIELDS)


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
        "text": sentence(moment),
        "fields": [plain_field(field) for field in moment.fields],
    }
