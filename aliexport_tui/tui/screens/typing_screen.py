"""An editor that stands in the screen itself: what is typed shows at once, and is a step of the desk when the hand rests."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.screens.profile_screen import ProfileScreen, no_profile
from aliexport_tui.tui.widgets.chooser import Chooser
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.rows_editor import RowsEditor
from aliexport_tui.tui.words import _

SETTLES_S = 0.3
"""So long nothing is typed before it becomes a step that can be taken back."""
Faults = Mapping[str, str]


class TypingScreen(ProfileScreen):
    """`step`: what is typed here, in words. A subclass gives the editor, and tells what stands in it."""

    step = ""

    def __init__(self) -> None:
        super().__init__()
        self._rule: object = None
        self._settles: Timer | None = None
        self._fills = False

    # ---- for the editor at hand --------------------------------------------------------------------------------

    def editor(self) -> ComposeResult:
        yield from ()

    def rule_of(self, profile: Profile) -> object:
        """The part of the profile that the editor shows."""
        raise NotImplementedError

    async def fill_editor(self, profile: Profile) -> None:
        """Show this profile's part in it."""

    def begin(self) -> None:
        """The focus goes into the editor."""

    def typed(self, profile: Profile) -> tuple[Profile, Faults]:
        """The profile with what stands in the editor; what of it can't be understood, by field."""
        return profile, {}

    def show_faults(self, profile: Profile, faults: Faults) -> None:
        """Say in the editor what is wrong with what was typed; it may also be well."""

    def draw_rest(self) -> None:
        """All that is shown beside the editor, for what stands in it just now."""

    # ---- typing ------------------------------------------------------------------------------------------------

    def draw_profile(self) -> None:
        """The editor is left alone while it says what the profile says."""
        profile = self.profile
        self.query_one(".body").disabled = profile is None
        if profile is None:
            return
        if self._rule != self.rule_of(profile):
            self._rule = self.rule_of(profile)
            self._fills = True  # what stands in the editor until then is not the profile's
            self.call_later(self._fill)
        elif not self._fills:
            self.draw_rest()

    async def _fill(self) -> None:
        self._fills = False
        if self.profile is not None:
            await self.fill_editor(self.profile)
            self.show_faults(self.profile, {})
            self.draw_rest()

    @on(RowsEditor.Changed)
    @on(Form.Changed)
    @on(Chooser.Changed)
    def hand_moved(self) -> None:
        self.draw_rest()
        if self._settles is not None:
            self._settles.stop()
        self._settles = self.set_timer(SETTLES_S, self.settle)

    def settle(self) -> bool:
        """What was typed becomes a step of the desk. False: it can't be understood, and stays in the editor alone."""
        if self._settles is None or self.profile is None:
            return True
        self._settles.stop()
        changed, faults = self.typed(self.profile)
        self.show_faults(changed, faults)
        if faults:
            return False
        self._settles = None
        before, self._rule = self._rule, self.rule_of(changed)
        if before != self._rule and not self.change(changed, self.step):
            self._rule = before
            self.call_later(self._fill)
        elif before == self._rule:
            self.refresh_bindings()  # nothing is left to be saved or taken back, and no step says so
        return True

    def on_descendant_blur(self) -> None:
        self.settle()

    def on_screen_suspend(self) -> None:
        self.settle()

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        self.begin()

    def action_save(self) -> None:
        """Not while something that was typed can't be understood: it would be left out unseen."""
        if not self.settle():
            self.app.notify(_("Something here can't be understood yet; nothing was saved."), severity="warning")
        elif self.console.desk.is_changed:
            super().action_save()

    def action_drop(self) -> None:
        if self._back_to_profile():
            super().action_drop()

    def action_undo(self) -> None:
        if self._back_to_profile():
            super().action_undo()

    def action_redo(self) -> None:
        if self._back_to_profile():
            super().action_redo()

    def _back_to_profile(self) -> bool:
        """What can't be understood is the first to go."""
        if self.settle():
            return True
        self._settles = None
        self.call_later(self._fill)
        return False

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "edit" and self.profile is None:
            return no_profile()
        if action in ("save", "drop", "undo") and self._settles is not None and self.profile is not None:
            return ""
        return super().refusal(action, parameters)
