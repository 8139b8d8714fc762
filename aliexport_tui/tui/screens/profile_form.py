"""A profile's settings, section by section. F2 saves and closes, F3 saves and goes on, F4 puts back what was saved."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import sku_samples
from aliexport_tui.store.filters import membership
from aliexport_tui.store.sku_samples import SkuSample
from aliexport_tui.tui import offers, profile_work, work
from aliexport_tui.tui.forms import conditions, guard_fields, profile_fields
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.list_pane import AttributesPane, AxesPane
from aliexport_tui.tui.widgets.sections import FieldsPane, PricePane, ProductsPane, StockPane
from aliexport_tui.tui.widgets.toml_pane import TomlPane
from aliexport_tui.tui.words import _, neutral

Pane = FieldsPane | ProductsPane | PricePane | StockPane | AttributesPane | AxesPane | TomlPane


PASSING_S = 0.08


def _in_words(problem: Problem) -> Problem:
    """A step goes by the name that its list gives it."""
    names = {choice.value: choice.text for choice in conditions.STEP_CHOICES}
    args = {name: names.get(text, text) if name == "op" else text for name, text in problem.args.items()}
    return msgspec.structs.replace(problem, args=args)


class ProfileForm(PushedScreen):
    """Works on a copy. Leaving a section takes over what was typed there."""

    CSS_PATH = "profile_form.tcss"
    help_lines = (
        _("Left: the sections. Enter or → goes into one, Esc comes back to the list, Esc again leaves."),
        _("F2 saves and closes, F3 saves and goes on, F4 puts back what was saved last."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Save"), priority=True),
        *key("ctrl+s", "save", show=False, priority=True),
        *key("f3", "save_on", _("Save, go on"), priority=True),
        *key("f4", "reset", _("Reset"), priority=True),
        *key("right", "enter_pane", show=False),
        *key("f1", "app.help", show=False),
    ]
    menu = getters.query_one("#menu", OptionList)

    def __init__(self, profile: Profile, version: int) -> None:
        super().__init__()
        self._saved = profile
        self.profile = profile
        self._version = version
        self._pane: Pane | None = None
        self._section = 0
        self._passing: Timer | None = None
        self._sections: Sequence[tuple[str, Callable[[], Pane] | None]] = (
            (_("Main"), lambda: self._fields(profile_fields.MAIN)),
            (_("Products"), lambda: ProductsPane(self.profile, self._covered, self._filter_values)),
            (_("Categories"), None),
            (_("Price"), lambda: PricePane(self.profile, self._samples())),
            (_("Stock"), lambda: StockPane(self.profile, self._samples())),
            (_("Texts"), lambda: self._fields(profile_fields.TEXTS)),
            (_("Card defaults"), lambda: self._fields(profile_fields.CARD)),
            (_("Attributes"), lambda: AttributesPane(self.profile, offers.for_profile(self.db, self.profile))),
            (_("SKU axes"), lambda: AxesPane(self.profile, offers.for_profile(self.db, self.profile))),
            (_("Brand"), lambda: self._fields(profile_fields.BRAND)),
            (_("Sending"), lambda: self._fields(profile_fields.SENDING)),
            (_("Guards"), lambda: self._fields(guard_fields.GUARDS)),
            (_("As text"), lambda: TomlPane(self.profile)),
        )

    def _fields(self, section: profile_fields.Section) -> Pane:
        return FieldsPane(section, self.profile, offers.for_profile(self.db, self.profile).lists())

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title")
            yield Static(id="trouble")
            with Horizontal():
                yield OptionList(*(Option(Content(title)) for title, _made in self._sections), id="menu")
                yield Container(id="pane")

    async def on_mount(self) -> None:
        self._tell()
        self.menu.highlighted = 0
        self.menu.focus()
        await self._show(0)

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
        if self._pane is not None:
            self._pane.begin()
        else:
            self._open_mapping()

    async def _show(self, section: int) -> None:
        self._section = section
        box = self.query_one("#pane", Container)
        await box.remove_children()
        make = self._sections[section][1]
        self._pane = make() if make else None
        await box.mount(self._pane or Static(Text(_("Enter goes to the two trees."))))

    def _take_over(self) -> bool:
        """What was typed becomes part of the copy; False when something in it can't be understood."""
        if self._pane is None:
            return True
        changed, faults = self._pane.apply(self.profile)
        if faults:
            self._trouble([f"{self._sections[self._section][0]}: {next(iter(faults.values()))}"])
            self.menu.highlighted = self._section
            return False
        self.profile = changed
        self._tell()
        return True

    def _tell(self) -> None:
        changed = f"  ·  {_('not saved yet')}" if self.profile != self._saved else ""
        title = f"{_('Profile')} {self.profile.code}  {self.profile.name}{changed}"
        self.query_one("#title", Static).update(Text(neutral(title), no_wrap=True))
        problems = check_profile(self.profile)
        self._trouble([f"{field_word(problem.field)}: {render_problem(_in_words(problem))[0]}" for problem in problems[:3]])

    def _trouble(self, lines: Sequence[str]) -> None:
        trouble = self.query_one("#trouble", Static)
        trouble.update(Text("\n".join(neutral(line) for line in lines)))
        trouble.display = bool(lines)

    def _samples(self) -> Sequence[SkuSample]:
        source = work.source_of(self.db, self.profile.source)
        return sku_samples.samples(self.db, membership(self.profile, source)) if source is not None else ()

    def _filter_values(self, row: Mapping[str, str]) -> Sequence[Choice]:
        """What a condition's value can be: the shop's categories and brands."""
        return offers.filter_values(self.db, work.source_of(self.db, self.profile.source), row["field"])

    def _covered(self, profile: Profile) -> int:
        source = work.source_of(self.db, profile.source)
        return sku_samples.covered(self.db, membership(profile, source)) if source is not None else 0

    def _open_mapping(self) -> None:
        """To the two trees, after keeping what was changed here."""

        def go(_version: int) -> None:
            self.dismiss(None)
            if self.console.desk.code != self.profile.code:
                self.console.desk.choose(self.profile.code)
            self.console.go("categories")

        if self.profile == self._saved:
            go(self._version)
        else:
            self._save(go)

    # ---- keys --------------------------------------------------------------------------------------------------

    def _save(self, then: Callable[[int], None]) -> None:
        kept = self.profile

        def saved(version: int) -> None:
            self._saved, self._version = kept, version
            if self.is_mounted:
                self._tell()
            then(version)

        profile_work.save(self.console, kept, self._version, saved)

    def _left(self, _version: int) -> None:
        self.dismiss(None)

    def action_save(self) -> None:
        if self._take_over():
            self._save(self._left)

    def action_save_on(self) -> None:
        if self._take_over():
            self._save(lambda _version: self.app.notify(_("Saved."), timeout=2))

    async def action_reset(self) -> None:
        self.profile = self._saved
        self._tell()
        await self._show(self._section)
        self.menu.focus()

    def action_back(self) -> None:
        if not self.menu.has_focus:
            self.menu.focus()
            return
        if not self._take_over() or self.profile == self._saved:
            self.dismiss(None)
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                self._save(self._left)
            elif answer == "look":
                self.dismiss(None)

        lines = [_("The profile is not saved yet. Save it?")]
        self.app.push_screen(
            Confirm(self.profile.code, lines, can_look=True, look=_("leave without saving"), yes=_("save")), answered
        )
