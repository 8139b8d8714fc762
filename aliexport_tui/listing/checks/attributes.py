"""001 §attribute_list."""

from collections.abc import Iterator

from aliexport_tui.listing.target import BRAND_ID, OWN_ID, Target
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.schema import Property
from aliexport_tui.model.wants import Attribute


def check_attributes(attributes: tuple[Attribute, ...], target: Target) -> Iterator[Problem]:
    counts: dict[str, int] = {}
    told: set[tuple[str, str, str]] = set()
    for index, attribute in enumerate(attributes):
        field = f"attribute_list[{index}]"
        if attribute.name_id == OWN_ID:
            yield from _own(attribute, field)
            continue
        counts[attribute.name_id] = counts.get(attribute.name_id, 0) + 1
        found = target.property(attribute.name_id)
        if found is not None:
            same = (found.id, attribute.value_id, attribute.value)
            if (counts[found.id] == 2 and not found.is_multi_select) or (found.is_multi_select and same in told):
                yield Problem("attribute.repeated", field, {"id": found.id, "property": found.name})
            told.add(same)
            check = _brand if found.id == BRAND_ID else _value
            yield from check(attribute, found, field, target)
        elif target.category is not None:
            yield Problem("attribute.foreign", field, {"id": attribute.name_id, "name": attribute.name})
    for found in target.properties.values():
        if found.is_required and found.id not in counts:
            yield Problem("attribute.required", "attribute_list", {"id": found.id, "property": found.name})


def _own(attribute: Attribute, field: str) -> Iterator[Problem]:
    if not attribute.name or not attribute.value or attribute.value_id != OWN_ID:
        yield Problem("attribute.own_incomplete", field, {"name": attribute.name, "value": attribute.value})


def _brand(attribute: Attribute, found: Property, field: str, target: Target) -> Iterator[Problem]:
    args = {"id": BRAND_ID, "brand": attribute.name}
    if attribute.value:
        yield Problem("brand.has_value", f"{field}.attribute_value", args)
    if target.brand_names.get(attribute.value_id, None) != attribute.name:
        yield Problem("brand.not_approved", field, args)


def _value(attribute: Attribute, found: Property, field: str, target: Target) -> Iterator[Problem]:
    args = {"id": found.id, "property": found.name}
    if attribute.value_id in ("", OWN_ID):
        if not attribute.value:
            yield Problem("attribute.empty", field, args)
        elif not attribute.value_id and found.is_enum_prop and not found.is_input_prop:
            yield Problem("attribute.text_not_allowed", f"{field}.attribute_value", {**args, "text": attribute.value})
    elif not found.is_enum_prop:
        yield Problem("attribute.value_unknown", f"{field}.attribute_value_id", {**args, "value": attribute.value_id})
    else:
        dictionary = target.dictionary(found.id)
        if dictionary is None:
            yield Problem("attribute.no_dictionary", field, {**args, "text": attribute.value})
        elif attribute.value_id not in dictionary.names:
            yield Problem("attribute.value_unknown", f"{field}.attribute_value_id", {**args, "value": attribute.value_id})
    if attribute.unit and attribute.unit not in {unit.name for unit in found.units}:
        allowed = ", ".join(unit.name for unit in found.units)
        yield Problem(
            "attribute.unit_unknown", f"{field}.attribute_unit", {**args, "unit": attribute.unit, "allowed": allowed}
        )
