"""Runs: who started what, how far it is, how it ended; stopping, taking back, comparing, and what each one did."""

from contextlib import closing
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.runs import cancelling
from aliexport_tui.engine.runs.dead import end_dead
from aliexport_tui.store import browse, run_progress, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.run_progress import RunProgress
from aliexport_tui.store.runs import Run
from aliexport_tui.tui import run_words, work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Column, FixedRows
from aliexport_tui.tui.words import _, age, is_silent, neutral

_SOON_S = 0.1
"""The figures keep up with those of the top line as long as they are read quickly."""
_SHOWN = 300
_TAKEN_BACK = ("export", "price", "stock", "online", "offline")
_OF_A_RUN = ("undo", "stop", "exchanges", "log_of", "problems")


@dataclass(frozen=True)
class Found:
    """What is read off the loop: the newest runs, and of the one under the cursor how far it is."""

    runs: tuple[Run, ...]
    progress: RunProgress | None
    quota: str


class RunsScreen(ShopScreen):
    """The newest runs first."""

    CSS_PATH = "runs.tcss"
    help_lines = (
        _("A run goes on without the console; leaving or losing the line does not end it."),
        _("S asks a run to stop at a safe point; what was sent is followed, the rest waits for the next run."),
        _("Enter shows what a run did, change by change; x its exchanges, o its lines of the log, w the problems."),
        _("Space marks; c compares two marked runs. z takes back prices, stocks and being on sale; it asks first."),
        _("† A run that died was killed with its machine or process; the next run goes on where it stopped."),
        _("R asks the marketplace at once for the state of everything that is still open there."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("S", "stop", _("Stop"), writes=True),
        *key("z", "undo", _("Take back"), writes=True),
        *key("c", "compare", _("Compare two")),
        *key("x", "exchanges", _("Exchanges")),
        *key("o", "log_of", _("Its log"), show=False),
        *key("w", "problems", _("Problems"), show=False),
        *key("R", "app.ask_marketplace", _("Ask the marketplace now"), show=False, writes=True),
    ]
    grid = getters.query_one("#runs", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self._progress: RunProgress | None = None
        self._quota = ""
        self._told: dict[str, str] = {}
        self._asked: set[int] = set()
        self._poll: Poll[Found] | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            empty = _("  No run yet: mark products (key {key}) and press u.").format(key=key_of("products"))
            yield Grid[Run](self._columns(), self.marks, empty=empty, id="runs", name="runs")
            with VerticalScroll(id="summary", can_focus=False):
                yield Static(id="figures", markup=False)
            yield Static(id="quota", markup=False)

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came, least_s=_SOON_S)
        self.grid.focus()
        self.file_changed()

    def _columns(self) -> tuple[Column[Run], ...]:
        now = self.workspace.clock.now_ms
        return (
            Column("id", _("Run"), 5, lambda run: (str(run.id), "dim"), right=True, value=lambda run: run.id),
            Column("profile", _("Profile"), 10, lambda run: (neutral(run.profile_code), ""), most=16),
            Column("action", _("Action"), 0, lambda run: (work.ACTION_NAMES[run.action], "")),
            Column("state", _("State"), 18, lambda run: run_words.state_cell(run, now())),
            Column("started", _("Began"), 7, lambda run: (age(run.started_at, now()), "dim"), right=True),
            Column(
                "took", _("Took"), 7, lambda run: (age(run.started_at, run.ended_at or now()), "dim"), right=True, keep=3
            ),
            Column(
                "mode", _("By"), 12, lambda run: (_("cron") if run.mode == "headless" else neutral(run.who), "dim"), keep=1
            ),
        )

    # ---- reading, off the loop ---------------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read(self, db: Database) -> Found:
        now = self.workspace.clock.now_ms()
        found = runs.latest(db, limit=_SHOWN)
        is_doubtful = any(run.state != "ended" and is_silent(run.heartbeat_at, now) for run in found)
        if is_doubtful and not self.console.read_only and end_dead(self.workspace, db):
            found = runs.latest(db, limit=_SHOWN)
        chosen = next((run for run in found if run.id == self.grid.current_id), next(iter(found), None))
        progress = run_progress.read(db, chosen.id, now) if chosen is not None else None
        return Found(found, progress, self._quota_of(db, progress, now))

    @staticmethod
    def _quota_of(db: Database, progress: RunProgress | None, now: int) -> str:
        """Of the run's account; before there is any run of the first one."""
        if progress is not None and progress.account is not None:
            return f"{neutral(progress.account_code)}: {run_words.quota_words(db, progress.account, now)}"
        accounts = [line for line in browse.account_names(db) if line.enabled]
        return f"{neutral(accounts[0].code)}: {run_words.quota_words(db, accounts[0].id, now)}" if accounts else ""

    def _came(self, found: Found) -> None:
        source = FixedRows({run.id: run for run in found.runs})
        at_top = self.grid.cursor == 0
        self.grid.take(source, source.order())
        if at_top:
            self.grid.go_to(0)
        self._progress, self._quota = found.progress, found.quota
        self._tell()

    @on(Grid.Moved, "#runs")
    def _moved(self) -> None:
        self._tell()
        if self._progress is None or self._progress.run != self.grid.current_id:
            self.file_changed()

    @on(Grid.Marked, "#runs")
    def _marked(self) -> None:
        self.refresh_bindings()

    def _tell(self) -> None:
        run = self.grid.current
        text = Text()
        if isinstance(run, Run):
            progress = self._progress if self._progress is not None and self._progress.run == run.id else None
            text = run_words.run_text(run, progress, self.workspace.clock.now_ms())
        for name, shown in (("figures", text), ("quota", Text(self._quota, no_wrap=True, overflow="ellipsis"))):
            if self._told.get(name) != shown.plain:
                self._told[name] = shown.plain
                self.query_one(f"#{name}", Static).update(shown, layout=name == "figures")
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "compare":
            return "" if self.marks.count() == 2 else _("Mark two runs with Space, then compare them.")
        if action not in _OF_A_RUN:
            return super().refusal(action, parameters)
        run = self.grid.current if self.is_mounted else None
        if not isinstance(run, Run):
            return _("There is no run here.")
        if action == "stop":
            return _("Run {run} has ended already.").format(run=run.id) if run.state == "ended" else ""
        if action == "problems" and run.profile is None:
            return _("Its profile is gone.")
        return self._why_not_undo(run) if action == "undo" else ""

    @staticmethod
    def _why_not_undo(run: Run) -> str:
        if run.state != "ended":
            return _("The run is still at work: when it has ended it can be taken back.")
        if run.dry_run:
            return _("It was a dry run: nothing was sent.")
        if run.action not in _TAKEN_BACK:
            return _("Prices, stocks and being on or off sale can be taken back; contents, pictures and deletions can not.")
        return "" if run.profile is not None else _("Its profile is gone.")

    def action_undo(self) -> None:
        run = self.grid.current
        if isinstance(run, Run):
            work.undo(self.console, run.id, run.profile_code)

    def action_stop(self) -> None:
        """At a safe point; asked a second time: at once."""
        run = self.grid.current
        if not isinstance(run, Run):
            return
        again = run.id in self._asked
        lines = [
            f"{neutral(run.profile_code)} · {work.ACTION_NAMES[run.action]}",
            _("It was asked already and now ends at once; the file knows all that was sent.")
            if again
            else _("It stops at the next safe point. What was sent is followed by the next run, the rest is sent then."),
        ]
        title = _("Stop run {run} at once?") if again else _("Stop run {run}?")

        def answered(answer: object) -> None:
            if answer == "yes":
                self._stop(run.id)

        self.app.push_screen(Confirm(title.format(run=run.id), lines, yes=_("stop it")), answered)

    def _stop(self, run: int) -> None:
        def told(_made: None) -> None:
            self._asked.add(run)
            self.app.notify(_("Run {run} is asked to stop.").format(run=run), timeout=4)

        in_background(self.console, lambda: cancelling.ask_to_stop(self.workspace, run), told, group="stop")

    def action_compare(self) -> None:
        from aliexport_tui.tui.screens.compare import CompareScreen

        first, second = sorted(self.marks.all())
        with closing(self.workspace.open()) as db:
            older, newer = runs.get(db, first), runs.get(db, second)
        if older is not None and newer is not None:
            self.app.push_screen(CompareScreen(older, newer))

    def action_exchanges(self) -> None:
        from aliexport_tui.tui.screens.exchanges import ExchangesScreen

        run = self.grid.current_id

        def show() -> None:
            if run is not None and isinstance(self.console.screen, ExchangesScreen):
                self.console.screen.show_run(run)

        self.console.go("exchanges")
        self.console.call_after_refresh(show)

    def action_log_of(self) -> None:
        """Its lines alone, below; x in the log shows all again."""
        run = self.grid.current
        if isinstance(run, Run):
            self.log_pane.use(replace(self.log_pane.sieve, run=run.id, profile="", sku="", listings=frozenset()))
            self.log_pane.focus()

    def action_problems(self) -> None:
        run = self.grid.current
        if isinstance(run, Run):
            work.show_problems(self.console, run.profile_code)

    @on(Grid.Opened, "#runs")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.run_changes import RunChangesScreen

        run = self.grid.current
        if isinstance(run, Run):
            self.app.push_screen(RunChangesScreen(run))
