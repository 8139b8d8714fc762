"""The cron log: each time that a job was due or was started, and how it ended (seed 002 §7.2)."""

from array import array
from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType

from aliexport_tui.store import job_log, jobs
from aliexport_tui.store.database import Database
from aliexport_tui.store.job_log import Wanted
from aliexport_tui.store.jobs import JobRow
from aliexport_tui.telling.schedule_text import job_name, job_text
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.job_words import job_state
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.log_screen import LogScreen, moment, words_of
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column
from aliexport_tui.tui.words import _, neutral

_ALL = "*"
_BETWEEN = "\n"

COLUMNS: tuple[Column[JobRow], ...] = (
    Column("id", _("Id"), 6, lambda job: (str(job.id), "dim"), right=True, keep=4, value=lambda job: job.id),
    Column("code", _("Job"), 12, lambda job: (job_name(job.code), ""), most=18),
    Column("subject", _("Of"), 10, lambda job: (neutral(job.subject), "dim"), keep=6, most=18),
    Column("state", _("State"), 11, lambda job: job_state(job.state), most=14),
    Column("message", _("Message"), 0, lambda job: (job_text(job), "")),
    Column("created", _("Created"), 14, lambda job: (moment(job.created_at), "dim"), keep=1),
    Column("scheduled", _("Scheduled"), 14, lambda job: (moment(job.scheduled_at) or _("by hand"), "dim"), keep=3),
    Column("executed", _("Executed"), 14, lambda job: (moment(job.executed_at), ""), keep=5),
    Column("finished", _("Finished"), 14, lambda job: (moment(job.finished_at), "dim"), keep=2),
)


class CronLogScreen(LogScreen[JobRow, Wanted]):
    """Enter shows one in full."""

    log_name = "jobs"
    heading = _("Cron log")
    nothing = _("  No job has run yet, or none that fits. x drops the filters; 9 has the schedule.")
    help_lines = (
        _("Each time a job was due or was started by hand: fetching orders, stocks, prices, content."),
        _("“Missed” was due while nothing ran; “died” was killed half-way: the next one goes on where it stopped."),
        _("f one state, o one job, / a word, x all again. Space marks, D removes, K says how long it is kept."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("o", "of_job", _("Of one job"))]

    def everything(self) -> Wanted:
        return Wanted()

    def columns(self) -> Sequence[Column[JobRow]]:
        return COLUMNS

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return job_log.ids(db, wanted)

    def rows_in(self, db: Database, ids: Sequence[int]) -> dict[int, JobRow]:
        return jobs.by_ids(db, ids)

    def remove_in(self, db: Database, ids: Sequence[int]) -> int:
        return job_log.remove(db, ids)

    def words(self, wanted: Wanted) -> Sequence[str]:
        texts = {
            _("job"): " ".join(filter(None, (job_name(wanted.code), neutral(wanted.subject)))),
            _("state"): job_state(wanted.state)[0],
            _("holds"): f"“{wanted.text}”" if wanted.text else "",
        }
        return words_of(texts) or [_("all")]

    def text_of(self, wanted: Wanted) -> str:
        return wanted.text

    def with_text(self, wanted: Wanted, text: str) -> Wanted:
        return replace(wanted, text=text)

    def show_job(self, code: str, subject: str) -> None:
        """Only this one's."""
        self.use(Wanted(code=code, subject=subject))

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_sieve(self) -> None:
        choices = [Choice(_ALL, _("all")), *(Choice(state, job_state(state)[0]) for state in jobs.STATES)]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, state=value.removeprefix(_ALL)))

        self.app.push_screen(Choose(_("State"), choices, self.wanted.state or _ALL), chosen)

    def action_of_job(self) -> None:
        """One job, of all subjects or of one."""
        found = job_log.kinds(self.db)
        names = dict.fromkeys([(code, "") for code, _subject in found] + [pair for pair in found if pair[1]])
        choices = [
            Choice(_ALL, _("all")),
            *(Choice(f"{code}{_BETWEEN}{of}", f"{job_name(code)} {neutral(of)}".strip()) for code, of in sorted(names)),
        ]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                code, _between, of = value.removeprefix(_ALL).partition(_BETWEEN)
                self.use(replace(self.wanted, code=code, subject=of))

        self.app.push_screen(Choose(_("Job"), choices, f"{self.wanted.code}{_BETWEEN}{self.wanted.subject}"), chosen)

    @on(Grid.Opened, "#jobs")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.job import JobScreen

        job = self.grid.current
        if isinstance(job, JobRow):
            self.app.push_screen(JobScreen(job))
