"""Attributes: what each marketplace category asks for, what fills it, and what comes of it on real products."""

from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from aliexport_tui.engine import suggesting
from aliexport_tui.engine.filling import Filler, Ground, InUse, Line, Trial
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, BrandRule, Pick
from aliexport_tui.store.database import Database
from aliexport_tui.tui import offers, work
from aliexport_tui.tui.filling_desk import FillingDesk
from aliexport_tui.tui.forms import filling as steps
from aliexport_tui.tui.forms.settings import parse_setting
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.accept_above import Acceptable, AcceptAbove, above
from aliexport_tui.tui.screens.profile_screen import ProfileScreen, no_profile
from aliexport_tui.tui.widgets.filling_columns import IN_USE, PROPERTIES, TRIALS, Looked, filled_by
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import FixedRows
from aliexport_tui.tui.widgets.line import Line as InputLine
from aliexport_tui.tui.words import _, neutral, ngettext, number

_NO_DICTIONARY = ("attribute.no_dictionary", "sku.no_dictionary")
_OF_A_PROPERTY = ("form", "only_here", "take_out", "values")


class AttributesScreen(ProfileScreen):
    """Left the categories in use, unfinished first; right the properties of one; below what its mapping gives."""

    CSS_PATH = "attributes.tcss"
    help_lines = (
        _("Left: marketplace categories that your products go to, those with unfilled required properties (*) first."),
        _("Right: what the category asks for. ✓ filled for all products · ◐ for some · ✗ nothing fills it · ◇ of the SKUs."),
        _("Enter on a property goes into the line below: a param, a field, a text or a template; F6 lists the origins."),
        _("While you type, the table below shows what would be sent for real products. Enter takes it, Esc leaves it be."),
        _("↑ set in the profile, for all categories with this property · → for this one alone (o changes that) · ⇢ partly."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "next_open", _("Next unfilled")),
        *key("tab", "other_side", _("Other side"), show=False),
        *key("shift+tab", "other_side", show=False),
        *key("e", "form", _("All settings"), writes=True),
        *key("A", "accept_all", _("Accept all above…"), writes=True),
        *key("o", "only_here", _("Only here"), show=False, writes=True),
        *key("d", "take_out", _("Take out"), show=False, writes=True),
        *key("v", "values", _("Its values"), show=False),
        *key("y", "fetch", _("Fetch dictionaries"), show=False, writes=True),
        *key("f6", "offer", _("List"), show=False, priority=True),
    ]
    uses = getters.query_one("#uses", Grid)
    properties = getters.query_one("#properties", Grid)
    trials = getters.query_one("#trials", Grid)
    line = getters.query_one("#source", InputLine)

    def __init__(self) -> None:
        super().__init__()
        self._poll: Poll[str] | None = None
        self._mark = ""
        self._desk: FillingDesk | None = None
        self._ground = Ground()
        self._lacks_dictionary = False
        self._shown: InUse | None = None
        self._is_read = False
        self._wanted: tuple[str, str, bool] | None = None

    @property
    def filling(self) -> FillingDesk:
        if self._desk is None:
            self._desk = FillingDesk(self.console)
        return self._desk

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="state", markup=False)
            with Horizontal(id="tables"):
                yield Grid[InUse](IN_USE, empty=_("  Nothing is mapped yet."), id="uses")
                yield Grid[Looked](PROPERTIES, empty=_("  Its properties are not here yet."), id="properties")
            with Horizontal(id="editing"):
                yield Static(Text(_("Comes from")), id="label")
                yield InputLine(
                    placeholder=_("Enter writes here: param: Colour · field: brand · a text"),
                    id="source",
                    select_on_focus=False,
                )
            yield Grid[Trial](TRIALS, empty=_("  Real products show here what would be sent."), id="trials")

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read_mark, self._mark_came)
        self.uses.focus()

    def home(self) -> Widget:
        """Out of the line onto its property, from there to the categories."""
        return self.properties if self.focused is self.line else self.uses

    def show_property(self, category: str, property_id: str, *, sku: bool = False) -> None:
        """Go to a property of a marketplace category; as soon as both are read."""
        self._wanted = (category, property_id, sku)
        if self.is_whole:
            self._go_to_category()
            self._go_to_property()

    def _go_to_category(self) -> None:
        if self._wanted is not None and self.uses.source is not None:
            rows = self.uses.source.rows(list(self.uses.order))
            targets = [use.target if isinstance(use, InUse) else "" for use in rows.values()]
            if self._wanted[0] in targets:
                self.uses.go_to(targets.index(self._wanted[0]))

    def _go_to_property(self) -> None:
        if self._wanted is None or self._shown is None or self._shown.target != self._wanted[0]:
            return
        _category, wanted, sku = self._wanted
        place = next((i for i, one in enumerate(self._lines()) if one.property.id == wanted and one.sku == sku), None)
        if place is not None:
            self._wanted = None
            self.properties.go_to(place)
            self.properties.focus()

    # ---- reading, in threads -----------------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read_mark(self, db: Database) -> str:
        return suggesting.mark_of(db, self.profile) if self.profile is not None else ""

    def _mark_came(self, mark: str) -> None:
        if mark != self._mark:
            self._mark = mark
            self.filling.forget()
            self._ask_uses()

    def draw_profile(self) -> None:
        self._is_read = False
        if self.profile is None:
            self._tell()
        else:
            self._ask_uses()

    def _ask_uses(self) -> None:
        if self.profile is not None:
            self.filling.uses(self.profile, self._uses_came)

    def _uses_came(self, uses: tuple[InUse, ...]) -> None:
        was, self._is_read = self._use(), True
        source = FixedRows(dict(enumerate(uses, start=1)))
        self.uses.show(source, source.order())
        if was is not None:
            place = next((place for place, use in enumerate(uses) if use.target == was.target), None)
            if place is not None:
                self.uses.go_to(place)
        self._go_to_category()
        self._tell()
        self._ask_lines()

    def _ask_lines(self) -> None:
        profile, use = self.profile, self._use()
        if profile is None or use is None:
            self._lines_came(None, Ground(), ())
        else:
            self.filling.lines(profile, use, lambda on, lines: self._lines_came(use, on, lines))

    def _lines_came(self, use: InUse | None, on: Ground, lines: tuple[Line, ...]) -> None:
        was = self._line()
        self._shown, self._ground = use, on
        source = FixedRows({place: Looked(line, len(on.products)) for place, line in enumerate(lines, start=1)})
        self.properties.show(source, source.order())
        self.properties.go_to(next((i for i, one in enumerate(lines) if was is not None and _name(one) == _name(was)), 0))
        self._go_to_property()
        self._tell()
        self._property_moved()

    def _ask_trials(self, filler: Filler | None) -> None:
        profile, use, line = self.profile, self._shown, self._line()
        if profile is None or use is None or line is None or filler is None:
            self._trials_came(())
        else:
            self.filling.trials(profile, use, self._ground, line, filler, self._trials_came)

    def _trials_came(self, found: tuple[Trial, ...]) -> None:
        source = FixedRows(dict(enumerate(found, start=1)))
        self.trials.take(source, source.order())
        lacks = any(one.problem is not None and one.problem.code in _NO_DICTIONARY for one in found)
        if lacks != self._lacks_dictionary:
            self._lacks_dictionary = lacks
            self._tell()

    # ---- what is shown -----------------------------------------------------------------------------------------

    def _use(self) -> InUse | None:
        row = self.uses.current
        return row if isinstance(row, InUse) else None

    def _line(self) -> Line | None:
        row = self.properties.current
        return row.line if isinstance(row, Looked) else None

    def _lines(self) -> list[Line]:
        """All properties of the category, in the order shown."""
        rows = self.properties.source
        found = rows.rows(list(self.properties.order)) if rows is not None else {}
        return [row.line for row in found.values() if isinstance(row, Looked)]

    def _tell(self) -> None:
        use = self._use()
        if self.profile is None:
            text = no_profile()
        elif not self._is_read:
            text = _("Looking at your products…")
        elif use is None:
            text = _("Nothing is mapped yet: map the categories first, [ goes there.")
        else:
            text = " ‹ ".join(reversed(use.path))
            looked_at = len(self._ground.products)
            if self._shown == use and looked_at < use.products:
                text = _("{count} of {all} products looked at · {path}").format(
                    count=number(looked_at), all=number(use.products), path=text
                )
            if self._lacks_dictionary:
                text = _("y fetches the missing dictionaries · {path}").format(path=text)
        self.query_one("#state", Static).update(Text(neutral(text), style="bold", no_wrap=True, overflow="ellipsis"))

    @on(Grid.Moved, "#uses")
    def _use_moved(self) -> None:
        if self._use() != self._shown:
            self._ask_lines()

    @on(Grid.Moved, "#properties")
    def _property_moved(self) -> None:
        """The line shows what fills the property, or what might; what is being typed is left alone."""
        if self.focused is self.line:
            self._ask_trials(self._typed())
        else:
            self._fill_line()

    def _fill_line(self) -> None:
        line = self._line()
        with self.line.prevent(Input.Changed):
            self.line.value = filled_by(line) if line is not None else ""
        self._ask_trials(self._filler())

    def _filler(self) -> Filler | None:
        """What fills the property now; else what is suggested."""
        line = self._line()
        if line is None or line.mapping is not None:
            return line.mapping if line is not None else None
        return steps.new(line.property.id, Pick(param=line.hint), sku=line.sku) if line.hint else None

    # ---- editing in place --------------------------------------------------------------------------------------

    @on(Grid.Opened, "#uses")
    def _into(self) -> None:
        self.properties.focus()

    @on(Grid.Opened, "#properties")
    def _edit(self) -> None:
        line = self._line()
        if line is None or self._refused("form"):
            return
        self.line.value = filled_by(line) or (f"param: {line.hint}" if line.hint else "")
        self.line.focus()
        self.line.cursor_position = len(self.line.value)

    def _typed(self) -> Filler | None:
        """The mapping as it would be with what stands in the line; None for nothing."""
        line = self._line()
        if line is None or isinstance(line.mapping, BrandRule):
            return line.mapping if line is not None else None
        old = line.mapping
        source = parse_setting(self.line.value, old.source if old is not None else None)
        if source is None:
            return None
        if old is None:
            return steps.new(line.property.id, source, sku=line.sku)
        return msgspec.structs.replace(old, source=source)

    @on(Input.Changed, "#source")
    def _typing(self) -> None:
        self._ask_trials(self._typed())

    @on(Input.Submitted, "#source")
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        line, typed = self._line(), self._typed()
        self.set_focus(self.properties)
        if line is None or isinstance(typed, BrandRule):
            return
        if typed is None:
            self.action_take_out()
        else:
            self._put(line, typed)

    def _put(self, line: Line, item: AttributeMapping | AxisMapping) -> None:
        profile, use = self.profile, self._shown
        if profile is not None and use is not None:
            homes = use.homes if line.level in ("here", "some") else ()
            what = _("{property} of {category}").format(property=line.property.name, category=use.path[-1])
            self.change(steps.put(profile, item, homes), what)

    def action_leave_field(self) -> None:
        if self.focused is self.line:
            self.set_focus(self.properties)
            self._fill_line()
        else:
            super().action_leave_field()

    def action_offer(self) -> None:
        """What the feed has, for the line."""
        from aliexport_tui.tui.screens.choose import Choose

        profile = self.profile
        if profile is None or self.focused is not self.line:
            return

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self.line.value = value
                self.line.cursor_position = len(value)

        source = work.source_of(self.db, profile.source)
        self.app.push_screen(Choose(_("Comes from"), offers.value_sources(self.db, source)({}), self.line.value), chosen)

    def action_form(self) -> None:
        """Values, unit, separator and the rest."""
        from aliexport_tui.tui.screens.filling_form import open_form

        line, profile, use = self._line(), self.profile, self._shown
        if line is None or profile is None or use is None or isinstance(line.mapping, BrandRule):
            return
        item = line.mapping or steps.new(line.property.id, Pick(param=line.hint) if line.hint else "", sku=line.sku)
        open_form(self.console, profile, use, line.property.name, item, lambda made: self._put(line, made))

    # ---- other steps -------------------------------------------------------------------------------------------

    def action_only_here(self) -> None:
        """For this category alone; where it is that already, as in the whole profile again."""
        line, profile, use = self._line(), self.profile, self._shown
        if line is None or profile is None or use is None or line.mapping is None or isinstance(line.mapping, BrandRule):
            return
        name = line.property.name
        if line.level == "profile":
            self.change(steps.put(profile, line.mapping, use.homes), _("{property} only here").format(property=name))
        else:
            changed = steps.take_out(profile, line.property.id, use.homes, sku=line.sku)
            self.change(changed, _("{property} as in the profile").format(property=name))

    def action_take_out(self) -> None:
        line, profile, use = self._line(), self.profile, self._shown
        if line is None or profile is None or use is None or isinstance(line.mapping, BrandRule):
            return
        homes = use.homes if line.level in ("here", "some") else ()
        changed = steps.take_out(profile, line.property.id, homes, sku=line.sku)
        if changed == profile and line.mapping is not None:
            self.app.notify(
                _("It is set for a category above or below; e on the screen “Categories” changes it."), timeout=6
            )
            return
        self.change(changed, _("{property} taken out").format(property=line.property.name))

    def action_accept_all(self) -> None:
        """All suggestions of this category from a score on."""
        found = [
            Acceptable(_name(one), one.hint, one.hint_score, one.lacking, f"{one.property.name} ← {one.hint}")
            for one in self._lines()
            if one.mapping is None and one.hint
        ]

        def answered(score: object) -> None:
            if isinstance(score, int):
                self._accept(above(found, score), score)

        self.app.push_screen(AcceptAbove(found), answered)

    def _accept(self, taken: list[Acceptable], score: int) -> None:
        profile = self.profile
        if profile is None:
            return
        lines = {_name(line): line for line in self._lines()}
        for one in taken:
            line = lines[one.shop]
            profile = steps.put(profile, steps.new(line.property.id, Pick(param=one.target), sku=line.sku))
        accepted = len(taken)
        text = ngettext(
            "{count} suggestion from {score} % accepted", "{count} suggestions from {score} % accepted", accepted
        )
        self.change(profile, text.format(count=number(accepted), score=score))

    def action_fetch(self) -> None:
        """The dictionaries of this category that are not in the cache, from the marketplace."""
        if self.profile is not None and self._shown is not None:
            self.filling.fetch(self.profile, self._shown, self._lines(), self._fetched)

    def _fetched(self, count: int) -> None:
        told = ngettext("{count} dictionary fetched.", "{count} dictionaries fetched.", count)
        self.app.notify(told.format(count=number(count)), timeout=4)
        self._ask_lines()

    def action_values(self) -> None:
        """To the value map of this property."""
        from aliexport_tui.tui.screens.values import ValuesScreen

        line, use = self._line(), self._shown
        if line is None or use is None:
            return

        def show() -> None:
            if isinstance(self.app.screen, ValuesScreen):
                self.app.screen.show_property(use.target, line.property.id, sku=line.sku)

        self.console.go("values")
        self.console.call_after_refresh(show)

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in (*_OF_A_PROPERTY, "accept_all", "next_open"):
            return super().refusal(action, parameters)
        if self.profile is None:
            return no_profile()
        line = self._line() if self.is_whole else None
        if not self._is_read or self._shown is None:
            return _("Your products are being looked at.")
        if action in _OF_A_PROPERTY and line is None:
            return _("Its properties are not here yet.")
        if line is None or action in ("values", "accept_all", "next_open"):
            return ""
        if isinstance(line.mapping, BrandRule):
            return _("The brand has a section of its own in the profile: key 2, Enter.")
        if action in ("only_here", "take_out") and line.mapping is None:
            return _("Nothing fills it yet.")
        return ""

    def _refused(self, action: str) -> bool:
        reason = self._refusal(action, ())
        if reason:
            self.app.notify(reason, severity="warning", markup=False)
        return bool(reason)

    def action_next_open(self) -> None:
        """The next required property that nothing fills, here or in the next category."""
        for place, line in enumerate(self._lines()):
            if place > self.properties.cursor and line.property.is_required and line.mapping is None:
                self.properties.go_to(place)
                self.properties.focus()
                return
        if len(self.uses.order) > 1:
            self.uses.go_to((self.uses.cursor + 1) % len(self.uses.order))

    def action_other_side(self) -> None:
        (self.properties if self.uses.has_focus else self.uses).focus()


def _name(line: Line) -> str:
    """An id may stand for a property of the card and for one of the SKUs."""
    return f"{line.property.id}/{int(line.sku)}"
