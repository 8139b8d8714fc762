"""`runs`: the newest runs, how they ended, who started them."""

from contextlib import closing

import click
import msgspec

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import action_name
from aliexport_tui.store import profiles
from aliexport_tui.store import runs as stored_runs
from aliexport_tui.store.runs import Run
from aliexport_tui.telling.words import local_time, run_end, span


@click.command(help=_("The newest runs and how they ended."))
@click.option("--profile", metavar="CODE", help=_("Only this profile's runs."))
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help=_("How many."))
@json_option
@pass_workspace
def runs(workspace: Workspace, profile: str | None, limit: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        chosen = profiles.get(db, profile).id if profile else None
        found = stored_runs.latest(db, limit=limit, profile=chosen)
    if as_json:
        print_json([_plain(run) for run in found])
    elif found:
        now = workspace.clock.now_ms()
        print_table(
            (_("run"), _("profile"), _("action"), _("started"), _("took"), _("end"), _("by")),
            [_line(run, now) for run in found],
        )
    else:
        talk(_("There are no runs yet."))


def _line(run: Run, now: int) -> tuple[str, ...]:
    took = span(max(0, (run.ended_at or now) - run.started_at) / 1000)
    end = run_end(run.state, run.exit_code)
    if run.dry_run:
        end = _("{end}, dry run").format(end=end)
    who = _("console") if run.mode == "by_hand" else _("headless")
    return (
        str(run.id),
        run.profile_code,
        action_name(run.action),
        local_time(run.started_at),
        took,
        end,
        f"{neutral(run.who)} ({who})",
    )


def _plain(run: Run) -> dict[str, Plain]:
    summary = msgspec.json.decode(run.summary) if run.summary else None
    return {**msgspec.to_builtins(run), "profile": run.profile_code, "summary": summary}
