"""The stock rule: its figures, and ten real stocks before and after."""

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import getters
from textual.app import ComposeResult

from aliexport_tui.engine.planning.rule_preview import Samples, StockPreview, stock_preview
from aliexport_tui.messages.registry import render
from aliexport_tui.model.profile import Profile, StockRule
from aliexport_tui.store.sku_samples import Which
from aliexport_tui.tui.forms.profile_fields import STOCK, Offers
from aliexport_tui.tui.forms.profile_fields import Faults as FieldFaults
from aliexport_tui.tui.screens.rule_screen import RuleScreen
from aliexport_tui.tui.screens.typing_screen import Faults
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, figure, neutral, ngettext, number, stock_step_word


def _shop(row: StockPreview) -> Cell:
    if row.sample.stock is not None:
        return number(row.sample.stock), "" if row.sample.available else "warn"
    return (_("available"), "dim") if row.sample.available else (_("none"), "warn")


def _after(row: StockPreview) -> Cell:
    return number(row.trace.result), "" if row.trace.result else "warn"


def _known(row: StockPreview) -> Cell:
    return (number(row.sample.known_stock), "dim") if row.sample.known_stock is not None else ("-", "dim")


def _falls(row: StockPreview) -> Cell:
    return (_("! to zero"), "warn") if row.sells_out else ("", "")


class StocksScreen(RuleScreen[StockPreview]):
    """The figures work in a fixed order: per cent, keep back, least, most."""

    help_lines = (
        _("The figures work in this order: per cent, keep back, least to offer, most to offer."),
        _("e goes into them; below (or beside): real SKUs, before and after. F8 shows other SKUs."),
        _("! marks what is offered now and would not be any more; too many of these at once are held."),
    )
    step = _("the stock rule")
    lots: Mapping[Which, str] = {
        "mixed": _("as they come"),
        "few": _("the fewest in stock"),
        "many": _("the most in stock"),
        "problems": _("those with a problem"),
    }
    columns = (
        Column("code", _("Code"), 12, lambda row: (neutral(row.sample.code), ""), keep=8, most=24),
        Column("name", _("Name"), 0, lambda row: (neutral(row.sample.name), "dim"), keep=1),
        Column("stock", _("Shop"), 9, _shop, right=True, keep=7),
        Column("after", _("→ Sent"), 8, _after, right=True, keep=9),
        Column("known", _("There now"), 10, _known, right=True, keep=3),
        Column("falls", _("Guard"), 10, _falls, keep=6),
    )
    form = getters.query_one("#figures", Form)

    def editor(self) -> ComposeResult:
        fields = STOCK.fields(Offers())
        yield Form(fields, {field.name: "" for field in fields}, id="figures")

    def rule_of(self, profile: Profile) -> StockRule:
        return profile.stock

    async def fill_editor(self, profile: Profile) -> None:
        self.form.fill(STOCK.read(profile))

    def begin(self) -> None:
        self.form.focus_first()

    def typed(self, profile: Profile) -> tuple[Profile, Faults]:
        faults = FieldFaults()
        changed = STOCK.write(profile, self.form.values(), faults)
        return (profile if faults.by_field else changed), faults.by_field

    def show_faults(self, profile: Profile, faults: Faults) -> None:
        self.form.show_errors(faults)

    def previews(self, profile: Profile, samples: Samples) -> Sequence[StockPreview]:
        return [stock_preview(sample, profile.stock) for sample in samples.skus]

    def note(self, rows: Sequence[StockPreview], samples: Samples) -> str:
        if samples.stale is not None:
            return f"‖ {_('would be held')}: {neutral(render(samples.stale.reason, samples.stale.args))}"
        falls = sum(row.sells_out for row in rows)
        return ngettext("{count} falls to zero", "{count} fall to zero", falls).format(count=falls) if falls else ""

    def trace(self, row: StockPreview) -> Text:
        """ "in stock: 12 → kept back 2: 10 → most 8: 8"."""
        parts = []
        for step in row.trace.steps:
            by = f" {figure(step.by)}" if step.by and step.op != "stock" else ""
            parts.append(f"{stock_step_word(step.op)}{by}: {figure(step.result)}")
        return Text(" → ".join(parts))
