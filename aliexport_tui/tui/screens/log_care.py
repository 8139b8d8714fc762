"""How long and how much of a log is kept, and beside it the key that empties it."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from aliexport_tui.telling.words import local_time
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Field, Values
from aliexport_tui.tui.forms.profile_fields import Faults
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.words import _, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.engine.operations.retention import Kept
    from aliexport_tui.tui.app import Console

_MB = 1 << 20
_MOST_DAYS = 3650
_MOST_MEGABYTES = 1_000_000


class LogCare(FormScreen):
    """F8 empties the log, after a question with its number of lines."""

    sheet_title = _("How long a log is kept")
    help_lines = (
        _("What is older than so many days goes, then the oldest until the log takes no more than so many megabytes."),
        _("That is done once a day. 0: no limit. F8 empties the whole log now, after a question."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("f8", "truncate", _("Empty it now"), writes=True)]

    def __init__(self, heading: str, kept: "Kept", emptied: Callable[[], None]) -> None:
        """`emptied`: called on the loop when the log was emptied."""
        extent, limit = kept.extent, kept.limit
        fields = (
            Field("lines", _("It has now"), "fixed"),
            Field("days", _("Keep days"), hint=_("0: however old")),
            Field("megabytes", _("Keep megabytes"), hint=_("0: however much")),
        )
        oldest = f", {_('the oldest of {time}').format(time=local_time(extent.oldest))}" if extent.oldest is not None else ""
        lines = ngettext("{count} line", "{count} lines", extent.rows).format(count=number(extent.rows))
        values = {
            "lines": f"{lines}, {_size(extent.size)}{oldest}",
            "days": str(limit.days),
            "megabytes": str(limit.megabytes),
        }
        super().__init__(_("{log}: how long it is kept").format(log=heading), fields, values, self._keep)
        self._heading = heading
        self._kept = kept
        self._emptied = emptied

    def _keep(self, values: Values) -> dict[str, str]:
        from aliexport_tui.engine.operations import retention

        faults = Faults()
        days = faults.whole(values, "days", 0, _MOST_DAYS)
        megabytes = faults.whole(values, "megabytes", 0, _MOST_MEGABYTES)
        if not faults.by_field:
            retention.change(self.workspace, self._kept.extent.log, days=days, megabytes=megabytes)
        return faults.by_field

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action == "truncate" and not self._kept.extent.rows:
            return _("It is empty.")
        return super().refusal(action, parameters)

    def action_truncate(self) -> None:
        rows = self._kept.extent.rows

        def empty() -> int:
            from aliexport_tui.engine.operations import retention

            return retention.truncate(self.workspace, self._kept.extent.log)

        def gone(count: int) -> None:
            told = ngettext("{count} line is gone.", "{count} lines are gone.", count)
            self.app.notify(told.format(count=number(count)))
            if self.is_attached:
                self.dismiss(None)
            self._emptied()

        def answered(answer: object) -> None:
            if answer == "yes":
                in_background(self.console, empty, gone, group="truncate")

        lines = [
            ngettext("{count} line goes and does not come back.", "{count} lines go and do not come back.", rows).format(
                count=number(rows)
            ),
            _("Type the number to be sure."),
        ]
        title = _("Empty: {log}").format(log=self._heading)
        self.app.push_screen(Confirm(title, lines, typed=str(rows), yes=_("empty it")), answered)


def open_care(console: "Console", log: str, heading: str, emptied: Callable[[], None]) -> None:
    """Reads in a thread how much there is, then shows the form."""

    def read() -> "Kept | None":
        from aliexport_tui.engine.operations import retention

        with closing(console.workspace.open()) as db:
            return next((one for one in retention.show(db) if one.extent.log == log), None)

    def show(kept: "Kept | None") -> None:
        if kept is not None:
            console.push_screen(LogCare(heading, kept, emptied))

    in_background(console, read, show, group="log-care")


def _size(bytes_: int) -> str:
    if bytes_ < _MB:
        return _("{count} kB").format(count=number(bytes_ // 1024))
    return _("{count} MB").format(count=number(bytes_ // _MB))
