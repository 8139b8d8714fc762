"""`retention show|set|apply|truncate`: how long and how much of each log is kept."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.operations import retention as work
from aliexport_tui.engine.operations.retention import Kept
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.store.retention import LOGS
from aliexport_tui.telling.words import age

_MB = 1 << 20


@click.group("retention", cls=Shell, help=_("How long and how much of each log is kept."))
def retention() -> None:
    pass


@retention.command("show", help=_("Every log: how much there is, and what is kept of it."))
@json_option
@pass_workspace
def show(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = work.show(db)
    if as_json:
        print_json(
            [
                {
                    "log": one.extent.log,
                    "rows": one.extent.rows,
                    "size": one.extent.size,
                    "oldest": one.extent.oldest,
                    "days": one.limit.days,
                    "megabytes": one.limit.megabytes,
                }
                for one in found
            ]
        )
        return
    now = workspace.clock.now_ms()
    headings = (_("log"), _("lines"), "MB", _("oldest"), _("days kept"), _("MB kept"))
    print_table(headings, [_row(one, now) for one in found])


def _row(one: Kept, now: int) -> tuple[str, ...]:
    unlimited = _("no limit")
    return (
        one.extent.log,
        str(one.extent.rows),
        str(one.extent.size // _MB),
        age(one.extent.oldest, now),
        str(one.limit.days or unlimited),
        str(one.limit.megabytes or unlimited),
    )


@retention.command("set", help=_("Change what is kept of one log; what is not named stays."))
@click.argument("log", type=click.Choice(LOGS))
@click.option("--days", type=click.IntRange(0, 3650), help=_("So long; 0: no limit."))
@click.option("--megabytes", type=click.IntRange(0, 1_000_000), help=_("So much, the newest; 0: no limit."))
@pass_workspace
def change(workspace: Workspace, log: str, days: int | None, megabytes: int | None) -> None:
    if days is None and megabytes is None:
        raise click.UsageError(_("Name --days, --megabytes or both."))
    limit = work.change(workspace, log, days=days, megabytes=megabytes)
    told = _("{log}: {days} days, {megabytes} MB (0: no limit)")
    talk(told.format(log=neutral(log), days=limit.days, megabytes=limit.megabytes))


@retention.command("apply", help=_("Cut every log to its limits now; it happens once a day by itself."))
@json_option
@pass_workspace
def apply(workspace: Workspace, as_json: bool) -> None:
    gone = work.apply(workspace)
    if as_json:
        print_json({str(log): count for log, count in gone.items()})
        return
    for log, count in gone.items():
        if count:
            click.echo(_("{log}: {count} lines went").format(log=log, count=count))
    if not any(gone.values()):
        talk(_("Nothing is over its limit."))


@retention.command("truncate", help=_("Empty one log. Limits by age and size do this bit by bit: retention set."))
@click.argument("log", type=click.Choice(LOGS))
@click.option("--yes", is_flag=True, help=_("Don't ask."))
@pass_workspace
def truncate(workspace: Workspace, log: str, yes: bool) -> None:
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(_("Without a terminal: --yes"))
        with closing(workspace.open()) as db:
            rows = next(one.extent.rows for one in work.show(db) if one.extent.log == log)
        click.confirm(_("Remove all {count} lines of {log}?").format(count=rows, log=log), abort=True, err=True)
    talk(_("{log}: {count} lines went").format(log=log, count=work.truncate(workspace, log)))
