"""The sheet of a profile's values as the screen works with it: read in a thread, judged anew where a value map changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aliexport_tui.engine import value_mapping
from aliexport_tui.engine.value_mapping import Group, Line, Mapped, Place, Sheet
from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.widgets.value_columns import PropertyRow

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Judged = tuple[Mapped | None, dict[str, Line]]


@dataclass(frozen=True)
class _Read:
    sheet: Sheet
    judged: dict[Place, Judged]
    groups: list[Group]


class ValueDesk:
    """`groups`: those with most unmapped products first, in the order of the last reading."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._shape: Profile | None = None
        self._judged: dict[Place, Judged] = {}
        self.sheet: Sheet | None = None
        self.groups: list[Group] = []
        self.is_reading = False

    def forget(self) -> None:
        """There is no profile, or another one."""
        self.sheet, self._shape, self.groups = None, None, []
        self._judged.clear()

    def fits(self, profile: Profile) -> bool:
        """Is the sheet (or the one that is being read) that of this profile, but for what value maps say?"""
        return self._shape == value_mapping.shape_of(profile)

    def is_outdated(self) -> bool:
        """Another import brings other texts."""
        return self.sheet is not None and not self.is_reading and self.sheet.is_older(self._console.db)

    def read(self, profile: Profile, came: Callable[[], None], failed: Callable[[], None]) -> None:
        """In a thread; a newer call takes the place of one that is under way."""
        self.is_reading = True
        shape = self._shape = value_mapping.shape_of(profile)
        workspace, keep = self._console.workspace, not self._console.read_only

        def task() -> _Read:
            db = workspace.open()
            try:
                made = value_mapping.read(db, profile, keep=keep)
            finally:
                db.close()
            judged = {group.place: _judge(group, profile) for group in made.groups}
            return _Read(made, judged, sorted(made.groups, key=lambda group: -_open(judged[group.place][1])))

        def done(found: _Read) -> None:
            if shape is self._shape:
                self.is_reading = False
                self.sheet, self._judged, self.groups = found.sheet, found.judged, found.groups
                came()

        def broken() -> None:
            self.is_reading = False
            failed()

        in_background(self._console, task, done, group="values", failed=broken)

    def judge(self, profile: Profile) -> None:
        """Only those groups anew whose value map is another one than it was."""
        for group in self.groups:
            kept = self._judged.get(group.place)
            if kept is None or kept[0] is not value_mapping.mapped_at(profile, group.place):
                self._judged[group.place] = _judge(group, profile)

    def lines(self, group: Group | None) -> dict[str, Line]:
        """By text; empty for None."""
        return self._judged.get(group.place, (None, {}))[1] if group is not None else {}

    def rows(self) -> dict[int, PropertyRow]:
        """The list of properties."""
        names: Mapping[str, str] = self.sheet.names if self.sheet is not None else {}
        rows = {}
        for index, group in enumerate(self.groups):
            lines = self.lines(group)
            key = group.place.shop
            where = "" if key is None else names.get(key, "") or key
            open_texts = sum(1 for line in lines.values() if line.open)
            rows[index] = PropertyRow(group, where, len(lines), open_texts, _open(lines))
        return rows


def _judge(group: Group, profile: Profile) -> Judged:
    mapped = value_mapping.mapped_at(profile, group.place)
    return mapped, value_mapping.judged(group, mapped) if mapped is not None else {}


def _open(lines: Mapping[str, Line]) -> int:
    return sum(line.open for line in lines.values())
