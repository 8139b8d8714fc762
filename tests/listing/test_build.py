"""The content and images builders: what comes out of profile and product, and what is named when it can't."""

from decimal import Decimal

import msgspec
import pytest

from aliexport_tui.listing.build import BUILDER_VERSION, assemble, build
from aliexport_tui.listing.content import assemble_content
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    CategoryMapping,
    LanguageTexts,
    Pick,
    Profile,
    Texts,
    ValueMatch,
)
from aliexport_tui.model.schema import Property
from aliexport_tui.model.wants import LANES, Attribute, Content, Images, SkuAttribute, Text, Visibility
from tests.listing.shop import JEANS, PRODUCT, PROFILE, FakeSchema, card, codes_of, content_of, draft_of, recipe_of

replace = msgspec.structs.replace


def with_params(*params: Param) -> Product:
    return replace(PRODUCT, params=params)


def with_skus(*skus: Sku) -> Product:
    return replace(PRODUCT, skus=skus)


def with_attribute(mapping: AttributeMapping) -> Profile:
    return replace(PROFILE, attributes=(*PROFILE.attributes, mapping))


def variant(code: str, color: str = "", size: str = "") -> Sku:
    params = tuple(Param(name, value) for name, value in (("Цвет", color), ("Размер", size)) if value)
    return Sku(code, 100, params=params)


def test_the_sample_builds_in_every_lane_without_a_problem() -> None:
    for lane in LANES:
        built = build(lane, PRODUCT, recipe_of())
        assert built.want is not None
        assert built.problems == ()
        assert BUILDER_VERSION[lane] >= 1
    assert build("visibility", PRODUCT, recipe_of()).want == Visibility(online=True)


def test_content() -> None:
    content = content_of()
    assert content.external_id == "J-1"
    assert content.external_category_id == "10"
    assert content.category_id == "200000361"
    assert (content.package_length, content.package_width, content.package_height) == (31, 20, 5)
    assert content.weight == "0.75"
    assert content.texts == (Text("ru", "Джинсы прямые", "<p>Мягкий деним</p>", "<p>Мягкий деним</p>"),)
    assert content.attributes[0] == Attribute(name="Снежана", name_id="2", value_id="800001")
    assert content.skus[0].attributes == (
        SkuAttribute("14", "29", "Беленький", "https://img.example.ru/w.jpg"),
        SkuAttribute("5", "4183"),
    )
    assert content.skus[1].attributes == (SkuAttribute("14", "193"), SkuAttribute("5", "4183"))


# ---- attributes


def attribute_values(content: Content, name_id: str) -> list[tuple[str, str, str]]:
    return [(part.value, part.value_id, part.unit) for part in content.attributes if part.name_id == name_id]


@pytest.mark.parametrize(
    ("params", "name_id", "expected"),
    [
        ((Param("стиль", "ПОВСЕДНЕВНЫЕ "),), "326", [("Повседневные", "200000072", "")]),
        ((Param("Состав", "лен; Хлопок;"),), "10", [("Лён", "48", ""), ("Хлопок", "47", "")]),
        ((Param("Состав", "Хлопок"), Param("Состав", "Лён")), "10", [("Хлопок", "47", ""), ("Лён", "48", "")]),
        ((Param("Длина", "110", "CM"),), "380", [("110", "", "cm")]),
        ((Param("Длина", "110", "верста"),), "380", [("110", "", "")]),
        ((Param("Длина", "110"),), "380", [("110", "", "")]),
        ((Param("Пол", "Жен"),), "284", [("Жен", "494", "")]),
        ((Param("Пол", "Унисекс"),), "284", [("Унисекс", "-1", "")]),
        ((Param("Пол", "<b>Муж</b>"),), "284", [("Муж", "493", "")]),
    ],
)
def test_values(params: tuple[Param, ...], name_id: str, expected: list[tuple[str, str, str]]) -> None:
    style = () if name_id == "326" else (Param("Стиль", "Вечерние"),)
    assert attribute_values(content_of(product=with_params(*style, *params)), name_id) == expected


