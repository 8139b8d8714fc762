"""`activity`: what people changed, who and from where, before -> after."""

from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import activity as store
from aliexport_tui.store.activity import Activity, Wanted
from aliexport_tui.telling.activity_text import changes, comment, subtype_name, type_name
from aliexport_tui.telling.words import local_time


@click.command(help=_("What people changed, newest first: who, from where, before and after; secrets are masked."))
@click.option("--type", "type_", default="", metavar="TYPE", help=_("Only of this type: profile, account, hold, order …"))
@click.option("--subject", default="", metavar="CODE", help=_("Only about this profile, account, order …"))
@click.option("--search", "text", default="", metavar="TEXT", help=_("Only with this text anywhere in it."))
@click.option("--since", type=Duration(), help=_("Only of so long: 12h, 7d."))
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=_("How many."))
@click.option("--show", type=int, metavar="ID", help=_("One line with what was before and after."))
@json_option
@pass_workspace
def activity(
    workspace: Workspace, type_: str, subject: str, text: str, since: int | None, limit: int, show: int | None, as_json: bool
) -> None:
    began = None if since is None else workspace.clock.now_ms() - since * 1000
    with closing(workspace.open()) as db:
        if show is None:
            found = store.latest(db, Wanted(type=type_, subject=subject, text=text, since=began), limit=limit)
        else:
            one = store.get(db, show)
            if one is None:
                raise ConfigError("activity.unknown", id=str(show))
            found = (one,)
    if as_json:
        print_json([_plain(one) for one in found])
    elif not found:
        talk(_("Nothing is written down here."))
    else:
        headings = ("id", _("time"), _("type"), _("sub-type"), _("about"), _("who"), _("comment"))
        print_table(headings, [_row(one) for one in found])
        if show is not None:
            for line in changes(found[0]):
                click.echo(f"  {line}")


def _row(one: Activity) -> tuple[str, ...]:
    return (
        str(one.id),
        local_time(one.at),
        type_name(one.type),
        subtype_name(one.subtype),
        neutral(one.subject),
        neutral(one.who),
        comment(one),
    )


def _plain(one: Activity) -> dict[str, Plain]:
    return {
        "id": one.id,
        "at": one.at,
        "type": one.type,
        "subtype": one.subtype,
        "subject": one.subject,
        "code": one.code,
        "comment": comment(one),
        "who": one.who,
        "before": one.before,
        "after": one.after,
    }
