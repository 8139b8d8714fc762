"""The price rule: its steps, and ten real prices before and after, with what a guard would hold."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from aliexport_tui.engine.planning.guards import Hold, selling
from aliexport_tui.engine.planning.rule_preview import PricePreview, Samples, price_preview
from aliexport_tui.listing.prices import PriceTrace
from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.messages.registry import render, render_error, render_problem
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import PriceRule, Profile
from aliexport_tui.store.sku_samples import Which
from aliexport_tui.tui.forms import conditions
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.rule_screen import RuleScreen
from aliexport_tui.tui.screens.typing_screen import Faults
from aliexport_tui.tui.widgets.chooser import Chooser
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.widgets.rows_editor import Part, RowsEditor
from aliexport_tui.tui.words import _, figure, money, neutral, ngettext

_STEP_WORDS = {choice.value: choice.text for choice in (*conditions.STEP_CHOICES, *conditions.MODE_CHOICES)}


def _after(row: PricePreview) -> Cell:
    if not row.sample.price:
        return _("no price"), "warn"
    now = selling(row.after)
    return money(now), "" if now == row.sample.price else "good" if now > row.sample.price else "info"


def _was(row: PricePreview) -> Cell:
    return (money(row.after.price), "dim") if row.after.discount is not None else ("", "")


def _known(row: PricePreview) -> Cell:
    known = row.sample.known_price
    return (money(selling(known)), "dim") if known else ("-", "dim")


def _held(row: PricePreview) -> Cell:
    return (f"‖ {_short(row.hold)}", "warn") if row.hold else ("", "")


def _short(hold: Hold) -> str:
    """A guard's figure in a column's width."""
    match hold.reason:
        case "price.floor":
            return f"< {figure(hold.args['limit'])}"
        case "price.ceiling":
            return f"> {figure(hold.args['limit'])}"
    percent = hold.args.get("percent", "").replace("-", "−")
    return f"−{percent} %" if hold.reason == "discount.deep" and percent else f"{percent} %" if percent else "!"


class PricesScreen(RuleScreen[PricePreview]):
    """The steps run from top to bottom over the selling price and over the old one."""

    help_lines = (
        _("The steps run from top to bottom; below (or beside) them: real SKUs, before and after."),
        _("e goes into the steps, F5 adds one, F7 takes one out, Shift+↑ ↓ moves it, ← → changes its kind."),
        _("‖ marks what a guard would hold; the line under the table tells which step made what. F8 shows other SKUs."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*key("n", "add_step", _("New step"), writes=True)]
    step = _("the price rule")
    lots: Mapping[Which, str] = {
        "mixed": _("with an old price first"),
        "cheap": _("the cheapest"),
        "dear": _("the dearest"),
        "problems": _("those with a problem"),
    }
    columns = (
        Column("code", _("Code"), 12, lambda row: (neutral(row.sample.code), ""), keep=8, most=24),
        Column("name", _("Name"), 0, lambda row: (neutral(row.sample.name), "dim"), keep=4),
        Column("price", _("Shop"), 10, lambda row: (money(row.sample.price), ""), right=True, keep=7),
        Column("after", _("→ Sent"), 10, _after, right=True, keep=9),
        Column("was", _("Old price"), 11, _was, right=True, keep=2),
        Column("known", _("There now"), 10, _known, right=True, keep=3),
        Column("held", _("Guard"), 11, _held, keep=6),
    )
    steps = getters.query_one("#steps", RowsEditor)

    def editor(self) -> ComposeResult:
        parts = (
            Part("op", 16, conditions.STEP_CHOICES, "add_percent", title=_("Step")),
            Part("value", 0, placeholder=_("number")),
            Part("mode", 12, conditions.MODE_CHOICES, "nearest", title=_("Rounds"), when=("op", "round")),
        )
        yield RowsEditor(parts, (), id="steps")
        choices = (Choice("yes", _("send it, by the same steps")), Choice("no", _("never")))
        with Horizontal(id="old"):
            yield Static(Text(_("Old price")), classes="say")
            yield Chooser(choices, "yes", title=_("Old price as discount"), id="old-price")

    def rule_of(self, profile: Profile) -> PriceRule:
        return profile.price

    async def fill_editor(self, profile: Profile) -> None:
        await self.steps.fill([conditions.step_row(step) for step in profile.price.steps])
        self.query_one("#old-price", Chooser).value = "yes" if profile.price.old_price else "no"

    def begin(self) -> None:
        self.steps.begin()

    async def action_add_step(self) -> None:
        await self.steps.action_add()

    def typed(self, profile: Profile) -> tuple[Profile, Faults]:
        """An amount that is none leaves the price as it is."""
        steps = tuple(conditions.step_from(row) for row in self.steps.rows())
        rule = PriceRule(steps=steps, old_price=self.query_one("#old-price", Chooser).value == "yes")
        changed = msgspec.structs.replace(profile, price=rule)
        wrong = [one for one in check_profile(changed) if one.field.startswith("price.")]
        return changed, {one.field: render_problem(conditions.step_problem(one))[0] for one in wrong}

    def show_faults(self, profile: Profile, faults: Faults) -> None:
        self.steps.show_fault(next(iter(faults.values()), ""))

    def previews(self, profile: Profile, samples: Samples) -> Sequence[PricePreview]:
        try:
            return [price_preview(sample, profile.price, profile.guards) for sample in samples.skus]
        except ConfigError as error:
            self.steps.show_fault(render_error(error))
            return ()

    def note(self, rows: Sequence[PricePreview], samples: Samples) -> str:
        held = sum(row.hold is not None for row in rows)
        return ngettext("‖ {count} would be held", "‖ {count} would be held", held).format(count=held) if held else ""

    def trace(self, row: PricePreview) -> Text:
        text = Text()
        if row.trace is not None:
            text.append(_steps(row.trace))
        if row.old is not None:
            text.append(f"\n{_('old price')}: {_steps(row.old)}", "dim")
        if row.hold is not None:
            text.append(f"\n‖ {_('would be held')}: {neutral(render(row.hold.reason, row.hold.args))}", "bold")
        return text


def _steps(trace: PriceTrace) -> str:
    """ "1 990 → + per cent 5: 2 089.5 → round to 10 up: 2 090"."""
    parts = []
    for step in trace.steps:
        by = " ".join(_STEP_WORDS.get(part, neutral(part)) for part in step.by.split(" "))
        word = _STEP_WORDS.get(step.op, "")
        parts.append(f"{word} {by}: {figure(step.result)}" if word else figure(step.result))
    return " → ".join(parts)