def test_the_value_map_comes_first() -> None:
    mapping = AttributeMapping("284", Pick(param="Пол"), values=(ValueMatch("жен", "493"), ValueMatch("x", "-1", "Любой")))
    profile = with_attribute(mapping)
    product = with_params(*PRODUCT.params, Param("Пол", "Жен"))
    assert attribute_values(content_of(profile, product), "284") == [("Муж", "493", "")]
    product = with_params(*PRODUCT.params, Param("Пол", "X"))
    assert attribute_values(content_of(profile, product), "284") == [("Любой", "-1", "")]


def test_a_row_can_leave_a_word_out() -> None:
    mapping = AttributeMapping("284", Pick(param="Пол"), values=(ValueMatch("Любой", omit=True),), unmatched="block")
    axis = AxisMapping("14", Pick(param="Цвет"), values=(ValueMatch("Пёстрый", omit=True),), fallback_id="173")
    brand = BrandRule(values=(ValueMatch("Noname", omit=True),))
    profile = replace(with_attribute(mapping), axes=(axis,), brand=brand)
    product = with_params(*PRODUCT.params, Param("Пол", "любой"))
    product = replace(product, brand="NoName", skus=(replace(PRODUCT.skus[0], params=(Param("Цвет", "пестрый"),)),))
    content, problems = assemble_content(product, recipe_of(profile))
    assert attribute_values(content, "284") == []
    assert not any(one.name_id in ("2", "284") for one in content.attributes)
    assert [one.name_id for one in content.skus[0].attributes] == []
    assert problems == []


def test_own_attribute() -> None:
    profile = with_attribute(AttributeMapping("-1", Pick(param="Плотность"), name="Плотность ткани", unit="г/м²"))
    content = content_of(profile, with_params(*PRODUCT.params, Param("Плотность", "320")))
    assert content.attributes[-1] == Attribute(name="Плотность ткани", name_id="-1", value="320 г/м²", value_id="-1")
    assert all(part.name_id != "-1" for part in content_of(profile).attributes)


@pytest.mark.parametrize(
    ("unmatched", "code", "severity"),
    [("omit", "attribute.unmatched", "warning"), ("block", "attribute.unmatched", "error"), ("text", "", "")],
)
def test_what_happens_to_words_without_a_value(unmatched: str, code: str, severity: str) -> None:
    mapping = msgspec.convert({"id": "10", "source": {"param": "Состав"}, "unmatched": unmatched}, AttributeMapping)
    profile = replace(PROFILE, attributes=(PROFILE.attributes[0], mapping))
    built = build("content", with_params(PRODUCT.params[0], Param("Состав", "Крапива")), recipe_of(profile))
    assert [(problem.code, problem.severity) for problem in built.problems] == ([(code, severity)] if code else [])
    if code:
        assert built.problems[0].args == {"id": "10", "property": "Материал", "text": "Крапива"}


def test_a_required_attribute_is_blamed_once() -> None:
    assert codes_of(product=with_params()) == ["attribute.required"]
    blocking = replace(PROFILE, attributes=(AttributeMapping("326", Pick(param="Стиль"), unmatched="block"),))
    assert codes_of(blocking, with_params(Param("Стиль", "никакой"))) == ["attribute.unmatched"]


def test_only_the_first_of_several_values_where_one_is_allowed() -> None:
    built = build("content", with_params(Param("Стиль", "Вечерние"), Param("Стиль", "Повседневные")), recipe_of())
    assert isinstance(built.want, Content)
    assert attribute_values(built.want, "326") == [("Вечерние", "200000073", "")]
    assert [problem.code for problem in built.problems] == ["attribute.several"]


def test_a_mapping_for_other_categories_has_no_effect() -> None:
    assert content_of(with_attribute(AttributeMapping("999", "x"))) == content_of()


def test_a_dictionary_that_was_never_synced_is_named() -> None:
    schema = FakeSchema()
    del schema.dictionaries[("200000361", "326", False)]
    del schema.dictionaries[("200000361", "5", True)]
    assert codes_of(schema=schema) == ["attribute.no_dictionary", "sku.no_dictionary", "sku.no_dictionary"]


