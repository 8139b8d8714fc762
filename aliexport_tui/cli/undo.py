"""`undo RUN_ID`: plan the reverse of a run of prices, stocks or being on sale; with --apply, send it."""

import sys
from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.cli.plan_text import ON_A_SCREEN, exit_code, limit_option, plan_json, plan_text, tell_next_step
from aliexport_tui.cli.progress import bars_or_silence
from aliexport_tui.cli.run_profile import Asked, plain_refused, run_and_report
from aliexport_tui.engine.planning.document import changes
from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.undoing import Undone
from aliexport_tui.engine.runs.undoing import undo as plan_undo
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.store import plans, refusals
from aliexport_tui.telling.words import KINDS, counted


@click.command(
    help=_("Plan to take back the prices, stocks and being on sale that a run has sent; what has changed since is left out.")
)
@click.argument("run_id", metavar="RUN_ID", type=click.IntRange(min=1))
@click.option("--apply", "apply_it", is_flag=True, help=_("Send the plan at once."))
@limit_option
@click.option("--verify-for", type=Duration(), help=_("Follow what was sent for so long: 90s, 60m, 1h."))
@click.option(
    "--wait", type=Duration(), default=0, show_default=True, help=_("Wait so long for another run of the same kind to end.")
)
@json_option
@pass_workspace
@click.pass_context
def undo(
    ctx: click.Context,
    workspace: Workspace,
    run_id: int,
    apply_it: bool,
    limit: int | None,
    verify_for: int | None,
    wait: int,
    as_json: bool,
) -> None:
    if limit is None:
        limit = ON_A_SCREEN if sys.stdout.isatty() and not as_json else 0
    with bars_or_silence(workspace.clock) as progress:
        made = plan_undo(workspace, run_id, progress)
    told: dict[str, Plain] = {
        "undoes": run_id,
        "skipped": _skipped(workspace, made) if as_json else [],
        "untouched": made.untouched,
    }
    going = apply_it and made.ready > 0
    code = _print(workspace, made, limit, told, as_json=as_json, silent=as_json and going)
    if made.untouched:
        talk(_("Left as it is, since it can't be taken back: {counts}").format(counts=counted(KINDS, made.untouched)))
    if going:
        ended = _apply(workspace, made, told, verify_for, wait, as_json=as_json)
        code = code if code == ExitCode.REJECTED and ended in (0, 4, 5) else ended
    elif not as_json:
        with closing(workspace.open()) as db:
            plan = plans.get(db, made.plan)
        assert plan is not None
        tell_next_step(plan, made.profile)
    ctx.exit(code)


def _skipped(workspace: Workspace, made: Undone) -> list[Plain]:
    """The rows that are left out, each with its reason."""
    if not made.skipped:
        return []
    with closing(workspace.open()) as db:
        return [plain_refused(one) for one in refusals.refused_of(db, "plan", made.plan)]


def _print(workspace: Workspace, made: Undone, limit: int, told: dict[str, Plain], *, as_json: bool, silent: bool) -> int:
    """The plan; its exit code."""
    with closing(workspace.open()) as db:
        plan = plans.get(db, made.plan)
        assert plan is not None
        if not silent:
            found = changes(db, plan.id, limit or None)
            lines = plan_json(db, plan, made.profile, found, **told) if as_json else plan_text(db, plan, made.profile, found)
            for line in lines:
                click.echo(line)
    return int(exit_code(plan))


def _apply(
    workspace: Workspace, made: Undone, told: dict[str, Plain], verify_s: int | None, wait_s: int, *, as_json: bool
) -> int:
    ordered = order(workspace, made.plan, verify_s=verify_s)
    asked = Asked(ordered.profile, ordered.action, wait_s=wait_s, run_id=ordered.run, plan=made.plan)
    return run_and_report(workspace, asked, as_json=as_json, told=told)
