"""Which products: conditions that must all hold, each with its count, SQL for experts; who is in, who is out, and why."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.engine.planning.why import Why
from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.messages.registry import render_error, render_problem
from aliexport_tui.model.profile import Condition, Profile
from aliexport_tui.store.database import Database
from aliexport_tui.store.filter_counts import SHOWN, Example
from aliexport_tui.tui import filter_work
from aliexport_tui.tui.filter_work import Found
from aliexport_tui.tui.forms import conditions
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.why_words import named, verdict_word, why_lines
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.profile_screen import no_profile
from aliexport_tui.tui.screens.typing_screen import Faults, TypingScreen
from aliexport_tui.tui.screens.why import WhyDialog
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.rows_editor import Part, RowsEditor, RowValues
from aliexport_tui.tui.words import _, money, neutral, number, short_key

PAUSE_S = 0.25
"""Between two counts, while keys keep coming."""


def _stock(row: Example) -> Cell:
    if row.stock is None:
        return (_("yes"), "") if row.available else (_("no"), "warn")
    return number(row.stock), "" if row.stock else "warn"


class FilterScreen(TypingScreen):
    """Counting is done off the loop; the old figures stay until the new ones are there."""

    CSS_PATH = "filter.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - why: Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]  # noqa: RUF012 - why: as above
    help_lines = (
        _("All conditions must hold; at the end of each: how many products it covers alone, and its categories' names."),
        _("e goes into them, F5 adds one, F7 takes one out, F6 lists values; several are written a; b."),
        _("o shows those that are out instead of those that are in; w asks why a SKU is in or out; b: picked by hand."),
        _("SQL, for experts: a condition over p, such as  p.stock > 2 AND p.price < 500000  (kopecks)."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("e", "edit", _("Edit"), writes=True),
        *key("n", "add_condition", _("New condition"), show=False, writes=True),
        *key("o", "turn_out", _("In/out")),
        *key("w", "why", _("Why?")),
        *key("b", "by_hand", _("By hand"), writes=True),
    ]
    step = _("the filter")
    columns: tuple[Column[Example], ...] = (
        Column("key", _("Key"), 8, lambda row: (short_key(row.key), "dim"), keep=5, most=20),
        Column("name", _("Name"), 0, lambda row: (neutral(row.name), "")),
        Column("category", _("Category"), 18, lambda row: (neutral(row.category) or "-", "dim"), keep=4, most=30),
        Column("brand", _("Brand"), 10, lambda row: (neutral(row.brand) or "-", "dim"), keep=1, most=20),
        Column("price", _("Price"), 9, lambda row: (money(row.price), ""), right=True, keep=6),
        Column("stock", _("Stock"), 7, _stock, right=True, keep=3),
    )
    rows = getters.query_one("#conditions", RowsEditor)
    sql = getters.query_one("#sql", Line)
    table = getters.query_one("#table", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._found = Found(None)
        self._out = False
        self._shown: Sequence[Example] = ()
        self._choices: Mapping[str, Sequence[Choice]] = {}
        self._choices_of: str | None = None

    def body(self) -> ComposeResult:
        with Container(classes="body"):
            with VerticalScroll(id="rule", can_focus=False):
                yield from self.editor()
            with Vertical(id="lot"):
                yield Static(id="note", markup=False)
                yield Grid[Example](self.columns, empty=_("  No product to show."), id="table")
                yield Static(id="why", markup=False)

    def editor(self) -> ComposeResult:
        parts = (
            Part("field", 15, conditions.FIELD_CHOICES, "category", title=_("Field")),
            Part("op", 16, conditions.OP_CHOICES, "under", title=_("Compares")),
            Part("value", 0, placeholder=_("value, F6: list"), offer=self._offers),
        )
        yield RowsEditor(parts, (), notes=True, id="conditions")
        with Horizontal(id="expert"):
            yield Static("SQL", classes="say")
            yield Line(placeholder="p.stock > 2 AND p.price < 500000", id="sql")
            yield Static(id="sql-note", markup=False)
        yield Static(id="trouble", markup=False)

    def on_mount(self) -> None:
        self._poll: Poll[Found] = Poll(self, self.workspace, self._read, self._came, pause_s=PAUSE_S)
        self._asked: Profile | None = None
        self.table.focus()

    # ---- the editor --------------------------------------------------------------------------------------------

    def rule_of(self, profile: Profile) -> object:
        return profile.filter, profile.filter_sql

    async def fill_editor(self, profile: Profile) -> None:
        await self.rows.fill([conditions.condition_row(condition) for condition in profile.filter])
        self.sql.value = profile.filter_sql

    def begin(self) -> None:
        self.rows.begin()

    async def action_add_condition(self) -> None:
        await self.rows.action_add()

    def typed(self, profile: Profile) -> tuple[Profile, Faults]:
        changed = msgspec.structs.replace(
            profile,
            filter=tuple(conditions.condition_from(row) for row in self.rows.rows()),
            filter_sql=self.sql.value.strip(),
        )
        wrong = [one for one in check_profile(changed) if one.field.startswith("filter[")]
        return changed, {one.field: render_problem(conditions.condition_problem(one))[0] for one in wrong}

    def show_faults(self, profile: Profile, faults: Faults) -> None:
        self.rows.show_fault(next(iter(faults.values()), ""))

    @on(Line.Changed, "#sql")
    def _sql_typed(self) -> None:
        self.hand_moved()

    def _offers(self, row: RowValues) -> Sequence[Choice]:
        return self._choices.get(row["field"], ())

    # ---- drawing -----------------------------------------------------------------------------------------------

    def draw_profile(self) -> None:
        super().draw_profile()
        profile = self.profile
        if profile is None:
            self.query_one("#note", Static).update(Text(no_profile()))
        elif self._choices_of != profile.source:
            self._choices_of = profile.source
            filter_work.choices(self.console, profile, self._choices_came)

    def _choices_came(self, choices: Mapping[str, Sequence[Choice]]) -> None:
        self._choices = choices

    def draw_rest(self) -> None:
        """A filter that can't be understood keeps the figures of the last that could."""
        if self.profile is None or not self.is_whole:
            return
        shown, faults = self.typed(self.profile)
        if not faults and shown != self._asked:
            self._asked = shown
            self._poll.ask()
        self._draw_notes(shown)

    def file_changed(self) -> None:
        if self.is_whole and self.profile is not None and self._asked is not None:
            self._poll.ask()

    def _read(self, db: Database) -> Found:
        """In a thread: the profile is frozen."""
        asked = self._asked
        return filter_work.read(db, asked, asked) if asked is not None else Found(None)

    def _came(self, found: Found) -> None:
        before = self._found
        if found == before or found.wanted is None:
            return
        if found.trouble is not None:
            found = msgspec.structs.replace(
                found, counts=before.counts, inside=before.inside, outside=before.outside, wanted=before.wanted
            )
        self._found = found
        trouble = self.query_one("#trouble", Static)
        trouble.update(Text(neutral(render_error(found.trouble).split("\n")[0]) if found.trouble else ""))
        trouble.display = found.trouble is not None
        self._draw_found()

    def _draw_found(self) -> None:
        self._shown = self._found.outside if self._out else self._found.inside
        rows = FixedRows({row.id: row for row in self._shown})
        self.table.take(rows, rows.order())
        if self._asked is not None:
            self._draw_notes(self._asked)
        self._draw_why()

    def _draw_notes(self, profile: Profile) -> None:
        """The count of each condition, where it is the one that was counted, and the names of its categories."""
        counted = self._found.wanted.filter if isinstance(self._found.wanted, Profile) else ()
        counts = self._found.counts
        notes = []
        for index, condition in enumerate(profile.filter):
            own = counts.each[index] if counts and index < len(counted) and counted[index] == condition else None
            parts = (number(own) if own is not None else "…", self._names(condition))
            notes.append("  ".join(filter(None, parts)))
        self.rows.tell(notes)
        expert = counts.expert if counts else None
        self.query_one("#sql-note", Static).update(Text(number(expert) if expert is not None else ""))
        self.query_one("#note", Static).update(Text(self._told(profile), no_wrap=True, overflow="ellipsis"))

    def _names(self, condition: Condition) -> str:
        if condition.field != "category" or condition.op in ("contains", "empty", "not_empty"):
            return ""
        values = condition.values or ((condition.value,) if condition.value else ())
        return ", ".join(named(value, self._found.names).rpartition(" (")[0] or "?" for value in values)

    def _told(self, profile: Profile) -> str:
        """ "covers 812 of 1 200 · by hand +3 −2 · the first 100 that are in"."""
        counts = self._found.counts
        if counts is None:
            return _("counting…")
        parts = [_("covers {count} of {products}").format(count=number(counts.covered), products=number(counts.products))]
        if profile.include or profile.exclude:
            parts.append(f"{_('by hand')} +{number(len(profile.include))} −{number(len(profile.exclude))}")
        which = _("those that are out") if self._out else _("those that are in")
        of = counts.products - counts.covered if self._out else counts.covered
        parts.append(_("{which}, the first {count}").format(which=which, count=SHOWN) if of > SHOWN else which)
        return " · ".join(parts)

    @on(Grid.Moved)
    def _draw_why(self) -> None:
        """Of the product under the cursor; a few look-ups by its id, off the loop."""
        current = self.table.current_id
        if current is None or not isinstance(self._found.wanted, Profile):
            self.query_one("#why", Static).update("")
            return
        profile = self._found.wanted
        filter_work.ask_why_of(self.console, profile, current, lambda why: self._why_came(profile, why))

    def _why_came(self, profile: Profile, why: Why | None) -> None:
        if not self.is_whole or why is None or why.product_id != self.table.current_id:
            return
        lines = [verdict_word(why.verdict), *why_lines(why, profile, self._found.names)]
        self.query_one("#why", Static).update(Text(" · ".join(lines)))

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_turn_out(self) -> None:
        self._out = not self._out
        self._draw_found()

    def action_why(self) -> None:
        current = self.table.current

        def answered(code: object) -> None:
            if isinstance(code, str) and code.strip() and self._asked is not None:
                profile = self._asked
                filter_work.ask_why(self.console, profile, code, lambda found: self._explain(profile, found))

        self.app.push_screen(AskText(_("Why is it in or out? SKU or key"), current.key if current else ""), answered)

    @on(Grid.Opened)
    def _why_current(self, event: Grid.Opened) -> None:
        if isinstance(self._found.wanted, Profile):
            profile = self._found.wanted
            filter_work.ask_why_of(
                self.console, profile, event.row, lambda why: self._explain(profile, (why,) if why else ())
            )

    def _explain(self, profile: Profile, found: Sequence[Why]) -> None:
        if found:
            self.app.push_screen(WhyDialog(found, profile, self._found.names))

    def action_by_hand(self) -> None:
        profile = self.profile
        if profile is None:
            return
        fields = (
            Field("include", _("Also these"), "page", _("product keys, one a line"), height=5),
            Field("exclude", _("Never these"), "page", _("product keys, one a line"), height=5),
        )
        values = {"include": "\n".join(profile.include), "exclude": "\n".join(profile.exclude)}

        def keep(values: Values) -> None:
            if self.profile is not None:
                picked = {name: _lines(text) for name, text in values.items()}
                self.change(msgspec.structs.replace(self.profile, **picked), _("products picked by hand"))

        self.app.push_screen(FormScreen(_("Picked by hand"), fields, values, lambda _values: {}, then=keep))

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("add_condition", "turn_out", "why", "by_hand") and self.profile is None:
            return no_profile()
        return super().refusal(action, parameters)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
