"""`debug on|off|status`: for a time every exchange is kept in full."""

from contextlib import closing

import click

from aliexport_tui.cli.common import Shell, json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.operations import debugging
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.telling.words import local_time


@click.group("debug", cls=Shell, help=_("For a time every exchange with the marketplace is kept in full."))
def debug() -> None:
    pass


@debug.command("on", help=_("Switch it on; it ends by itself."))
@click.option("--for", "seconds", type=Duration(), default=7200, show_default="2h", help=_("So long: 30m, 2h, 1d."))
@pass_workspace
def on(workspace: Workspace, seconds: int) -> None:
    end = debugging.switch_on(workspace, seconds)
    talk(_("Every exchange is kept in full until {time}, then it ends by itself.").format(time=local_time(end)))


@debug.command("off", help=_("Switch it off."))
@pass_workspace
def off(workspace: Workspace) -> None:
    debugging.switch_off(workspace)
    talk(_("Debug mode is off."))


@debug.command("status", help=_("Is it on, and until when?"))
@json_option
@pass_workspace
def status(workspace: Workspace, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        end = debugging.until(db, workspace.clock.now_ms())
    if as_json:
        print_json({"on": end is not None, "until": end})
    else:
        click.echo(_("off") if end is None else _("on until {time}").format(time=local_time(end)))
