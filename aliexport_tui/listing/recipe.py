"""A profile resolved for one shop category: mappings inherited down the shop's tree, with the target's tables.

Nearest wins per attribute id, axis id and card field; the profile's own lists are the widest level."""

from collections.abc import Iterable

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.listing.target import BRAND_ID, OWN_ID, DictionaryKey, Target, Targets, digest_of
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    Card,
    CategoryMapping,
    Pictures,
    PriceRule,
    Profile,
    StockRule,
    Texts,
)
from aliexport_tui.model.schema import Category
from aliexport_tui.model.wants import Lane


class Recipe(msgspec.Struct, frozen=True):
    """All that the builders need beside the product. `skipped`: the branch is taken out of the profile."""

    category_key: str
    category_name: str
    skipped: bool
    language: str
    target: Target
    attributes: tuple[AttributeMapping, ...]
    axes: tuple[AxisMapping, ...]
    brand: BrandRule
    card: Card
    price: PriceRule
    stock: StockRule
    texts: Texts
    image_limit: int
    pictures: Pictures = Pictures()

    def digest(self, lane: Lane) -> str:
        """Digest of all that the lane's builder depends on, and of nothing else. The cost grows with the category:
        ask once per recipe, not per product."""
        limits = self.target.limits
        parts: dict[Lane, object] = {
            "content": (
                self.category_key,
                self.category_name,
                self.language,
                self.attributes,
                self.axes,
                self.brand,
                self.card,
                self.texts,
            ),
            "images": (self.image_limit, self.pictures, limits.images, limits.pictures),
            "price": (self.price, self.card.sku_code, limits.currency, limits.max_price),
            "stock": (self.stock, self.card.sku_code, limits.max_inventory),
            "visibility": (),
        }
        schema = self.target.schema_digest() if lane == "content" else ""
        return digest_of((lane, self.skipped, parts[lane], schema))


class Resolver:
    """Recipes of one profile over one schema; each shop category is resolved once."""

    def __init__(self, profile: Profile, tree: ShopTree, schema: SchemaView) -> None:
        self._profile = profile
        self._tree = tree
        self._targets = Targets(schema)
        self._mappings = {mapping.shop: mapping for mapping in profile.categories}
        self._recipes: dict[str, Recipe] = {}

    def recipe(self, shop_category: str) -> Recipe:
        """The recipe for products of this shop category ("" = without a category)."""
        if shop_category not in self._recipes:
            self._recipes[shop_category] = self._resolve(shop_category)
        return self._recipes[shop_category]

    def wanted(self, shop_category: str) -> tuple[str, frozenset[DictionaryKey]]:
        """Target category id and the dictionaries that products of this shop category need."""
        profile, levels = self._profile, self._levels(shop_category)
        target_id, skipped = _target(levels)
        category = self._targets.category(target_id)
        if category is None or skipped:
            return target_id, frozenset()
        attributes = _merge_attributes((profile.attributes, *(level.attributes for level in levels)))
        axes = _merge_axes((profile.axes, *(level.axes for level in levels)))
        return target_id, _dictionaries(category, attributes, axes)

    def decided_by(self, shop_category: str) -> CategoryMapping | None:
        """The mapping that gives the target or takes the branch out: the nearest on the way up that says either."""
        return next((level for level in reversed(self._levels(shop_category)) if level.skip or level.target), None)

    def _levels(self, shop_category: str) -> tuple[CategoryMapping, ...]:
        """The mappings on the way down, widest first."""
        return tuple(self._mappings[key] for key in self._tree.path(shop_category) if key in self._mappings)

    def _resolve(self, shop_category: str) -> Recipe:
        profile, levels = self._profile, self._levels(shop_category)
        target_id, skipped = _target(levels)
        attributes = _merge_attributes((profile.attributes, *(level.attributes for level in levels)))
        axes = _merge_axes((profile.axes, *(level.axes for level in levels)))
        category = self._targets.category(target_id)
        wanted = _dictionaries(category, attributes, axes) if category else frozenset()
        return Recipe(
            category_key=shop_category,
            category_name=self._tree.name(shop_category),
            skipped=skipped,
            language=profile.language,
            target=self._targets.make(target_id, sorted(wanted)),
            attributes=attributes,
            axes=axes,
            brand=profile.brand,
            card=_merge_cards((profile.card, *(level.card for level in levels))),
            price=profile.price,
            stock=profile.stock,
            texts=profile.texts,
            image_limit=profile.image_limit,
            pictures=profile.pictures,
        )


