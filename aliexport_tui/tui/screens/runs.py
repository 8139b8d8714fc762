"""Runs: who started what, how far it is, how it ended; the summary of the chosen one."""

import json
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.store import browse, runs
from aliexport_tui.store.runs import Run
from aliexport_tui.tui import work
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, count_word, exit_word, is_silent, neutral, number, outcome_word, run_state_word

_SHOWN = 300
_TAKEN_BACK = ("export", "price", "stock", "online", "offline")


class RunsScreen(ShopScreen):
    """The newest runs first."""

    CSS_PATH = "runs.tcss"
    help_lines = (
        _("A run goes on without the console; leaving or losing the line does not end it."),
        _("A run that is silent has most likely been killed; the next run of the profile goes on where it stopped."),
        _("z takes back the prices, stocks and being on sale that a run has sent; what would happen is asked first."),
        _("R asks the marketplace at once for the state of everything that is still open there."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("z", "undo", _("Take back")),
        *key("R", "app.ask_marketplace", _("Ask the marketplace now")),
    ]
    grid = getters.query_one("#runs", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._figures = ""

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Grid[Run](self._columns(), empty=_("  No run yet: mark products (key 1) and press u."), id="runs")
            with VerticalScroll(id="summary"):
                yield Static(id="figures")

    def on_mount(self) -> None:
        self.grid.focus()
        self.file_changed()

    def _columns(self) -> tuple[Column[Run], ...]:
        now = self.workspace.clock.now_ms

        def state(run: Run) -> Cell:
            if run.state != "ended" and is_silent(run.heartbeat_at, now()):
                return f"✗ {_('silent for')} {age(run.heartbeat_at, now())}", "bad"
            if run.state != "ended":
                return f"▶ {run_state_word(run.state)}", "info"
            code = run.exit_code if run.exit_code is not None else 1
            return f"{code} {exit_word(code)}", "good" if code == 0 else "warn" if code in (3, 4, 5, 6) else "bad"

        return (
            Column("id", _("Run"), 5, lambda run: (str(run.id), "dim"), right=True),
            Column("profile", _("Profile"), 12, lambda run: (neutral(run.profile_code), "")),
            Column("action", _("Action"), 0, lambda run: (work.ACTION_NAMES[run.action], "")),
            Column("state", _("State"), 22, state),
            Column("started", _("Began"), 7, lambda run: (age(run.started_at, now()), "dim"), right=True),
            Column(
                "took", _("Took"), 7, lambda run: (age(run.started_at, run.ended_at or now()), "dim"), right=True, keep=3
            ),
            Column(
                "mode", _("By"), 16, lambda run: (_("cron") if run.mode == "headless" else neutral(run.who), "dim"), keep=1
            ),
        )

    def file_changed(self) -> None:
        if not self.is_mounted:
            return
        found = {run.id: run for run in runs.latest(self.db, limit=_SHOWN)}
        source = FixedRows(found)
        at_top = self.grid.cursor == 0
        self.grid.take(source, source.order())
        if at_top:
            self.grid.go_to(0)
        self._moved()

    @on(Grid.Moved)
    def _moved(self) -> None:
        run = self.grid.current
        text = self._summary(run) if isinstance(run, Run) else Text()
        if text.plain != self._figures:
            self._figures = text.plain
            self.query_one("#figures", Static).update(text)

    def _summary(self, run: Run) -> Text:
        text = Text()
        if run.state != "ended":
            progress = browse.run_at_work(self.db)
            if progress is not None and progress.id == run.id and progress.total:
                share = progress.settled * 30 // progress.total
                text.append(f"{'█' * share}{'░' * (30 - share)} {number(progress.settled)}/{number(progress.total)}\n")
        if not run.summary:
            return text
        summary = json.loads(run.summary)
        planned = ", ".join(
            f"{count_word(name)} {number(count)}" for name, count in summary.get("planned", {}).items() if count
        )
        outcomes = ", ".join(
            f"{outcome_word(name)} {number(count)}" for name, count in summary.get("outcomes", {}).items() if count
        )
        requests = ", ".join(f"{count_word(name)} {number(count)}" for name, count in summary.get("requests", {}).items())
        for title, value in ((_("planned"), planned), (_("outcomes"), outcomes), (_("requests"), requests)):
            if value:
                text.append(f"{title:<10} ", "dim")
                text.append(f"{value}\n")
        if run.exit_code:
            text.append(_("Enter: the problems, grouped by cause"), "dim")
        return text

    def action_undo(self) -> None:
        run = self.grid.current
        if not isinstance(run, Run):
            return
        if run.state != "ended":
            self.notify(_("The run is still at work: when it has ended it can be taken back."), severity="warning")
        elif run.dry_run:
            self.notify(_("It was a dry run: nothing was sent."), severity="warning")
        elif run.action not in _TAKEN_BACK:
            text = _("Prices, stocks and being on or off sale can be taken back; contents, pictures and deletions can not.")
            self.notify(text, severity="warning")
        else:
            work.undo(self.console, run.id, run.profile_code)

    @on(Grid.Opened)
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.problems import ProblemsScreen

        run = self.grid.current
        if isinstance(run, Run) and run.profile is not None:
            self.app.push_screen(ProblemsScreen(run.profile, run.profile_code))
