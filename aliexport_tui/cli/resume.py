"""`resume`: ask at once for the state of everything open and follow it; nothing new is planned."""

import click
import msgspec

from aliexport_tui.cli.common import json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.cli.stopping import stop_on_signals
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ExitCode


@click.command(help=_("Ask for the state of everything that was sent and follow it to its end."))
@click.option("--account", metavar="CODE", help=_("Only this account; else every enabled one."))
@click.option("--verify-for", type=Duration(), default=60, show_default=True, help=_("Follow for so long: 90s, 60m, 1h."))
@json_option
@pass_workspace
@click.pass_context
def resume(ctx: click.Context, workspace: Workspace, account: str | None, verify_for: int, as_json: bool) -> None:
    from aliexport_tui.engine.runs.resuming import resume as go_on

    with stop_on_signals() as stop, bars_or_silence(workspace.clock) as progress:
        found = go_on(workspace, account, verify_s=verify_for, progress=progress, stop=stop)
    if as_json:
        print_json([msgspec.to_builtins(one) for one in found])
    elif found:
        print_table(
            (_("account"), _("state")),
            [(one.account, _state(one.worked, one.idle, one.still_open)) for one in found],
        )
    else:
        talk(_("There is no enabled account."))
    ctx.exit(0 if all(one.idle for one in found) else int(ExitCode.WAITING))


def _state(worked: bool, idle: bool, still_open: int) -> str:
    if idle:
        return _("nothing is open")
    if not worked:
        return _("another process works on it and was told to ask now; open groups: {count}").format(count=still_open)
    return _("still open groups: {count}").format(count=still_open)
