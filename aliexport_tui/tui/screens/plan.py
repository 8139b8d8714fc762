"""A plan before it is sent: counts by kind, the changes, and for the chosen one every field before → after."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from aliexport_tui.model.change import Action
from aliexport_tui.store import holds, plan_view, plans
from aliexport_tui.store.plan_view import ChangeRows
from aliexport_tui.tui import work
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.changes import ChangesScreen, Rows
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, change_state_word, kind_word, number


class PlanScreen(ChangesScreen):
    """`selection` None: the whole profile."""

    CSS_PATH = "plan.tcss"
    help_lines = (
        _("Nothing has been sent yet. a sends what is ready; blocked and held changes stay here."),
        _("Below the list: every field of the chosen change, as the marketplace has it → as it will be."),
        _("y lets a held change pass, x leaves it out of every plan: this one, or all with the same reason."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("a", "apply", _("Send this plan"))]

    def __init__(self, plan: int, profile: str, action: Action, selection: int | None) -> None:
        super().__init__(profile)
        self._plan = plan
        self._action: Action = action
        self._selection = selection
        self._filter = ("", "")

    def rows(self) -> Rows:
        return ChangeRows(self.db, self._plan, *self._filter)

    def headline(self) -> Text:
        counts = plans.counts(self.db, self._plan)
        line = " · ".join(text.strip() for text in work.count_lines(counts))
        return Text.assemble((f"{work.ACTION_NAMES[self._action]} · {_('profile')} {self.profile}: ", "bold"), line)

    def held(self, reason: str) -> Sequence[int]:
        return holds.of_plan(self.db, self._plan, reason)

    def action_filter(self) -> None:
        found = plan_view.groups(self.db, self._plan)
        choices = [Choice("|", _("all"))]
        choices += [
            Choice(f"{kind}|{state}", f"{kind_word(kind)}: {change_state_word(state)} ({number(count)})")
            for kind, state, count in found
        ]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                kind, _bar, state = value.partition("|")
                self._filter = (kind, state)
                self.reload()

        self.app.push_screen(Choose(_("Changes"), choices, "|".join(self._filter)), chosen)

    def action_apply(self) -> None:
        """The same question as before the preview, delete with its figure to type."""
        work.confirm(
            self.console, self._action, self.profile, self._selection, self._plan, then=self.action_back, can_look=False
        )
