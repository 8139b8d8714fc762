"""Is everything as it should be? What `aliexport-tui doctor` finds, the worst first, and keys to where it is mended."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.registry import hint, render
from aliexport_tui.telling.health_text import part_name
from aliexport_tui.telling.words import local_time
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import SUBJECTS, key_of
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.engine.operations.finding import Finding

_GRADES: dict[str, Cell] = {
    "bad": (f"✗ {_('bad')}", "bad"),
    "warn": (f"! {_('look')}", "warn"),
    "ok": (f"● {_('good')}", "good"),
}
_ORDER = tuple(_GRADES)
_PLACES = {
    "work": "runs",
    "run": "runs",
    "source": "access",
    "schema": "access",
    "token": "access",
    "held": "held",
    "orders": "orders",
    "schedule": "schedule",
    "alerts": "alerts",
}
_PLACE_OF = {"doctor.hand_offs_failed": "failed_orders"}
"""Where one finding is mended elsewhere than the rest of its part."""


def place_of(found: "Finding") -> str:
    """The screen that mends it; "" when none does, or nothing is amiss."""
    if found.grade == "ok":
        return ""
    return _PLACE_OF.get(found.code) or _PLACES.get(found.check, "")


def message(found: "Finding") -> str:
    return neutral(render(found.code, found.args))


class DoctorScreen(ShopScreen):
    """Looks by itself when it is first gone to, then when it is told to."""

    help_lines = (
        _("Token, clock, disk, the file, runs, categories, backups, schedule: what is amiss stands first."),
        _("r looks again, d reads the whole file too, m goes to where the chosen one is mended."),
        _("For cron and monitors: aliexport-tui doctor --check ends with a code of its own when something is bad."),
    )
    log_most = 4
    DEFAULT_CSS = """
    DoctorScreen .body { height: 1fr; }
    DoctorScreen #state { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    DoctorScreen #detail { height: auto; max-height: 6; padding: 0 1; border-top: solid $surface-lighten-2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("r", "look", _("Look again")),
        *key("m", "mend", _("Mend")),
        *key("d", "look_deep", _("Read the whole file")),
    ]
    grid = getters.query_one("#findings", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._looking = False

    def body(self) -> ComposeResult:
        columns: tuple[Column[Finding], ...] = (
            Column("grade", _("State"), 10, lambda one: _GRADES[one.grade]),
            Column("check", _("Part"), 12, lambda one: (part_name(one.check), "dim"), keep=3),
            Column("finding", _("Finding"), 0, lambda one: (message(one), "")),
            Column("place", _("Mended in"), 13, lambda one: (_title(place_of(one)), "info"), keep=2, most=24),
        )
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            yield Grid(columns, empty=_("  Looking…"), id="findings")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="advice", markup=False)

    def on_mount(self) -> None:
        self.grid.focus()
        self._look(deep=False)

    def _look(self, *, deep: bool) -> None:
        """In a thread: it asks the marketplaces too."""
        workspace = self.workspace

        def examine() -> "tuple[Finding, ...]":
            from aliexport_tui.engine.operations.doctor import Asked
            from aliexport_tui.engine.operations.doctor import examine as look

            return look(workspace, Asked(deep=deep))

        self._looking = True
        self._tell(_("looking…"))
        self.refresh_bindings()
        in_background(self.console, examine, self._came, group="doctor", failed=self._failed)

    def _failed(self) -> None:
        self._looking = False
        if self.is_whole:
            self._tell(_("it could not be looked at"))
            self.refresh_bindings()

    def _came(self, found: "tuple[Finding, ...]") -> None:
        self._looking = False
        if not self.is_whole:
            return
        rows = FixedRows(dict(enumerate(sorted(found, key=lambda one: _ORDER.index(one.grade)))))
        self.grid.take(rows, rows.order())
        bad, warn = (sum(one.grade == grade for one in found) for grade in ("bad", "warn"))
        parts = [
            ngettext("{count} is bad", "{count} are bad", bad).format(count=number(bad)) if bad else _("nothing is bad"),
            *([ngettext("{count} to look at", "{count} to look at", warn).format(count=number(warn))] if warn else []),
            _("looked at {time}").format(time=local_time(self.workspace.clock.now_ms())),
        ]
        self._tell(" · ".join(parts))
        self._moved()

    def _tell(self, text: str) -> None:
        line = Text.assemble((f"{_('Health')}: ", "bold"), text, no_wrap=True, overflow="ellipsis")
        self.query_one("#state", Static).update(line)

    def _current(self) -> "Finding | None":
        from aliexport_tui.engine.operations.finding import Finding

        one = self.grid.current
        return one if isinstance(one, Finding) else None

    @on(Grid.Moved, "#findings")
    def _moved(self) -> None:
        """The finding in full, and what to do."""
        one = self._current()
        text = Text()
        if one is not None:
            text.append(f"{message(one)}\n", "bold")
            if advice := hint(one.code, one.args):
                text.append(f"→ {neutral(advice)}\n")
            if place := place_of(one):
                text.append(f"m {_('goes there')}: {key_of(place)} {_title(place)}", "dim")
        self.query_one("#advice", Static).update(text)
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("look", "look_deep") and self._looking:
            return _("It is being looked at.")
        if action == "mend" and self.is_whole:
            one = self._current()
            if one is None or not place_of(one):
                return _("No screen mends this: the advice below says what to do.")
        return super().refusal(action, parameters)

    def action_look(self) -> None:
        self._look(deep=False)

    def action_look_deep(self) -> None:
        self._look(deep=True)

    @on(Grid.Opened, "#findings")
    def action_mend(self) -> None:
        one = self._current()
        if one is not None and (place := place_of(one)):
            self.console.go(place)


def _title(place: str) -> str:
    return next((one.short or one.title for subject in SUBJECTS for one in subject.places if one.name == place), "")
