"""A plan in a few words: what it would do, and what has become of it."""

from aliexport_tui.model.change import KINDS
from aliexport_tui.store.plan_list import PlanLine
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import _, count_word, kind_word, number


def fate_word(line: PlanLine) -> Cell:
    """By sign, word and colour."""
    match line.fate:
        case "applied":
            return f"● {_('run')} {line.run}", "good"
        case "overtaken":
            return f"○ {_('overtaken by run')} {line.run}", "dim"
        case "rehearsed":
            return f"○ {_('dry run')} {line.run}", "dim"
    return f"› {_('shown only')}", "info"


def counts_words(line: PlanLine) -> str:
    """ "200 create, 10 held"; what is unchanged is not told."""
    parts = [f"{kind_word(kind)} {number(line.counts[kind])}" for kind in KINDS if line.counts.get(kind)]
    for name in ("held", "blocked"):
        if line.counts.get(name):
            parts.append(f"{count_word(name)} {number(line.counts[name])}")
    if line.counts.get("dropped"):
        parts.append(f"{_('taken out')} {number(line.counts['dropped'])}")
    return ", ".join(parts) or _("nothing to send")
