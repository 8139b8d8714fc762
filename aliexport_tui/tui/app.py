"""The App only wires: connections, the clock tick that watches the file, modes, signals, the command palette."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import AwaitMount, Widget
from textual.worker import Worker

from aliexport_tui.engine.preferences import Preferences
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store import browse, first_steps
from aliexport_tui.tui import terminal
from aliexport_tui.tui.ahead import Ahead
from aliexport_tui.tui.badge import badge
from aliexport_tui.tui.chore_watch import ChoreWatch
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.log_feed import LogFeed
from aliexport_tui.tui.places import SUBJECTS, digit, factories, key_of, subject_of
from aliexport_tui.tui.profile_desk import ProfileDesk
from aliexport_tui.tui.roomy_app import RoomyApp
from aliexport_tui.tui.run import collect_again
from aliexport_tui.tui.screens.base import ShopScreen, only_reads
from aliexport_tui.tui.widgets.log_pane import LogPane
from aliexport_tui.tui.words import _, count_word, is_silent, neutral, number, run_state_word

if TYPE_CHECKING:
    from aliexport_tui.tui.exporting import Export

TICK_S = 0.25
AGES_S = 60
"""How often the ages on screen are worked out anew; only those that differ are drawn."""
_STANDS_S = 2.0
"""After so long the first screen is there."""
OPEN_ANEW = -1
"""What the console leaves with when it is to be opened again at once."""


class Console(RoomyApp):
    """One shop's console. Raises FileTrouble when made on a file that can't be used."""

    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = True
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {**factories()}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            binding
            for index, subject in enumerate(SUBJECTS)
            for binding in key(digit(index), f"to({index + 1})", subject.title, show=False)
        ),
        *key("[", "tab(-1)", _("Tab to the left"), show=False),
        *key("]", "tab(1)", _("Tab to the right"), show=False),
        *key("ctrl+o", "choose_profile", _("Another profile"), show=False),
        *key("?", "help", _("Help")),
        *key("f1", "help", show=False),
        *key("l", "log", _("Log"), show=False),
        *key("L", "log_full", _("Log, whole screen"), show=False),
        *key("R", "ask_marketplace", _("Ask the marketplace now"), show=False, writes=True),
        *key("ctrl+g", "jump", _("Jump to a part of the screen"), show=False),
        *key("ctrl+l", "draw_anew", _("Draw the screen anew"), show=False, priority=True),
        *key("f9", "command_palette", _("All commands"), show=False),
        *key("q", "quit", _("Leave")),
    ]

    def __init__(
        self,
        workspace: Workspace,
        preferences: Preferences | None = None,
        *,
        read_only: bool = False,
        ahead: Ahead | None = None,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.ahead = ahead
        self.preferences = preferences or Preferences()
        self._must_only_read = read_only
        self.animation_level = "none"
        self.db = workspace.open()
        self.desk = ProfileDesk(self)
        self._last_place = {index: subject.places[0].name for index, subject in enumerate(SUBJECTS)}
        self._watched = workspace.open()
        self._version = self._watched.data_version()
        self.feed = LogFeed(self._watched)
        self._log_state = "pane"
        self._left_for_log: Widget | None = None
        self._busy = ""
        self.export: Export | None = None
        self._ends_with_us = False
        self.chores = ChoreWatch(self)
        self.title = "aliexport-tui"
        self._wear(self.preferences)
        self._begin_at("products" if first_steps.is_finished(self._watched) else "start")

    # ---- beginning and end -------------------------------------------------------------------------------------

    def _begin_at(self, place: str) -> None:
        """Textual would compose, lay out and draw an empty screen of its own first."""
        self._screen_stacks, self._current_mode = {place: []}, place

    def on_load(self) -> None:
        """What the first screen will show; before it is composed."""
        self.feed.pull()
        self.desk.look_again()
        self.chores.look(self._watched)

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number_, code in ((signal.SIGHUP, 129), (signal.SIGTERM, 143)):
            loop.add_signal_handler(number_, self._leave, code)
        self.set_interval(TICK_S, self._tick)
        self.set_timer(_STANDS_S, collect_again)
        self.set_interval(AGES_S, self._grow_older)

    def _wear(self, chosen: Preferences) -> None:
        self.theme = chosen.theme if chosen.theme in self.available_themes else terminal.fitting_theme(os.environ)
        self.read_only = self._must_only_read or chosen.read_only
        self._log_lines = chosen.log_lines

    def look_like(self, chosen: Preferences) -> None:
        """Colours, height of the log, and whether anything may be changed: at once."""
        self._wear(chosen)
        self.frame_changed()
        self.refresh_bindings()

    def open_anew(self) -> None:
        """Leave and come back at once, by the settings as they are now."""
        self.exit(return_code=OPEN_ANEW)

    def on_unmount(self) -> None:
        self.db.close()
        self._watched.close()

    def report(self, error: Exception) -> None:
        """A fault of the program in some background work: details into a file, one line on the screen."""
        from aliexport_tui.engine.crash import write_crash

        path = write_crash(self.workspace, error)
        text = _("Internal error: {error}. Details for a report: {path}")
        self.notify(text.format(error=type(error).__name__, path=path), severity="error", markup=False, timeout=15)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback with local variables, a token among them perhaps. Whoever ran the app gets the
        error instead (`fault`)."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def fault(self) -> Exception | None:
        """What ended the console, unless a person did."""
        return self._exception

    def _leave(self, code: int) -> None:
        self.exit(return_code=code)

    def _grow_older(self) -> None:
        self.refresh_from_file()
        for grid in self.screen.query("Grid"):
            grid.refresh()

    # ---- the file ----------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """One PRAGMA when nothing has happened."""
        version = self._watched.data_version()
        if version != self._version or self.chores.has_died():
            self._version = version
            self.refresh_from_file()

    def refresh_from_file(self) -> None:
        """Also for the console's own writes, so that they show at once."""
        self.feed.pull()
        self.desk.look_again()
        self.chores.look(self._watched)
        screen = next((shown for shown in reversed(self.screen_stack) if isinstance(shown, ShopScreen)), None)
        if screen is not None and screen.is_whole:
            screen.log_pane.flush()
            self.frame_changed(screen)
            screen.file_changed()

    def frame_changed(self, screen: ShopScreen | None = None) -> None:
        """Fill the top line and give the log pane its size."""
        target = screen or next(reversed(self.screen_stack), None)
        if not isinstance(target, ShopScreen) or not target.is_whole:
            return
        accounts = [account for account in browse.account_names(self._watched) if account.enabled]
        target.header.badge = self.badge_of(target.only_profile)
        target.header.only_reads = self.read_only
        names = ", ".join(account.code for account in accounts[:3]) or _("no account yet")
        target.header.tabs = tuple(subject.title for subject in SUBJECTS)
        subject = subject_of(self.current_mode) if self.current_mode in self.MODES else None
        target.header.tab = 0 if subject is None else subject + 1
        self._fill_tabs(target, subject)
        target.header.shop = neutral(names)
        target.header.work = self._work()
        pane = target.log_pane
        pane.set_class(self._log_state == "full", "-full")
        pane.tall = None if self._log_state == "full" else min(self._log_lines, target.log_most) + 1
        pane.set_class(self._log_state == "hidden", "-hidden")
        target.set_class(self._log_state == "full", "-log-full")
        target.call_after_refresh(pane.flush)

    def _fill_tabs(self, screen: ShopScreen, subject: int | None) -> None:
        """A screen that lies on top of a place shows the place's tabs too."""
        places = SUBJECTS[subject].places if subject is not None else ()
        screen.tabs.titles = tuple(place.title for place in places)
        screen.tabs.shorts = tuple(place.short or place.title for place in places)
        screen.tabs.shown = next((index for index, place in enumerate(places) if place.name == self.current_mode), 0)
        code = neutral(self.desk.code) or _("none")
        unsaved = f" · {_('not saved: F2')}" if self.desk.is_changed else ""
        note = _("all profiles") if screen.everyone else f"{_('profile')} {code}{unsaved}"
        screen.tabs.note = note if screen.of_profile else ""

    def profile_turned(self) -> None:
        """The desk has another profile, or another step of it."""
        for screen in self.screen_stack if self._running else ():
            if isinstance(screen, ShopScreen):
                screen.profile_turned()
        self.frame_changed()

    def badge_of(self, profile: str) -> str:
        """LIVE, SANDBOX or DEMO for what can be sent by this profile, by any when it is ""."""
        if self.workspace.demo:
            return "DEMO"
        only = next((line.account for line in browse.profile_lines(self._watched) if line.code == profile), "")
        return badge(browse.account_names(self._watched), only)

    def busy_with(self, text: str, *, ends_with_us: bool = False) -> None:
        """What the console itself is doing in the background, for the top line; "" when it is done. `ends_with_us`: it
        breaks off when the console is left, so leaving asks first."""
        self._busy, self._ends_with_us = text, ends_with_us
        self.frame_changed()

    def _work(self) -> str:
        if self._busy:
            return self._busy
        if at_work := self.chores.header():
            return at_work
        run = browse.run_at_work(self._watched)
        if run is None:
            return self._way_on()
        if is_silent(run.heartbeat_at, self.workspace.clock.now_ms()):
            return f"✗ {run.profile} {count_word(run.action)}: {_('silent')}"
        figures = f" {number(run.settled)}/{number(run.total)}" if run.total else ""
        return f"▶ {run.profile}{figures} {count_word(run.action)}: {run_state_word(run.state)}"

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing is sent: one terminal knows it, others write the bytes onto the screen."""

    def may_write(self) -> bool:
        """False, and the reason on screen, in a console that only reads: whoever changes the file asks first."""
        if self.read_only:
            self.notify(only_reads(), severity="warning", markup=False)
        return not self.read_only

    def _way_on(self) -> str:
        """Until a first export: the next step, and the key that leads back to it."""
        if self.current_mode == "start" or self.workspace.demo or first_steps.is_finished(self._watched):
            return ""
        from aliexport_tui.tui.first_steps import way_on

        following = way_on(first_steps.first_steps(self._watched, self.desk.code), self.chores)
        if following is None:
            return ""
        place, title = following
        return _("{key}: on to {step}").format(key=key_of(place), step=title)

    # ---- keys --------------------------------------------------------------------------------------------------

    def go(self, place: str) -> AwaitMount:
        """To a screen by the name of its place."""
        self._last_place[subject_of(place)] = place
        if self._log_state == "full":  # else the keys would work on a screen that nobody sees
            self._log_state = "pane"
        return self.switch_mode(place)

    def action_to(self, number: int) -> None:
        is_way_on = number - 1 == subject_of("start") and subject_of(self.current_mode) != number - 1 and self._way_on()
        self.go("start" if is_way_on else self._last_place[number - 1])

    def action_tab(self, step: int) -> None:
        """The next screen of the same subject."""
        if self.current_mode not in self.MODES:
            return
        places = [place.name for place in SUBJECTS[subject_of(self.current_mode)].places]
        self.go(places[(places.index(self.current_mode) + step) % len(places)])

    def action_choose_profile(self) -> None:
        """Which profile the screens about one profile show."""
        from aliexport_tui.tui.forms.fields import Choice
        from aliexport_tui.tui.screens.choose import Choose

        lines = browse.profile_lines(self.db)

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.desk.choose(value)

        choices = [Choice(line.code, f"{line.code}  {neutral(line.name)}") for line in lines]
        self.push_screen(Choose(_("Profile"), choices, self.desk.code), chosen)

    def show_products_of(self, profile: browse.ProfileLine | None, problem: str = "", text: str = "") -> None:
        """The product grid, narrowed to what a profile covers, or to those of it that have one problem."""
        from aliexport_tui.tui.screens.products import ProductsScreen

        def narrow() -> None:
            if isinstance(self.screen, ProductsScreen):
                self.screen.show_profile(profile, problem, text)

        self.go("products")
        self.call_after_refresh(narrow)

    def show_these_products(self, found: IdSet, profile: str, text: str) -> None:
        """The product grid, narrowed to these products of a profile; `text` says what they have in common."""
        from aliexport_tui.tui.screens.products import ProductsScreen

        line = next((one for one in browse.profile_lines(self.db) if one.code == profile), None)

        def narrow() -> None:
            if isinstance(self.screen, ProductsScreen):
                self.screen.show_these(found, line, text)

        self.go("products")
        self.call_after_refresh(narrow)

    def action_help(self) -> None:
        from aliexport_tui.tui.screens.help import HelpScreen

        lines = self.screen.help_lines if isinstance(self.screen, ShopScreen) else ()
        self.push_screen(HelpScreen(self.screen, lines))

    def action_log(self) -> None:
        """Pane, hidden, pane …"""
        self._log_state = "pane" if self._log_state != "pane" else "hidden"
        self.frame_changed()

    def action_log_full(self) -> None:
        """The focus goes with it, and back to where it was."""
        self._log_state = "full" if self._log_state != "full" else "pane"
        self.frame_changed()
        if self._log_state == "full":
            self._left_for_log = self.screen.focused
            self.screen.query_one(LogPane).focus()
        elif self._left_for_log is not None and self._left_for_log.screen is self.screen:
            self._left_for_log.focus()

    def action_jump(self) -> None:
        """A letter on every part that can have the focus."""
        from aliexport_tui.tui.screens.jump import JumpScreen, targets

        def chosen(widget: Widget | None) -> None:
            if widget is not None:
                widget.focus()

        self.push_screen(JumpScreen(targets(self.screen)), chosen)

    async def action_quit(self) -> None:
        """Runs go on without the console; what it does itself does not."""
        if not self._ends_with_us:
            self.exit()
            return
        from aliexport_tui.tui.screens.ask import Confirm

        def answered(answer: object) -> None:
            if answer == "yes":
                self.exit()

        lines = [self._busy, _("This ends with the console and begins anew the next time. Runs go on.")]
        self.push_screen(Confirm(_("Leave?"), lines, yes=_("leave")), answered)

    def action_ask_marketplace(self) -> None:
        """The state of all open groups, at once: a runner asks, the console shows."""
        from aliexport_tui.tui import work

        work.ask_marketplace(self)

    def action_command_palette(self) -> None:
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            _worker: Worker[None] = self.run_worker(self._open_palette(), group="palette")

    async def _open_palette(self) -> None:
        from textual.command import CommandPalette

        from aliexport_tui.tui import palette

        await asyncio.to_thread(palette.load)
        self.push_screen(CommandPalette(id="--command-palette", placeholder=_("Search for commands…")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from aliexport_tui.tui import palette

        return palette.commands(self, screen)
