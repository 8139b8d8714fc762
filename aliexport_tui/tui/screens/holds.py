"""What the guards of one profile hold back, from whatever plan, until somebody decides."""

from collections.abc import Sequence

from rich.text import Text

from aliexport_tui.messages.words import hold_name
from aliexport_tui.store import holds
from aliexport_tui.store.plan_view import HeldRows
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.screens.changes import ChangesScreen, Rows
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, number


class HoldsScreen(ChangesScreen):
    CSS_PATH = "plan.tcss"
    help_lines = (
        _("A guard of the profile holds these changes back; everything else went its way."),
        _("y lets one pass, x leaves it out of every plan: this one, or all with the same reason."),
        _("What was approved goes with the next run; when the shop changes it once more, it is asked about again."),
    )

    def __init__(self, profile: str) -> None:
        super().__init__(profile)
        self._reason = ""

    def rows(self) -> Rows:
        return HeldRows(self.db, self.profile, self._reason)

    def headline(self) -> Text:
        found = holds.reasons(self.db, self.profile)
        told = " · ".join(f"{hold_name(reason)} {number(count)}" for reason, count in found) or _("nothing")
        return Text.assemble((f"{_('Held')} · {_('profile')} {self.profile}: ", "bold"), told)

    def held(self, reason: str) -> Sequence[int]:
        return holds.waiting(self.db, self.profile, reason)

    def file_changed(self) -> None:
        """Another run may have taken the place of what is shown."""
        if self.is_mounted:
            self.reload()

    def action_filter(self) -> None:
        choices = [Choice("", _("all"))]
        choices += [
            Choice(reason, f"{hold_name(reason)} ({number(count)})")
            for reason, count in holds.reasons(self.db, self.profile)
        ]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self._reason = value
                self.reload()

        self.app.push_screen(Choose(_("Held"), choices, self._reason), chosen)
