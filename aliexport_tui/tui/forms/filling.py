"""Putting one attribute or axis mapping where it belongs: into the profile, or into the categories of one target."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from aliexport_tui.model.profile import AttributeMapping, AxisMapping, CategoryMapping, Profile, Setting
from aliexport_tui.tui.forms.mapping import mapping_of, with_mapping

Item = TypeVar("Item", AttributeMapping, AxisMapping)
Owner = TypeVar("Owner", Profile, CategoryMapping)


def new(id: str, source: Setting, *, sku: bool) -> AttributeMapping | AxisMapping:
    return AxisMapping(id=id, source=source) if sku else AttributeMapping(id=id, source=source)


def put(profile: Profile, item: AttributeMapping | AxisMapping, homes: Iterable[str] = ()) -> Profile:
    """In place of the one with the same id. `homes`: the categories' own mappings; none: for all categories."""
    shops = tuple(homes)
    if not shops:
        return _with(profile, item)
    for shop in shops:
        profile = with_mapping(profile, _with(mapping_of(profile, shop), item))
    return profile


def take_out(profile: Profile, id: str, homes: Iterable[str] = (), *, sku: bool) -> Profile:
    shops = tuple(homes)
    if not shops:
        return _without(profile, id, sku=sku)
    for shop in shops:
        profile = with_mapping(profile, _without(mapping_of(profile, shop), id, sku=sku))
    return profile


def _with(owner: Owner, item: AttributeMapping | AxisMapping) -> Owner:
    if isinstance(item, AxisMapping):
        return msgspec.structs.replace(owner, axes=_replaced(owner.axes, item))
    return msgspec.structs.replace(owner, attributes=_replaced(owner.attributes, item))


def _without(owner: Owner, id: str, *, sku: bool) -> Owner:
    if sku:
        return msgspec.structs.replace(owner, axes=tuple(one for one in owner.axes if one.id != id))
    return msgspec.structs.replace(owner, attributes=tuple(one for one in owner.attributes if one.id != id))


def _replaced(items: tuple[Item, ...], item: Item) -> tuple[Item, ...]:
    kept: list[Item] = [item if one.id == item.id else one for one in items]
    if item not in kept:
        kept.append(item)
    return tuple(kept)
