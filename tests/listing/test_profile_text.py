"""Profiles as TOML."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.listing.profile_text import profile_from_toml, profile_to_toml
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    Card,
    CategoryMapping,
    Chunks,
    Condition,
    LanguageTexts,
    Pick,
    Pictures,
    PriceRule,
    PriceStep,
    Profile,
    StockRule,
    Texts,
    ValueMatch,
    Verify,
)
from tests.listing.shop import PROFILE

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
IDS = st.from_regex(r"\A(-1|[0-9]{1,6})\Z")
PICKS = st.builds(Pick, field=TEXT, param=TEXT, const=TEXT, template=TEXT, default=TEXT)
SETTINGS = st.one_of(TEXT, st.integers(-(2**40), 2**40), st.booleans(), PICKS)
MATCHES = st.lists(st.builds(ValueMatch, shop=TEXT, id=IDS, name=TEXT), max_size=2).map(tuple)
UNMATCHED: list[Literal["text", "omit", "block"]] = ["text", "omit", "block"]
ATTRIBUTES = st.lists(
    st.builds(
        AttributeMapping,
        id=IDS,
        source=SETTINGS,
        name=TEXT,
        unit=TEXT,
        values=MATCHES,
        separator=TEXT,
        unmatched=st.sampled_from(UNMATCHED),
    ),
    max_size=2,
).map(tuple)
AXES = st.lists(
    st.builds(
        AxisMapping,
        id=IDS,
        source=SETTINGS,
        values=MATCHES,
        fallback_id=IDS,
        own_name=st.booleans(),
        picture=st.booleans(),
    ),
    max_size=2,
).map(tuple)
CARDS = st.builds(Card, weight=st.none() | SETTINGS, lot_num=st.none() | SETTINGS, gtin=st.none() | SETTINGS)
CATEGORIES = st.lists(
    st.builds(CategoryMapping, shop=TEXT, target=IDS, skip=st.booleans(), card=CARDS, attributes=ATTRIBUTES, axes=AXES),
    max_size=2,
).map(tuple)
LANGUAGE_TEXTS = st.builds(LanguageTexts, subject=TEXT, web=TEXT, mobile=TEXT)
STEPS = st.builds(PriceStep, op=st.sampled_from(["add", "round", "max"]), value=TEXT, mode=st.sampled_from(["up", "down"]))
CONDITIONS = st.builds(
    Condition,
    field=st.sampled_from(["category", "price"]),
    op=st.sampled_from(["is", "under"]),
    value=TEXT,
    values=st.lists(TEXT, max_size=2).map(tuple),
)
PROFILES = st.builds(
    Profile,
    code=st.from_regex(r"\A[a-z][a-z0-9_]{0,10}\Z"),
    name=TEXT.filter(bool),
    account=TEXT,
    source=TEXT,
    active=st.booleans(),
    language=st.sampled_from(["ru", "en", "tr"]),
    filter=st.lists(CONDITIONS, max_size=2).map(tuple),
    include=st.lists(TEXT, max_size=2).map(tuple),
    exclude=st.lists(TEXT, max_size=2).map(tuple),
    categories=CATEGORIES,
    attributes=ATTRIBUTES,
    axes=AXES,
    brand=st.builds(BrandRule, source=SETTINGS, values=MATCHES),
    card=CARDS,
    price=st.builds(PriceRule, steps=st.lists(STEPS, max_size=2).map(tuple), old_price=st.booleans()),
    stock=st.builds(StockRule, reserve=st.integers(0, 9)),
    texts=st.builds(Texts, ru=LANGUAGE_TEXTS, en=LANGUAGE_TEXTS, missing=TEXT),
    image_limit=st.integers(1, 6),
    pictures=st.builds(
        Pictures, limits=st.sampled_from(("refuse", "warn")), resize=st.booleans(), folder=TEXT, address=TEXT
    ),
    chunks=st.builds(Chunks, feed=st.integers(1, 1000)),
    verify=st.builds(Verify, by_hand_s=st.integers(0, 100)),
)


@given(PROFILES)
def test_round_trip(profile: Profile) -> None:
    assert profile_from_toml(profile_to_toml(profile)) == profile


@given(PROFILES)
def test_any_profile_can_be_checked(profile: Profile) -> None:
    for problem in check_profile(profile):
        assert problem.code.startswith("profile.")
        assert problem.field


def test_defaults_are_left_out() -> None:
    assert profile_to_toml(Profile(code="a", name="A")) == 'code = "a"\nname = "A"\n'


def test_numbers_may_stand_for_ids_and_amounts() -> None:
    text = """
    code = "a"
    name = "A"
    categories = [{shop = 7, target = 200000361, card = {weight = 0.5, bulk_order = 3}}]
    price.steps = [{op = "add", value = 12.50}, {op = "round", value = 10}]
    """
    profile = profile_from_toml(text)
    assert profile.categories == (CategoryMapping("7", "200000361", card=Card(weight="0.5", bulk_order=3)),)
    assert profile.price.steps == (PriceStep("add", "12.50"), PriceStep("round", "10"))


@pytest.mark.parametrize(
    ("text", "code", "args"),
    [
        ("nmae = 'x'", "profile.unknown_key", {"key": "nmae", "where": "profile", "suggestion": "name"}),
        ("zzzzz = 1", "profile.unknown_key", {"suggestion": ""}),
        ("[chunks]\nuploads = 3", "profile.unknown_key", {"key": "uploads", "where": "chunks", "suggestion": "upload"}),
        (
            "[[categories]]\nshop='1'\ncard.wieght=1",
            "profile.unknown_key",
            {"where": "categories[0].card", "suggestion": "weight"},
        ),
        ("card.weight = {parm='x'}", "profile.unknown_key", {"where": "card.weight", "suggestion": "param"}),
        ("code='A'\nname='x'", "profile.bad_value", {"where": "code"}),
        ("code='a'\nname='x'\nimage_limit=7", "profile.bad_value", {"where": "image_limit"}),
        ("code='a'\nname='x'\n[chunks]\nupload=1001", "profile.bad_value", {"where": "chunks.upload"}),
        ("code='a'\nname='x'\n[[attributes]]\nid='x'\nsource='y'", "profile.bad_value", {"where": "attributes[0].id"}),
        ("code='a'\nname='x'\nactive='yes'", "profile.bad_value", {"where": "active"}),
        ("code='a'", "profile.bad_value", {"where": "", "reason": "profile.value_missing", "key": "name"}),
        ("code='a'\nname=''", "profile.bad_value", {"where": "name", "reason": "profile.value_length"}),
        ("code='a'\nname='x'\nfilter=3", "profile.bad_value", {"reason": "profile.value_kind", "found": "int"}),
        ("code='a'\nname='x'\nstock.reserve=-1", "profile.bad_value", {"reason": "profile.value_bound", "bound": ">= 0"}),
        ("code='a'\nname='x'\nlanguage='de'", "profile.bad_value", {"reason": "profile.value_word", "value": "de"}),
        ("code='É'\nname='x'", "profile.bad_value", {"reason": "profile.value_form"}),
        ("code='a'\nname='x'\ncard.weight=[1]", "profile.bad_value", {"where": "card.weight"}),
        ("code='a'\nname=2020-01-01", "profile.bad_value", {"where": "name"}),
        ("code = 'a'\n= 3", "profile.not_toml", {"line": "2"}),
        ("a = 1\na = 2", "profile.not_toml", {"line": "2"}),
        ("a = [", "profile.not_toml", {"line": "1"}),
    ],
)
def test_refusals(text: str, code: str, args: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        profile_from_toml(text)
    assert caught.value.code == code
    assert args.items() <= caught.value.args_by_name.items()


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("price.steps=[{op='add',value='x'}]", "profile.step_bad", "price.steps[0].value"),
        ("price.steps=[{op='round',value='0'}]", "profile.step_bad", "price.steps[0].value"),
        ("price.steps=[{op='add',value='-5'}]", "profile.step_bad", "price.steps[0].value"),
        ("texts.ru.subject='{name'", "profile.template_bad", "texts.ru.subject"),
        ("texts.missing='{}'", "profile.template_bad", "texts.missing"),
        ("card.gtin={template='}'}", "profile.template_bad", "card.gtin.template"),
        ("card.gtin={}", "profile.pick_empty", "card.gtin"),
        ("card.sku_code={param='x'}", "profile.sku_code_source", "card.sku_code"),
        ("card.sku_code='same for all'", "profile.sku_code_source", "card.sku_code"),
        ("card.sku_code={template='{code}-{name}'}", "profile.sku_code_source", "card.sku_code"),
        ("categories=[{shop='1'},{shop='1'}]", "profile.category_twice", "categories[1].shop"),
        ("attributes=[{id='10',source='a'},{id='10',source='b'}]", "profile.mapping_twice", "attributes[1]"),
        ("attributes=[{id='-1',source='a'}]", "profile.own_name_missing", "attributes[0].name"),
        ("axes=[{id='-1',source='a'}]", "profile.id_missing", "axes[0].id"),
        ("filter=[{field='name',op='contains'}]", "profile.condition_empty", "filter[0]"),
        ("filter=[{field='brand',op='in'}]", "profile.condition_empty", "filter[0]"),
        ("filter=[{field='price',op='lt',value='cheap'}]", "profile.condition_number", "filter[0]"),
        ("filter=[{field='name',op='lt',value='5'}]", "profile.condition_op", "filter[0]"),
        ("filter=[{field='name',op='under',value='5'}]", "profile.condition_op", "filter[0]"),
        ("guards.price_floor='cheap'", "profile.guard_amount", "guards.price_floor"),
        ("guards.price_ceiling='-1'", "profile.guard_amount", "guards.price_ceiling"),
        ("guards.price_floor='2'\nguards.price_ceiling='1,99'", "profile.guard_limits", "guards.price_floor"),
        ("guards.canary={first=5,live=6}", "profile.canary_live", "guards.canary.live"),
    ],
)
def test_checks(text: str, code: str, field: str) -> None:
    problems = check_profile(profile_from_toml(f"code='a'\nname='A'\n{text}"))
    assert [(problem.code, problem.field) for problem in problems] == [(code, field)]


def test_good_profiles_pass() -> None:
    good = """
    code = 'a'
    name = 'A'
    card.sku_code = {template = '{article}-{code|barcode}'}
    filter = [{field='price',op='ge',value='99.90'}, {field='category',op='under',values=['1']},
              {field='stock',op='empty'}, {field='brand',op='is',value=''}]
    guards = {price_floor='1,50', price_ceiling='1.50', canary={first=5,live=5}}
    """
    assert check_profile(profile_from_toml(good)) == ()
    assert check_profile(PROFILE) == ()
