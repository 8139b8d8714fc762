"""What the screens share that show a list of the profile being worked on, or of all profiles."""

from abc import abstractmethod
from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.store import browse
from aliexport_tui.store.browse import ProfileLine
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.words import _


class ScopedScreen(ShopScreen):
    """`everyone`: of all profiles; else of `console.desk`'s, which ctrl+o chooses."""

    of_profile = True
    BINDINGS: ClassVar[list[BindingType]] = [*key("P", "everyone", _("This profile / all"))]

    @property
    def code(self) -> str:
        """Whose list it is; "" for all."""
        return "" if self.everyone else self.console.desk.code

    @property
    def line(self) -> ProfileLine | None:
        """The same with its id; None for all."""
        return line_of(self, self.code) if self.code else None

    def draw_profile(self) -> None:
        if not self.everyone:
            self.reload()

    def action_everyone(self) -> None:
        self.everyone = not self.everyone
        self.console.frame_changed()
        self.reload()

    @abstractmethod
    def reload(self) -> None:
        """Show the list of `code`."""


def line_of(screen: ShopScreen, code: str) -> ProfileLine | None:
    """A profile by its code; None when it is gone."""
    return next((line for line in browse.profile_lines(screen.db) if line.code == code), None)


def inactive(screen: ShopScreen, code: str) -> str:
    """Why nothing can be sent by this profile; "" when it can."""
    line = line_of(screen, code)
    if line is None:
        return _("Its profile is gone.")
    if not line.account:
        return _("The profile {code} has no account yet.").format(code=code)
    return "" if line.active else _("The profile {code} is not active.").format(code=code)