# ---- brand


@pytest.mark.parametrize(
    ("rule", "brand", "expected"),
    [
        (BrandRule(), "снежана", "800001"),
        (BrandRule(), "", ""),
        (BrandRule(missing="block"), "", "brand.missing"),
        (BrandRule(), "Ждун", "brand.not_approved"),
        (BrandRule(), "Nobody", "brand.not_approved"),
        (BrandRule(unknown="omit"), "Nobody", ""),
        (BrandRule(values=(ValueMatch("Nobody", "800001"),)), "nobody", "800001"),
        (BrandRule(values=(ValueMatch("Nobody", "800002"),)), "nobody", "brand.not_approved"),
        (BrandRule(source="Снежана"), "", "800001"),
        (BrandRule(source=Pick(param="Бренд", default="Снежана")), "Nobody", "800001"),
    ],
)
def test_brand(rule: BrandRule, brand: str, expected: str) -> None:
    profile, product = replace(PROFILE, brand=rule), replace(PRODUCT, brand=brand)
    if expected.startswith("brand."):
        assert codes_of(profile, product) == [expected]
    else:
        sent = [part for part in content_of(profile, product).attributes if part.name_id == "2"]
        assert sent == ([Attribute(name="Снежана", name_id="2", value_id=expected)] if expected else [])


def test_no_brand_where_the_category_has_none() -> None:
    schema = FakeSchema()
    schema.cats["200000361"] = replace(JEANS, properties=JEANS.properties[1:])
    assert all(part.name_id != "2" for part in content_of(schema=schema).attributes)


# ---- SKUs


def test_skus_must_differ() -> None:
    built = build("content", with_skus(variant("a", "Белый", "L"), variant("b", "белый", "L")), recipe_of())
    assert built.want is None
    (problem,) = built.problems
    assert (problem.code, problem.args["first"], problem.args["second"]) == ("sku.same_combination", "a", "b")


@pytest.mark.parametrize(
    ("skus", "expected"),
    [
        ((), ["sku.none"]),
        ((variant("a"),), ["sku.property_required"]),
        ((variant("a", "Белый", "XXXL"),), ["sku.value_unmatched"]),
        ((variant("a", "Белый"), variant("a", "Синий")), ["sku.code_repeated"]),
        ((variant("", "Белый"),), ["sku.code_missing"]),
        ((variant("a", "Снег" * 11),), ["sku.own_name_too_long"]),
        ((variant("a", "Снег" * 10),), []),
        ((variant("a", "Алый"), variant("b", "Лазурный")), []),
        ((variant("a", "Белый", "L"), variant("b", "Белый", "XXL")), ["sku.value_unmatched"]),
    ],
)
def test_sku_problems(skus: tuple[Sku, ...], expected: list[str]) -> None:
    assert codes_of(product=with_skus(*skus)) == expected


def test_own_names_and_pictures_only_where_the_property_allows_them() -> None:
    schema = FakeSchema()
    bare = Property("14", "Цвет", is_required=True, is_enum_prop=True)
    schema.cats["200000361"] = replace(JEANS, sku_properties=(bare, JEANS.sku_properties[1]))
    assert content_of(schema=schema).skus[0].attributes[0] == SkuAttribute("14", "29")
    axes = (replace(PROFILE.axes[0], own_name=False, picture=False), PROFILE.axes[1])
    assert content_of(replace(PROFILE, axes=axes)).skus[0].attributes[0] == SkuAttribute("14", "29")


def test_an_own_name_from_the_value_map() -> None:
    axes = (AxisMapping("14", Pick(param="Цвет"), values=(ValueMatch("алый", "-1", "Заря"),), fallback_id="173"),)
    content = content_of(replace(PROFILE, axes=axes), with_skus(variant("a", "Алый")))
    assert content.skus[0].attributes == (SkuAttribute("14", "173", "Заря"),)


