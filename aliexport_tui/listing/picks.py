"""A setting of the profile -> the texts it stands for on one product."""

from aliexport_tui.listing.facts import Fact, Facts
from aliexport_tui.listing.template import render
from aliexport_tui.model.profile import Pick, Setting


def pick_facts(setting: Setting, facts: Facts) -> tuple[Fact, ...]:
    """All texts with their units; empty when there is none and no default."""
    if not isinstance(setting, Pick):
        text = literal(setting)
        return (Fact(text),) if text else ()
    found = _found(setting, facts)
    if not found and (default := setting.default.strip()):
        return (Fact(default),)
    return found


def pick_text(setting: Setting, facts: Facts) -> str:
    """The first text, or ""."""
    found = pick_facts(setting, facts)
    return found[0].text if found else ""


def literal(setting: str | int | bool) -> str:
    if isinstance(setting, bool):
        return "true" if setting else "false"
    return str(setting).strip()


def _found(pick: Pick, facts: Facts) -> tuple[Fact, ...]:
    if pick.field:
        return facts.field(pick.field)
    if pick.param:
        return facts.param(pick.param)
    text = pick.const or render(pick.template, facts.text).strip()
    return (Fact(text),) if text else ()
