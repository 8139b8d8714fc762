"""What runs by itself, when, how it went, and whether systemd or cron have been told."""

from contextlib import closing
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.model.schedule import OF_ACCOUNT, OF_PROFILE, Timing
from aliexport_tui.store.database import Database
from aliexport_tui.telling.schedule_text import job_name, timing_words
from aliexport_tui.tui import schedule_work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.job_words import job_state
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.schedule_work import Found, Line
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.log_screen import moment
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral, number

if TYPE_CHECKING:
    from aliexport_tui.engine.scheduling.installing import Kind


def _on(line: Line) -> Cell:
    return (f"● {_('on')}", "good") if line.timing.on else (f"○ {_('off')}", "dim")


def _for(line: Line) -> Cell:
    if line.job in OF_PROFILE and line.is_general:
        return _("all profiles"), "dim"
    if line.job in OF_ACCOUNT and line.is_general:
        return _("all accounts"), "dim"
    return f"  {neutral(line.subject)}", ""


def _when(line: Line) -> Cell:
    words = timing_words(line.timing)
    return (f"{words} · {_('its own')}", "change") if line.own and line.subject else (words, "")


def _next(line: Line) -> Cell:
    """A time of day: nothing comes less often than daily."""
    one = line.status
    if one is None:
        return "", ""
    return (moment(one.next_at)[6:11], "") if one.installed else ("—", "warn")


def _missed(line: Line) -> Cell:
    return (f"! {number(line.status.missed)}", "warn") if line.status is not None and line.status.missed else ("", "")


class ScheduleScreen(ShopScreen):
    """A line for each job for all, below it one for each profile or account."""

    help_lines = (
        _("Orders, stocks, prices, content: each runs by itself as often as you say, for all or for one alone."),
        _("Enter changes when, e switches on or off; a line for one profile or account can have times of its own."),
        _("Nothing runs before systemd or cron are told: i shows what would be written, and writes it. u takes it back."),
        _("r does a job now, c shows when it ran before. Missed: times within a week at which it should have run."),
    )
    DEFAULT_CSS = """
    ScheduleScreen .body { height: 1fr; }
    ScheduleScreen #state { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("e", "enable", _("On/off"), writes=True),
        *key("r", "run", _("Do it now"), writes=True),
        *key("i", "install", _("Install")),
        *key("u", "uninstall", _("Uninstall"), writes=True),
        *key("c", "log_of", _("Cron log")),
    ]
    grid = getters.query_one("#schedule", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._found: Found | None = None
        self._poll: Poll[Found] | None = None

    def body(self) -> ComposeResult:
        now = self.workspace.clock.now_ms
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            yield Grid[Line](
                (
                    Column("job", _("Job"), 12, lambda line: (job_name(line.job), ""), most=20),
                    Column("for", _("For"), 12, _for, most=24),
                    Column("on", _("On"), 6, _on, most=8),
                    Column("when", _("When"), 0, _when),
                    Column("next", _("Next"), 6, _next, keep=6, most=10),
                    Column("last", _("Last"), 9, lambda line: _last(line, now()), keep=5, most=24),
                    Column("missed", _("Missed"), 6, _missed, right=True, keep=4, most=10),
                ),
                empty=_("  reading…"),
                id="schedule",
            )

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came)
        self.grid.focus()
        self.file_changed()

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read(self, db: Database) -> Found:
        return schedule_work.read(self.workspace, db)

    def read_now(self) -> None:
        """What was done here shows at once."""

        def read() -> Found:
            with closing(self.workspace.open()) as db:
                return self._read(db)

        in_background(self.console, read, self._came, group="schedule-read")

    def _came(self, found: Found) -> None:
        if not self.is_whole:
            return
        self._found = found
        rows = FixedRows(dict(enumerate(found.lines)))
        self.grid.take(rows, rows.order())
        for index in range(len(self.grid.order)):
            self.grid.refresh_row(index)
        self._tell(found)
        self.refresh_bindings()

    def _tell(self, found: Found) -> None:
        kind, place = found.installed.kind, found.installed.place
        text = Text(no_wrap=True, overflow="ellipsis")
        if not kind:
            text.append(_("Nothing is installed, so nothing runs by itself: i"), "yellow")
        else:
            since = age(found.installed.at, self.workspace.clock.now_ms())
            told = _("{kind} runs it, installed {since} ago").format(kind=kind, since=since)
            text.append(f"{told} · {neutral(place)}" if place else told)
            if found.differs:
                text.append(f" · {_('what is installed is not what stands here: i')}", "yellow")
        self.query_one("#state", Static).update(text)

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("enable", "run", "log_of") and self.is_whole and self._line() is None:
            return _("reading…")
        if action == "run" and self.is_whole and (line := self._line()) is not None and line.is_general:
            return "" if self._subjects(line) else _("There is nobody to do it for.")
        if action == "uninstall" and (self._found is None or not self._found.installed.kind):
            return _("Nothing is installed.")
        return super().refusal(action, parameters)

    def _line(self) -> Line | None:
        line = self.grid.current
        return line if isinstance(line, Line) else None

    def _subjects(self, line: Line) -> list[str]:
        return [one.subject for one in self._found.lines if one.job == line.job and one.subject] if self._found else []

    def _general(self, line: Line) -> Timing:
        lines = self._found.lines if self._found is not None else ()
        return next((one.timing for one in lines if one.job == line.job and not one.subject), line.timing)

    @on(Grid.Opened, "#schedule")
    def _edit(self) -> None:
        line = self._line()
        if line is not None:
            self.app.push_screen(schedule_work.timing_form(self.console, line, self._general(line), self.read_now))

    def action_enable(self) -> None:
        line = self._line()
        if line is not None:
            schedule_work.switch(self.console, line, self._general(line), self.read_now)

    def action_run(self) -> None:
        line = self._line()
        if line is not None:
            schedule_work.run_now(self.console, line)

    def action_install(self) -> None:
        """What would be written is shown first."""
        from aliexport_tui.tui.screens.schedule_texts import ScheduleTexts

        def show(kind: "Kind") -> None:
            self.app.push_screen(ScheduleTexts(kind, self.read_now))

        in_background(self.console, schedule_work.usual_kind, show, group="schedule")

    def action_uninstall(self) -> None:
        def answered(answer: object) -> None:
            if answer == "yes":
                schedule_work.remove(self.console, self.read_now)

        lines = [_("Nothing runs by itself any more. What stands here stays; lines of others are not touched.")]
        self.app.push_screen(Confirm(_("Take the schedule back?"), lines, yes=_("take it back")), answered)

    def action_log_of(self) -> None:
        from aliexport_tui.tui.screens.cron_log import CronLogScreen

        line = self._line()

        def show() -> None:
            if line is not None and isinstance(self.console.screen, CronLogScreen):
                self.console.screen.show_job(line.job, line.subject)

        self.console.go("cron_log")
        self.console.call_after_refresh(show)


def _last(line: Line, now: int) -> Cell:
    """How it ended by sign and colour, and how long ago."""
    last = line.status.last if line.status is not None else None
    if last is None:
        return "", ""
    sign, tone = job_state(last.state)
    return f"{sign[:1]} {age(last.executed_at or last.created_at, now)}", tone
