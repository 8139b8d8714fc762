"""`resend CODE`: send again only what has failed, or what has one particular problem."""

import click

from aliexport_tui.cli.common import json_option, pass_workspace, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.run_profile import Asked, run_and_report
from aliexport_tui.engine.runs.resending import order
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext


@click.command(help=_("Send again only the products that were rejected, are blocked or differ on the marketplace."))
@click.argument("code")
@click.option("--problem", metavar="PROBLEM", default="", help=_("Only those with this problem, by its code."))
@click.option("--parked", is_flag=True, help=_("Those that failed the same way again and again, too."))
@click.option("--dry-run", is_flag=True, help=_("Plan only: no request leaves."))
@click.option("--verify-for", type=Duration(), help=_("Follow what was sent for so long: 90s, 60m, 1h."))
@click.option(
    "--wait", type=Duration(), default=0, show_default=True, help=_("Wait so long for another run of the same kind to end.")
)
@json_option
@pass_workspace
@click.pass_context
def resend(
    ctx: click.Context,
    workspace: Workspace,
    code: str,
    problem: str,
    parked: bool,
    dry_run: bool,
    verify_for: int | None,
    wait: int,
    as_json: bool,
) -> None:
    found = order(workspace, code, problem=problem, parked=parked, verify_s=verify_for, dry_run=dry_run)
    if not as_json:
        text = ngettext("{count} product has failed.", "{count} products have failed.", found.products)
        talk(text.format(count=found.products))
    ordered = found.ordered
    asked = Asked(ordered.profile, ordered.action, dry_run=dry_run, wait_s=wait, run_id=ordered.run, try_parked=parked)
    ctx.exit(run_and_report(workspace, asked, as_json=as_json))
