"""What all screens share: the top line, the log pane, the keys' line, and word of changes in the file."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from aliexport_tui.tui.keys import binding_id, is_ours, key, writes
from aliexport_tui.tui.widgets.header import HeaderLine
from aliexport_tui.tui.widgets.keys_line import KeysLine
from aliexport_tui.tui.widgets.log_pane import LogPane
from aliexport_tui.tui.widgets.tabs_line import TabsLine
from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console
    from aliexport_tui.tui.widgets.grid.grid import Grid


def only_reads() -> str:
    """Why nothing is changed in a console that only reads."""
    return _("This console only reads (--read-only, or the settings).")


class ShopScreen(Screen[None]):
    """A full screen: header, its subject's tabs, `body`, log pane, footer. `help_lines` is what `?` says of it;
    `of_profile`: it shows a part of the profile that is being worked on, or, with `everyone`, of all of them."""

    help_lines: tuple[str, ...] = ()
    of_profile = False
    log_most = 99
    """Lines of the log at most, however many a person wants: for screens that need the room."""
    about_token = False
    """Help begins with the way to a token."""
    everyone = False
    header = getters.query_one(HeaderLine)
    tabs = getters.query_one(TabsLine)
    log_pane = getters.query_one(LogPane)

    @property
    def console(self) -> "Console":
        return cast("Console", self.app)

    def __init__(self) -> None:
        super().__init__()
        self._turn_shown = -1
        self._writing = {binding.id for _key, binding in self._bindings if writes(binding)}

    @property
    def is_whole(self) -> bool:
        """Composed, and not being taken down: the poll of the file may come at any instant of a screen's life."""
        return self.is_mounted and bool(self.query(LogPane)) and bool(self.query(HeaderLine))

    @property
    def only_profile(self) -> str:
        """The one profile for which this screen's keys could send something; "" when it may be any."""
        return self.console.desk.code if self.of_profile else ""

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
        yield TabsLine()
        yield from self.body()
        yield LogPane(self.console.feed)
        yield KeysLine()

    def on_screen_resume(self) -> None:
        self.console.frame_changed()
        self.file_changed()
        self.profile_turned()

    def file_changed(self) -> None:
        """The file has changed: read again what is shown. Called at most four times a second."""

    def profile_turned(self) -> None:
        """Shows the profile anew if it is another one now, or another step of it (`console.desk`)."""
        turn = self.console.desk.turn
        if self.of_profile and self.is_whole and turn != self._turn_shown:
            self._turn_shown = turn
            self.draw_profile()

    def draw_profile(self) -> None:
        """For screens `of_profile`: draw `console.desk.profile`, which may be None. Called once before anything else, then
        after each change, this screen's own too."""

    def on_grid_columns_asked(self, event: "Grid.ColumnsAsked") -> None:
        from aliexport_tui.tui.screens.columns import ColumnsDialog

        grid = cast("Grid[object]", event.grid)
        self.app.push_screen(ColumnsDialog(grid.columns, grid.look, grid.wear))

    def on_grid_export_asked(self, event: "Grid.ExportAsked") -> None:
        from aliexport_tui.tui import exporting

        exporting.ask(self.console, cast("Grid[object]", event.grid))

    # ---- what can't be done now --------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why an action can't be done just now, as a sentence; "" when it can. Its key stays in place, dimmed."""
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if self._refusal(action, parameters) else True

    def _refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if self.console.read_only and binding_id(f"{action}({', '.join(map(str, parameters))})") in self._writing:
            return only_reads()
        return self.refusal(action, parameters)

    def why_not(self, binding: Binding) -> str:
        """Why this binding of the screen does nothing now; "" when it does something."""
        name, _paren, rest = binding.action.partition("(")
        return self._refusal(name, tuple(part.strip(" '\")") for part in rest.split(",") if part.strip(" '\")")))

    def on_key(self, event: events.Key) -> None:
        """The key of a disabled action says why."""
        active = self.active_bindings.get(event.key)
        if active is None or active.enabled or active.node is not self or not is_ours(active.binding):
            return
        if reason := self.why_not(active.binding):
            event.stop()
            self.app.clear_notifications()
            self.app.notify(reason, severity="warning", markup=False)


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
