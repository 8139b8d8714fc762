"""What a run did, change by change, with what became of each."""

from rich.text import Text

from aliexport_tui.store.plan_view import ChangeRows, RunRows, Wanted
from aliexport_tui.store.runs import Run
from aliexport_tui.tui import run_words, work
from aliexport_tui.tui.polling import PAUSE_S
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.changes import ChangesScreen, marked_line
from aliexport_tui.tui.words import _, neutral, number


class RunChangesScreen(ChangesScreen, PushedScreen):
    """Of a run at work the figures grow while one looks."""

    help_lines = (
        _("Everything that this run had in hand, with its outcome; f narrows the list to one group."),
        _("Below: every field of the chosen change, before → after, and what the marketplace said."),
        _("Enter opens the product with its own history."),
    )

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._waits = False

    def rows(self, wanted: Wanted) -> ChangeRows:
        return RunRows(self.db, self._run.id, wanted)

    def headline(self) -> Text:
        run = self._run
        state = run_words.state_cell(run, self.workspace.clock.now_ms())[0]
        title = f"{_('Run')} {run.id} · {work.ACTION_NAMES[run.action]} · {neutral(run.profile_code)}: "
        total = sum(group.count for group in self.groups)
        told = _("{count} changes").format(count=number(total))
        text = Text.assemble((title, "bold"), f"{told} · {state}", marked_line(self.marks))
        text.no_wrap, text.overflow = True, "ellipsis"
        return text

    def file_changed(self) -> None:
        """Its changes keep their order; their states and the groups are read anew, once a second at most."""
        super().file_changed()
        if self.is_mounted and self._run.state != "ended" and not self._waits:
            self._waits = True
            self.set_timer(PAUSE_S, self._look_again)

    def _look_again(self) -> None:
        from aliexport_tui.store import runs

        self._waits = False
        self._run = runs.get(self.db, self._run.id) or self._run
        self.reload()

    def action_back(self) -> None:
        if not self.leave_search():
            super().action_back()
