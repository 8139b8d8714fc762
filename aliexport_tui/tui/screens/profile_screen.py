"""What the screens about the profile being worked on share: keep, drop, take back, do again."""

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.screens.base import ShopScreen, only_reads
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.words import _


class ProfileScreen(ShopScreen):
    """Shows a part of `console.desk.profile` (`draw_profile`) and changes it by `change`. `refusal` of a subclass asks this
    one's too: `return super().refusal(action, parameters)`."""

    of_profile = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Save"), writes=True),
        *key("ctrl+s", "save", show=False, writes=True),
        *key("f4", "drop", _("Drop what is not saved"), show=False, writes=True),
        *key("z", "undo", _("Undo"), writes=True),
        *key("Z", "redo", _("Do again"), show=False, writes=True),
        *key("escape", "leave_field", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._possible: tuple[bool, ...] = ()

    @property
    def profile(self) -> Profile | None:
        """As it is edited; None while there is no profile at all."""
        return self.console.desk.profile

    def change(self, profile: Profile, what: str) -> bool:
        """A step of the desk; says whether it was one. A console that only reads changes nothing and says so."""
        if self.console.read_only:
            self.app.notify(only_reads(), severity="warning", markup=False)
            return False
        before = self.profile
        self.console.desk.change(profile, what)
        return self.profile is not before

    def home(self) -> Widget | None:
        """Where Esc leads to out of a field: the first grid, unless the screen says otherwise."""
        return next(iter(self.query(Grid)), None)

    def profile_turned(self) -> None:
        super().profile_turned()
        desk = self.console.desk
        possible = (desk.profile is None, desk.is_changed, bool(desk.last_done), bool(desk.last_undone))
        if possible != self._possible:  # the keys' line is dear to draw
            self._possible = possible
            self.refresh_bindings()

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        desk = self.console.desk
        if action not in ("save", "drop", "undo", "redo"):
            return super().refusal(action, parameters)
        if desk.profile is None:
            return no_profile()
        match action:
            case "undo":
                return "" if desk.last_done else _("There is nothing to take back.")
            case "redo":
                return "" if desk.last_undone else _("There is nothing to do again.")
        return "" if desk.is_changed else _("All is saved.")

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_save(self) -> None:
        self.console.desk.save(lambda: self.app.notify(_("Saved."), timeout=2))

    def action_drop(self) -> None:
        """Back to what is saved, without a question: z brings it back."""
        self.console.desk.revert()
        self.app.notify(_("Dropped what was not saved; z brings it back."), timeout=4)

    def action_undo(self) -> None:
        what = self.console.desk.undo()
        if what:
            self.app.notify(_("Taken back: {what}").format(what=what), markup=False, timeout=3)

    def action_redo(self) -> None:
        what = self.console.desk.redo()
        if what:
            self.app.notify(_("Done again: {what}").format(what=what), markup=False, timeout=3)

    def action_leave_field(self) -> None:
        """Esc: out of a field, back to where one works."""
        home = self.home()
        if home is not None:
            home.focus()


def no_profile() -> str:
    """Why nothing about a profile can be done while there is none."""
    return _("There is no profile yet: key {key}, then n makes one.").format(key=key_of("profiles"))
