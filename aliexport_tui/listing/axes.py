"""001 §sku_attributes_list: what tells the variations of one product apart."""

from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.matching import Match, match_axis
from aliexport_tui.listing.picks import pick_text
from aliexport_tui.listing.target import OWN_ID, Target
from aliexport_tui.listing.urls import clean_url
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Sku
from aliexport_tui.model.profile import AxisMapping
from aliexport_tui.model.schema import Property
from aliexport_tui.model.wants import SkuAttribute


def assemble_axes(
    facts: Facts, sku: Sku, field: str, axes: tuple[AxisMapping, ...], target: Target
) -> tuple[tuple[SkuAttribute, ...], list[Problem]]:
    """`field`: path of the SKU (`sku_info_list[0]`). An axis whose text is empty is left out; the validator names
    those that the category requires."""
    problems: list[Problem] = []
    found: list[SkuAttribute] = []
    for axis in axes:
        known = target.property(axis.id, sku=True)
        if known is None:
            continue
        word = plain_text(pick_text(axis.source, facts))
        if not word:
            continue
        match = match_axis(word, axis, target.dictionary(axis.id, sku=True))
        if match is None:
            problems.append(_unmatched(word, known, sku, field, target))
        elif match.how != "omitted":
            found.append(_attribute(word, axis, known, match, sku))
    return tuple(found), problems


def _unmatched(word: str, known: Property, sku: Sku, field: str, target: Target) -> Problem:
    code = "sku.value_unmatched" if target.dictionary(known.id, sku=True) is not None else "sku.no_dictionary"
    args = {"id": known.id, "property": known.name, "text": word, "sku": sku.code}
    return Problem(code, f"{field}.sku_attributes_list", args)


def _attribute(word: str, axis: AxisMapping, known: Property, match: Match, sku: Sku) -> SkuAttribute:
    own_name = ""
    if axis.own_name and known.has_customized_name:
        own_name = _own_name(word, axis)
        if fold(own_name) == fold(match.name):
            own_name = ""
    picture = ""
    if axis.picture and known.has_customized_pic:
        picture = next((url for text in sku.pictures if (url := clean_url(text))), "")
    return SkuAttribute(name_id=known.id, value_id=match.id, definition_name=own_name, image_url=picture)


def _own_name(word: str, axis: AxisMapping) -> str:
    """The shop's word, or the own text that the value map puts in its place."""
    folded = fold(word)
    return next((row.name for row in axis.values if row.id == OWN_ID and row.name and fold(row.shop) == folded), word)
