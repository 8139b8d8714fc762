"""`vacuum`: the file written anew without what holds nothing."""

import click

from aliexport_tui.cli.common import json_option, pass_workspace, print_json
from aliexport_tui.engine.operations.vacuum import vacuum as engine
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _


@click.command(help=_("Write the shop's file anew without what holds nothing; nobody may be at work meanwhile."))
@json_option
@pass_workspace
def vacuum(workspace: Workspace, as_json: bool) -> None:
    done = engine(workspace)
    if as_json:
        print_json({"before": done.before, "after": done.after})
    else:
        click.echo(_("{before} → {after} bytes").format(before=done.before, after=done.after))
