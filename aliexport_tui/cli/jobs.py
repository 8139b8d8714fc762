"""`jobs`: the cron log, newest first."""

from contextlib import closing

import click

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.schedule import JOBS
from aliexport_tui.store import jobs as store
from aliexport_tui.store.jobs import JobRow
from aliexport_tui.telling.schedule_text import JOB_STATES, job_name, job_text
from aliexport_tui.telling.words import local_time


@click.command(help=_("The cron log: what ran by itself or should have, newest first."))
@click.option("--job", type=click.Choice(JOBS), metavar="JOB", help=_("Only this job: orders, stock, price …"))
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=_("How many."))
@json_option
@pass_workspace
def jobs(workspace: Workspace, job: str | None, limit: int, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = store.latest(db, limit=limit, code=job or "")
    if as_json:
        print_json([_plain(one) for one in found])
    elif not found:
        talk(
            _("The cron log has nothing of this job.")
            if job
            else _("No job has run by itself yet: aliexport-tui schedule show")
        )
    else:
        headings = ("id", _("job"), _("for"), _("state"), _("scheduled"), _("began"), _("ended"), _("code"), _("message"))
        print_table(headings, [_row(one) for one in found])


def _row(one: JobRow) -> tuple[str, ...]:
    return (
        str(one.id),
        job_name(one.code),
        neutral(one.subject),
        JOB_STATES[one.state],
        _time(one.scheduled_at),
        _time(one.executed_at),
        _time(one.finished_at),
        "" if one.exit_code is None else str(one.exit_code),
        job_text(one),
    )


def _time(at: int | None) -> str:
    return local_time(at) if at else "-"


def _plain(one: JobRow) -> dict[str, Plain]:
    return {
        "id": one.id,
        "job": one.code,
        "subject": one.subject,
        "state": one.state,
        "message": job_text(one),
        "exit_code": one.exit_code,
        "run": one.run,
        "created_at": one.created_at,
        "scheduled_at": one.scheduled_at,
        "executed_at": one.executed_at,
        "finished_at": one.finished_at,
        "who": one.who,
    }
