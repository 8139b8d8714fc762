"""What categories ask for and what the profile's mappings give, on a real file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine import filling, suggesting
from aliexport_tui.engine.filling import InUse, Line
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, CategoryMapping, Pick, Profile, ValueMatch
from aliexport_tui.model.schema import Category, Property, Value
from aliexport_tui.store import profiles, schema_cache, shop_tree
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from tests.support.shop import NOW, fill, make_workspace

JEANS, SHIRTS = "200000361", "200000362"
COLOUR = Property("14", "Цвет", is_required=True, is_enum_prop=True)
SIZE = Property("5", "Размер", is_required=True)
MODEL = Property("3", "Номер модели")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = make_workspace(tmp_path).open()
    fill(database, 40)
    categories = [
        Category(JEANS, "Джинсы", "200000345", properties=(COLOUR, MODEL), sku_properties=(SIZE,)),
        Category(SHIRTS, "Футболки", "200000345", properties=(COLOUR,)),
    ]
    schema_cache.put_categories(database, 1, categories, NOW)
    for target in (JEANS, SHIRTS):
        values = [Value("1", "Синий"), Value("2", "Красный")]
        schema_cache.put_items(database, 1, "values", schema_cache.values_key(target, "14", sku=False), values, NOW)
    schema_cache.put_items(database, 1, "values", schema_cache.values_key(JEANS, "5", sku=True), [Value("9", "M")], NOW)
    yield database
    database.close()


def profile_of(db: Database, *categories: CategoryMapping, **changes: object) -> Profile:
    stored = profiles.get(db, "shoes").profile
    mapped = categories or (CategoryMapping(shop="11", target=JEANS), CategoryMapping(shop="12", target=SHIRTS))
    return msgspec.structs.replace(stored, categories=mapped, **changes)


def uses(db: Database, profile: Profile) -> tuple[InUse, ...]:
    return filling.in_use(db, profile, shop_tree.flat(db, 1, membership(profile, 1)))


def lines(db: Database, profile: Profile, target: str) -> dict[str, Line]:
    use = next(one for one in uses(db, profile) if one.target == target)
    return {line.property.name: line for line in filling.lines(db, profile, use, filling.ground(db, profile, use))}


def test_categories_with_the_most_left_to_do_come_first(db: Database) -> None:
    colour = AttributeMapping(id="14", source=Pick(param="Цвет"))
    found = uses(db, profile_of(db, attributes=(colour,)))
    assert [(one.target, one.products, one.asked, one.unfilled) for one in found] == [(JEANS, 10, 2, 1), (SHIRTS, 10, 1, 0)]
    assert found[0].path == ("Одежда для мужчин", "Джинсы")


def test_what_a_branch_maps_is_in_use_below_it(db: Database) -> None:
    found = uses(db, profile_of(db, CategoryMapping(shop="1", target=JEANS), CategoryMapping(shop="12", skip=True)))
    assert [(one.target, one.shops, one.homes) for one in found] == [(JEANS, ("11",), ("1",))]


def test_required_come_first_and_the_params_are_counted(db: Database) -> None:
    profile = profile_of(db)
    use = uses(db, profile)[0]
    on = filling.ground(db, profile, use)
    assert on.params == (("Цвет", 10),)
    found = filling.lines(db, profile, use, on)
    assert [(line.property.name, line.lacking, line.hint, line.hint_score) for line in found] == [
        ("Цвет", 10, "Цвет", 100),
        ("Размер", 10, "", 0),
        ("Номер модели", 10, "", 0),
    ]


@pytest.mark.parametrize(
    ("mapping", "lacking", "sent", "problem"),
    [
        (AttributeMapping(id="14", source=Pick(param="Цвет")), 0, ("Синий",), ""),
        (AttributeMapping(id="14", source="Красный"), 0, ("Красный",), ""),
        (AttributeMapping(id="14", source=Pick(field="brand")), 10, (), "attribute.unmatched"),
        (
            AttributeMapping(id="14", source=Pick(field="brand"), values=(ValueMatch(shop="Ёлка", id="2"),)),
            0,
            ("Красный",),
            "",
        ),
        (
            AttributeMapping(id="14", source="x", values=(ValueMatch(shop="x", id="77"),)),
            10,
            ("77",),
            "attribute.value_unknown",
        ),
        (AttributeMapping(id="14", source=Pick(param="нет такого")), 10, (), ""),
    ],
)
def test_the_trial_and_the_count_agree(
    db: Database, mapping: AttributeMapping, lacking: int, sent: tuple[str, ...], problem: str
) -> None:
    profile = profile_of(db, attributes=(mapping,))
    line = lines(db, profile, JEANS)["Цвет"]
    assert (line.lacking, line.level) == (lacking, "profile")
    use = uses(db, profile)[0]
    found = filling.trials(db, profile, use, filling.ground(db, profile, use), line, mapping)
    assert len(found) == 10
    assert {(one.sent, one.problem.code if one.problem else "") for one in found} == {(sent, problem)}


def test_skus_are_tried_one_by_one(db: Database) -> None:
    axis = AxisMapping(id="5", source="M")
    profile = profile_of(db, axes=(axis,))
    line = lines(db, profile, JEANS)["Размер"]
    assert (line.sku, line.lacking, line.mapping) == (True, 0, axis)
    use = next(one for one in uses(db, profile) if one.target == JEANS)
    on = filling.ground(db, profile, use)
    assert {one.sent for one in filling.trials(db, profile, use, on, line, axis)} == {("M",)}
    wrong = AxisMapping(id="5", source="XXL")
    codes = {one.problem.code for one in filling.trials(db, profile, use, on, line, wrong) if one.problem}
    assert codes == {"sku.value_unmatched"}


def test_where_a_mapping_stands(db: Database) -> None:
    colour = AttributeMapping(id="14", source="Красный")
    here = profile_of(db, CategoryMapping(shop="11", target=JEANS, attributes=(colour,)))
    assert lines(db, here, JEANS)["Цвет"].level == "here"
    above = profile_of(db, CategoryMapping(shop="1", attributes=(colour,)), CategoryMapping(shop="11", target=JEANS))
    assert lines(db, above, JEANS)["Цвет"].level == "here"
    both = (CategoryMapping(shop="11", target=JEANS, attributes=(colour,)), CategoryMapping(shop="12", target=JEANS))
    assert lines(db, profile_of(db, *both), JEANS)["Цвет"].level == "some"
    assert lines(db, profile_of(db, *both), JEANS)["Цвет"].lacking == 10
    assert lines(db, profile_of(db), JEANS)["Цвет"].level == ""


def test_the_mark_moves_with_what_the_trees_hang_on(db: Database) -> None:
    profile = profile_of(db)
    before = suggesting.mark_of(db, profile)
    assert suggesting.mark_of(db, profile) == before
    assert suggesting.mark_of(db, msgspec.structs.replace(profile, exclude=("K1",))) != before
    with db.write() as tx:
        tx.run("INSERT INTO import (source, began_at, state) VALUES (1, ?, 'done')", (NOW,))
    assert suggesting.mark_of(db, profile) != before