def resolve(profile: Profile, shop_category: str, tree: ShopTree, schema: SchemaView) -> Recipe:
    """One recipe; who needs many keeps a Resolver."""
    return Resolver(profile, tree, schema).recipe(shop_category)


def card_of(profile: Profile, shop_category: str, tree: ShopTree) -> Card:
    """The card's settings for products of this shop category; no schema is asked."""
    return _merge_cards((profile.card, *(level.card for level in _levels(profile, shop_category, tree))))


def is_skipped(profile: Profile, shop_category: str, tree: ShopTree) -> bool:
    """Is the branch taken out of the profile?"""
    return _target(_levels(profile, shop_category, tree))[1]


def _levels(profile: Profile, shop_category: str, tree: ShopTree) -> tuple[CategoryMapping, ...]:
    mappings = {mapping.shop: mapping for mapping in profile.categories}
    return tuple(mappings[key] for key in tree.path(shop_category) if key in mappings)


def needed_dictionaries(
    profile: Profile, shop_categories: Iterable[str], tree: ShopTree, schema: SchemaView
) -> frozenset[tuple[str, str, bool]]:
    """(category id, property id, is SKU property) of every dictionary that products of these shop categories need,
    so that a schema sync can fetch them. The target categories themselves must be in the cache."""
    resolver = Resolver(profile, tree, schema)
    found: set[tuple[str, str, bool]] = set()
    for key in shop_categories:
        target_id, wanted = resolver.wanted(key)
        found.update((target_id, property_id, sku) for property_id, sku in wanted)
    return frozenset(found)


def needed_categories(profile: Profile) -> frozenset[str]:
    """Ids of every marketplace category that the profile maps to."""
    return frozenset(mapping.target for mapping in profile.categories if mapping.target)


def _target(levels: Iterable[CategoryMapping]) -> tuple[str, bool]:
    target_id, skipped = "", False
    for level in levels:
        if level.skip:
            skipped = True
        elif level.target:
            target_id, skipped = level.target, False
    return target_id, skipped


def _merge_attributes(levels: Iterable[tuple[AttributeMapping, ...]]) -> tuple[AttributeMapping, ...]:
    merged: dict[tuple[str, str], AttributeMapping] = {}
    for level in levels:
        for mapping in level:
            own_name = fold(mapping.name) if mapping.id == OWN_ID else ""
            merged[(mapping.id, own_name)] = mapping
    return tuple(merged.values())


def _merge_axes(levels: Iterable[tuple[AxisMapping, ...]]) -> tuple[AxisMapping, ...]:
    merged: dict[str, AxisMapping] = {}
    for level in levels:
        for mapping in level:
            merged[mapping.id] = mapping
    return tuple(merged.values())


def _merge_cards(levels: Iterable[Card]) -> Card:
    settings = {}
    for level in levels:
        for field in Card.__struct_fields__:
            setting = getattr(level, field)
            if setting is not None:
                settings[field] = setting
    return Card(**settings)


def _dictionaries(
    category: Category, attributes: tuple[AttributeMapping, ...], axes: tuple[AxisMapping, ...]
) -> frozenset[DictionaryKey]:
    """Only enumerated properties have one (local-products.md §3.14); brands have a list of their own."""
    enums = {found.id for found in category.properties if found.is_enum_prop and found.id != BRAND_ID}
    sku_enums = {found.id for found in category.sku_properties}
    plain = {(mapping.id, False) for mapping in attributes if mapping.id in enums}
    return frozenset(plain | {(mapping.id, True) for mapping in axes if mapping.id in sku_enums})
