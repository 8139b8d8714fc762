"""Columns of the attributes screen: categories in use, their properties, products that a mapping is tried on."""

from dataclasses import dataclass

from aliexport_tui.engine.filling import InUse, Line, Trial
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.profile import BrandRule
from aliexport_tui.tui.forms.settings import setting_text
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, neutral, number


@dataclass(frozen=True)
class Looked:
    """A property, and how many products were looked at."""

    line: Line
    products: int


def filled_by(line: Line) -> str:
    """The source of its mapping as text; "" for none."""
    return "" if line.mapping is None else setting_text(line.mapping.source)


def _category(row: InUse) -> Cell:
    sign = "✗" if row.unfilled else "✓"
    return f"{sign} {neutral(row.path[-1])}", "bad" if row.unfilled else "good"


def _asked(row: InUse) -> Cell:
    return f"{row.asked - row.unfilled}/{row.asked}", "bad" if row.unfilled else "dim"


IN_USE: tuple[Column[InUse], ...] = (
    Column("name", _("Category"), 0, _category, keep=9),
    Column("products", _("Pcs"), 5, lambda row: (number(row.products), "dim"), right=True, keep=2),
    Column("asked", _("Req."), 5, _asked, right=True, keep=3),
)


def _property(row: Looked) -> Cell:
    line = row.line
    name = f"{'◇ ' if line.sku else ''}{neutral(line.property.name)}{' *' if line.property.is_required else ''}"
    if line.lacking == 0 and (row.products or line.mapping is not None):
        return f"✓ {name}", "good"
    if line.property.is_required:
        return (f"✗ {name}", "bad") if line.mapping is None else (f"◐ {name}", "warn")
    return (f"· {name}", "dim") if line.mapping is None else (f"◐ {name}", "")


_LEVELS = {"profile": "↑", "here": "→", "some": "⇢", "": ""}
"""As categories have it: inherited, its own; set for some of the shop categories that come here."""


def _source(row: Looked) -> Cell:
    line = row.line
    if line.mapping is not None:
        sign = "®" if isinstance(line.mapping, BrandRule) else _LEVELS[line.level]
        return f"{sign} {neutral(filled_by(line))}", ""
    return (f"? {neutral(line.hint)} {line.hint_score} %", "info") if line.hint else ("", "")


def _lacking(row: Looked) -> Cell:
    if not row.line.lacking:
        return "", ""
    return f"{number(row.line.lacking)}/{number(row.products)}", "warn" if row.line.property.is_required else "dim"


PROPERTIES: tuple[Column[Looked], ...] = (
    Column("name", _("Property"), 0, _property, keep=9),
    Column("source", _("Comes from"), 20, _source, keep=8, most=50),
    Column("lacking", _("Lacking"), 9, _lacking, right=True, keep=7),
)


def _sent(row: Trial) -> Cell:
    why = neutral(render_problem(row.problem)[0]) if row.problem is not None else ""
    if row.problem is not None and (row.problem.severity == "error" or not row.sent):
        return f"✗ {why}", "bad" if row.problem.severity == "error" else "warn"
    if row.sent:
        sent = neutral(", ".join(row.sent))
        return (f"! {sent} · {why}", "warn") if why else (f"→ {sent}", "good")

    return f"– {_('nothing') if row.texts else _('the product says nothing')}", "dim"


TRIALS: tuple[Column[Trial], ...] = (
    Column("product", _("Product"), 22, lambda row: (neutral(row.name), "dim"), keep=1, most=60),
    Column("text", _("In the shop"), 18, lambda row: (neutral(", ".join(row.texts)), ""), keep=8, most=40),
    Column("sent", _("Would be sent"), 0, _sent, keep=9),
)
