"""`profile rehearse`: the same export, to a simulated marketplace with the account's own categories."""

from contextlib import closing

import click

from aliexport_tui.cli.common import pass_workspace, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _


@click.command(
    "rehearse",
    help=_(
        "Make or refresh a copy of the profile that exports to a simulated marketplace with the account's own categories."
    ),
)
@click.argument("code")
@click.option("--drop", is_flag=True, help=_("Remove the copy, its account and its marketplace again."))
@pass_workspace
def rehearse(workspace: Workspace, code: str, drop: bool) -> None:
    from aliexport_tui.engine import rehearsing
    from aliexport_tui.engine.chores import chore

    with closing(workspace.open()) as db:
        if drop:
            rehearsing.drop(workspace, db, code)
            talk(_("The rehearsal of {code} is gone.").format(code=code))
            return
        with chore(workspace, "rehearse", code):
            made = rehearsing.rehearse(workspace, db, code)
    click.echo(made)
    talk(_("Rehearse with: aliexport-tui --run-profile {code}").format(code=made))