def test_problems_stand_at_their_place() -> None:
    built = build("content", with_skus(replace(PRODUCT.skus[0], params=()), PRODUCT.skus[1]), recipe_of())
    assert [problem.place for problem in built.problems] == [Place("feed.xml", 10, "J-1-W")]
    built = build("content", with_params(), recipe_of())
    assert [problem.place for problem in built.problems] == [Place("feed.xml", 9, "J-1")]
    built = build("images", Product(key="x", name="x"), recipe_of())
    assert [problem.place for problem in built.problems] == [Place(key="x")]


# ---- card and texts


def test_all_that_is_missing_is_named_at_once() -> None:
    bare = Product(key="x", name="", category="10", skus=(Sku("a"),))
    profile = Profile(code="a", name="A", categories=PROFILE.categories)
    assert codes_of(profile, bare) == [
        "freight_template.missing",
        "package.missing",
        "package.missing",
        "package.missing",
        "weight.missing",
        "lead_time.missing",
        "unit.missing",
        "title.missing",
        "description.missing",
        "attribute.required",
        "sku.property_required",
    ]
    found = assemble("content", bare, recipe_of(profile, bare))
    assert isinstance(found[0], Content)


@pytest.mark.parametrize(
    ("category", "target", "code"),
    [("77", "", "category.unmapped"), ("10", "200000345", "category.not_leaf"), ("10", "1", "category.unknown")],
)
def test_category_problems(category: str, target: str, code: str) -> None:
    profile = replace(PROFILE, categories=(CategoryMapping("10", target),))
    assert codes_of(profile, replace(PRODUCT, category=category)) == [code]


def test_skipped_branches_build_nothing() -> None:
    recipe = recipe_of(replace(PROFILE, categories=(CategoryMapping("1", skip=True),)))
    for lane in LANES:
        built = build(lane, PRODUCT, recipe)
        assert built.want is None
        assert [(problem.code, problem.severity) for problem in built.problems] == [("category.skipped", "warning")]


def test_price_and_stock_don_t_wait_for_a_mapping() -> None:
    recipe = recipe_of(replace(PROFILE, categories=()))
    assert build("content", PRODUCT, recipe).want is None
    for lane in ("images", "price", "stock"):
        assert build(msgspec.convert(lane, type(LANES[0])), PRODUCT, recipe).want is not None


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("0.60", "0.6"),
        (2, "2"),
        ("1,5", "1.5"),
        ("1e2", "100"),
        ("0.0123456789012", "0.013"),
        ("700", "700"),
        ("700.0001", "weight.range"),
        ("701", "weight.range"),
        ("0.001", "weight.range"),
        ("-1", "weight.range"),
        ("heavy", "number.bad"),
        ("NaN", "number.bad"),
        ("", "weight.missing"),
    ],
)
def test_weight(weight: str | int, expected: str) -> None:
    product = replace(PRODUCT, weight=None)
    if "." in expected and not expected[0].isdigit():
        assert codes_of(card(weight=weight), product) == [expected]
    else:
        assert content_of(card(weight=weight), product).weight == expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ("30", 30),
        ("30.01", 31),
        (700, 700),
        ("0.2", 1),
        ("701", "package.range"),
        ("0", "package.missing"),
        ("x", "number.bad"),
    ],
)
def test_sizes_round_up(length: str | int, expected: int | str) -> None:
    product = replace(PRODUCT, length=None)
    if isinstance(expected, str):
        assert codes_of(card(package_length=length), product) == [expected]
    else:
        assert content_of(card(package_length=length), product).package_length == expected


def test_the_feeds_sizes_come_before_a_default_but_not_before_a_pick() -> None:
    product = replace(PRODUCT, weight=Decimal(3))
    assert content_of(card(weight="1"), product).weight == "3"
    assert content_of(card(weight=Pick(const="1")), product).weight == "1"


TEXTS = Texts(
    ru=LanguageTexts("{name}, {brand}", "<p>{name}</p>{description}{params}", "{name} & {brand}"),
    en=LanguageTexts("{param.Name EN}", ""),
    missing="<p>{brand|'Без бренда'}</p>",
)


