"""Category mappings of a profile over the shop's tree: what holds where, and changing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from aliexport_tui.model.profile import Card, CategoryMapping, Profile
from aliexport_tui.store.shop_tree import ShopNode

How = Literal["own", "inherited", "skip", "skip_inherited", "none"]


@dataclass(frozen=True)
class Effective:
    """What holds for a shop category: `target` is a marketplace category's id."""

    how: How
    target: str = ""

    @property
    def is_open(self) -> bool:
        return self.how == "none"


def effective(nodes: Sequence[ShopNode], mappings: Sequence[CategoryMapping]) -> dict[str, Effective]:
    """Nearest mapping on the way up decides, as `listing.recipe` resolves it. `nodes`: parents before children."""
    by_shop = {mapping.shop: mapping for mapping in mappings}
    found: dict[str, Effective] = {}
    for node in nodes:
        own = by_shop.get(node.key)
        above = found.get(node.parent, Effective("none")) if node.parent else Effective("none")
        if own is not None and own.skip:
            found[node.key] = Effective("skip")
        elif own is not None and own.target:
            found[node.key] = Effective("own", own.target)
        elif above.how in ("skip", "skip_inherited"):
            found[node.key] = Effective("skip_inherited")
        elif above.target:
            found[node.key] = Effective("inherited", above.target)
        else:
            found[node.key] = Effective("none")
    return found


def with_target(profile: Profile, shop: str, target: str) -> Profile:
    return _changed(profile, shop, target=target, skip=False)


def with_skip(profile: Profile, shop: str) -> Profile:
    return _changed(profile, shop, target="", skip=True)


def without(profile: Profile, shop: str) -> Profile:
    """No target and no skip of its own; other settings of the category stay."""
    return _changed(profile, shop, target="", skip=False)


def mapping_of(profile: Profile, shop: str) -> CategoryMapping:
    return next((mapping for mapping in profile.categories if mapping.shop == shop), CategoryMapping(shop=shop))


def with_mapping(profile: Profile, mapping: CategoryMapping) -> Profile:
    """Put in the place of the one it replaces; one that says nothing is left out."""
    says = mapping.target or mapping.skip or mapping.card != Card() or mapping.attributes or mapping.axes
    kept = [mapping if one.shop == mapping.shop else one for one in profile.categories]
    if all(one.shop != mapping.shop for one in profile.categories):
        kept.append(mapping)
    if not says:
        kept = [one for one in kept if one.shop != mapping.shop]
    return msgspec.structs.replace(profile, categories=tuple(kept))


def open_products(nodes: Sequence[ShopNode], holds: Mapping[str, Effective]) -> int:
    """Products that no mapping reaches."""
    return sum(node.own for node in nodes if holds[node.key].is_open)


def _changed(profile: Profile, shop: str, *, target: str, skip: bool) -> Profile:
    return with_mapping(profile, msgspec.structs.replace(mapping_of(profile, shop), target=target, skip=skip))
