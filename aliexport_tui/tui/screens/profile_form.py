"""A profile's settings, section by section. F2 saves and closes, F3 saves and goes on, F4 puts back what was saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.profile import Profile
from aliexport_tui.tui import offers
from aliexport_tui.tui.forms import conditions, guard_fields, picture_fields, profile_fields
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.profile_screen import ProfileScreen
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.list_pane import AxesPane, ListPane
from aliexport_tui.tui.widgets.sections import FieldsPane
from aliexport_tui.tui.widgets.toml_pane import TomlPane
from aliexport_tui.tui.words import _, neutral

Pane = FieldsPane | AxesPane | TomlPane

PASSING_S = 0.08
SETTLES_S = 0.3
"""So long nothing is typed before it becomes a step of the desk."""


@dataclass(frozen=True)
class Section:
    """`place`: the screen that edits it, where it has one of its own; else `make` gives its pane."""

    title: str
    make: Callable[[Profile], Pane] | None = None
    place: str = ""
    lead: str = ""


class ProfileForm(ProfileScreen):
    """Works on the profile on the desk. Sections with a screen of their own lead there; the form waits meanwhile."""

    sheet_title = _("A profile's form")
    CSS_PATH = "profile_form.tcss"
    help_lines = (
        _("Left: the sections. Enter or → goes into one, Esc comes back to the list, Esc again leaves."),
        _("F2 saves and closes, F3 saves and goes on, F4 puts back what was saved last."),
        _("Categories, attributes, filter, prices and stocks have their own screens: Enter goes there, 2 comes back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f3", "save_on", _("Save, go on"), writes=True),
        *key("escape", "back", _("Back")),
        *key("right", "enter_pane", show=False),
        *key("f1", "app.help", show=False),
    ]
    menu = getters.query_one("#menu", OptionList)

    def __init__(self, section: int = 0, field: str = "") -> None:
        """`field`: the one to begin with, if the section has it."""
        super().__init__()
        self._first = field
        self._pane: Pane | None = None
        self._section = section
        self._passing: Timer | None = None
        self._settles: Timer | None = None
        self._taken: Profile | None = None
        plain = self._plain
        self._sections: Sequence[Section] = (
            Section(_("Main"), plain(profile_fields.MAIN)),
            Section(_("Products"), place="filter", lead=_("Enter goes to the filter.")),
            Section(_("Categories"), place="categories", lead=_("Enter goes to the two trees.")),
            Section(_("Price"), place="prices", lead=_("Enter goes to the price rule.")),
            Section(_("Stock"), place="stocks", lead=_("Enter goes to the stock rule.")),
            Section(_("Texts"), plain(profile_fields.TEXTS)),
            Section(_("Card defaults"), plain(profile_fields.CARD)),
            Section(_("Attributes"), place="attributes", lead=_("Enter goes to the attributes.")),
            Section(_("SKU axes"), lambda profile: AxesPane(profile, offers.for_profile(self.db, profile))),
            Section(_("Brand"), plain(profile_fields.BRAND)),
            Section(_("Pictures"), plain(picture_fields.PICTURES)),
            Section(_("Sending"), plain(profile_fields.SENDING)),
            Section(_("Guards"), plain(guard_fields.GUARDS)),
            Section(_("As text"), TomlPane),
        )

    def _plain(self, section: profile_fields.Section) -> Callable[[Profile], Pane]:
        return lambda profile: FieldsPane(section, profile, offers.for_profile(self.db, profile).lists())

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title", markup=False)
            yield Static(id="trouble", markup=False)
            with Horizontal():
                yield OptionList(*(Option(Content(section.title)) for section in self._sections), id="menu")
                yield Container(id="pane")

    async def on_mount(self) -> None:
        self.menu.highlighted = self._section
        self.menu.focus()

    def draw_profile(self) -> None:
        """The pane is left alone while it says what the profile says."""
        if self.profile is None:
            self.dismiss(None)
            return
        if self._taken != self.profile:
            self._taken = self.profile
            self.call_later(self._show, self._section)
        self._tell()

    # ---- sections ----------------------------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted, "#menu")
    def _moved(self) -> None:
        """Sections that are only passed on the way are not built."""
        if self._passing is not None:
            self._passing.stop()
        self._passing = self.set_timer(PASSING_S, self._arrived)

    async def _arrived(self) -> None:
        self._passing = None
        section = self.menu.highlighted
        if section is not None and section != self._section and self._take_over():
            await self._show(section)

    @on(OptionList.OptionSelected, "#menu")
    async def action_enter_pane(self) -> None:
        if not self.menu.has_focus:
            return
        if self._passing is not None:
            self._passing.stop()
        await self._arrived()
        section = self._sections[self._section]
        if self._pane is not None:
            self._pane.begin()
        elif section.place and self._take_over():
            self.console.go(section.place)

    async def _show(self, section: int) -> None:
        if self.profile is None:
            return
        self._section = section
        box = self.query_one("#pane", Container)
        await box.remove_children()
        shown = self._sections[section]
        self._pane = shown.make(self.profile) if shown.make else None
        await box.mount(self._pane or Static(Text(shown.lead), id="lead"))
        if self._first and isinstance(self._pane, Form):
            self._pane.focus_field(self._first)
        elif self.focused is None:
            self.menu.focus()
        self._first = ""

    @on(Form.Changed)
    @on(ListPane.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._settles is not None:
            self._settles.stop()
        self._settles = self.set_timer(SETTLES_S, self._take_over)

    def _take_over(self) -> bool:
        """What was typed becomes a step of the desk; False when something in it can't be understood."""
        if self._settles is not None:
            self._settles.stop()
            self._settles = None
        if self._pane is None or self.profile is None:
            return True
        title = self._sections[self._section].title
        changed, faults = self._pane.apply(self.profile)
        if faults:
            self._trouble([f"{title}: {next(iter(faults.values()))}"])
            self.menu.highlighted = self._section
            return False
        self._taken = changed
        if changed != self.profile and not self.change(changed, title):
            self._taken = self.profile
            self.call_later(self._show, self._section)
        self._tell()
        return True

    def _tell(self) -> None:
        profile = self.profile
        if profile is None:
            return
        changed = f"  ·  {_('not saved yet')}" if self.console.desk.is_changed else ""
        title = f"{_('Profile')} {profile.code}  {profile.name}{changed}"
        self.query_one("#title", Static).update(Text(neutral(title), no_wrap=True))
        problems = check_profile(profile)[:3]
        worded = (conditions.condition_problem(conditions.step_problem(problem)) for problem in problems)
        self._trouble([f"{field_word(problem.field)}: {render_problem(problem)[0]}" for problem in worded])

    def _trouble(self, lines: Sequence[str]) -> None:
        trouble = self.query_one("#trouble", Static)
        trouble.update(Text("\n".join(neutral(line) for line in lines)))
        trouble.display = bool(lines)

    # ---- keys --------------------------------------------------------------------------------------------------

    def home(self) -> Widget:
        return self.menu

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        """F2 and F3 have their answer even where nothing is left to save."""
        if action in ("save", "save_on") or (action in ("drop", "undo") and self._settles is not None):
            return ""
        return super().refusal(action, parameters)

    def _save(self, then: Callable[[], None]) -> None:
        if not self._take_over():
            return
        if self.console.desk.is_changed:
            self.console.desk.save(then)
        else:
            then()

    def _leave(self) -> None:
        self.dismiss(None)

    def action_save(self) -> None:
        self._save(self._leave)

    def action_save_on(self) -> None:
        self._save(lambda: self.app.notify(_("Saved."), timeout=2))

    def action_drop(self) -> None:
        """What can't be understood goes too."""
        if self._settles is not None:
            self._settles.stop()
            self._settles = None
        self._taken = None
        self.menu.focus()
        super().action_drop()
        self.draw_profile()

    def action_undo(self) -> None:
        if self._take_over():
            super().action_undo()

    def action_redo(self) -> None:
        if self._take_over():
            super().action_redo()

    def on_screen_suspend(self) -> None:
        """Nothing that was typed is lost on the way to another screen."""
        if self.is_whole and self._settles is not None:
            self._take_over()

    def action_back(self) -> None:
        if not self.menu.has_focus:
            self._take_over()
            self.menu.focus()
            return
        if not self._take_over() or not self.console.desk.is_changed:
            self.dismiss(None)
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                self._save(self._leave)
            elif answer == "look":
                self.dismiss(None)

        lines = [_("The profile is not saved yet. Save it?")]
        title = self.console.desk.code
        self.app.push_screen(Confirm(title, lines, can_look=True, look=_("leave, decide later"), yes=_("save")), answered)
