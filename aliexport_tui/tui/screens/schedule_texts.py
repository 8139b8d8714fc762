"""What would be written for systemd or cron, before it is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.tui import schedule_work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.schedule_work import Texts
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, neutral_lines, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.engine.scheduling.installing import Kind


class ScheduleTexts(PushedScreen):
    """F2 writes it; s turns from systemd to cron and back."""

    sheet_title = _("What would be written for systemd or cron")
    help_lines = (
        _("Exactly this is written. In a crontab it stands in a marked block; other lines are never touched."),
        _("systemd gets files of its own, which begin with a mark. s turns from one to the other; F2 writes."),
    )
    log_most = 2
    DEFAULT_CSS = """
    ScheduleTexts .body { height: 1fr; }
    ScheduleTexts #title { height: auto; padding: 0 1; text-style: bold; background: $surface; }
    ScheduleTexts LinesPane { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "write", _("Write it"), writes=True),
        *key("s", "turn", _("systemd / cron")),
    ]
    pane = getters.query_one(LinesPane)

    def __init__(self, kind: "Kind", written: Callable[[], None]) -> None:
        """`written`: called when it stands."""
        super().__init__()
        self._written = written
        self._kind: Kind = kind
        self._texts: Texts | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title", markup=False)
            yield LinesPane(id="lines")

    def on_mount(self) -> None:
        self.pane.focus()
        self._ask()

    def _ask(self) -> None:
        workspace, kind = self.workspace, self._kind

        def read() -> Texts | AliexportError:
            try:
                return schedule_work.texts(workspace, kind)
            except AliexportError as error:
                return error

        in_background(self.console, read, self._came, group="schedule-texts")

    def _came(self, found: Texts | AliexportError) -> None:
        if not self.is_whole:
            return
        if isinstance(found, AliexportError):
            self._texts = None
            self.pane.show(())
            title = render_error(found)
        else:
            self._texts = found
            self.pane.show(found.lines)
            count = len(found.entries)
            jobs = ngettext("{count} job", "{count} jobs", count).format(count=number(count))
            where = _("timers of your own systemd") if found.kind == "systemd" else _("a marked block in your crontab")
            title = f"{jobs} · {where}"
        self.query_one("#title", Static).update(Text(neutral_lines(title)))
        self.refresh_bindings()

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "write":
            if self._texts is None:
                return _("There is nothing to write.")
            if not self._texts.entries:
                return _("No job is on for an active profile, or for an account whose orders are on.")
        return super().refusal(action, parameters)

    def action_turn(self) -> None:
        self._kind = "cron" if self._kind == "systemd" else "systemd"
        self._ask()

    def action_write(self) -> None:
        schedule_work.install(self.console, self._kind, self._written)
        self.dismiss(None)
