"""What all screens share: the top line, the log pane, the keys' line, and word of changes in the file."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.header import HeaderLine
from aliexport_tui.tui.widgets.log_pane import LogPane
from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


class ShopScreen(Screen[None]):
    """A full screen: header, `body`, log pane, footer. `help_lines` is what `?` says of it."""

    help_lines: tuple[str, ...] = ()
    header = getters.query_one(HeaderLine)
    log_pane = getters.query_one(LogPane)

    @property
    def console(self) -> "Console":
        return cast("Console", self.app)

    @property
    def is_whole(self) -> bool:
        """Composed, and not being taken down: the poll of the file may come at any instant of a screen's life."""
        return self.is_mounted and bool(self.query(LogPane)) and bool(self.query(HeaderLine))

    @property
    def workspace(self) -> Workspace:
        return self.console.workspace

    @property
    def db(self) -> Database:
        return self.console.db

    def body(self) -> ComposeResult:
        yield from ()

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield from self.body()
        yield LogPane(self.console.feed)
        yield Footer(compact=True, show_command_palette=False)

    def on_screen_resume(self) -> None:
        self.console.frame_changed()
        self.file_changed()

    def file_changed(self) -> None:
        """The file has changed: read again what is shown. Called at most four times a second."""


class PushedScreen(ShopScreen):
    """A screen on top of another; Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [*key("escape", "back", _("Back"))]

    def action_back(self) -> None:
        self.dismiss(None)


class Dialog(ModalScreen["DialogResult"]):
    """A small opaque box over a screen that stays as it is. Esc gives None."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: transparent; }
    Dialog > #box {
      width: 64; max-width: 95%; height: auto; max-height: 90%; padding: 0 1;
      background: $surface; border: round $primary; border-title-color: $text;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*key("escape", "cancel", _("Cancel"))]

    @property
    def console(self) -> "Console":
        return cast("Console", self.app)

    def action_cancel(self) -> None:
        self.dismiss(None)


DialogResult = str | int | bool | None
