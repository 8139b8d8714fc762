"""`plan CODE`: what an action would do, change by change, old -> new; stored, so that `apply` can send exactly this."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import json_option, pass_workspace
from aliexport_tui.cli.plan_text import ON_A_SCREEN, exit_code, limit_option, plan_json, plan_text, tell_next_step
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.engine.planning.document import changes
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.change import ACTIONS, Action
from aliexport_tui.store import plans


@click.command(help=_("What an action would do, field by field, old → new. It is stored; nothing is sent."))
@click.argument("code")
@click.option(
    "--action", type=click.Choice(ACTIONS), default="export", show_default=True, help=_("What the run does to the products.")
)
@limit_option
@json_option
@pass_workspace
@click.pass_context
def plan(ctx: click.Context, workspace: Workspace, code: str, action: Action, limit: int | None, as_json: bool) -> None:
    if limit is None:
        limit = ON_A_SCREEN if sys.stdout.isatty() and not as_json else 0
    with closing(workspace.open()) as db:
        with bars_or_silence(workspace.clock) as progress:
            made = plans.get(db, preview(db, workspace, code, action, None, progress))
        assert made is not None
        found = changes(db, made.id, limit or None)
        for line in plan_json(db, made, code, found) if as_json else plan_text(db, made, code, found):
            click.echo(line)
    if not as_json:
        tell_next_step(made, code)
    ctx.exit(int(exit_code(made)))
