"""`apply PLAN_ID`: send exactly what a plan shows; rows that have changed since are refused by name."""

import click

from aliexport_tui.cli.common import json_option, pass_workspace
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.run_profile import Asked, run_and_report
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _


@click.command(help=_("Send exactly what a plan shows. What has changed since on either side is refused, row by row."))
@click.argument("plan_id", metavar="PLAN_ID", type=click.IntRange(min=1))
@click.option("--verify-for", type=Duration(), help=_("Follow what was sent for so long: 90s, 60m, 1h."))
@click.option(
    "--wait", type=Duration(), default=0, show_default=True, help=_("Wait so long for another run of the same kind to end.")
)
@json_option
@pass_workspace
@click.pass_context
def apply(ctx: click.Context, workspace: Workspace, plan_id: int, verify_for: int | None, wait: int, as_json: bool) -> None:
    ordered = order(workspace, plan_id, verify_s=verify_for)
    asked = Asked(ordered.profile, ordered.action, wait_s=wait, run_id=ordered.run, plan=plan_id)
    ctx.exit(run_and_report(workspace, asked, as_json=as_json))
