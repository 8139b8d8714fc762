"""The demo profile against the sandbox's tree and the demo feed: every id exists; what becomes of the 1,200 products."""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib import resources

import msgspec
import pytest

from aliexport_tui.demo import write_demo_feed
from aliexport_tui.listing.build import Built, build
from aliexport_tui.listing.recipe import Resolver
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.marketplace.local import wire
from aliexport_tui.model.product import Product, ShopCategory
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, Profile
from aliexport_tui.model.schema import Brand, Category, Limits, Property, SizeChart, Template, Unit, Value
from aliexport_tui.model.wants import Content, Draft, Images, Lane, Prices, Stocks
from aliexport_tui.sandbox.checks.product import Rules, check_product
from aliexport_tui.sandbox.late import card_problems
from aliexport_tui.sandbox.reading import read_card
from aliexport_tui.sandbox.registry import REGISTRY
from aliexport_tui.sandbox.schema import own_schema
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.tree.records import Property as SandboxProperty
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml.feed import read_yml

LANES: tuple[Lane, ...] = ("content", "images", "price", "stock")
MARKET = own_schema()


class MarketSchema:
    """The sandbox's schema as a seller's cache would hold it."""

    limits = Limits(currency="RUB", max_price=500_000_000)

    def category(self, category_id: str) -> Category | None:
        found = MARKET.category(category_id)
        if found is None:
            return None
        return Category(
            id=found.id,
            name=found.name_ru,
            parent_id=found.parent_id or "",
            children_ids=found.children_ids,
            properties=tuple(map(_property, found.properties)),
            sku_properties=tuple(map(_property, found.sku_properties)),
        )

    def values(self, category_id: str, property_id: str, sku: bool) -> tuple[Value, ...]:
        return tuple(Value(v.id, v.name_ru) for v in MARKET.tree.values(category_id, property_id, sku))

    def templates(self) -> tuple[Template, ...]:
        return tuple(Template(found.id, found.name_ru) for found in MARKET.templates)

    def brands(self) -> tuple[Brand, ...]:
        return tuple(Brand(brand.id, brand.name, brand.status) for brand in MARKET.brands)

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...]:
        found = MARKET.category(category_id)
        return tuple(SizeChart(c.id, c.name_ru) for c in MARKET.size_charts(found)) if found else ()


def _property(found: SandboxProperty) -> Property:
    return Property(
        id=found.id,
        name=found.name_ru,
        is_required=found.required,
        is_key=found.key,
        is_brand=found.brand,
        is_enum_prop=found.enum,
        is_multi_select=found.multi,
        is_input_prop=found.input,
        has_unit=bool(found.units),
        has_customized_pic=found.custom_pic,
        has_customized_name=found.custom_name,
        units=tuple(Unit(unit.name_ru, unit.rate) for unit in found.units),
    )


@pytest.fixture(scope="module")
def profile() -> Profile:
    data = resources.files("aliexport_tui.demo").joinpath("profile.toml").read_bytes()
    return msgspec.toml.decode(data, type=Profile)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[ShopTree, list[Product]]:
    path = tmp_path_factory.mktemp("demo") / "feed.yml"
    write_demo_feed(path)
    items = list(read_yml(path, SourceSettings()))
    tree = ShopTree(item for item in items if isinstance(item, ShopCategory))
    return tree, [item.product for item in items if isinstance(item, ReadProduct)]


Drafts = dict[str, dict[Lane, Built]]


@pytest.fixture(scope="module")
def drafts(profile: Profile, shop: tuple[ShopTree, list[Product]]) -> Drafts:
    tree, products = shop
    resolver = Resolver(profile, tree, MarketSchema())
    return {p.key: {lane: build(lane, p, resolver.recipe(p.category)) for lane in LANES} for p in products}


def test_every_target_is_a_leaf(profile: Profile) -> None:
    targets = [mapping.target for mapping in profile.categories if mapping.target]
    assert len(targets) >= 30
    for target in targets:
        category = MARKET.category(target)
        assert category is not None
        assert category.leaf


def test_mapped_shop_categories_exist(profile: Profile, shop: tuple[ShopTree, list[Product]]) -> None:
    tree, _ = shop
    keys = [mapping.shop for mapping in profile.categories]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(tree.keys)


def _mappings(profile: Profile) -> list[AttributeMapping | AxisMapping]:
    """All mappings, the profile's own and the categories'."""
    found: list[AttributeMapping | AxisMapping] = [*profile.attributes, *profile.axes]
    for category in profile.categories:
        found += [*category.attributes, *category.axes]
    return found


