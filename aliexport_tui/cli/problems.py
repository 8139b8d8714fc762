"""`problems CODE`: the profile's problems in groups, each with what mends it."""

from contextlib import closing

import click

from aliexport_tui.cli.common import json_option, pass_workspace, print_json, talk
from aliexport_tui.cli.groups import plain_group, titled_groups
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.wants import LANES
from aliexport_tui.store import causes, profiles
from aliexport_tui.store import problems as stored_problems


@click.command(help=_("A profile's problems in groups, each with an example and advice."))
@click.argument("code")
@json_option
@pass_workspace
def problems(workspace: Workspace, code: str, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        profile = profiles.get(db, code).id
        groups = stored_problems.grouped(db, profile, LANES)
        looked_at = causes.is_looked_at(db, profile)
    if as_json:
        print_json(
            [
                {
                    **plain_group(group),
                    "severity": group.severity,
                    "stage": group.stage,
                    "hint": render_problem(group.example)[1],
                }
                for group in groups
            ]
        )
        return
    for line in titled_groups(groups)[1:]:
        click.echo(line)
    if not groups:
        unknown = _("No product of this profile has been looked at yet: aliexport-tui plan {code} does it.")
        talk(_("No problems.") if looked_at else unknown.format(code=code))
