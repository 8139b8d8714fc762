"""The activity log: what people changed, who, from where, before → after (seed 002 §7.3)."""

from array import array
from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import BindingType

from aliexport_tui.store import activity
from aliexport_tui.store.activity import Activity, Wanted
from aliexport_tui.store.database import Database
from aliexport_tui.telling.activity_text import comment, subtype_name, type_name
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.log_screen import LogScreen, moment, words_of
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Column
from aliexport_tui.tui.words import _, neutral

_ALL = "*"


COLUMNS: tuple[Column[Activity], ...] = (
    Column("id", _("Id"), 5, lambda line: (str(line.id), "dim"), right=True, keep=3, value=lambda line: line.id),
    Column("at", _("Date"), 14, lambda line: (moment(line.at), "")),
    Column("type", _("Type"), 9, lambda line: (type_name(line.type), ""), keep=5, most=14),
    Column("subtype", _("Sub-type"), 9, lambda line: (subtype_name(line.subtype), ""), keep=4, most=14),
    Column("subject", _("About"), 22, lambda line: (neutral(line.subject), "dim"), keep=2, most=26),
    Column("comment", _("Comment"), 0, lambda line: (neutral(comment(line)), "")),
    Column("who", _("Who"), 20, lambda line: (neutral(line.who), "dim"), keep=1, most=30),
)


class ActivityScreen(LogScreen[Activity, Wanted]):
    """Enter shows what was before and what came after."""

    log_name = "activity"
    heading = _("Activity log")
    nothing = _("  Nothing was changed by hand yet, or nothing that fits. x drops the filters.")
    help_lines = (
        _("What people have changed: settings, profiles, accounts, sources, decisions; who, and where from over SSH."),
        _("Enter shows what was before and what came after; secrets and personal data are masked."),
        _("f one type, t one sub-type, / a word, x all again. Space marks, D removes, K says how long it is kept."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("t", "of_subtype", _("Of one sub-type"), show=False)]

    def everything(self) -> Wanted:
        return Wanted()

    def columns(self) -> Sequence[Column[Activity]]:
        return COLUMNS

    def order_in(self, db: Database, wanted: Wanted) -> "array[int]":
        return activity.ids(db, wanted)

    def rows_in(self, db: Database, ids: Sequence[int]) -> dict[int, Activity]:
        return activity.rows(db, ids)

    def remove_in(self, db: Database, ids: Sequence[int]) -> int:
        return activity.remove(db, ids)

    def words(self, wanted: Wanted) -> Sequence[str]:
        texts = {
            _("type"): type_name(wanted.type),
            _("sub-type"): subtype_name(wanted.subtype),
            _("holds"): f"“{wanted.text}”" if wanted.text else "",
        }
        return words_of(texts) or [_("all")]

    def text_of(self, wanted: Wanted) -> str:
        return wanted.text

    def with_text(self, wanted: Wanted, text: str) -> Wanted:
        return replace(wanted, text=text)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_sieve(self) -> None:
        types = dict.fromkeys(type for type, _subtype in activity.kinds(self.db))
        choices = [Choice(_ALL, _("all")), *(Choice(one, type_name(one)) for one in types)]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, type=value.removeprefix(_ALL)))

        self.app.push_screen(Choose(_("Type"), choices, self.wanted.type or _ALL), chosen)

    def action_of_subtype(self) -> None:
        found = dict.fromkeys(sub for type, sub in activity.kinds(self.db) if self.wanted.type in ("", type))
        choices = [Choice(_ALL, _("all")), *(Choice(one, subtype_name(one)) for one in found)]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.use(replace(self.wanted, subtype=value.removeprefix(_ALL)))

        self.app.push_screen(Choose(_("Sub-type"), choices, self.wanted.subtype or _ALL), chosen)

    @on(Grid.Opened, "#activity")
    def _opened(self) -> None:
        from aliexport_tui.tui.screens.activity_line import ActivityLine

        line = self.grid.current
        if isinstance(line, Activity):
            self.app.push_screen(ActivityLine(line))
