"""One line of the cron log in full, and the way to what it did."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.registry import hint
from aliexport_tui.store.jobs import JobRow
from aliexport_tui.telling.schedule_text import job_name, job_text
from aliexport_tui.telling.words import local_time, span
from aliexport_tui.tui.job_words import job_state
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, exit_word, neutral


class JobScreen(PushedScreen):
    """Its times one below the other."""

    sheet_title = _("One line of the cron log")
    help_lines = (_("When it was due, when it ran and how it ended. x shows its run's exchanges."),)
    DEFAULT_CSS = """
    JobScreen .body { height: 1fr; }
    JobScreen #title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*key("x", "exchanges", _("Its exchanges"))]
    pane = getters.query_one(LinesPane)

    def __init__(self, job: JobRow) -> None:
        super().__init__()
        self._job = job

    def body(self) -> ComposeResult:
        job = self._job
        title = " · ".join(filter(None, (f"{_('Job')} {job.id}", job_name(job.code), job.subject, job_state(job.state)[0])))
        with Vertical(classes="body"):
            yield Static(neutral(title), id="title", markup=False)
            yield LinesPane(id="lines")

    def on_mount(self) -> None:
        self.pane.show(job_lines(self._job))
        self.pane.focus()

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "exchanges" and self._job.run is None:
            return _("It has no run: nothing of it can be told from other exchanges.")
        return super().refusal(action, parameters)

    def action_exchanges(self) -> None:
        from aliexport_tui.tui.screens.exchanges import ExchangesScreen

        run = self._job.run

        def show() -> None:
            if run is not None and isinstance(self.console.screen, ExchangesScreen):
                self.console.screen.show_run(run)

        self.dismiss(None)
        self.console.go("exchanges")
        self.console.call_after_refresh(show)


def job_lines(job: JobRow) -> list[str]:
    """What is known of it, and what to do about it."""
    lines = [text] if (text := job_text(job)) else []
    if advice := hint(job.message, job.args):
        lines.append(f"→ {advice}")
    if lines:
        lines.append("")
    times = (
        (_("created"), job.created_at),
        (_("scheduled"), job.scheduled_at),
        (_("executed"), job.executed_at),
        (_("finished"), job.finished_at),
    )
    lines += [f"{name:<14}{local_time(at) if at is not None else '-'}" for name, at in times]
    if job.executed_at is not None and job.finished_at is not None:
        lines.append(f"{_('took'):<14}{span((job.finished_at - job.executed_at) / 1000)}")
    if job.scheduled_at is None:
        lines.append(_("It was started by hand."))
    if job.run is not None:
        lines.append(f"{_('run'):<14}{job.run}")
    if job.exit_code is not None:
        lines.append(f"{_('exit code'):<14}{job.exit_code} {exit_word(job.exit_code)}")
    return [*lines, f"{_('who'):<14}{job.who}"]
