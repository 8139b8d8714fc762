"""Value mapping: a property's texts in the shop, what becomes of each, and what is proposed for those that nothing fits."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from aliexport_tui.engine import value_mapping
from aliexport_tui.engine.value_mapping import Group, Mapped, Place, Sheet
from aliexport_tui.engine.value_mapping import Line as ValueLine
from aliexport_tui.engine.value_texts import Counts
from aliexport_tui.listing.likeness import Proposal
from aliexport_tui.model.profile import AxisMapping, Profile, ValueMatch
from aliexport_tui.store import product_bodies, shop_tree
from aliexport_tui.store.database import fold
from aliexport_tui.store.marks import MarkTable
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import value_rows
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.accept_above import Acceptable, AcceptAbove, above
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.profile_screen import ProfileScreen, no_profile
from aliexport_tui.tui.screens.value_columns import PROPERTY_COLUMNS, VALUE_COLUMNS, PropertyRow, ValueRow, reason
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import FixedRows
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral, ngettext, number

_OF_A_VALUE = ("pick", "own", "leave_out", "unmap", "fill", "next_open", "only_open", "accept_all")
_WIDE = 130


class ValuesScreen(ProfileScreen):
    """First the properties, those with most unmapped products on top; Enter opens the values of one."""

    CSS_PATH = "values.tcss"
    help_lines = (
        _("Each line of the first list is a property that takes its value from a dictionary; · card, ◇ SKU, ® brand."),
        _(
            "Enter on a value takes the proposal and goes to the next unmapped one; with no proposal it opens the dictionary."
        ),
        _("= same name, maps itself · → mapped here · ~ as free text or by the fallback · ⊘ left out · ✗ nothing is sent."),
        _("Space and v mark rows: e, o, s, d and F then work on all of them. F with no marks fills the row below."),
        _("A takes all proposals above a score in one step; z takes any step back. Nothing holds before F2 saves it."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "next_open", _("Next unmapped")),
        *key("e", "pick", _("Dictionary"), writes=True),
        *key("A", "accept_all", _("Accept all above…"), writes=True),
        *key("F", "fill", _("Fill down"), writes=True),
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

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._counts: dict[str, Counts] = {}
        self._shape: Profile | None = None
        self._source = 0
        self._import = 0
        self._reading = False
        self._judged: dict[Place, tuple[Mapped | None, dict[str, ValueLine]]] = {}
        self._groups: list[Group] = []
        self._shown: Group | None = None
        self._texts: list[str] = []
        self._proposals: Mapping[str, Proposal] = {}
        self._only_open = False
        self._wanted: Callable[[Group], bool] | None = None
        self._marks: MarkTable | None = None

    @property
    def marks(self) -> MarkTable:
        if self._marks is None:
            self._marks = MarkTable(self.db, "value")
        return self._marks

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="values-state")
            with Horizontal(id="tables"):
                yield Grid[PropertyRow](
                    PROPERTY_COLUMNS, empty=_("  No property takes a value from a dictionary yet."), id="properties"
                )
                with Vertical(id="values-side"):
                    yield Line(placeholder=_("/ search: the shop's texts"), id="values-search")
                    yield Grid[ValueRow](VALUE_COLUMNS, self.marks, empty=_("  No values here."), id="values")
            yield Static(id="value-note")

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
        if self._sheet is not None and not self._reading:
            self._go_to_wanted()

    # ---- reading, off the loop ---------------------------------------------------------------------------------

    def draw_profile(self) -> None:
        profile = self.profile
        if profile is None:
            self._sheet, self._shape = None, None
            self._fill_properties()
            return
        if self._shape != value_mapping.shape_of(profile):
            self._read(profile)
        else:
            self._judge()

    def file_changed(self) -> None:
        """Another import brings other texts, a sync other dictionaries."""
        if self._sheet is None or self.profile is None or self._reading:
            return
        if product_bodies.last_import(self.db, self._source) != self._import:
            self._read(self.profile)

    def _read(self, profile: Profile) -> None:
        self._reading = True
        self._shape = value_mapping.shape_of(profile)
        workspace, counts = self.workspace, self._counts
        self._tell_state()

        def task() -> tuple[Sheet, dict[Place, tuple[Mapped | None, dict[str, ValueLine]]], int, int]:
            db = workspace.open()
            try:
                source = work.source_of(db, profile.source) or 0
                made = value_mapping.read(db, profile, counts.get, _keeper(counts))
                judged = {group.place: _judged(group, profile) for group in made.groups}
                return made, judged, source, product_bodies.last_import(db, source)
            finally:
                db.close()

        def came(found: tuple[Sheet, dict[Place, tuple[Mapped | None, dict[str, ValueLine]]], int, int]) -> None:
            self._reading = False
            self._sheet, self._judged, self._source, self._import = found
            if not self.is_mounted:
                return
            self._fill_properties()
            self._judge()
            self._go_to_wanted()

        in_background(self.console, task, came, group="values", failed=self._failed)

    def _failed(self) -> None:
        self._reading = False
        if self.is_mounted:
            self._tell_state()

    def _judge(self) -> None:
        """Anew for those value maps that are not what they were."""
        profile = self.profile
        if profile is None or self._sheet is None:
            return
        for group in self._groups:
            kept = self._judged.get(group.place)
            if kept is None or kept[0] is not value_mapping.mapped_at(profile, group.place):
                self._judged[group.place] = _judged(group, profile)
        self.properties.take(*_fixed(self._property_rows()))
        if self._shown is not None:
            self._redraw_values()
        self._tell_state()
        self._tell_value()

    # ---- the properties ----------------------------------------------------------------------------------------

    def _fill_properties(self) -> None:
        found = list(self._sheet.groups) if self._sheet is not None else []
        self._groups = sorted(found, key=lambda group: -sum(line.open for line in self._lines(group).values()))
        if self._shown is not None:
            place = self._shown.place
            self._shown = next((group for group in self._groups if group.place == place), None)
            if self._shown is None:
                self._close()
            else:
                self._open(self._shown)
        rows = self._property_rows()
        self.properties.show(*_fixed(rows))
        self._tell_state()

    def _property_rows(self) -> list[PropertyRow]:
        names = {node.key: node.name for node in shop_tree.flat(self.db, self._source)} if self._groups else {}
        rows = []
        for group in self._groups:
            lines = self._lines(group).values()
            where = names.get(group.place.shop, group.place.shop) if group.place.shop is not None else ""
            opened = [line for line in lines if line.open]
            rows.append(PropertyRow(group, where, len(lines), len(opened), sum(line.open for line in opened)))
        return rows

    def _lines(self, group: Group) -> dict[str, ValueLine]:
        return self._judged.get(group.place, (None, {}))[1]

    @on(Grid.Opened, "#properties")
    def _property_opened(self) -> None:
        row = self.properties.current
        if isinstance(row, PropertyRow):
            self._open(row.group)
            self.values.focus()
            self.action_next_open(from_top=True)

    @on(Grid.Moved, "#properties")
    def _property_moved(self) -> None:
        """On a wide screen the values stand beside it."""
        row = self.properties.current
        if self.has_class("-wide") and not self.has_class("-one") and isinstance(row, PropertyRow):
            self._open(row.group, stay=True)
        self._tell_value()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._sheet is None:
            return
        wanted, self._wanted = self._wanted, None
        place = next((index for index, group in enumerate(self._groups) if wanted(group)), None)
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
            self.marks.clear()
            self._proposals = {}
            self._only_open = False
            search = self.query_one("#values-search", Input)
            with search.prevent(Input.Changed):
                search.value = ""
        self._sort_values()
        if another:
            self.values.go_to(0)
        self._propose(group)
        self.refresh_bindings()

    def _close(self) -> None:
        self._shown = None
        self.remove_class("-one")
        self.properties.focus()
        self.refresh_bindings()

    def _sort_values(self) -> None:
        group = self._shown
        if group is None:
            return
        wanted = fold(self.query_one("#values-search", Input).value)
        lines = [
            line
            for line in self._lines(group).values()
            if (not wanted or wanted in fold(line.text)) and (not self._only_open or line.open)
        ]
        lines.sort(key=lambda line: (not line.open, not _is_loose(line), -line.products, line.text))
        self._texts = [line.text for line in lines]
        self.marks.clear()
        self.values.show(*_fixed(self._value_rows()))

    def _redraw_values(self) -> None:
        """The same order: rows don't jump under the cursor."""
        self.values.take(*_fixed(self._value_rows()))

    def _value_rows(self) -> list[ValueRow]:
        lines = self._lines(self._shown) if self._shown is not None else {}
        return [
            ValueRow(line, self._proposals.get(text) if line.open or _is_loose(line) else None)
            for text in self._texts
            if (line := lines.get(text)) is not None
        ]

    def _propose(self, group: Group) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        texts = [line.text for line in self._lines(group).values() if line.open or _is_loose(line)]

        def came(found: dict[str, Proposal]) -> None:
            if self._shown is group:
                self._proposals = found
                self._redraw_values()
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
        row = self.values.current
        if not isinstance(row, ValueRow):
            return
        if row.proposal is None:
            self.action_pick()
        elif self._change([value_rows.to_value(row.line.text, row.proposal.id, row.proposal.name)], _("value accepted")):
            self.action_next_open()

    @on(Input.Changed, "#values-search")
    def _searched(self) -> None:
        self._sort_values()

    @on(Input.Submitted, "#values-search")
    def _search_done(self) -> None:
        self.values.focus()

    # ---- what the lines say ------------------------------------------------------------------------------------

    def _tell_state(self) -> None:
        if self.profile is None:
            told = no_profile()
        elif self._sheet is None:
            told = _("counting the shop's values…") if self._reading else ""
        else:
            told = self._told()
        self.query_one("#values-state", Static).update(Text(neutral(told), no_wrap=True, overflow="ellipsis"))

    def _told(self) -> str:
        groups = [self._shown] if self._shown is not None and self.has_class("-one") else self._groups
        opened = [line.open for group in groups for line in self._lines(group).values() if line.open]
        parts = [groups[0].name] if self._shown is not None and self.has_class("-one") else []
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
        if self._reading:
            parts.append(_("counting…"))
        return " · ".join(parts)

    def _tell_value(self) -> None:
        note = Text(no_wrap=True, overflow="ellipsis")
        row = self.values.current if self._shown is not None and self.has_class("-one") else None
        if isinstance(row, ValueRow):
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

    def _chosen_texts(self) -> list[str]:
        """The marked rows, else the current one."""
        marked = [self._texts[id] for id in self.marks.all() if id < len(self._texts)]
        row = self.values.current
        return marked or ([row.line.text] if isinstance(row, ValueRow) else [])

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
        if action == "fetch" and not (self._sheet and any(group.lacks_dictionary for group in self._groups)):
            return _("All dictionaries are there.")
        return super().refusal(action, parameters)

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        if self._shown is not None:
            self.query_one("#values-search").focus()

    def action_leave_field(self) -> None:
        """Out of the search, out of a range, back to the properties."""
        if isinstance(self.focused, Input):
            self.values.focus()
        elif self.has_class("-one") and not self.values.cancel_range():
            self._close()
            self._tell_state()
            self._tell_value()

    def action_next_open(self, *, from_top: bool = False) -> None:
        lines = self._lines(self._shown) if self._shown is not None else {}
        count = len(self._texts)
        start = 0 if from_top else self.values.cursor + 1
        for step in range(count):
            index = (start + step) % count
            line = lines.get(self._texts[index])
            if line is not None and line.open:
                self.values.go_to(index)
                return
        if not from_top:
            self.app.notify(_("Every value of this property is mapped."), timeout=3)

    def action_pick(self) -> None:
        """From the dictionary; what is proposed stands first."""
        group, texts, row = self._shown, self._chosen_texts(), self.values.current
        if group is None or not texts:
            return
        names = group.names()
        first = row.proposal.id if isinstance(row, ValueRow) and row.proposal else ""
        if isinstance(row, ValueRow) and row.line.match is not None:
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
        texts = self._chosen_texts()
        if not texts:
            return

        def typed(value: object) -> None:
            own = value.strip() if isinstance(value, str) else ""
            if own and self._change([value_rows.to_own(text, own) for text in texts], _("own text")):
                self.action_next_open()

        self.app.push_screen(AskText(_("Own text instead of a value"), texts[0]), typed)

    def action_leave_out(self) -> None:
        texts = self._chosen_texts()
        if self._change([value_rows.left_out(text) for text in texts], _("left out")) and len(texts) == 1:
            self.action_next_open()

    def action_unmap(self) -> None:
        mapped = self._mapping()
        if mapped is not None:
            self._keep(value_rows.without(mapped.values, self._chosen_texts()), _("unmapped"))

    def action_fill(self) -> None:
        """What the current row goes to, for the marked rows; with no marks for the row below, where the cursor follows."""
        row = self.values.current
        if not isinstance(row, ValueRow):
            return
        mine, match = row.line.row, row.line.match
        if mine is None and (match is None or match.how != "same"):
            self.app.notify(_("This row has nothing to fill down: map it first."), severity="warning")
            return
        marked = self.marks.count()
        below = self._texts[self.values.cursor + 1 : self.values.cursor + 2]
        texts = [text for text in (self._chosen_texts() if marked else below) if text != row.line.text]
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
                new = [value_rows.to_value(one.shop, one.target, self._proposals[one.shop].name) for one in taken]
                what = ngettext("{count} proposal accepted", "{count} proposals accepted", len(new))
                self._change(new, what.format(count=number(len(new))))

        self.app.push_screen(AcceptAbove(found), answered)

    def _acceptable(self) -> list[Acceptable]:
        lines = self._lines(self._shown) if self._shown is not None else {}
        return [
            Acceptable(text, found.id, found.score, lines[text].open, f"{text} → {found.name}")
            for text, found in self._proposals.items()
            if text in lines and lines[text].open
        ]

    def action_only_open(self) -> None:
        self._only_open = not self._only_open
        self._sort_values()

    def action_sort(self) -> None:
        if self._shown is not None:
            self._open(self._shown, stay=not self.has_class("-one"))
        else:
            self._fill_properties()

    def action_fetch(self) -> None:
        """The dictionaries that are not in the cache, from the marketplace."""
        sheet, profile = self._sheet, self.profile
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


def _is_loose(line: ValueLine) -> bool:
    """Nothing of the dictionary fits it: it goes as free text, or as the axis's fallback."""
    return line.match is not None and line.match.how in ("text", "fallback")


def _judged(group: Group, profile: Profile) -> tuple[Mapped | None, dict[str, ValueLine]]:
    mapped = value_mapping.mapped_at(profile, group.place)
    return mapped, value_mapping.judged(group, mapped) if mapped is not None else {}


def _keeper(counts: dict[str, Counts]) -> Callable[[str, Counts], None]:
    """Only the newest stay."""

    def keep(stamp: str, found: Counts) -> None:
        counts.clear()
        counts[stamp] = found

    return keep


def _fixed(rows: list[PropertyRow] | list[ValueRow]) -> tuple[FixedRows[PropertyRow | ValueRow], "array[int]"]:
    source: FixedRows[PropertyRow | ValueRow] = FixedRows(dict(enumerate(rows)))
    return source, source.order()
