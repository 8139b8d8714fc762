"""001 §attribute_list by the profile's attribute mappings."""

from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.listing.facts import Fact, Facts
from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.matching import match_attribute
from aliexport_tui.listing.picks import pick_facts
from aliexport_tui.listing.target import BRAND_ID, OWN_ID, Target
from aliexport_tui.model.problem import Problem, Severity
from aliexport_tui.model.profile import AttributeMapping
from aliexport_tui.model.schema import Property
from aliexport_tui.model.wants import Attribute

FIELD = "attribute_list"


def assemble_attributes(
    facts: Facts, mappings: tuple[AttributeMapping, ...], target: Target
) -> tuple[tuple[Attribute, ...], list[Problem]]:
    """Mappings to properties that the target category lacks are for other categories and pass in silence."""
    problems: list[Problem] = []
    attributes: list[Attribute] = []
    for mapping in mappings:
        if mapping.id == OWN_ID:
            attributes.extend(_own(mapping, facts))
            continue
        found = target.property(mapping.id)
        if found is not None and found.id != BRAND_ID:
            attributes.extend(_of_property(mapping, found, facts, target, problems))
    told: dict[tuple[str, str, str, str], Attribute] = {}
    for one in attributes:  # a value counts once, whatever its unit (001 step 3)
        told.setdefault((one.name_id, one.name, one.value_id, one.value), one)
    return tuple(told.values()), problems


def _own(mapping: AttributeMapping, facts: Facts) -> list[Attribute]:
    """001 step 3.5: own name and value, both ids "-1"."""
    texts = [f"{plain_text(fact.text)} {mapping.unit or fact.unit}".strip() for fact in pick_facts(mapping.source, facts)]
    value = ", ".join(text for text in texts if text)
    return [Attribute(name=mapping.name, name_id=OWN_ID, value=value, value_id=OWN_ID)] if value else []


def _of_property(
    mapping: AttributeMapping, found: Property, facts: Facts, target: Target, problems: list[Problem]
) -> list[Attribute]:
    attributes = [
        made
        for fact in attribute_facts(mapping, facts)
        if (made := _value(mapping, found, fact, target, problems)) is not None
    ]
    if len(attributes) > 1 and not found.is_multi_select:
        args = {"id": found.id, "property": found.name, "count": str(len(attributes)), "text": attributes[0].value}
        problems.append(Problem("attribute.several", FIELD, args, severity="warning"))
        return attributes[:1]
    return attributes


def attribute_facts(mapping: AttributeMapping, facts: Facts) -> list[Fact]:
    """The single texts whose values are looked for, as the feed writes them."""
    found = pick_facts(mapping.source, facts)
    if not mapping.separator:
        return list(found)
    return [
        Fact(piece.strip(), fact.unit) for fact in found for piece in fact.text.split(mapping.separator) if piece.strip()
    ]


def _value(
    mapping: AttributeMapping, found: Property, fact: Fact, target: Target, problems: list[Problem]
) -> Attribute | None:
    text = plain_text(fact.text)
    unit = _unit(mapping, found, fact)
    dictionary = target.dictionary(found.id) if found.is_enum_prop else None
    match = match_attribute(text, mapping, found, dictionary)
    if match is not None:
        if match.how == "omitted":
            return None
        return Attribute(name=found.name, name_id=found.id, value=match.name, value_id=match.id, unit=unit)
    args = {"id": found.id, "property": found.name, "text": text}
    if found.is_enum_prop and dictionary is None:
        problems.append(Problem("attribute.no_dictionary", FIELD, args))
    else:
        severity: Severity = "warning" if mapping.unmatched == "omit" else "error"
        problems.append(Problem("attribute.unmatched", FIELD, args, severity=severity))
    return None


def _unit(mapping: AttributeMapping, found: Property, fact: Fact) -> str:
    """The unit as the category spells it. A unit of the mapping travels as it stands, so that the validator names a
    wrong one; a feed's unit that the category doesn't know is left out."""
    if not found.has_unit:
        return ""
    known = {fold(unit.name): unit.name for unit in found.units}
    if mapping.unit:
        return known.get(fold(mapping.unit), mapping.unit)
    return known.get(fold(fact.unit), "")
