"""001 §sku_info_list without prices and stock."""

import re
from collections.abc import Iterator

from aliexport_tui.listing.target import Target
from aliexport_tui.listing.urls import is_web_url
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.schema import Property
from aliexport_tui.model.wants import Content, SkuAttribute, SkuContent

_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_TNVED = re.compile(r"[0-9]{4,14}")
_OKPD2 = re.compile(r"[0-9]{2}(\.[0-9]{1,2}(\.[0-9]{1,2}(\.[0-9]{1,3})?)?)?")

Combination = frozenset[tuple[str, str, str]]


def check_skus(content: Content, target: Target) -> Iterator[Problem]:
    if not content.skus:
        yield Problem("sku.none", "sku_info_list")
    yield from check_codes([sku.sku_code for sku in content.skus])
    needed = {found.id for found in target.sku_properties.values() if found.is_required}
    comparable = target.category is not None and target.category.is_leaf
    combinations: dict[Combination, str] = {}
    for index, sku in enumerate(content.skus):
        field = f"sku_info_list[{index}]"
        yield from _codes(sku, field)
        yield from _attributes(sku, field, target)
        combination = frozenset((part.name_id, part.value_id, part.definition_name) for part in sku.attributes)
        if not comparable or not needed <= {part.name_id for part in sku.attributes}:
            continue
        if combination in combinations:
            args = {"first": combinations[combination], "second": sku.sku_code}
            yield Problem("sku.same_combination", f"{field}.sku_attributes_list", args)
        combinations.setdefault(combination, sku.sku_code)


def check_codes(codes: list[str]) -> Iterator[Problem]:
    """001 §sku_code: unique per variation. The same for content, prices and stocks."""
    seen: set[str] = set()
    for index, code in enumerate(codes):
        field = f"sku_info_list[{index}].sku_code"
        if not code.strip():
            yield Problem("sku.code_missing", field)
        elif code in seen:
            yield Problem("sku.code_repeated", field, {"sku": code})
        seen.add(code)


def _codes(sku: SkuContent, field: str) -> Iterator[Problem]:
    if sku.gtin and not _GTIN.fullmatch(sku.gtin):
        yield Problem("gtin.bad", f"{field}.gtin", {"sku": sku.sku_code, "text": sku.gtin})
    for name, codes, pattern in (("tnved_codes", sku.tnved_codes, _TNVED), ("okpd2_codes", sku.okpd2_codes, _OKPD2)):
        for code in codes:
            if not pattern.fullmatch(code):
                subject = name.partition("_")[0]
                yield Problem(f"{subject}.bad", f"{field}.{name}", {"sku": sku.sku_code, "text": code})


def _attributes(sku: SkuContent, field: str, target: Target) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, attribute in enumerate(sku.attributes):
        path = f"{field}.sku_attributes_list[{index}]"
        found = target.property(attribute.name_id, sku=True)
        if found is None:
            if target.category is not None:
                yield Problem("sku.property_foreign", path, {"sku": sku.sku_code, "id": attribute.name_id})
            continue
        if found.id in seen:
            yield Problem("sku.property_repeated", path, _args(sku, found))
        seen.add(found.id)
        yield from _value(sku, attribute, found, path, target)
    for found in target.sku_properties.values():
        if found.is_required and found.id not in seen:
            yield Problem("sku.property_required", f"{field}.sku_attributes_list", _args(sku, found))


def _value(sku: SkuContent, attribute: SkuAttribute, found: Property, path: str, target: Target) -> Iterator[Problem]:
    args = _args(sku, found)
    dictionary = target.dictionary(found.id, sku=True)
    if dictionary is None:
        yield Problem("sku.no_dictionary", path, {**args, "text": attribute.value_id})
    elif attribute.value_id not in dictionary.names:
        yield Problem("sku.value_unknown", f"{path}.sku_attribute_value_id", {**args, "value": attribute.value_id})
    name, limit = attribute.definition_name, target.limits.definition_name
    name_field = f"{path}.sku_attribute_value_definition_name"
    if name and not found.has_customized_name:
        yield Problem("sku.own_name_not_allowed", name_field, {**args, "name": name})
    if len(name) > limit:
        yield Problem(
            "sku.own_name_too_long", name_field, {**args, "name": name, "length": str(len(name)), "limit": str(limit)}
        )
    if attribute.image_url and not found.has_customized_pic:
        yield Problem("sku.picture_not_allowed", f"{path}.sku_image_url", args)
    elif attribute.image_url and not is_web_url(attribute.image_url):
        yield Problem("sku.picture_bad_url", f"{path}.sku_image_url", {**args, "url": attribute.image_url})


def _args(sku: SkuContent, found: Property) -> dict[str, str]:
    return {"sku": sku.sku_code, "id": found.id, "property": found.name}
