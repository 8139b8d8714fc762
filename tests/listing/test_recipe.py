"""Inheritance down the shop's tree, and what each lane's digest depends on."""

import msgspec
import pytest

from aliexport_tui.listing.recipe import Recipe, needed_categories, needed_dictionaries, resolve
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.product import ShopCategory
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    Card,
    CategoryMapping,
    Chunks,
    LanguageTexts,
    PriceRule,
    PriceStep,
    Profile,
    StockRule,
    Texts,
)
from aliexport_tui.model.schema import Brand, Template, Value
from aliexport_tui.model.wants import LANES, Lane
from tests.listing.shop import CARD, PROFILE, TREE, FakeSchema

replace = msgspec.structs.replace


def with_categories(*categories: CategoryMapping) -> Profile:
    return replace(PROFILE, categories=categories)


@pytest.mark.parametrize(
    ("categories", "key", "target", "skipped"),
    [
        ((CategoryMapping("1", "361"),), "1", "361", False),
        ((CategoryMapping("1", "361"),), "100", "361", False),
        ((CategoryMapping("1", "361"), CategoryMapping("100", "362")), "100", "362", False),
        ((CategoryMapping("1", "361"), CategoryMapping("100", "362")), "10", "361", False),
        ((CategoryMapping("1", "361"), CategoryMapping("10", card=Card(lot_num=2))), "100", "361", False),
        ((CategoryMapping("1", "361"), CategoryMapping("10", skip=True)), "100", "361", True),
        ((CategoryMapping("10", skip=True), CategoryMapping("100", "362")), "100", "362", False),
        ((CategoryMapping("", "363"),), "", "363", False),
        ((CategoryMapping("", "363"),), "1", "", False),
        ((CategoryMapping("1", "361"),), "", "", False),
        ((CategoryMapping("77", "364"),), "77", "364", False),
        ((), "100", "", False),
    ],
)
def test_target_of_the_nearest_mapping(
    categories: tuple[CategoryMapping, ...], key: str, target: str, skipped: bool
) -> None:
    recipe = resolve(with_categories(*categories), key, TREE, FakeSchema())
    assert (recipe.target.category_id, recipe.skipped) == (target, skipped)


def test_nearest_wins_per_field_per_attribute_and_per_axis() -> None:
    profile = replace(
        PROFILE,
        card=Card(weight="1", lot_num=2),
        attributes=(AttributeMapping("10", "wide"), AttributeMapping("-1", "a", name="Уход"), AttributeMapping("326", "x")),
        axes=(AxisMapping("14", "wide"), AxisMapping("5", "wide")),
        categories=(
            CategoryMapping("1", "200000361", card=Card(weight="2", gtin="1"), attributes=(AttributeMapping("10", "near"),)),
            CategoryMapping("10", card=Card(weight="3"), attributes=(AttributeMapping("-1", "b", name="уход"),)),
            CategoryMapping("100", axes=(AxisMapping("14", "near"),)),
        ),
    )
    recipe = resolve(profile, "100", TREE, FakeSchema())
    assert recipe.card == Card(weight="3", lot_num=2, gtin="1")
    assert {(part.id, part.source) for part in recipe.attributes} == {("10", "near"), ("-1", "b"), ("326", "x")}
    assert {(part.id, part.source) for part in recipe.axes} == {("14", "near"), ("5", "wide")}
    assert recipe.category_name == "Скинни"


def test_a_loop_in_the_shops_tree_ends() -> None:
    tree = ShopTree((ShopCategory("a", "A", "b"), ShopCategory("b", "B", "a"), ShopCategory("c", "C", "gone")))
    assert tree.path("a") == ("b", "a")
    assert tree.path("c") == ("c",)
    assert tree.path("unknown") == ("unknown",)


def test_needed_dictionaries() -> None:
    found = needed_dictionaries(PROFILE, ["10", "100", "", "1"], TREE, FakeSchema())
    assert found == {
        ("200000361", key, sku) for key, sku in (("326", False), ("284", False), ("10", False), ("14", True), ("5", True))
    }
    assert needed_categories(PROFILE) == {"200000361"}


def digests(recipe: Recipe) -> dict[Lane, str]:
    return {lane: recipe.digest(lane) for lane in LANES}


def changed(before: Recipe, after: Recipe) -> set[str]:
    old, new = digests(before), digests(after)
    return {lane for lane in LANES if old[lane] != new[lane]}


BASE = resolve(PROFILE, "10", TREE, FakeSchema())


@pytest.mark.parametrize(
    ("profile", "lanes"),
    [
        (replace(PROFILE, price=PriceRule((PriceStep("add", "1"),))), {"price"}),
        (replace(PROFILE, stock=StockRule(reserve=1)), {"stock"}),
        (replace(PROFILE, image_limit=3), {"images"}),
        (replace(PROFILE, texts=Texts(ru=LanguageTexts("{name}!", "{description}"))), {"content"}),
        (replace(PROFILE, card=replace(CARD, weight="9")), {"content"}),
        (replace(PROFILE, card=replace(CARD, sku_code="{x}")), {"content", "price", "stock"}),
        (replace(PROFILE, attributes=PROFILE.attributes[1:]), {"content"}),
        (replace(PROFILE, axes=PROFILE.axes[1:]), {"content"}),
        (replace(PROFILE, language="en"), {"content"}),
        (with_categories(CategoryMapping("1", "200000345")), {"content"}),
        (with_categories(CategoryMapping("1", "200000361", skip=True)), set(LANES)),
        (replace(PROFILE, name="Другое", chunks=Chunks(price=7), active=False, exclude=("x",)), set()),
    ],
)
def test_a_digest_changes_with_its_lanes_rules_alone(profile: Profile, lanes: set[str]) -> None:
    assert changed(BASE, resolve(profile, "10", TREE, FakeSchema())) == lanes


def test_a_digest_changes_with_the_schema() -> None:
    def altered(schema: FakeSchema) -> set[str]:
        return changed(BASE, resolve(PROFILE, "10", TREE, schema))

    assert altered(FakeSchema()) == set()
    schema = FakeSchema()
    schema.dictionaries[("200000361", "14", True)] += (Value("1", "Новый"),)
    assert altered(schema) == {"content"}
    schema = FakeSchema()
    schema.brand_list += (Brand("9", "Новый"),)
    assert altered(schema) == {"content"}
    schema = FakeSchema()
    schema.template_list += (Template("9", "Новый"),)
    assert altered(schema) == {"content"}
    schema = FakeSchema()
    schema.limits = replace(schema.limits, max_price=100)
    assert altered(schema) == {"content", "price"}
