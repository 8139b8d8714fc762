"""What a run shows while it works, on stderr: a bar per stage on a terminal, else the log's lines for a cron mail."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from aliexport_tui.cli.streams import drop_unread
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import render_event
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.event import Event
from aliexport_tui.store import events, runs
from aliexport_tui.store.database import Database
from aliexport_tui.telling.words import local_time

if TYPE_CHECKING:
    from aliexport_tui.engine.runs.working import Progress

_WIDTH = 30
_REDRAW_MS = 100
_LOOK_MS = 250
_FORECAST_MS = 1_000
_WORTH_TELLING_MS = 60_000
_SAME_AT_MOST = 10
"""Lines with the same code about single products or requests; the rest is in the log and, grouped, in the report."""

_TOLD_OTHERWISE = {"run.failed"}
"""The command itself says why it failed."""

_STAGES = {
    "import": _("Reading"),
    "orders": _("Orders"),
    "pictures": _("Pictures"),
    "copies": _("Resizing"),
    "plan": _("Planning"),
    "check": _("Comparing"),
    "send": _("Sending"),
    "verify": _("Verifying"),
}


class Bars:
    """One line per stage, redrawn in place at most ten times a second. `forecast`: UTC ms at which the last change should
    have left, None while nobody knows."""

    def __init__(self, clock: Clock, forecast: Callable[[], int | None] = lambda: None) -> None:
        self._clock = clock
        self._forecast = forecast
        self._stage = ""
        self._drawn = ""
        self._drawn_at = 0
        self._pending = ""
        self._colour = "NO_COLOR" not in os.environ

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
        now = self._clock.now_ms()
        self._pending = self._line(stage, min(done, total), total)
        if now - self._drawn_at >= _REDRAW_MS or done >= total:
            self._drawn_at = now
            self._draw()

    def close(self) -> None:
        """End the line of the stage that was."""
        if self._stage:
            self._draw()
            _to_stderr("\n")
        self._stage = self._drawn = self._pending = ""

    def _draw(self) -> None:
        if self._pending != self._drawn:
            _to_stderr(f"\r{self._pending}\x1b[K")
            self._drawn = self._pending

    def _line(self, stage: str, done: int, total: int) -> str:
        filled = _WIDTH * done // total if total else _WIDTH
        bar = "#" * filled
        if self._colour:
            bar = click.style(bar, fg="green")
        return f"{_STAGES.get(stage, stage):<12} [{bar}{'.' * (_WIDTH - filled)}] {done}/{total}{self._until(stage)}"

    def _until(self, stage: str) -> str:
        """When a sending that takes its time will be over."""
        at = self._forecast() if stage == "send" else None
        if at is None or at - self._clock.now_ms() < _WORTH_TELLING_MS:
            return ""
        return " " + _("until about {time}").format(time=local_time(at)[-8:-3])


class Lines:
    """The run's events as they come, read from the file; of many alike about single products only the first."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._last_id = events.newest_id(db)
        self._began = clock.now_ms()
        self._looked_at = 0
        self._run: int | None = None
        self._told: Counter[str] = Counter()
        self._sample: dict[str, str] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = self._clock.now_ms()
        if now - self._looked_at >= _LOOK_MS:
            self._looked_at = now
            self.look()

    def look(self) -> None:
        run = self._run = self._run or self._own_run()
        while run is not None and (found := events.after(self._db, self._last_id, run=run)):
            self._last_id = found[-1].id or self._last_id
            for event in found:
                self._tell(event)

    def close(self) -> None:
        self.look()
        for code, count in self._told.items():
            if count > _SAME_AT_MOST:
                text = _("{count} more lines like “{line}”; all of them: aliexport-tui log --run {run} --limit 100000")
                _to_stderr(text.format(count=count - _SAME_AT_MOST, line=self._sample[code], run=self._run) + "\n")

    def _own_run(self) -> int | None:
        """The run that this process works on writes its process id into its row."""
        newest = runs.latest(self._db, limit=20)
        return next((run.id for run in newest if run.pid == os.getpid() and run.heartbeat_at >= self._began), None)

    def _tell(self, event: Event) -> None:
        if event.code in _TOLD_OTHERWISE or event.level == "debug":
            return
        line = neutral(render_event(event))
        if event.listing is not None or event.code.startswith("batch."):
            self._told[event.code] += 1
            self._sample[event.code] = line
            if self._told[event.code] > _SAME_AT_MOST:
                return
        _to_stderr(f"{local_time(event.at)} {line}\n")


@contextmanager
def progress_of_run(workspace: Workspace) -> "Iterator[Progress]":
    """Bars on a terminal, else lines; both tell the forecast, the lines by its event."""
    with closing(workspace.open()) as db:
        if _on_terminal():
            with bars_or_silence(workspace.clock, _Forecast(db, workspace.clock)) as bars:
                yield bars
            return
        lines = Lines(db, workspace.clock)
        try:
            yield lines
        finally:
            lines.close()


@contextmanager
def bars_or_silence(clock: Clock, forecast: Callable[[], int | None] = lambda: None) -> "Iterator[Progress]":
    """Bars on a terminal, else nothing."""
    if not _on_terminal():
        yield lambda stage, done, total: None
        return
    bars = Bars(clock, forecast)
    try:
        yield bars
    finally:
        bars.close()


class _Forecast:
    """The forecast of the run that this process works on, read from the file once a second at most."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._looked_at = 0
        self._at: int | None = None

    def __call__(self) -> int | None:
        now = self._clock.now_ms()
        if now - self._looked_at >= _FORECAST_MS:
            self._looked_at = now
            ours = (run for run in runs.latest(self._db, limit=20) if run.pid == os.getpid() and run.state != "ended")
            self._at = next((run.forecast_at for run in ours), None)
        return self._at


def _on_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "") != "dumb"


def _to_stderr(text: str) -> None:
    """A lost terminal or a closed pipe must not end a run."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        drop_unread()
