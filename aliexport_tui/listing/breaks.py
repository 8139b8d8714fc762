"""Where a profile's mappings no longer fit the marketplace's schema, whatever the products are."""

from collections.abc import Iterable, Iterator

from aliexport_tui.listing.recipe import Recipe, Resolver
from aliexport_tui.listing.target import BRAND_ID, OWN_ID, Target
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, Profile
from aliexport_tui.model.schema import Property


def breaks(profile: Profile, resolver: Resolver) -> Iterator[Problem]:
    """`schema.category_gone`, `schema.category_split`, `schema.required`, `schema.value_gone`, `schema.template_gone`; each
    names the marketplace's category in `category`."""
    for mapping in profile.categories:
        recipe = resolver.recipe(mapping.shop)
        if mapping.target and not recipe.skipped:
            yield from _of_category(recipe)


def _of_category(recipe: Recipe) -> Iterator[Problem]:
    target = recipe.target
    category = target.category
    if category is None:
        yield Problem("schema.category_gone", args={"category": target.category_id})
        return
    named = {"category": category.name}
    if not category.is_leaf:
        yield Problem("schema.category_split", args=named)
        return
    for found in _unmapped(target.properties.values(), {one.id for one in recipe.attributes}):
        yield Problem("schema.required", args={**named, "property": found.name})
    for found in _unmapped(target.sku_properties.values(), {one.id for one in recipe.axes}):
        yield Problem("schema.required", args={**named, "property": found.name})
    for attribute in recipe.attributes:
        yield from _values(attribute, target, named, sku=False)
    for axis in recipe.axes:
        yield from _values(axis, target, named, sku=True)
    template = recipe.card.freight_template_id
    if isinstance(template, str) and template and target.templates and template not in target.templates:
        yield Problem("schema.template_gone", args={**named, "template": template})


def _unmapped(properties: Iterable[Property], mapped: set[str]) -> Iterator[Property]:
    """Brands have a rule of their own."""
    return (
        one for one in properties if one.is_required and one.id not in mapped and one.id != BRAND_ID and not one.is_brand
    )


def _values(
    mapping: AttributeMapping | AxisMapping, target: Target, named: dict[str, str], *, sku: bool
) -> Iterator[Problem]:
    found, dictionary = target.property(mapping.id, sku=sku), target.dictionary(mapping.id, sku=sku)
    if found is None or dictionary is None:
        return
    fallback = mapping.fallback_id if isinstance(mapping, AxisMapping) else ""
    for value in dict.fromkeys((*(one.id for one in mapping.values if not one.omit), fallback)):
        if value not in ("", OWN_ID) and value not in dictionary.names:
            yield Problem("schema.value_gone", args={**named, "property": found.name, "value": value})
