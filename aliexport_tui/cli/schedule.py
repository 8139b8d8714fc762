"""`schedule …`: what runs by itself and when; systemd or cron are told, and call `schedule run`."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from aliexport_tui.cli.common import Plain, Shell, json_option, pass_workspace, print_json, print_table, talk
from aliexport_tui.cli.kinds import Duration
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.schedule import JOBS, Entry, Job
from aliexport_tui.telling.schedule_text import JOB_STATES, job_name, job_text, message_text, timing_words
from aliexport_tui.telling.words import age, local_time, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from aliexport_tui.engine.scheduling.installing import Where
    from aliexport_tui.engine.scheduling.status import EntryStatus

_WORST_FIRST = (
    ExitCode.INTERNAL,
    ExitCode.FILE,
    ExitCode.USAGE,
    ExitCode.UNREACHABLE,
    ExitCode.REJECTED,
    ExitCode.HELD,
    ExitCode.WAITING,
    ExitCode.BUSY,
    ExitCode.DONE,
)


@click.group("schedule", cls=Shell, help=_("What runs by itself: orders, stocks, prices, content; by systemd or cron."))
def schedule() -> None:
    pass


def place_options(command: "Callable[..., None]") -> "Callable[..., None]":
    options = (
        click.option("--systemd", "kind", flag_value="systemd", help=_("Timers of the user's own systemd.")),
        click.option("--cron", "kind", flag_value="cron", help=_("A marked block in the user's crontab.")),
        click.option(
            "--systemd-folder",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="FOLDER",
            help=_("Write the units here and start nothing."),
        ),
        click.option(
            "--crontab-file",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help=_("This crontab instead of the user's own."),
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@schedule.command("show", help=_("What should run when, and what `install` would write. Nothing is changed."))
@place_options
@json_option
@pass_workspace
def show(
    workspace: Workspace, kind: str | None, systemd_folder: Path | None, crontab_file: Path | None, as_json: bool
) -> None:
    from aliexport_tui.engine.scheduling import installing, settings
    from aliexport_tui.engine.scheduling.times import next_due

    now = workspace.clock.now_ms()
    with closing(workspace.open()) as db:
        shown = installing.show(workspace, db, _where(kind, systemd_folder, crontab_file))
        kept = settings.load(db)
        off = [
            Entry(job, subject, kept.timing(job, subject))
            for job in JOBS
            for subject in settings.subjects(db, job)
            if not kept.timing(job, subject).on
        ]
    if as_json:
        print_json(
            {
                "entries": [{**_plain(entry), "next": next_due(entry.timing, now)} for entry in shown.entries],
                "off": [_plain(entry) for entry in off],
                "texts": shown.texts,
            }
        )
        return
    rows = [
        (job_name(one.job), one.subject or "-", timing_words(one.timing), local_time(next_due(one.timing, now))[:16])
        for one in shown.entries
    ]
    rows += [(job_name(one.job), one.subject or "-", timing_words(one.timing), "-") for one in off]
    print_table((_("job"), _("of"), _("when"), _("next")), rows)
    for name, text in shown.texts.items():
        click.echo(f"\n{name}\n{text.rstrip()}" if name else f"\n{text.rstrip()}")


@schedule.command(
    "install", help=_("Tell systemd or cron, in place of what was told before. Other lines are never touched.")
)
@place_options
@pass_workspace
def install(workspace: Workspace, kind: str | None, systemd_folder: Path | None, crontab_file: Path | None) -> None:
    from aliexport_tui.engine.scheduling import installing

    with closing(workspace.open()) as db:
        written = installing.install(workspace, db, _where(kind, systemd_folder, crontab_file))
    count = len(written.entries)
    text = ngettext("Installed with {kind}: {count} job.", "Installed with {kind}: {count} jobs.", count)
    click.echo(text.format(kind=written.kind, count=count))
    if not count:
        talk(_("Nothing runs: there is no active profile, and no account whose orders are fetched."))
    if written.lingers is False:
        talk(_("These timers stop when you sign out. To let them run always: loginctl enable-linger"))


@schedule.command("remove", help=_("Take back what was installed. Other lines are never touched."))
@place_options
@pass_workspace
def remove(workspace: Workspace, kind: str | None, systemd_folder: Path | None, crontab_file: Path | None) -> None:
    from aliexport_tui.engine.scheduling import installing

    named = bool(kind or systemd_folder or crontab_file)
    with closing(workspace.open()) as db:
        was = installing.remove(workspace, db, _where(kind, systemd_folder, crontab_file) if named else None)
    click.echo(_("Removed: {kind}.").format(kind=was.kind) if was.kind else _("Nothing was installed."))


@schedule.command("status", help=_("What is due, what ran, what was missed."))
@json_option
@pass_workspace
def status(workspace: Workspace, as_json: bool) -> None:
    from aliexport_tui.engine.scheduling.status import status as look

    with closing(workspace.open()) as db:
        found = look(workspace, db)
    now = workspace.clock.now_ms()
    if as_json:
        print_json(
            {
                "kind": found.installed.kind,
                "place": found.installed.place,
                "installed_at": found.installed.at or None,
                "differs": found.differs,
                "entries": [_plain_status(one) for one in found.entries],
            }
        )
        return
    rows = [_status_row(one, now) for one in found.entries]
    print_table((_("job"), _("of"), _("when"), _("next"), _("last"), _("state"), _("missed"), _("message")), rows)
    if not found.installed.kind:
        talk(_("Nothing is installed, nothing runs by itself: aliexport-tui schedule install"))
    elif found.differs:
        talk(_("What is installed is not what should run: aliexport-tui schedule install"))


@schedule.command("set", help=_("Switch a job on or off, or say when it runs; for one profile or account, or for all."))
@click.argument("job", type=click.Choice(JOBS))
@click.argument("subject", required=False)
@click.option("--on/--off", "on", default=None, help=_("Whether it runs."))
@click.option("--every", type=Duration(), help=_("10m, 1h, 1d: what divides an hour or a day evenly."))
@click.option("--at", metavar="HH:MM", help=_("Counted from this time of day."))
@click.option("--usual", is_flag=True, help=_("As it was before anybody set it."))
@pass_workspace
def set_(
    workspace: Workspace,
    job: Job,
    subject: str | None,
    on: bool | None,
    every: int | None,
    at: str | None,
    usual: bool,
) -> None:
    from aliexport_tui.engine.scheduling import installing, settings

    if usual and (on is not None or every is not None or at):
        raise click.UsageError(_("--usual stands alone."))
    with closing(workspace.open()) as db:
        if usual:
            settings.set_timing(db, job, None, subject or "")
        else:
            before = settings.load(db).timing(job, subject or "")
            timing = msgspec.structs.replace(
                before,
                on=before.on if on is None else on,
                every=before.every if every is None else every // 60,
                at=at or before.at,
            )
            settings.set_timing(db, job, timing, subject or "")
        now = settings.load(db).timing(job, subject or "")
        differs = installing.differs(workspace, db)
    click.echo(f"{job_name(job)} {subject or ''}".rstrip() + f": {timing_words(now)}")
    if differs:
        talk(_("To let it take effect: aliexport-tui schedule install"))


@schedule.command("run", help=_("Do a job now and note it in the cron log; this is what timers call."))
@click.argument("job", type=click.Choice(JOBS))
@click.argument("subject", required=False)
@click.option("--due", is_flag=True, help=_("A timer calls: it counts as the time that was due."))
@json_option
@pass_workspace
def run(workspace: Workspace, job: Job, subject: str | None, due: bool, as_json: bool) -> None:
    from aliexport_tui.cli.alerts import letter_of
    from aliexport_tui.cli.progress import bars_or_silence
    from aliexport_tui.cli.stopping import stop_on_signals
    from aliexport_tui.engine.alerting.sending import send_alerts
    from aliexport_tui.engine.scheduling.running import run_job

    try:
        with stop_on_signals() as stop, bars_or_silence(workspace.clock) as progress:
            ran = run_job(workspace, job, subject, due=due, stop=stop, progress=progress)
    finally:
        send_alerts(workspace, letter_of(workspace))
    for one in ran:
        text = message_text(one.message, one.args)
        took = span(one.milliseconds / 1000)
        named = " ".join(filter(None, (job_name(one.job), one.subject)))
        line = f"{named}: {JOB_STATES[one.state]}, {took}" + (f": {text}" if text else "")
        if one.state == "failed":
            talk(line)
        elif not as_json:
            click.echo(line)
    if as_json:
        print_json([msgspec.to_builtins(one) for one in ran])
    elif not ran:
        talk(_("There is nobody to do it for."))
    if worst := min((ExitCode(one.exit_code) for one in ran), key=_WORST_FIRST.index, default=ExitCode.DONE):
        sys.exit(int(worst))


def _where(kind: str | None, systemd_folder: Path | None, crontab_file: Path | None) -> "Where":
    from aliexport_tui.engine.scheduling import installing

    if systemd_folder is not None and (crontab_file is not None or kind == "cron"):
        raise click.UsageError(_("Choose systemd or cron."))
    if crontab_file is not None and kind == "systemd":
        raise click.UsageError(_("Choose systemd or cron."))
    if systemd_folder is not None or kind == "systemd":
        return installing.Where("systemd", systemd_folder=systemd_folder)
    if crontab_file is not None or kind == "cron":
        return installing.Where("cron", crontab_file=crontab_file)
    return installing.Where(installing.usual_kind())


def _plain(entry: Entry) -> dict[str, Plain]:
    timing = entry.timing
    return {"job": entry.job, "subject": entry.subject, "on": timing.on, "every": timing.every, "at": timing.at}


def _plain_status(one: "EntryStatus") -> dict[str, Plain]:
    last = one.last
    return {
        **_plain(one.entry),
        "installed": one.installed,
        "next": one.next_at,
        "last_done": one.last_done_at,
        "missed": one.missed,
        "state": last.state if last else "",
        "executed": last.executed_at if last else None,
        "exit_code": last.exit_code if last else None,
        "message": job_text(last) if last else "",
    }


def _status_row(one: "EntryStatus", now: int) -> tuple[str, ...]:
    last = one.last
    return (
        job_name(one.entry.job),
        one.entry.subject or "-",
        timing_words(one.entry.timing),
        local_time(one.next_at)[:16] if one.next_at else "-",
        age(last.executed_at or last.scheduled_at or last.created_at, now) if last else "-",
        JOB_STATES[last.state] if last else "-",
        str(one.missed),
        job_text(last) if last else "",
    )
