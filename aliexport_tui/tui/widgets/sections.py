"""The panes of the profile form: each shows one section of a profile and takes over what was typed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from aliexport_tui.listing.prices import price_trace
from aliexport_tui.listing.stocks import stock_trace
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.money import to_decimal, to_minor
from aliexport_tui.model.profile import PriceRule, Profile
from aliexport_tui.store.sku_samples import SkuSample
from aliexport_tui.tui.forms import conditions
from aliexport_tui.tui.forms.fields import Choice, Field
from aliexport_tui.tui.forms.profile_fields import STOCK, Faults, Offers, Section
from aliexport_tui.tui.widgets.chooser import Chooser
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.widgets.rows_editor import Part, RowsEditor, RowValues
from aliexport_tui.tui.words import _, money, neutral, number, stock_step_word

Samples = Callable[[Profile], Sequence[SkuSample]]
Covered = Callable[[Profile], int]


class Pane(Protocol):
    """`apply`: the profile with what stands in the pane; messages by field, empty when all is well."""

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]: ...

    def begin(self) -> None: ...


class FieldsPane(Form):
    """Plain fields."""

    def __init__(self, section: Section, profile: Profile, offers: Offers) -> None:
        super().__init__(section.fields(offers), section.read(profile))
        self._section = section

    def begin(self) -> None:
        self.focus_first()

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        faults = Faults()
        changed = self._section.write(profile, self.values(), faults)
        self.show_errors(faults.by_field)
        return changed, faults.by_field


class ProductsPane(VerticalScroll, can_focus=False):
    """Which products: conditions that must all hold, products put in or taken out by hand; the count of it all."""

    DEFAULT_CSS = """
    ProductsPane { padding: 0 1; scrollbar-size-vertical: 1; }
    ProductsPane Form { height: auto; padding: 0; }
    ProductsPane Form .hint { dock: none; }
    ProductsPane .note { height: auto; color: $text-muted; }
    """

    def __init__(self, profile: Profile, covered: Covered, offer: Callable[[RowValues], Sequence[Choice]]) -> None:
        super().__init__()
        self._profile = profile
        self._covered = covered
        self._offer = offer

    def compose(self) -> ComposeResult:
        yield Static(Text(_("All of these must hold (several values: a; b)")), classes="note")
        yield RowsEditor(
            (
                Part("field", 16, conditions.FIELD_CHOICES, "category", title=_("Field")),
                Part("op", 20, conditions.OP_CHOICES, "under", title=_("Compares")),
                Part("value", 0, placeholder=_("value, F6: list"), offer=self._offer),
            ),
            [conditions.condition_row(condition) for condition in self._profile.filter],
        )
        yield Static(id="covered", classes="note")
        fields = (
            Field("include", _("Also these"), "page", _("product keys, one a line"), height=3),
            Field("exclude", _("Never these"), "page", _("product keys, one a line"), height=3),
        )
        yield Form(fields, {"include": "\n".join(self._profile.include), "exclude": "\n".join(self._profile.exclude)})

    def begin(self) -> None:
        self.query_one(RowsEditor).query("AddButton, Chooser").first().focus()

    def on_mount(self) -> None:
        self._count()

    def on_rows_editor_changed(self) -> None:
        self._count()

    def on_form_changed(self) -> None:
        self._count()

    def _count(self) -> None:
        profile, faults = self.apply(self._profile)
        if not faults:
            text = _("covers {count} products").format(count=number(self._covered(profile)))
            self.query_one("#covered", Static).update(Text(text, style="bold"))

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        editor, values = self.query_one(RowsEditor), self.query_one(Form).values()
        changed = msgspec.structs.replace(
            profile,
            filter=tuple(conditions.condition_from(row) for row in editor.rows()),
            include=_lines(values["include"]),
            exclude=_lines(values["exclude"]),
        )
        try:
            self._covered(changed)
        except AliexportError as error:
            from aliexport_tui.messages.registry import render_error

            editor.show_fault(render_error(error))
            return profile, {"filter": render_error(error)}
        editor.show_fault("")
        return changed, {}


class PricePane(VerticalScroll, can_focus=False):
    """The steps in their order, and what they make of real SKUs while they are typed."""

    DEFAULT_CSS = """
    PricePane { padding: 0 1; scrollbar-size-vertical: 1; }
    PricePane .note { height: auto; color: $text-muted; }
    PricePane #samples { height: auto; }
    """

    def __init__(self, profile: Profile, samples: Sequence[SkuSample]) -> None:
        super().__init__()
        self._profile = profile
        self._samples = samples

    def compose(self) -> ComposeResult:
        yield Static(Text(_("Steps, from top to bottom; Shift+↑ ↓ moves one")), classes="note")
        yield RowsEditor(
            (
                Part("op", 16, conditions.STEP_CHOICES, "add_percent", title=_("Step")),
                Part("value", 0, placeholder=_("number")),
                Part("mode", 12, conditions.MODE_CHOICES, "nearest", title=_("Rounds"), when=("op", "round")),
            ),
            [conditions.step_row(step) for step in self._profile.price.steps],
        )
        yield Static(Text(_("Old price as discount")), classes="note")
        yield Chooser(
            (Choice("yes", _("send it, by the same steps")), Choice("no", _("never"))),
            "yes" if self._profile.price.old_price else "no",
            id="old-price",
        )
        yield Static(id="samples")

    def begin(self) -> None:
        self.query_one(RowsEditor).query("Chooser, AddButton").first().focus()

    def on_mount(self) -> None:
        self._show()

    def on_rows_editor_changed(self) -> None:
        self._show()

    def on_chooser_changed(self) -> None:
        self._show()

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        return msgspec.structs.replace(profile, price=self._rule()), {}

    def _rule(self) -> PriceRule:
        steps = tuple(conditions.step_from(row) for row in self.query_one(RowsEditor).rows())
        return PriceRule(steps=steps, old_price=self.query_one("#old-price", Chooser).value == "yes")

    def _show(self) -> None:
        rule = self._rule()
        text = Text(no_wrap=True, overflow="ellipsis")
        for sample in self._samples:
            after = to_minor(price_trace(to_decimal(sample.price), rule).result)
            line = f"{fit(neutral(sample.code), 12)} {money(sample.price):>11} → "
            text.append(line, "dim")
            text.append(f"{money(after):>11}", "bold" if after != sample.price else "")
            if sample.old_price and rule.old_price:
                old = to_minor(price_trace(to_decimal(sample.old_price), rule).result)
                text.append(f"  {_('was')} {money(old)}" if old > after else "", "dim")
            text.append("\n")
        if self._samples:
            trace = price_trace(to_decimal(self._samples[0].price), rule)
            text.append(" → ".join(step.result for step in trace.steps), "dim")
        self.query_one("#samples", Static).update(text)


class StockPane(VerticalScroll, can_focus=False):
    """The rule's figures, and what they make of real stocks."""

    DEFAULT_CSS = """
    StockPane { padding: 0 1; scrollbar-size-vertical: 1; }
    StockPane Form { height: auto; padding: 0; }
    StockPane Form .hint { dock: none; }
    StockPane #samples { height: auto; }
    """

    def __init__(self, profile: Profile, samples: Sequence[SkuSample]) -> None:
        super().__init__()
        self._profile = profile
        self._samples = samples

    def compose(self) -> ComposeResult:
        yield FieldsPane(STOCK, self._profile, Offers())
        yield Static(id="samples")

    def begin(self) -> None:
        self.query_one(FieldsPane).begin()

    def on_mount(self) -> None:
        self._show()

    def on_form_changed(self) -> None:
        self._show()

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        return self.query_one(FieldsPane).apply(profile)

    def _show(self) -> None:
        faults = Faults()
        rule = STOCK.write(self._profile, self.query_one(FieldsPane).values(), faults).stock
        text = Text(no_wrap=True, overflow="ellipsis")
        for sample in self._samples if not faults.by_field else ():
            had = str(sample.stock) if sample.stock is not None else (_("available") if sample.available else _("none"))
            trace = stock_trace(sample.stock, sample.available, rule)
            text.append(f"{fit(neutral(sample.code), 14)} {had:>9} → ", "dim")
            text.append(f"{trace.result:>6}", "bold")
            text.append(f"   {' → '.join(f'{stock_step_word(step.op)} {step.result}' for step in trace.steps)}\n", "dim")
        self.query_one("#samples", Static).update(text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
