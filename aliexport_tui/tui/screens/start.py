"""Getting started: the way from an empty file to a first export, step by step, with the token and the cabinet at hand."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.own_sandbox import is_simulated
from aliexport_tui.store.first_steps import FirstSteps, first_steps
from aliexport_tui.tui import access_work, work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.first_steps import StepLine, step_lines, title_of
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen, only_reads
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.help import token_text
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column, FixedRows
from aliexport_tui.tui.words import _

_BESIDE = 118
"""From so many columns on the token's steps stand beside the way, else below it."""


class StartScreen(ShopScreen):
    """Enter does the step under the cursor, which stands on the next one."""

    CSS_PATH = "start.tcss"
    log_most = 3
    help_lines = (
        _("Eight steps lead from an empty file to the first export. Enter does the one under the cursor."),
        _("No token yet: s makes an account on a simulated marketplace of this machine; everything works there."),
        _("The rehearsal is the same export to a simulated marketplace with your account's own categories."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("s", "simulate", _("No token: simulate"), writes=True),
        *key("n", "new", _("New account"), show=False, writes=True),
        *key("w", "problems", _("Problems")),
    ]
    grid = getters.query_one("#steps", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._state = FirstSteps()
        self._lines: tuple[StepLine, ...] = ()
        self._next = -1

    def body(self) -> ComposeResult:
        with Container(classes="body"):
            with Container(id="way"):
                yield Static(Text(_("The way to a first export. ⏎ does the step."), style="bold"), id="title")
                yield Grid[StepLine](
                    (
                        Column("sign", "", 2, lambda line: line.sign),
                        Column("step", _("Step"), 13, lambda line: line.title),
                        Column("note", _("What there is, what it needs"), 0, lambda line: line.note),
                    ),
                    id="steps",
                )
            with VerticalScroll(id="token"):
                yield Static(token_text())

    def on_mount(self) -> None:
        self.grid.focus()
        self.file_changed()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _BESIDE, "-wide")

    def file_changed(self) -> None:
        if not self.is_whole:
            return
        self._state = first_steps(self.db, self.console.desk.code)
        self._lines = step_lines(self._state, self.console.chores, simulated=is_simulated(self._state.base_url))
        source = FixedRows({line.number: line for line in self._lines})
        self.grid.take(source, source.order())
        following = next((index for index, line in enumerate(self._lines) if line.is_next), -1)
        if following != self._next:
            self._next = following
            self.grid.go_to(max(0, following))

    # ---- keys --------------------------------------------------------------------------------------------------

    @on(Grid.Opened, "#steps")
    def _open(self) -> None:
        line = self.grid.current
        if not isinstance(line, StepLine):
            return
        if line.missing is not None:
            told = _("First this step: {step}").format(step=title_of(line.missing))
            self.app.notify(told, severity="warning", markup=False)
        elif self.console.read_only and line.step not in ("mapping",):
            self.app.notify(only_reads(), severity="warning", markup=False)
        else:
            self._do(line)

    def _do(self, line: StepLine) -> None:
        state, console = self._state, self.console
        ways: dict[str, Callable[[], object]] = {
            "account": self._account,
            "categories": lambda: console.chores.start("sync", state.account),
            "source": self._source,
            "feed": lambda: console.chores.start("import", state.source),
            "profile": self._profile,
            "mapping": self._mapping,
            "rehearsal": self._rehearse,
            "export": lambda: work.plan_profile(console, "export", state.profile),
        }
        ways[line.step]()

    def _account(self) -> None:
        if self._state.account:
            self.app.push_screen(access_work.account_form(self.console, self._state.account))
            return
        choices = [
            Choice("token", _("I have a token, or get one now (the six steps)")),
            Choice("simulate", _("No token yet: use a simulated marketplace")),
        ]

        def chosen(value: object) -> None:
            if value == "token":
                self.action_new()
            elif value == "simulate":
                self.action_simulate()

        self.app.push_screen(Choose(_("Account"), choices), chosen)

    def _source(self) -> None:
        if self._state.source:
            self.app.push_screen(access_work.source_form(self.console, self._state.source))
        else:
            access_work.new_source(self.console)

    def _profile(self) -> None:
        """New ones are made in the list of profiles."""
        from aliexport_tui.tui.screens.profiles import ProfilesScreen

        def begin() -> None:
            if isinstance(self.app.screen, ProfilesScreen) and not self._state.profile:
                self.app.screen.action_new()

        self.console.go("profiles")
        self.console.call_after_refresh(begin)

    def _mapping(self) -> None:
        if self.console.desk.code != self._state.profile:
            self.console.desk.choose(self._state.profile)
        self.console.go("categories")

    def _rehearse(self) -> None:
        """First the copy is brought in step; then its export is worked out and asked about."""
        console, code = self.console, self._state.profile

        def ready() -> None:
            from aliexport_tui.engine.rehearsing import SUFFIX

            work.plan_profile(console, "export", code + SUFFIX)

        console.chores.start("rehearse", code, ready)

    def action_new(self) -> None:
        """As the steps to a token say: the same key as in the list of accounts."""
        self.app.push_screen(access_work.account_form(self.console, ""))

    def action_simulate(self) -> None:
        def done(code: str) -> None:
            self.console.busy_with("")
            self.console.refresh_from_file()
            self.console.chores.start("sync", code)

        self.console.busy_with(_("Starting the simulated marketplace…"))
        in_background(
            self.console,
            lambda: access_work.simulate(self.workspace),
            done,
            group="access",
            failed=lambda: self.console.busy_with(""),
        )

    def action_problems(self) -> None:
        self.console.go("problems")
