"""001 step 3.4: the brand goes as three members: the brand's name, name id "2", the brand's id; never a value."""

from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.matching import match_brand
from aliexport_tui.listing.picks import pick_text
from aliexport_tui.listing.target import BRAND_ID, Target
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import BrandRule
from aliexport_tui.model.wants import Attribute

_ARGS = {"id": BRAND_ID}


def assemble_brand(facts: Facts, rule: BrandRule, target: Target) -> tuple[tuple[Attribute, ...], list[Problem]]:
    """Only brands approved in the shop's cabinet can be sold (local-products.md §3.17)."""
    if target.property(BRAND_ID) is None:
        return (), []
    word = plain_text(pick_text(rule.source, facts))
    if not word:
        missing = [Problem("brand.missing", "attribute_list", _ARGS)]
        return (), missing if rule.missing == "block" else []
    match = match_brand(word, rule, target)
    if match is not None:
        if match.how == "omitted":
            return (), []
        return (Attribute(name=match.name, name_id=BRAND_ID, value_id=match.id),), []
    refused = Problem(
        "brand.not_approved",
        "attribute_list",
        {**_ARGS, "brand": word},
        severity="error" if rule.unknown == "block" else "warning",
    )
    return (), [refused]
