"""What guards hold back, from whatever plan, until somebody decides: of the profile being worked on, or of all."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from aliexport_tui.messages.registry import render
from aliexport_tui.messages.words import hold_name
from aliexport_tui.store.plan_view import ChangeRow, ChangeRows, HeldRows, Wanted
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.changes import ChangesScreen, marked_line
from aliexport_tui.tui.screens.scoped_screen import ScopedScreen
from aliexport_tui.tui.widgets.filter_bar import Chip
from aliexport_tui.tui.widgets.grid.source import Column
from aliexport_tui.tui.words import _, kind_word, neutral, number, short_key

COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column("kind", _("What"), 8, lambda row: (kind_word(row.kind), ""), keep=3, most=12),
    Column("key", _("Key"), 10, lambda row: (short_key(row.key), "dim"), keep=2, most=16),
    Column("name", _("Name"), 18, lambda row: (neutral(row.name), ""), keep=4, most=40),
    Column("why", _("Held because"), 0, lambda row: (f"‖ {neutral(render(row.hold, row.hold_args))}", "warn")),
    Column("profile", _("Profile"), 8, lambda row: (neutral(row.profile), "dim"), keep=1, most=14),
)


class HeldScreen(ChangesScreen, ScopedScreen):
    """By reason, with the figures behind it."""

    columns = COLUMNS
    help_lines = (
        _("A guard of the profile holds these changes back; everything else went its way."),
        _("f narrows the list to one reason. Below: every field of the chosen change, before → after."),
        _("y lets them pass, x leaves them out of every plan: the marked, one, all with the same reason, or all."),
        _("What was approved goes with the next run; when the shop changes it once more, it is asked about again."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("escape", "leave_field", show=False)]

    def rows(self, wanted: Wanted) -> ChangeRows:
        return HeldRows(self.db, self._profile, wanted)

    @property
    def _profile(self) -> str | None:
        """None: all. A profile that does not exist holds nothing."""
        return None if self.everyone else self.console.desk.code

    def chips(self) -> Sequence[Chip]:
        found = [Chip("||", _("all"), sum(group.count for group in self.groups))]
        return [*found, *(Chip(f"||{one.hold}", hold_name(one.hold), one.count, "warn") for one in self.groups)]

    def headline(self) -> Text:
        whose = _("all profiles") if self.everyone else f"{_('profile')} {neutral(self.console.desk.code) or '-'}"
        count = sum(group.count for group in self.groups)
        told = number(count) if count else _("nothing")
        text = Text.assemble((f"{_('Held')} · {whose}: ", "bold"), told, marked_line(self.marks))
        text.no_wrap, text.overflow = True, "ellipsis"
        return text

    def file_changed(self) -> None:
        """Another run may have taken the place of what is shown."""
        if self.is_mounted:
            self.reload()

    def action_leave_field(self) -> None:
        self.leave_search()
