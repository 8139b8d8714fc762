"""A plan before it is sent: counts by kind, the changes, and for the chosen one every field before → after."""

from contextlib import closing
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from aliexport_tui.engine.planning import taking_out
from aliexport_tui.model.change import KINDS, Action
from aliexport_tui.store import plan_list
from aliexport_tui.store.plan_list import PlanLine
from aliexport_tui.store.plan_view import ChangeRow, ChangeRows, Wanted
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.plan_words import counts_words, fate_word
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.changes import ChangesScreen, marked_line
from aliexport_tui.tui.screens.scoped_screen import inactive
from aliexport_tui.tui.words import _, neutral, ngettext, number


class PlanScreen(ChangesScreen, PushedScreen):
    """`selection` None: the whole profile."""

    sheet_title = _("Looking through a plan")
    help_lines = (
        _("Nothing has been sent yet. a sends what is ready; blocked and held changes stay here."),
        _("Below the list: every field of the chosen change, as the marketplace has it → as it will be."),
        _("f and F narrow the list to one group of the line above it, / to names and SKUs that hold a word."),
        _("d takes changes out of this plan alone, and brings them back: the marked ones, else the one under the cursor."),
        _("y lets held changes pass, x leaves them out of every plan: the marked, one, or all with the same reason."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("a", "apply", _("Send this plan"), writes=True),
        *key("d", "take_out", _("Take out / back"), writes=True),
    ]

    def __init__(self, plan: int, profile: str, action: Action, selection: int | None) -> None:
        super().__init__()
        self._plan = plan
        self.profile = profile
        self._action: Action = action
        self._selection = selection
        self._line: PlanLine | None = None

    @property
    def line(self) -> PlanLine | None:
        """What has become of the plan; read once per change of the file."""
        if self._line is None:
            self._line = plan_list.line(self.db, self._plan)
        return self._line

    def rows(self, wanted: Wanted) -> ChangeRows:
        return ChangeRows(self.db, self._plan, wanted)

    def headline(self) -> Text:
        line = self.line
        told = counts_words(line) if line is not None else ""
        title = f"{_('Plan')} {self._plan} · {work.ACTION_NAMES[self._action]} · {neutral(self.profile)}: "
        fate = f" · {fate_word(line)[0]}" if line is not None and line.fate != "shown" else ""
        text = Text.assemble((title, "bold"), told, (fate, "bold"), marked_line(self.marks))
        text.no_wrap, text.overflow = True, "ellipsis"
        return text

    def reload(self) -> None:
        self._line = None
        super().reload()

    def file_changed(self) -> None:
        """Another process may have applied it."""
        if not self.is_mounted:
            return
        before, self._line = self._line, None
        if self.line != before:
            self.reload()
        else:
            super().file_changed()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in ("apply", "take_out", "decide"):
            return super().refusal(action, parameters)
        line = self.line
        if line is None:
            return _("This plan is gone.")
        if line.fate == "applied" and action != "decide":
            return _("It was applied already, by run {run}.").format(run=line.run)
        if action == "apply":
            return self._why_not_apply(line)
        if action == "take_out":
            return self._why_not_take_out()
        return super().refusal(action, parameters)

    def _why_not_apply(self, line: PlanLine) -> str:
        if not sum(line.counts.get(kind, 0) for kind in KINDS):
            return _("Nothing in it is ready to be sent.")
        return inactive(self, self.profile)

    def _why_not_take_out(self) -> str:
        if self.marks.count():
            return ""
        row = self.grid.current if self.is_mounted else None
        if not isinstance(row, ChangeRow):
            return _("There is no change here.")
        if row.state == "ready" or (row.state == "dropped" and not row.hold):
            return ""
        if row.state == "dropped":
            return _("It was left out of every plan by a decision.")
        return _("Only what is ready to be sent can be taken out; this is not.")

    def action_take_out(self) -> None:
        """A row that is out comes back; of marked rows all go out, unless all are out."""
        row = self.grid.current
        ids = self.marks.picked or ([row.id] if isinstance(row, ChangeRow) else [])
        back = isinstance(row, ChangeRow) and row.state == "dropped"
        workspace = self.workspace

        def move() -> tuple[int, bool]:
            with closing(workspace.open()) as db:
                act = taking_out.bring_back if back else taking_out.take_out
                return act(db, workspace, self._plan, ids), back

        def told(done: tuple[int, bool]) -> None:
            count, came_back = done
            if came_back:
                text = ngettext("{count} change is back in the plan.", "{count} changes are back in the plan.", count)
            else:
                text = ngettext(
                    "{count} change is taken out of this plan; d brings it back.",
                    "{count} changes are taken out of this plan; d brings them back.",
                    count,
                )
            self.app.notify(text.format(count=number(count)), timeout=4)
            self.marks.clear()
            self.reload()

        in_background(self.console, move, told, group="take-out")

    def action_apply(self) -> None:
        """The same question as before the preview, delete with its figure to type."""
        work.confirm(
            self.console, self._action, self.profile, self._selection, self._plan, then=self.action_back, can_look=False
        )

    def action_back(self) -> None:
        if not self.leave_search():
            super().action_back()
