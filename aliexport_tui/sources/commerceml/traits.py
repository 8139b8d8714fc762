"""What tells the offers of one good apart: characteristics as 1C names them, else what stands in brackets in the name."""

import re

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param
from aliexport_tui.sources.commerceml.offers import Offer

NAMELESS = "Характеристика"
"""The name of a characteristic of which only the value is known: 1C's own word for it."""

_LAST_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")


def traits_of(offer: Offer, good: str, *, one_of_several: bool) -> tuple[tuple[Param, ...], tuple[Problem, ...]]:
    """`good`: its name; what the offer's name adds to it in brackets is the variant. Told: brackets and characteristics that
    disagree (the characteristics count), offers that nothing tells apart."""
    written = in_brackets(offer.name, good) if offer.traits or offer.has_trait else ""
    if not offer.traits:
        if written:
            return (Param(NAMELESS, written),), ()
        if offer.has_trait and one_of_several:
            return (), (
                Problem("feed.trait_missing", "ХарактеристикиТовара", {"name": offer.name[:60]}, offer.place, "warning"),
            )
        return (), ()
    params = tuple(dict.fromkeys(Param(name or NAMELESS, value) for name, value in offer.traits))
    if written and not _agree(written, [value for _, value in offer.traits]):
        args = {"name": written[:60], "value": ", ".join(value for _, value in offer.traits)[:60]}
        return params, (Problem("feed.trait_differs", "ХарактеристикиТовара", args, offer.place, "warning"),)
    return params, ()


def in_brackets(name: str, good: str) -> str:
    """ "Ботинки (38)" of "Ботинки" -> "38"; "" where the name adds nothing in brackets to the good's own."""
    if name == good:
        return ""
    if good and name.startswith(good):
        added = name[len(good) :].strip()
        if added.startswith("(") and added.endswith(")"):
            return added[1:-1].strip()
    match = _LAST_BRACKETS.search(name)
    return match.group(1).strip() if match and not good.endswith(match.group().strip()) else ""


def _agree(written: str, values: list[str]) -> bool:
    known = {value.casefold() for value in values}
    if written.casefold() in (", ".join(values).casefold(), *known):
        return True
    return all(part.strip().casefold() in known for part in re.split("[,;/]", written) if part.strip())