def test_every_property_and_value_exists_in_some_target(profile: Profile) -> None:
    known: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for mapping in profile.categories:
        category = MARKET.category(mapping.target)
        for is_sku, properties in ((False, category.properties), (True, category.sku_properties)) if category else ():
            for prop in properties:
                values = MARKET.tree.values(mapping.target, prop.id, is_sku)
                known[prop.id, is_sku].update(value.id for value in values)
    for mapped in _mappings(profile):
        is_sku = isinstance(mapped, AxisMapping)
        if mapped.id == "-1":
            continue
        assert (mapped.id, is_sku) in known
        assert {row.id for row in mapped.values} <= known[mapped.id, is_sku]
        if isinstance(mapped, AxisMapping) and mapped.fallback_id:
            assert mapped.fallback_id in known[mapped.id, True]


def test_required_properties_have_a_mapping(profile: Profile, shop: tuple[ShopTree, list[Product]]) -> None:
    tree, _ = shop
    resolver = Resolver(profile, tree, MarketSchema())
    for mapping in profile.categories:
        category = MARKET.category(mapping.target)
        if category is None:
            continue
        recipe = resolver.recipe(mapping.shop)
        required = {prop.id for prop in category.properties if prop.required}
        assert required <= {attribute.id for attribute in recipe.attributes}
        required = {prop.id for prop in category.sku_properties if prop.required}
        assert required <= {axis.id for axis in recipe.axes}


def test_rules_of_the_card_hold(profile: Profile) -> None:
    cards = [profile.card, *(mapping.card for mapping in profile.categories)]
    templates = {template.id for template in MARKET.templates}
    assert {card.freight_template_id for card in cards} - {None} <= templates


def test_most_products_pass_and_the_others_say_why(drafts: Drafts) -> None:
    blocked = {
        key: {p.code for built in lanes.values() for p in built.problems if p.severity == "error"}
        for key, lanes in drafts.items()
        if any(built.want is None for built in lanes.values())
    }
    for codes in blocked.values():
        if nowhere := codes & {"category.unmapped", "category.bucket_unmapped"}:
            codes.intersection_update(nowhere)
    reasons = Counter(code for codes in blocked.values() for code in codes)
    assert len(drafts) == 1200
    assert 1200 - len(blocked) == 1086
    assert sum(reasons.values()) == len(blocked), "one reason a product"
    assert sorted(reasons.values()) == [6, 12, 12, 16, 18, 18, 32], reasons


def test_words_that_find_no_value_are_few(drafts: Drafts) -> None:
    missed = Counter(
        problem.args.get("text", "")
        for lanes in drafts.values()
        for built in lanes.values()
        for problem in built.problems
        if problem.code in ("attribute.unmatched", "sku.value_unmatched")
    )
    assert missed == Counter()


def test_variants_of_a_card_differ_on_the_marketplace_too(drafts: Drafts) -> None:
    for lanes in drafts.values():
        want = lanes["content"].want
        if isinstance(want, Content):
            axes = [tuple((a.name_id, a.value_id) for a in sku.attributes) for sku in want.skus]
            assert len(set(axes)) == len(axes)


def test_rules_show_in_the_drafts(drafts: Drafts) -> None:
    """+12 % in whole tens with the old price beside it; stock less the reserve, at most 30, never a last piece."""
    prices = [sku for lanes in drafts.values() if isinstance(w := lanes["price"].want, Prices) for sku in w.skus]
    stocks = [sku for lanes in drafts.values() if isinstance(w := lanes["stock"].want, Stocks) for sku in w.skus]
    images = [len(w.urls) for lanes in drafts.values() if isinstance(w := lanes["images"].want, Images)]
    assert {sku.price % 1000 for sku in prices} == {0}
    assert sum(sku.discount is not None for sku in prices) > 1000
    assert {sku.inventory for sku in stocks} == {0, *range(2, 31)}
    assert (min(images), max(images)) == (1, 5)


def test_the_sandbox_accepts_what_passes_and_fails_thirty_late(drafts: Drafts) -> None:
    """Two independent sets of checks agree; what fails late are the pictures that can't be reached."""
    rules = Rules(MARKET, Switches(REGISTRY))
    late: Counter[str] = Counter()
    for lanes in drafts.values():
        wants = [lanes[lane].want for lane in LANES]
        match wants:
            case [Content() as content, Images() as images, Prices() as prices, Stocks() as stocks]:
                body = msgspec.json.decode(wire.products_body([Draft(content, images, prices, stocks)]))
                product = body["products"][0]
                assert check_product(rules, product).problems == ()
                found = card_problems(read_card(product, rules.switches), MARKET, rules.switches)
                late.update({problem.key for problem in found})
            case _:
                assert None in wants
    assert late == {"image_unreachable": 30}
