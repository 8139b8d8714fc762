"""What the schedule screen asks of the engine. systemctl and crontab are asked in threads."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.schedule import JOBS, OF_ACCOUNT, OF_PROFILE, Entry, Installed, Job, Timing
from aliexport_tui.store.database import Database
from aliexport_tui.telling.schedule_text import job_name
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import timing_fields
from aliexport_tui.tui.forms.fields import Values
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.engine.scheduling.installing import Kind, Where
    from aliexport_tui.engine.scheduling.status import EntryStatus
    from aliexport_tui.tui.app import Console

Then = Callable[[], None]


@dataclass(frozen=True)
class Line:
    """A job for all (`subject` ""), or for one profile or account. `own`: it has times of its own. `status`: of what should
    run by itself."""

    job: Job
    subject: str
    timing: Timing
    own: bool
    status: "EntryStatus | None" = None

    @property
    def is_general(self) -> bool:
        """Says when it runs for all, and runs for nobody itself."""
        return not self.subject and self.job in (*OF_PROFILE, *OF_ACCOUNT)


@dataclass(frozen=True)
class Found:
    """`differs`: what is installed is not what should run."""

    lines: tuple[Line, ...]
    installed: Installed
    differs: bool


def read(workspace: Workspace, db: Database) -> Found:
    """Asks systemd or cron too: for a thread. Nothing is written."""
    from aliexport_tui.engine.scheduling import settings
    from aliexport_tui.engine.scheduling.status import look

    schedule, found = settings.load(db), look(workspace, db)
    by_entry = {(one.entry.job, one.entry.subject): one for one in found.entries}
    lines = []
    for job in JOBS:
        subjects = settings.subjects(db, job)
        if subjects != ("",):
            lines.append(Line(job, "", schedule.timing(job), job in schedule.jobs))
        for subject in subjects:
            own = job in (schedule.overrides.get(subject, {}) if subject else schedule.jobs)
            lines.append(Line(job, subject, schedule.timing(job, subject), own, by_entry.get((job, subject))))
    return Found(tuple(lines), found.installed, found.differs)


def timing_form(console: "Console", line: Line, general: Timing, then: Then) -> FormScreen:
    """For all, or for one alone. `then`: when it is kept."""

    def save(values: Values) -> dict[str, str]:
        from aliexport_tui.engine.scheduling import settings

        timing, faults = timing_fields.timing_from(values)
        if not faults:
            with closing(console.workspace.open()) as db:
                settings.set_timing(db, line.job, timing, line.subject)
        return faults

    title = " · ".join(filter(None, (job_name(line.job), neutral(line.subject), _("for all") if line.is_general else "")))
    fields = timing_fields.fields(general if line.subject else None)
    values = timing_fields.values_of(line.timing, own=line.own)
    return FormScreen(
        title, fields, {name: values[name] for name in (field.name for field in fields)}, save, then=lambda _values: then()
    )


def switch(console: "Console", line: Line, general: Timing, then: Then) -> None:
    """On or off, for it alone where it is one of several; what is as for all by that is no longer its own."""
    from msgspec.structs import replace

    def work() -> None:
        from aliexport_tui.engine.scheduling import settings

        turned = replace(line.timing, on=not line.timing.on)
        with closing(console.workspace.open()) as db:
            settings.set_timing(db, line.job, None if line.subject and turned == general else turned, line.subject)

    in_background(console, work, lambda _made: then(), group="schedule")


def run_now(console: "Console", line: Line) -> None:
    """A process of its own, which goes on without the console."""

    def start() -> None:
        from aliexport_tui.engine.runs.launching import start_job

        start_job(console.workspace, line.job, line.subject)

    def started(_nothing: None) -> None:
        told = _("{job} has begun. It goes on if you leave; the cron log says how it ended.")
        console.notify(told.format(job=" ".join(filter(None, (job_name(line.job), neutral(line.subject))))), markup=False)

    in_background(console, start, started, group="schedule")


# ---- systemd and cron ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Texts:
    """What would be written, as lines."""

    kind: "Kind"
    entries: tuple[Entry, ...]
    lines: tuple[str, ...]


def usual_kind() -> "Kind":
    from aliexport_tui.engine.scheduling.installing import usual_kind as engine

    return engine()


def texts(workspace: Workspace, kind: "Kind") -> Texts:
    """Nothing is changed. Raises ConfigError `schedule.*`."""
    from aliexport_tui.engine.scheduling import installing, systemd

    with closing(workspace.open()) as db:
        shown = installing.show(workspace, db, _where(kind))
    lines: list[str] = []
    for name, text in shown.texts.items():
        if name:
            lines += ["", f"── {systemd.usual_folder() / name}"]
        lines += text.splitlines()
    return Texts(kind, shown.entries, tuple(lines))


def install(console: "Console", kind: "Kind", then: Then) -> None:
    """In place of what was installed before."""

    def work() -> tuple[int, bool | None]:
        from aliexport_tui.engine.scheduling import installing

        with closing(console.workspace.open()) as db:
            written = installing.install(console.workspace, db, _where(kind))
        return len(written.entries), written.lingers

    def done(made: tuple[int, bool | None]) -> None:
        count, lingers = made
        then()
        told = ngettext("Installed: {count} job runs by itself.", "Installed: {count} jobs run by themselves.", count)
        console.notify(told.format(count=number(count)))
        if lingers is False:
            text = _("These timers stop when you sign out. To let them run always: loginctl enable-linger")
            console.notify(text, severity="warning", markup=False, timeout=15)

    in_background(console, work, done, group="schedule")


def remove(console: "Console", then: Then) -> None:
    """Taken back from wherever it was installed."""

    def work() -> None:
        from aliexport_tui.engine.scheduling import installing

        with closing(console.workspace.open()) as db:
            installing.remove(console.workspace, db)

    in_background(console, work, lambda _made: then(), group="schedule")


def _where(kind: "Kind") -> "Where":
    from aliexport_tui.engine.scheduling.installing import Where

    return Where(kind)