def test_texts_by_template() -> None:
    product = with_params(*PRODUCT.params, Param("Name EN", "Jeans <new>"), Param("Рост", "170", "см"))
    content = content_of(replace(PROFILE, texts=TEXTS), product)
    assert content.texts == (
        Text(
            "ru",
            "Джинсы прямые, Снежана",
            "<p>Джинсы прямые</p><p>Мягкий деним</p><ul><li>Стиль: повседневные</li>"
            "<li>Состав: Хлопок;Эластан</li><li>Name EN: Jeans &lt;new&gt;</li><li>Рост: 170 см</li></ul>",
            "Джинсы прямые &amp; Снежана",
        ),
        Text("en", "Jeans", "", ""),
    )


def test_a_missing_description_comes_from_the_template() -> None:
    empty = replace(PRODUCT, description="<p>&nbsp;</p>", brand="")
    assert codes_of(product=empty) == ["description.missing"]
    texts = Texts(missing=TEXTS.missing)
    assert content_of(replace(PROFILE, texts=texts), empty).texts[0].web == "<p>Без бренда</p>"


def test_a_title_loses_empty_ends_and_is_cut_with_a_warning() -> None:
    profile = replace(PROFILE, texts=TEXTS)
    assert content_of(profile, replace(PRODUCT, brand="")).texts[0].subject == "Джинсы прямые"
    built = build("content", replace(PRODUCT, name="слово " * 50), recipe_of())
    assert isinstance(built.want, Content)
    assert len(built.want.texts[0].subject) <= 218
    assert [problem.code for problem in built.problems] == ["title.cut"]


# ---- images


@pytest.mark.parametrize(
    ("pictures", "expected", "codes"),
    [
        (("http://a.ru/1.jpg", "https://a.ru/2"), ("http://a.ru/1.jpg", "https://a.ru/2"), []),
        ((" //a.ru/a b.jpg ",), ("https://a.ru/a%20b.jpg",), []),
        (("http://a.ru/1", "http://a.ru/1"), ("http://a.ru/1",), []),
        (tuple(f"http://a.ru/{n}" for n in range(8)), tuple(f"http://a.ru/{n}" for n in range(6)), ["images.limited"]),
        (("file:///etc/passwd", "http://a.ru/1"), ("http://a.ru/1",), ["images.bad_url"]),
        (("ftp://a.ru/1",), None, ["images.bad_url", "images.missing"]),
        (("http://", "https://[bad/x", "http://a.ru:x/1"), None, ["images.bad_url"] * 3 + ["images.missing"]),
        ((), ("https://img.example.ru/w.jpg",), []),
    ],
)
def test_images(pictures: tuple[str, ...], expected: tuple[str, ...] | None, codes: list[str]) -> None:
    product = replace(PRODUCT, pictures=pictures)
    built = build("images", product, recipe_of())
    assert built.want == (None if expected is None else Images(expected))
    assert [problem.code for problem in built.problems] == codes


def test_no_pictures_at_all_block() -> None:
    product = Product(key="x", name="x")
    assert [problem.code for problem in build("images", product, recipe_of()).problems] == ["images.missing"]


def test_image_limit_of_the_profile() -> None:
    recipe = recipe_of(replace(PROFILE, image_limit=1))
    assert build("images", PRODUCT, recipe).want == Images(("https://img.example.ru/1.jpg",))


def test_a_builder_sees_no_other_lanes_inputs() -> None:
    skus = tuple(replace(sku, price=1, old_price=2, stock=3, available=False) for sku in PRODUCT.skus)
    other = replace(PRODUCT, skus=skus, pictures=("http://a.ru/1",), currency="USD")
    assert content_of(product=other) == content_of()
    moved = replace(PRODUCT, name="x", description="y", params=(), brand="z", category="11")
    draft, base = draft_of(), recipe_of()
    assert build("images", moved, base).want == draft.images
    assert build("price", moved, base).want == draft.prices
    assert build("stock", moved, base).want == draft.stocks
