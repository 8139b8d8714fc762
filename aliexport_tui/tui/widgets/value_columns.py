"""What the values screen shows of a property and of a text: words and signs."""

from dataclasses import dataclass

from aliexport_tui.engine.value_mapping import Group, Line
from aliexport_tui.listing.likeness import Proposal
from aliexport_tui.listing.target import OWN_ID
from aliexport_tui.tui.forms.settings import setting_text
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, neutral, number

_REASONS = {
    "chosen": _("chosen before"),
    "chosen_like": _("chosen before for {of}"),
    "spelling": _("same name, written otherwise"),
    "order": _("same words in another order"),
    "number": _("same figures"),
    "letters": _("same in the other alphabet"),
    "part": _("one of its words"),
    "stem": _("same stem"),
    "near": _("alike"),
}


@dataclass(frozen=True)
class PropertyRow:
    """`where`: name of the shop category whose mapping it is, "" for the whole profile. `open`: texts that nothing is sent
    for; `products`: how often."""

    group: Group
    where: str
    values: int
    open: int
    products: int


@dataclass(frozen=True)
class ValueRow:
    line: Line
    proposal: Proposal | None


def reason(proposal: Proposal) -> str:
    return _REASONS[proposal.reason].format(of=neutral(proposal.of))


def target_cell(line: Line) -> Cell:
    """What becomes of the text, by sign, word and colour."""
    match, row = line.match, line.row
    if match is None:
        if row is not None:
            return f"✗ {neutral(row.name or row.id)}: {_('not allowed here')}", "bad"
        return f"✗ {_('not mapped')}", "warn"
    rest = f" · ✗ {number(line.open)}" if line.open else ""
    match match.how:
        case "omitted":
            return f"⊘ {_('left out')}", "dim"
        case "same":
            return f"= {neutral(match.name)}{rest}", "good"
        case "text":
            return f"~ {_('as free text')}{rest}", "info"
        case "fallback":
            return f"~ {neutral(match.name or match.id)}{rest}", "info"
    if row is not None and row.id == OWN_ID:
        return f"→ «{neutral(row.name)}»{rest}", "info"
    return f"→ {neutral(match.name or match.id)}{rest}", "good"


def _proposal_cell(row: ValueRow) -> Cell:
    found = row.proposal
    return (f"{found.score} % {neutral(found.name)}", "info") if found else ("", "")


def _count(value: int, tone_if_any: bool) -> Cell:
    return (number(value), "warn" if tone_if_any else "dim") if value else ("", "")


def _name(row: PropertyRow) -> Cell:
    sign = {"attribute": "·", "axis": "◇", "brand": "®"}[row.group.place.kind]
    return f"{sign} {neutral(row.group.name)}", "warn" if row.open else ""


PROPERTY_COLUMNS: tuple[Column[PropertyRow], ...] = (
    Column("name", _("Property"), 0, _name),
    Column("where", _("Of"), 14, lambda row: (neutral(row.where) or _("everything"), "dim"), keep=2, most=30),
    Column(
        "source", _("Comes from"), 16, lambda row: (neutral(setting_text(row.group.origin.source)), "dim"), keep=3, most=30
    ),
    Column("values", _("Values"), 8, lambda row: (number(row.values), "dim"), right=True, keep=5),
    Column("open", _("Unmapped"), 11, lambda row: _count(row.open, tone_if_any=True), right=True, keep=8),
    Column("products", _("Pcs"), 7, lambda row: _count(row.products, tone_if_any=False), right=True, keep=4),
)

VALUE_COLUMNS: tuple[Column[ValueRow], ...] = (
    Column("text", _("Your shop"), 0, lambda row: (neutral(row.line.text), "")),
    Column("products", _("Pcs"), 6, lambda row: (number(row.line.products), "dim"), right=True, keep=5),
    Column("target", _("Goes to"), 0, lambda row: target_cell(row.line)),
    Column("proposal", _("Proposal"), 0, _proposal_cell, keep=4),
)
