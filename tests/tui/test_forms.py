"""Forms as data: settings as one line, mappings over the tree, sections of a profile; what goes in comes out."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    Canary,
    Card,
    CategoryMapping,
    Chunks,
    Condition,
    Drift,
    Guards,
    ImportFirst,
    LanguageTexts,
    Mass,
    Pick,
    Pictures,
    PriceStep,
    Profile,
    Setting,
    StockRule,
    Texts,
    ValueMatch,
    Verify,
)
from aliexport_tui.store.shop_tree import ShopNode
from aliexport_tui.tui.forms import conditions, guard_fields, mapping, mapping_fields, picture_fields, profile_fields
from aliexport_tui.tui.forms.mapping import Effective
from aliexport_tui.tui.forms.profile_fields import Faults, Offers, Section
from aliexport_tui.tui.forms.settings import parse_setting, parse_values, setting_text, values_text


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (10, "10"),
        (True, "true"),
        ("0.5", "0.5"),
        (Pick(field="weight"), "field: weight"),
        (Pick(field="weight", default="0.5"), "field: weight | 0.5"),
        (Pick(param="Вес, г"), "param: Вес, г"),
        (Pick(template="{brand|article} {name}"), "template: {brand|article} {name}"),
        (Pick(template="{a} | {b}", default="x"), "template: {a} \\| {b} | x"),
        (Pick(const="как есть"), "const: как есть"),
    ],
)
def test_a_setting_is_one_line(setting: Setting, text: str) -> None:
    assert setting_text(setting) == text
    assert parse_setting(text, setting) == setting
    if isinstance(setting, Pick):
        assert parse_setting(text) == setting


def test_an_empty_line_is_not_set_and_another_text_is_a_literal() -> None:
    assert parse_setting("  ") is None
    assert parse_setting("11", 10) == "11"


_words = st.text(alphabet="абвxyz{}| ,.-", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.sampled_from(["field", "param", "const"]), _words, _words)
def test_a_pick_survives_its_line(kind: str, value: str, default: str) -> None:
    pick = msgspec.convert({kind: value, "default": default}, Pick)
    assert parse_setting(setting_text(pick)) == pick


def test_value_matches_are_lines() -> None:
    matches = (
        ValueMatch("синий = васильковый", "123", "Синий"),
        ValueMatch("мой", "-1", "Мой цвет"),
        ValueMatch("x", "7"),
        ValueMatch("разный", omit=True),
    )
    assert parse_values(values_text(matches)) == (matches, "")
    assert parse_values("синий = abc")[1] == "синий = abc"
    assert parse_values("без знака")[1] == "без знака"


# ---- category mapping --------------------------------------------------------------------------------------------

NODES = (
    ShopNode("", "", "", 0, 5, 5),
    ShopNode("1", "Одежда", "", 0, 0, 30, ("11", "12")),
    ShopNode("11", "Джинсы", "1", 1, 10, 10),
    ShopNode("12", "Юбки", "1", 1, 20, 20),
)


@pytest.mark.parametrize(
    ("mappings", "holds"),
    [
        ((), {"": "none", "1": "none", "11": "none", "12": "none"}),
        ((CategoryMapping("1", "7"),), {"": "none", "1": "own", "11": "inherited", "12": "inherited"}),
        ((CategoryMapping("1", "7"), CategoryMapping("11", skip=True)), {"1": "own", "11": "skip", "12": "inherited"}),
        ((CategoryMapping("1", skip=True), CategoryMapping("12", "8")), {"1": "skip", "11": "skip_inherited", "12": "own"}),
        ((CategoryMapping("", "9"),), {"": "own", "1": "none"}),
        ((CategoryMapping("1", "7"), CategoryMapping("11", card=Card(weight="1"))), {"11": "inherited"}),
    ],
)
def test_the_nearest_mapping_holds(mappings: tuple[CategoryMapping, ...], holds: dict[str, str]) -> None:
    found = mapping.effective(NODES, mappings)
    assert {key: found[key].how for key in holds} == holds


def test_open_products_are_those_that_no_mapping_reaches() -> None:
    holds = mapping.effective(NODES, (CategoryMapping("11", "7"),))
    assert mapping.open_products(NODES, holds) == 25


def test_mapping_unmapping_and_skipping_keep_the_rest_of_the_category() -> None:
    profile = Profile(code="p", name="P", categories=(CategoryMapping("11", card=Card(weight="1")),))
    mapped = mapping.with_target(profile, "11", "7")
    assert mapping.effective(NODES, mapped.categories)["11"] == Effective("own", "7")
    assert mapping.mapping_of(mapped, "11").card == Card(weight="1")
    assert mapping.without(mapped, "11") == profile
    skipped = mapping.with_skip(mapping.with_target(profile, "12", "8"), "12")
    assert mapping.mapping_of(skipped, "12") == CategoryMapping("12", skip=True)
    assert mapping.without(skipped, "12") == profile


# ---- sections ----------------------------------------------------------------------------------------------------

FULL = Profile(
    code="p",
    name="Все поля",
    account="main",
    source="feed",
    active=True,
    language="en",
    card=Card(
        **{
            name: Pick(field=name, default="1") if place % 2 else str(place)
            for place, name in enumerate(Card.__struct_fields__)
        }
    ),
    brand=BrandRule(source=Pick(param="Марка"), values=(ValueMatch("Леви", "5"),), missing="block", unknown="omit"),
    stock=StockRule(percent=90, reserve=2, minimum=3, cap=8, available_means=5),
    texts=Texts(ru=LanguageTexts("{name}", "w", "m"), en=LanguageTexts("e"), tr=LanguageTexts("t", "tw"), missing="нет"),
    image_limit=4,
    pictures=Pictures(limits="warn", resize=True, folder="/srv/fit", address="https://shop.example/fit"),
    chunks=Chunks(feed=500, upload=50, inventory=60, price=70),
    verify=Verify(by_hand_s=30, headless_s=600, in_full=7),
    guards=Guards(
        price_floor="10",
        price_ceiling="99999.90",
        price_change=40,
        discount=70,
        deletions=Mass(1, 2),
        zeros=Mass(3, 4),
        offline=Mass(5, 6),
        vanished=Mass(7, 8),
        source_age_min=90,
        canary=Canary(first=9, live=8),
    ),
    leavers="offline",
    drift=Drift(restore=("price", "stock")),
    import_first=ImportFirst(when="older", minutes=45, failed="go_on"),
)
SECTIONS = (
    profile_fields.MAIN,
    profile_fields.STOCK,
    profile_fields.TEXTS,
    profile_fields.CARD,
    profile_fields.BRAND,
    profile_fields.SENDING,
    picture_fields.PICTURES,
    guard_fields.GUARDS,
)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_gives_back_what_it_shows(section: Section) -> None:
    faults = Faults()
    assert section.write(FULL, section.read(FULL), faults) == FULL
    assert not faults.by_field
    assert {field.name for field in section.fields(Offers())} == set(section.read(FULL))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_an_empty_profile_takes_over_a_whole_section(section: Section) -> None:
    blank = Profile(code="p", name="Все поля")
    written = section.write(blank, section.read(FULL), Faults())
    assert section.read(written) == section.read(FULL)


def test_the_sections_and_panes_reach_every_setting_of_a_profile() -> None:
    """Those of plain fields by writing FULL piece by piece; the others have panes of their own."""
    own_panes = {"filter", "filter_sql", "include", "exclude", "categories", "attributes", "axes", "price"}
    profile = Profile(code="p", name="x")
    for section in SECTIONS:
        profile = section.write(profile, section.read(FULL), Faults())
    assert profile == FULL
    untouched = {
        name for name in Profile.__struct_fields__ if getattr(FULL, name) == getattr(Profile(code="p", name="x"), name)
    }
    assert untouched == own_panes | {"code"}


@pytest.mark.parametrize(
    ("section", "field", "text"),
    [
        (profile_fields.MAIN, "name", " "),
        (picture_fields.PICTURES, "image_limit", "7"),
        (picture_fields.PICTURES, "folder", "fit"),
        (picture_fields.PICTURES, "address", "/fit"),
        (profile_fields.STOCK, "percent", "101"),
        (profile_fields.STOCK, "cap", "viel"),
        (profile_fields.SENDING, "upload", "0"),
        (profile_fields.SENDING, "headless_s", "-1"),
        (profile_fields.BRAND, "source", ""),
        (profile_fields.BRAND, "values", "abc"),
    ],
)
def test_a_wrong_text_is_named_at_its_field(section: Section, field: str, text: str) -> None:
    faults = Faults()
    section.write(FULL, section.read(FULL) | {field: text}, faults)
    assert list(faults.by_field) == [field]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("category", "under", values=("11", "12")),
        Condition("name", "contains", "джинсы"),
        Condition("price", "ge", "100.50"),
        Condition("stock", "empty"),
        Condition("brand", "not_in", values=("A", "C")),
    ],
)
def test_a_condition_is_a_row(condition: Condition) -> None:
    assert conditions.condition_from(conditions.condition_row(condition)) == condition


@pytest.mark.parametrize("step", [PriceStep("add_percent", "5"), PriceStep("round", "10", "up"), PriceStep("min", "99.90")])
def test_a_price_step_is_a_row(step: PriceStep) -> None:
    assert conditions.step_from(conditions.step_row(step)) == step


def test_every_word_of_a_rule_can_be_chosen() -> None:
    hints = msgspec.inspect.type_info(Condition)
    assert isinstance(hints, msgspec.inspect.StructType)
    offered = {"field": conditions.FIELD_CHOICES, "op": conditions.OP_CHOICES}
    for field in hints.fields:
        if isinstance(field.type, msgspec.inspect.LiteralType):
            assert {choice.value for choice in offered[field.name]} == set(field.type.values)
    steps = msgspec.inspect.type_info(PriceStep)
    assert isinstance(steps, msgspec.inspect.StructType)
    words = {field.name: field.type.values for field in steps.fields if isinstance(field.type, msgspec.inspect.LiteralType)}
    assert set(words["op"]) == {choice.value for choice in conditions.STEP_CHOICES}
    assert set(words["mode"]) == {choice.value for choice in conditions.MODE_CHOICES}


def test_attribute_and_axis_forms_give_back_what_they_show() -> None:
    attribute = AttributeMapping(
        "-1", Pick(param="Состав"), "Состав", "г", (ValueMatch("хлопок", "3", "Cotton"),), ";", "text"
    )
    axis = AxisMapping("14", Pick(param="Цвет"), (ValueMatch("синий", "173"),), "99", own_name=False, picture=True)
    faults = Faults()
    assert mapping_fields.attribute_from(attribute, mapping_fields.attribute_values(attribute), faults) == attribute
    assert mapping_fields.axis_from(axis, mapping_fields.axis_values(axis), faults) == axis
    assert not faults.by_field


@pytest.mark.parametrize(("field", "text"), [("id", "abc"), ("source", ""), ("values", "x"), ("name", "")])
def test_an_attribute_form_names_what_is_wrong(field: str, text: str) -> None:
    attribute = AttributeMapping("-1", Pick(param="Состав"), "Состав")
    faults = Faults()
    mapping_fields.attribute_from(attribute, mapping_fields.attribute_values(attribute) | {field: text}, faults)
    assert list(faults.by_field) == [field]
