"""Value mapping: a property's texts in the shop, what becomes of each, and what is proposed for those that nothing fits."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from aliexport_tui.engine import value_mapping
from aliexport_tui.engine.value_mapping import Group, Mapped
from aliexport_tui.listing.likeness import Proposal
from aliexport_tui.model.profile import AxisMapping, Profile, ValueMatch
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import value_rows
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.accept_above import Acceptable, AcceptAbove, above
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.profile_screen import ProfileScreen, no_profile
from aliexport_tui.tui.value_desk import ValueDesk
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import FixedRows
from aliexport_tui.tui.widgets.value_columns import PROPERTY_COLUMNS, PropertyRow, reason
from aliexport_tui.tui.widgets.values_pane import ValuesPane
from aliexport_tui.tui.words import _, neutral, ngettext, number

_OF_A_VALUE = ("pick", "own", "leave_out", "unmap", "fill", "next_open", "only_open", "accept_all")
_WIDE = 130


class ValuesScreen(ProfileScreen):
    """First the properties, those with most unmapped products on top; Enter opens the values of one."""

    CSS_PATH = "values.tcss"
    help_lines = (
        _("Each line of the first list is a property that takes its value from a dictionary; · card, ◇ SKU, ® brand."),
        _("Enter on a value takes the proposal and goes to the next unmapped one; without one it opens the dictionary."),
        _("= same name, maps itself · → mapped here · ~ as free text or by the fallback · ⊘ left out · ✗ nothing is sent."),
        _("Space and v mark rows: e, o, s, d and F then work on all of them. F with no marks fills the row below."),
        _("A takes all proposals above a score in one step; z takes any step back. Nothing holds before F2 saves it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "next_open", _("Next unmapped")),
        *key("e", "pick", _("Dictionary"), writes=True),
        *key("A", "accept_all", _("Accept all above…"), writes=True),
        *key("F", "fill", _("Fill down"), show=False, writes=True),
        *key("o", "own", _("Own text"), show=False, writes=True),
        *key("s", "leave_out", _("Leave out"), show=False, writes=True),
        *key("d", "unmap", _("Unmap"), show=False, writes=True),
        *key("/", "search", _("Search"), show=False),
        *key("f", "only_open", _("Only unmapped"), show=False),
        *key("r", "sort", _("Sort anew"), show=False),
        *key("y", "fetch", _("Fetch dictionaries"), show=False, writes=True),
    ]
    properties = getters.query_one("#properties", Grid)
    values = getters.query_one("#values", Grid)
    pane = getters.query_one(ValuesPane)

    def __init__(self) -> None:
        super().__init__()
        self._code = ""
        self._shown: Group | None = None
        self._wanted: Callable[[Group], bool] | None = None
        self.marks = Marks()
        self._values_desk: ValueDesk | None = None

    @property
    def values_desk(self) -> ValueDesk:
        if self._values_desk is None:
            self._values_desk = ValueDesk(self.console)
        return self._values_desk

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="values-state", markup=False)
            with Horizontal(id="tables"):
                yield Grid[PropertyRow](
                    PROPERTY_COLUMNS, empty=_("  No property takes a value from a dictionary yet."), id="properties"
                )
                yield ValuesPane(self.marks)
            yield Static(id="value-note", markup=False)

    def on_mount(self) -> None:
        self.marks.clear()
        self.properties.focus()

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "-wide")

    def home(self) -> Widget:
        return self.values if self.has_class("-one") else self.properties

    def show_property(self, category: str, property_id: str, *, sku: bool = False) -> None:
        """Go to the values of one property as products of this marketplace category have it; as soon as they are read."""
        kinds = ("axis",) if sku else ("attribute", "brand")

        def fits(group: Group) -> bool:
            return group.place.id == property_id and group.place.kind in kinds and category in group.targets

        self._wanted = fits
        if self.values_desk.sheet is not None and not self.values_desk.is_reading:
            self._go_to_wanted()

    # ---- reading, off the loop ---------------------------------------------------------------------------------

    def draw_profile(self) -> None:
        profile = self.profile
        if profile is None or profile.code != self._code:
            self._code = profile.code if profile is not None else ""
            self.values_desk.forget()
            self._close()
            self._fill_properties()
        if profile is None:
            return
        if self.values_desk.fits(profile):
            self._judge()
        else:
            self._read(profile)

    def file_changed(self) -> None:
        if self.profile is not None and self.values_desk.is_outdated():
            self._read(self.profile)

    def _read(self, profile: Profile) -> None:
        self.values_desk.read(profile, self._came, self._failed)
        self._tell_state()

    def _came(self) -> None:
        if self.is_mounted:
            self._fill_properties()
            self._judge()
            self._go_to_wanted()

    def _failed(self) -> None:
        if self.is_mounted:
            self._tell_state()

    def _judge(self) -> None:
        if self.profile is None or self.values_desk.sheet is None:
            return
        self.values_desk.judge(self.profile)
        source = FixedRows(self.values_desk.rows())
        self.properties.take(source, source.order())
        if self._shown is not None:
            self.pane.redraw(self.values_desk.lines(self._shown))
        self._tell_state()
        self._tell_value()

    # ---- the properties ----------------------------------------------------------------------------------------

    def _fill_properties(self) -> None:
        if self._shown is not None:
            place = self._shown.place
            self._shown = next((group for group in self.values_desk.groups if group.place == place), None)
            if self._shown is None:
                self._close()
            else:
                self._open(self._shown)
        source = FixedRows(self.values_desk.rows())
        self.properties.show(source, source.order())
        self._tell_state()

    @on(Grid.Opened, "#properties")
    def _property_opened(self) -> None:
        row = self.properties.current
        if isinstance(row, PropertyRow):
            self._open(row.group)
            self.values.focus()
            self.pane.next_open(from_top=True)

    @on(Grid.Moved, "#properties")
    def _property_moved(self) -> None:
        """On a wide screen the values stand beside it."""
        row = self.properties.current
        if self.has_class("-wide") and not self.has_class("-one") and isinstance(row, PropertyRow):
            self._open(row.group, stay=True)
        self._tell_value()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self.values_desk.sheet is None:
            return
        wanted, self._wanted = self._wanted, None
        place = next((index for index, group in enumerate(self.values_desk.groups) if wanted(group)), None)
        if place is None:
            self.app.notify(_("No product has a text for this property, or it takes none from a dictionary."), timeout=5)
            return
        self.properties.go_to(place)
        self._property_opened()

    # ---- the values of one -------------------------------------------------------------------------------------

    def _open(self, group: Group, *, stay: bool = False) -> None:
        """Its texts, those that nothing fits first; proposals follow when they are worked out."""
        another = self._shown is None or self._shown.place != group.place
        self._shown = group
        if not stay:
            self.add_class("-one")
        if another:
            self.pane.begin(self.values_desk.lines(group))
        else:
            self.pane.sort(self.values_desk.lines(group))
        self._propose(group)
        self._tell_state()
        self.refresh_bindings()

    def _close(self) -> None:
        self._shown = None
        self.remove_class("-one")
        self.properties.focus()
        self.refresh_bindings()

    def _propose(self, group: Group) -> None:
        sheet = self.values_desk.sheet
        if sheet is None:
            return
        texts = [line.text for line in self.values_desk.lines(group).values() if line.open or line.is_loose]

        def came(found: dict[str, Proposal]) -> None:
            if self._shown is group:
                self.pane.propose(found)
                self._tell_value()
                self.refresh_bindings()

        in_background(self.console, lambda: value_mapping.proposals(group, texts, sheet), came, group="value-proposals")

    @on(Grid.Moved, "#values")
    @on(Grid.Marked, "#values")
    def _value_moved(self) -> None:
        self._tell_value()

    @on(Grid.Opened, "#values")
    def _value_opened(self) -> None:
        """Take the proposal and go on; where there is none, choose."""
        row = self.pane.row
        if row is None:
            return
        if row.proposal is None:
            self.action_pick()
        elif self._change([value_rows.to_value(row.line.text, row.proposal.id, row.proposal.name)], _("value accepted")):
            self.action_next_open()

    # ---- what the lines say ------------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        if self.profile is None:
            told = no_profile()
        elif self.values_desk.sheet is None:
            told = _("counting the shop's values…") if self.values_desk.is_reading else ""
        else:
            told = self._told()
        self.query_one("#values-state", Static).update(Text(neutral(told), no_wrap=True, overflow="ellipsis"))

    def _told(self) -> str:
        groups = [self._shown] if self._shown is not None and self.has_class("-one") else self.values_desk.groups
        opened = [line.open for group in groups for line in self.values_desk.lines(group).values() if line.open]
        parts = [f"{group.name} ({group.place.id})" for group in groups if group is self._shown and self.has_class("-one")]
        count = len(opened)
        parts.append(
            ngettext("{count} value is not mapped", "{count} values are not mapped", count).format(count=number(count))
            if count
            else _("everything is mapped")
        )
        if lacking := sum(group.lacks_dictionary for group in groups):
            parts.append(
                ngettext("{count} dictionary is not fetched yet: y", "{count} dictionaries are not fetched yet: y", lacking)
                .format(count=number(lacking))
            )  # fmt: skip
        if self.values_desk.is_reading:
            parts.append(_("counting…"))
        return " · ".join(parts)

    def _tell_value(self) -> None:
        note = Text(no_wrap=True, overflow="ellipsis")
        row = self.pane.row if self._shown is not None and self.has_class("-one") else None
        if row is not None:
            marked = self.marks.count()
            if marked:
                note.append(
                    ngettext("{count} row marked", "{count} rows marked", marked).format(count=number(marked)) + " · "
                )
            note.append(neutral(row.line.text), "bold")
            note.append(f" · {_('{count} products').format(count=number(row.line.products))}\n")
            if row.proposal is not None:
                found = row.proposal
                note.append(f"⏎ {neutral(found.name)} ({found.id}) · {found.score} % · {reason(found)}")
        else:
            found_row = self.properties.current
            if isinstance(found_row, PropertyRow):
                categories = len(found_row.group.targets)
                note.append(neutral(found_row.group.name), "bold")
                note.append(f" ({found_row.group.place.id}) · ")
                note.append(
                    ngettext(
                        "in {count} category of the marketplace", "in {count} categories of the marketplace", categories
                    ).format(count=number(categories))
                )
        self.query_one("#value-note", Static).update(note)

    # ---- changing ----------------------------------------------------------------------------------------------

    def _change(self, rows: Iterable[ValueMatch], what: str) -> bool:
        mapped = self._mapping()
        return mapped is not None and self._keep(value_rows.with_rows(mapped.values, rows), what)

    def _keep(self, rows: tuple[ValueMatch, ...], what: str) -> bool:
        if self.profile is None or self._shown is None:
            return False
        step = f"{self._shown.name}: {what}"
        return self.change(value_mapping.with_rows(self.profile, self._shown.place, rows), step)

    def _mapping(self) -> Mapped | None:
        if self.profile is None or self._shown is None:
            return None
        return value_mapping.mapped_at(self.profile, self._shown.place)

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in _OF_A_VALUE and self._shown is None:
            return _("Open a property first: Enter.")
        if action == "own" and self._shown is not None and not self._shown.takes_own:
            return _("The marketplace takes no text of one's own here.")
        mapped = self._mapping()
        if action == "own" and isinstance(mapped, AxisMapping) and not (mapped.fallback_id and mapped.own_name):
            return _("An own text of a SKU goes beside a value: give the axis one for words that match none.")
        if action == "accept_all" and not self._acceptable():
            return _("There is no proposal to accept.")
        if action == "fetch" and not (
            self.values_desk.sheet and any(group.lacks_dictionary for group in self.values_desk.groups)
        ):
            return _("All dictionaries are there.")
        return super().refusal(action, parameters)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        if self._shown is not None:
            self.pane.search.focus()

    def action_leave_field(self) -> None:
        """Out of the search, out of a range, back to the properties."""
        if isinstance(self.focused, Input):
            self.values.focus()
        elif self.has_class("-one") and not self.values.cancel_range():
            self._close()
            self._tell_state()
            self._tell_value()

    def action_next_open(self) -> None:
        if not self.pane.next_open():
            self.app.notify(_("Every value of this property is mapped."), timeout=3)

    def action_pick(self) -> None:
        """From the dictionary; what is proposed stands first."""
        group, texts, row = self._shown, self.pane.chosen, self.pane.row
        if group is None or not texts:
            return
        names = group.names()
        first = row.proposal.id if row is not None and row.proposal else ""
        if row is not None and row.line.match is not None:
            first = row.line.match.id

        def chosen(value: object) -> None:
            if isinstance(value, str):
                new = [value_rows.to_value(text, value, names.get(value, "")) for text in texts]
                if self._change(new, _("value chosen")) and len(texts) == 1:
                    self.action_next_open()

        ordered = [first, *(id for id in names if id != first)] if first in names else list(names)
        choices = [Choice(id, f"{names[id]}  ({id})") for id in ordered]
        if not choices:
            self.app.notify(_("The dictionary is not fetched yet: y fetches it."), severity="warning")
            return
        self.app.push_screen(Choose(", ".join(neutral(text) for text in texts[:3]), choices, first), chosen)

    def action_own(self) -> None:
        texts = self.pane.chosen
        if not texts:
            return

        def typed(value: object) -> None:
            own = value.strip() if isinstance(value, str) else ""
            if own and self._change([value_rows.to_own(text, own) for text in texts], _("own text")):
                self.action_next_open()

        self.app.push_screen(AskText(_("Own text instead of a value"), texts[0]), typed)

    def action_leave_out(self) -> None:
        texts = self.pane.chosen
        if self._change([value_rows.left_out(text) for text in texts], _("left out")) and len(texts) == 1:
            self.action_next_open()

    def action_unmap(self) -> None:
        mapped = self._mapping()
        if mapped is not None:
            self._keep(value_rows.without(mapped.values, self.pane.chosen), _("unmapped"))

    def action_fill(self) -> None:
        """What the current row goes to, for the marked rows; with no marks for the row below, where the cursor follows."""
        row = self.pane.row
        if row is None:
            return
        mine, match = row.line.row, row.line.match
        if mine is None and (match is None or match.how != "same"):
            self.app.notify(_("This row has nothing to fill down: map it first."), severity="warning")
            return
        marked = self.marks.count()
        texts = [text for text in (self.pane.chosen if marked else self.pane.below) if text != row.line.text]
        like = mine or value_rows.to_value("", match.id if match else "", match.name if match else "")
        if (
            self._change((ValueMatch(text, like.id, like.name, like.omit) for text in texts), _("filled down"))
            and not marked
        ):
            self.values.go_to(self.values.cursor + 1)

    def action_accept_all(self) -> None:
        found = self._acceptable()

        def answered(score: object) -> None:
            if isinstance(score, int):
                taken = above(found, score)
                new = [value_rows.to_value(one.shop, one.target, self.pane.proposals[one.shop].name) for one in taken]
                what = ngettext("{count} proposal accepted", "{count} proposals accepted", len(new))
                self._change(new, what.format(count=number(len(new))))

        self.app.push_screen(AcceptAbove(found, _values), answered)

    def _acceptable(self) -> list[Acceptable]:
        return [
            Acceptable(line.text, found.id, found.score, line.open, f"{line.text} → {found.name}")
            for line, found in (self.pane.open_proposals() if self._shown is not None else ())
        ]

    def action_only_open(self) -> None:
        self.pane.only_open = not self.pane.only_open
        self.pane.sort()

    def action_sort(self) -> None:
        if self._shown is not None:
            self._open(self._shown, stay=not self.has_class("-one"))
        else:
            self._fill_properties()

    def action_fetch(self) -> None:
        """The dictionaries that are not in the cache, from the marketplace."""
        sheet, profile = self.values_desk.sheet, self.profile
        if sheet is None or profile is None:
            return
        workspace = self.workspace

        def task() -> int:
            from aliexport_tui.engine.value_fetching import fetch

            db = workspace.open()
            try:
                return fetch(workspace, db, profile.account, sheet)
            finally:
                db.close()

        def came(count: int) -> None:
            self.console.busy_with("")
            told = ngettext("{count} dictionary fetched.", "{count} dictionaries fetched.", count)
            self.app.notify(told.format(count=number(count)), timeout=4)
            if self.profile is not None:
                self._read(self.profile)

        self.console.busy_with(_("fetching dictionaries"), ends_with_us=True)
        in_background(self.console, task, came, group="value-fetch", failed=lambda: self.console.busy_with(""))


def _values(count: int, of: int) -> str:
    return ngettext("{count} value of {all}", "{count} values of {all}", count).format(count=number(count), all=number(of))
