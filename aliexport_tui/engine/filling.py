"""What a marketplace category asks of its products, what the profile fills it with, and what comes out on real products."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.listing.alike import Names, Path
from aliexport_tui.listing.attributes import assemble_attributes, attribute_facts
from aliexport_tui.listing.axes import assemble_axes
from aliexport_tui.listing.brand import assemble_brand
from aliexport_tui.listing.checks.attributes import check_attributes
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.picks import pick_facts
from aliexport_tui.listing.recipe import Resolver
from aliexport_tui.listing.target import BRAND_ID, Target, Targets
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, Product
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, BrandRule, CategoryMapping, Profile
from aliexport_tui.model.schema import Category, Property
from aliexport_tui.store import accounts, market_tree, product_samples, shop
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from aliexport_tui.store.shop_tree import ShopNode

LOOKED_AT = 1_000
"""So many products of a category are looked at."""
TRIED = 10
_LEAST_ALIKE = 50

Filler = AttributeMapping | AxisMapping | BrandRule
Level = Literal["", "profile", "here", "some"]
"""Where the mapping stands: nowhere, in the profile, in each of the categories that come here, in some of them."""


class InUse(msgspec.Struct, frozen=True):
    """A marketplace category that products go to. `shops`: shop categories with products that come here; `homes`: those
    whose mapping says so. `asked`: its required properties, `unfilled`: those that nothing fills, both without the brand."""

    target: str
    path: Path
    shops: tuple[str, ...]
    homes: tuple[str, ...]
    products: int
    asked: int
    unfilled: int


class Ground(msgspec.Struct, frozen=True):
    """What mappings are tried on. `params`: names with the number of products that have them, most first."""

    products: tuple[Product, ...] = ()
    params: tuple[tuple[str, int], ...] = ()


class Line(msgspec.Struct, frozen=True):
    """A property. `mapping` None: nothing fills it. `lacking`: of the products looked at. `hint`: the feed's param that is
    named like it, with a score 0 … 100."""

    property: Property
    sku: bool
    level: Level
    mapping: Filler | None
    lacking: int
    hint: str = ""
    hint_score: int = 0


class Trial(msgspec.Struct, frozen=True):
    """One product: what the source gives, what would be sent; `problem`: why not."""

    key: str
    name: str
    texts: tuple[str, ...]
    sent: tuple[str, ...]
    problem: Problem | None


def in_use(db: Database, profile: Profile, nodes: Sequence[ShopNode]) -> tuple[InUse, ...]:
    """Those with the most left to do first."""
    account, source = accounts.find(db, profile.account), shop.source_id(db, profile.source)
    if account is None or source is None:
        return ()
    schema, tree = StoredSchema(db, account), ShopTree(shop.categories(db, source))
    resolver = Resolver(profile, tree, schema)
    shops: dict[str, list[ShopNode]] = {}
    homes: dict[str, list[str]] = {}
    for node in nodes:
        home = resolver.decided_by(node.key) if node.own else None
        if home is not None and not home.skip:
            shops.setdefault(home.target, []).append(node)
            homes.setdefault(home.target, []).append(home.shop)
    found = []
    for target, members in shops.items():
        category = schema.category(target)
        asked = _required(category) if category is not None else []
        levels = [_own_ids(profile, tree, node.key) | _profile_ids(profile) for node in members]
        found.append(
            InUse(
                target=target,
                path=market_tree.path(db, account.id, target) or (target,),
                shops=tuple(node.key for node in members),
                homes=tuple(dict.fromkeys(homes[target])),
                products=sum(node.own for node in members),
                asked=len(asked),
                unfilled=sum(not all(one in ids for ids in levels) for one in asked),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.unfilled, -one.products, one.path)))


def ground(db: Database, profile: Profile, use: InUse) -> Ground:
    source = shop.source_id(db, profile.source)
    if source is None:
        return Ground()
    products = product_samples.of_categories(db, membership(profile, source), use.shops, LOOKED_AT)
    counted = Counter(name for product in products for name in {param.name for param in _params(product)})
    return Ground(products, tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))))


def lines(db: Database, profile: Profile, use: InUse, on: Ground) -> tuple[Line, ...]:
    """Every property of the category, required ones first."""
    account, source = accounts.find(db, profile.account), shop.source_id(db, profile.source)
    if account is None or source is None:
        return ()
    schema, tree = StoredSchema(db, account), ShopTree(shop.categories(db, source))
    category = schema.category(use.target)
    if category is None:
        return ()
    resolver = Resolver(profile, tree, schema)
    lacking = _lacking(resolver, category, on.products)
    names = Names({name: (name,) for name, _count in on.params})
    recipe = resolver.recipe(use.shops[0])
    owns, everywhere = [_own_ids(profile, tree, key) for key in use.shops], _profile_ids(profile)
    found = []
    for sku, properties in ((False, category.properties), (True, category.sku_properties)):
        mapped: dict[str, Filler] = {one.id: one for one in (recipe.axes if sku else recipe.attributes)}
        for one in properties:
            is_brand = one.id == BRAND_ID and not sku
            near = next(iter(names.nearest((one.name,), 1)), None)
            hinted = near is not None and near.score >= _LEAST_ALIKE
            found.append(
                Line(
                    property=one,
                    sku=sku,
                    level="profile" if is_brand else _level((one.id, sku), owns, everywhere),
                    mapping=profile.brand if is_brand else mapped.get(one.id),
                    lacking=lacking[(one.id, sku)],
                    hint=near.key if near is not None and hinted else "",
                    hint_score=near.score if near is not None and hinted else 0,
                )
            )
    return tuple(sorted(found, key=lambda line: (not line.property.is_required, line.sku, line.property.name)))


def trials(db: Database, profile: Profile, use: InUse, on: Ground, line: Line, filler: Filler) -> tuple[Trial, ...]:
    """The filler on some products of the category, spread over those looked at."""
    account = accounts.find(db, profile.account)
    if account is None:
        return ()
    source = shop.source_id(db, profile.source)
    tree = ShopTree(shop.categories(db, source) if source is not None else ())
    target = Targets(StoredSchema(db, account)).make(use.target, [(line.property.id, line.sku)])
    step = max(1, len(on.products) // TRIED)
    some = on.products[::step][:TRIED]
    return tuple(_trial(product, tree.name(product.category), target, filler) for product in some)


# ---- inside ----------------------------------------------------------------------------------------------------


def _trial(product: Product, category: str, target: Target, filler: Filler) -> Trial:
    facts = Facts(product, None, category)
    match filler:
        case AttributeMapping():
            texts = [_with_unit(fact.text, fact.unit) for fact in attribute_facts(filler, facts)]
            attributes, problems = assemble_attributes(facts, (filler,), target)
            problems += [one for one in check_attributes(attributes, target) if one.code != "attribute.required"]
            sent = [_with_unit(one.value or one.value_id, one.unit) for one in attributes]
        case BrandRule():
            texts = [fact.text for fact in pick_facts(filler.source, facts)]
            brands, problems = assemble_brand(facts, filler, target)
            sent = [one.name for one in brands]
        case AxisMapping():
            texts, sent, problems = _trial_of_skus(product, category, target, filler)
    return Trial(
        key=product.key,
        name=product.name,
        texts=tuple(dict.fromkeys(texts)),
        sent=tuple(dict.fromkeys(sent)),
        problem=next(iter(problems), None),
    )


def _trial_of_skus(
    product: Product, category: str, target: Target, axis: AxisMapping
) -> tuple[list[str], list[str], list[Problem]]:
    texts, sent, problems = [], [], []
    dictionary = target.dictionary(axis.id, sku=True)
    for sku in product.skus:
        facts = Facts(product, sku, category)
        texts += [fact.text for fact in pick_facts(axis.source, facts)[:1]]
        attributes, found = assemble_axes(facts, sku, "sku", (axis,), target)
        problems += found
        for one in attributes:
            name = dictionary.names.get(one.value_id, one.value_id) if dictionary is not None else one.value_id
            sent.append(f"{name} ({one.definition_name})" if one.definition_name else name)
    return texts, sent, problems


def _lacking(resolver: Resolver, category: Category, products: Sequence[Product]) -> Counter[tuple[str, bool]]:
    """How many of the products would go without each property."""
    lacking: Counter[tuple[str, bool]] = Counter()
    for product in products:
        recipe = resolver.recipe(product.category)
        name = recipe.category_name
        facts = Facts(product, None, name)
        attributes, _problems = assemble_attributes(facts, recipe.attributes, recipe.target)
        brand, _problems = assemble_brand(facts, recipe.brand, recipe.target)
        wrong = {one.args.get("id", "") for one in check_attributes((*brand, *attributes), recipe.target)}
        has = {one.name_id for one in (*brand, *attributes)} - wrong

        lacking.update((one.id, False) for one in category.properties if one.id not in has)
        of_skus = [
            {one.name_id for one in assemble_axes(Facts(product, sku, name), sku, "sku", recipe.axes, recipe.target)[0]}
            for sku in product.skus
        ]
        lacking.update((one.id, True) for one in category.sku_properties if any(one.id not in has for has in of_skus))
    return lacking


def _required(category: Category) -> list[tuple[str, bool]]:
    plain = [(one.id, False) for one in category.properties if one.is_required and one.id != BRAND_ID]
    return plain + [(one.id, True) for one in category.sku_properties if one.is_required]


def _ids(owner: Profile | CategoryMapping) -> Iterator[tuple[str, bool]]:
    yield from ((one.id, False) for one in owner.attributes)
    yield from ((one.id, True) for one in owner.axes)


def _profile_ids(profile: Profile) -> set[tuple[str, bool]]:
    return set(_ids(profile))


def _own_ids(profile: Profile, tree: ShopTree, key: str) -> set[tuple[str, bool]]:
    """What the mappings on the way down to a shop category fill."""
    way = set(tree.path(key))
    return {one for mapping in profile.categories if mapping.shop in way for one in _ids(mapping)}


def _level(one: tuple[str, bool], owns: Sequence[set[tuple[str, bool]]], everywhere: set[tuple[str, bool]]) -> Level:
    own = [one in ids for ids in owns]
    if all(own):
        return "here"
    if one in everywhere:
        return "some" if any(own) else "profile"
    return "some" if any(own) else ""


def _params(product: Product) -> Iterator[Param]:
    yield from product.params
    for sku in product.skus:
        yield from sku.params


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text
