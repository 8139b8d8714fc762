"""The bundled category tree: the ids the documents name, its size, and that nothing in it is ambiguous."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from importlib import resources

import pytest

from aliexport_tui.sandbox.tree import load_tree
from aliexport_tui.sandbox.tree.records import Category, Tree
from aliexport_tui.sandbox.tree.text import derived_id, expanded, fixed_id, two_names

TREE: Tree = load_tree()
LEAVES = [category for category in TREE.categories.values() if category.leaf]
JEANS = "200000361"


def _path(category: Category) -> list[str]:
    parent = TREE.categories[category.parent_id] if category.parent_id else None
    return [*(_path(parent) if parent else []), category.name_en]


def test_the_size_that_was_asked_for() -> None:
    assert 24 <= len(TREE.top) <= 30
    assert len(LEAVES) >= 300
    assert {len(_path(leaf)) for leaf in LEAVES} == {2, 3}


def test_parents_and_children_agree() -> None:
    for category in TREE.categories.values():
        for child_id in category.children_ids:
            assert TREE.categories[child_id].parent_id == category.id
    orphans = [c.id for c in TREE.categories.values() if c.parent_id is None]
    assert orphans == list(TREE.top)
    reached = Counter(child for category in TREE.categories.values() for child in category.children_ids)
    assert set(reached.values()) == {1}
    assert len(reached) + len(TREE.top) == len(TREE.categories)


def test_only_leaves_have_properties() -> None:
    for category in TREE.categories.values():
        assert bool(category.properties) == category.leaf


def test_every_line_of_the_file_became_a_category_of_its_own() -> None:
    text = resources.files("aliexport_tui.sandbox").joinpath("data", "categories.txt").read_text("utf-8")
    assert sum(1 for line in text.splitlines() if line and not line.startswith("# ")) == len(TREE.categories)


def test_ids_are_digits_and_names_are_in_both_tongues() -> None:
    for category in TREE.categories.values():
        assert category.id.isdecimal()
        assert category.name_ru
        assert category.name_en.isascii()
        for prop in (*category.properties, *category.sku_properties):
            assert prop.id.isdecimal()
            assert prop.name_ru
            assert prop.name_en.isascii()


def test_names_under_one_parent_differ() -> None:
    seen = Counter((c.parent_id, c.name_ru) for c in TREE.categories.values())
    assert [key for key, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.name_en)
def test_properties_of_a_leaf_are_usable(leaf: Category) -> None:
    for is_sku, properties in ((False, leaf.properties), (True, leaf.sku_properties)):
        assert len({prop.id for prop in properties}) == len(properties)
        for prop in properties:
            assert prop.enum or prop.input, "neither chosen nor typed"
            values = TREE.values(leaf.id, prop.id, is_sku)
            assert bool(values) == prop.enum
            assert is_sku or not (prop.custom_pic or prop.custom_name)


def test_no_dictionary_says_one_thing_twice() -> None:
    tree = load_tree()
    for name in tree.dictionaries.names:
        values = tree.dictionaries.get(name)
        for column in ([v.id for v in values], [v.name_ru for v in values], [v.name_en for v in values]):
            assert [text for text, times in Counter(column).items() if times > 1] == [], name


def test_derived_ids_never_swallow_a_value() -> None:
    """Two names with one derived id would leave the second out silently."""
    tree = load_tree()
    for name in tree.dictionaries.names:
        assert len(tree.dictionaries.get(name)) == len({v.name_en for v in tree.dictionaries._expand(name)}), name


@pytest.mark.parametrize(
    ("property_id", "value_id", "name_ru"),
    [
        ("326", "200000072", "Повседневные"),
        ("284", "494", "Жен"),
        ("380", "200660989", "До щиколоток"),
        ("200000355", "201450895", "Холодная стирка"),
        ("100002012", "58832792", "Хлопковый деним"),
        ("200000277", "200004119", "Обычный"),
        ("200001084", "200001036", "Прямые"),
    ],
)
def test_attributes_of_the_official_example(property_id: str, value_id: str, name_ru: str) -> None:
    """001 §«Пример запроса»."""
    assert property_id in {prop.id for prop in TREE.categories[JEANS].properties}
    assert (value_id, name_ru) in {(v.id, v.name_ru) for v in TREE.values(JEANS, property_id, False)}


def test_jeans_as_in_the_official_example() -> None:
    """001 §«Пример создания товара»: the example gives no brand, one SKU with colour (own picture) and size."""
    jeans = TREE.categories[JEANS]
    womens = TREE.categories["200000345"]
    assert (jeans.name_ru, womens.name_ru) == ("Джинсы", "Женская одежда")
    assert jeans.parent_id == womens.id
    assert womens.id in TREE.top
    given = {"326", "284", "380", "200000355", "100002012", "200000277", "200001084"}
    assert {prop.id for prop in jeans.properties if prop.required} <= given
    assert {prop.id for prop in jeans.sku_properties if prop.required} <= {"14", "5"}
    colour, size = (next(p for p in jeans.sku_properties if p.id == key) for key in ("14", "5"))
    assert (colour.custom_pic, colour.custom_name) == (True, True)
    assert (size.custom_pic, size.custom_name) == (False, True)
    assert "29" in {v.id for v in TREE.values(JEANS, "14", True) if v.name_ru == "Белый"}
    assert "4183" in {v.id for v in TREE.values(JEANS, "5", True)}
    length = next(p for p in jeans.properties if p.id == "380")
    assert "inch" in {unit.name_en for unit in length.units} & {unit.name_ru for unit in length.units}


def test_brand_is_optional_everywhere_and_has_thousands_of_names() -> None:
    for leaf in LEAVES:
        brand = next(prop for prop in leaf.properties if prop.id == "2")
        assert (brand.brand, brand.enum, brand.required) == (True, True, False)
    assert len(TREE.values(JEANS, "2", False)) > 3000


def test_brands_of_the_seller_are_in_the_dictionary() -> None:
    text = resources.files("aliexport_tui.sandbox").joinpath("data", "brands.toml").read_text("utf-8")
    brands = tomllib.loads(text)["brands"]
    assert {brand["status"] for brand in brands} == {"approved", "pending", "declined"}
    assert len({brand["id"] for brand in brands} | {brand["biz_id"] for brand in brands}) == 2 * len(brands)
    assert {brand["name"] for brand in brands} <= {v.name_ru for v in TREE.values(JEANS, "2", False)}


def test_unknown_places_have_no_values() -> None:
    assert TREE.values("1", "14", True) == ()
    assert TREE.values(JEANS, "1", False) == ()
    assert TREE.values(JEANS, "14", False) == ()
    assert TREE.values("200000345", "14", True) == ()


def test_ids_do_not_depend_on_the_process() -> None:
    """Text hashing is seeded per process; ids must not follow it."""
    code = (
        "from aliexport_tui.sandbox.tree import load_tree; t = load_tree();"
        "print(*t.categories, *(v.id for v in t.values('200000361', '14', True)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    here = [*TREE.categories, *(value.id for value in TREE.values(JEANS, "14", True))]
    assert printed.split() == here


@pytest.mark.parametrize(
    ("text", "stands_for"),
    [
        ("plain", ["plain"]),
        ("{a,b}", ["a", "b"]),
        ("X{, Pro}{1..2}", ["X1", "X2", "X Pro1", "X Pro2"]),
        ("{10..20:5} mm", ["10 mm", "15 mm", "20 mm"]),
    ],
)
def test_braces(text: str, stands_for: list[str]) -> None:
    assert expanded(text) == stands_for


def test_notation_of_names_and_ids() -> None:
    assert two_names("Белый|White") == ("Белый", "White")
    assert two_names("E27") == ("E27", "E27")
    assert fixed_id("#29 Белый|White") == ("29", "Белый|White")
    assert fixed_id("Белый") == (None, "Белый")
    assert derived_id("a") == derived_id("a") != derived_id("b")
