"""The one validator: every limit of 001 broken in turn, and nothing but that limit blamed."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.build import build
from aliexport_tui.listing.validate import validate, validate_draft
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.wants import (
    LANES,
    Attribute,
    Content,
    Draft,
    Images,
    Prices,
    SkuAttribute,
    SkuContent,
    SkuPrice,
    SkuStock,
    Stocks,
    Text,
    Visibility,
)
from tests.listing.shop import LIMITS, PRODUCT, FakeSchema, draft_of, recipe_of

replace = msgspec.structs.replace

WHITE = SkuAttribute("14", "29")
STYLE = Attribute(name="Стиль", name_id="326", value="Повседневные", value_id="200000072")
VALID = Draft(
    content=Content(
        external_id="x",
        external_category_id="",
        category_id="200000361",
        language="ru",
        texts=(Text("ru", "Джинсы", "<p>a</p>", "a"), Text("en", "Jeans", "", "")),
        attributes=(STYLE,),
        freight_template_id="24117182098",
        package_length=30,
        package_width=30,
        package_height=5,
        weight="2",
        product_unit=100000015,
        shipping_lead_time=5,
        skus=(SkuContent("a", (WHITE,)), SkuContent("b", (SkuAttribute("14", "193", "Уголь", "http://a.ru/1"),))),
    ),
    images=Images(("http://a.ru/1.jpg",)),
    prices=Prices((SkuPrice("a", 100), SkuPrice("b", 500_000_000, 499_999_999))),
    stocks=Stocks((SkuStock("a", 0), SkuStock("b", 999_999))),
)


def found(draft: Draft, schema: FakeSchema | None = None) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in validate_draft(draft, schema or FakeSchema())]


def test_a_valid_draft() -> None:
    assert found(VALID) == []
    assert found(draft_of()) == []


def content(**changes: object) -> Draft:
    return replace(VALID, content=replace(VALID.content, **changes))


def skus(*codes_and_attributes: tuple[str, tuple[SkuAttribute, ...]], **more: object) -> Draft:
    made = tuple(SkuContent(code, attributes) for code, attributes in codes_and_attributes)
    made = (replace(made[0], **more), *made[1:])
    codes = [sku.sku_code for sku in made]
    return Draft(
        replace(VALID.content, skus=made),
        VALID.images,
        Prices(tuple(SkuPrice(code, 100) for code in codes)),
        Stocks(tuple(SkuStock(code, 1) for code in codes)),
    )


def attributes(*more: Attribute) -> Draft:
    return content(attributes=(STYLE, *more))


def prices(*pairs: tuple[int, int | None]) -> Draft:
    rows = tuple(SkuPrice(code, *pair) for code, pair in zip("ab", pairs, strict=True))
    return replace(VALID, prices=Prices(rows))


SKU = "sku_info_list[0]"
AXIS = f"{SKU}.sku_attributes_list[0]"

BROKEN: list[tuple[Draft, str, str]] = [
    (content(external_id=""), "external_id.missing", "external_id"),
    (content(language="tr", texts=(Text("tr", "a", "b", "b"),)), "language.unsupported", "language"),
    (content(freight_template_id=""), "freight_template.missing", "freight_template_id"),
    (content(freight_template_id="1"), "freight_template.unknown", "freight_template_id"),
    (content(package_length=0), "package.missing", "package_length"),
    (content(package_width=701), "package.range", "package_width"),
    (content(package_height=-1), "package.range", "package_height"),
    (content(weight=""), "weight.missing", "weight"),
    (content(weight="701"), "weight.range", "weight"),
    (content(weight="700.001"), "weight.range", "weight"),
    (content(weight="0.009"), "weight.range", "weight"),
    (content(weight="1e1"), "weight.range", "weight"),
    (content(weight="0.0123456789012"), "weight.range", "weight"),
    (content(weight="two"), "weight.range", "weight"),
    (content(shipping_lead_time=0), "lead_time.missing", "shipping_lead_time"),
    (content(shipping_lead_time=31), "lead_time.range", "shipping_lead_time"),
    (content(product_unit=0), "unit.missing", "product_unit"),
    (content(product_unit=100000016), "unit.unknown", "product_unit"),
    (content(package_type=True), "lot.missing", "lot_num"),
    (content(package_type=True, lot_num=-1), "lot.range", "lot_num"),
    (content(bulk_order=3), "bulk.half", "bulk_discount"),
    (content(bulk_discount=3), "bulk.half", "bulk_order"),
    (content(bulk_discount=100, bulk_order=3), "bulk.range", "bulk_discount"),
    (content(bulk_discount=5, bulk_order=1), "bulk.range", "bulk_order"),
    (content(bulk_discount=5, bulk_order=100_001), "bulk.range", "bulk_order"),
    (content(size_chart_id="7"), "size_chart.unknown", "size_chart_id"),
    (content(video_url="v.avi"), "video.bad_url", "video.video_url"),
    (content(video_url="http://a.ru/v.mp4"), "video.type", "video.video_url"),
    (content(video_url="http://a.ru/v.avi", preview_url="http://a.ru/v.gif"), "video.type", "video.preview_url"),
    (content(preview_url="http://a.ru/v.png"), "video.preview_alone", "video.preview_url"),
    (content(texts=(Text("ru", "", "a", "a"),)), "title.missing", "multi_language_subject_list"),
    (content(texts=(Text("ru", "a" * 219, "a", "a"),)), "title.too_long", "multi_language_subject_list"),
    (content(texts=(Text("ru", "a<b", "a", "a"),)), "title.forbidden", "multi_language_subject_list"),
    (content(texts=(Text("ru", "a\x07", "a", "a"),)), "title.forbidden", "multi_language_subject_list"),
    (content(texts=(Text("ru", "a", "", ""),)), "description.missing", "multi_language_description_list"),
    (content(texts=(Text("ru", "a", "b", ""),)), "description.half", "multi_language_description_list"),
    (content(texts=(Text("ru", "a", "b", "b"), Text("de", "a", "b", "b"))), "text.language", "multi_language_subject_list"),
    (content(texts=(Text("ru", "a", "b", "b"),) * 2), "text.language", "multi_language_subject_list"),
    (content(attributes=()), "attribute.required", "attribute_list"),
    (attributes(Attribute("X", "999", "a")), "attribute.foreign", "attribute_list[1]"),
    (attributes(Attribute("", "-1", "a", "-1")), "attribute.own_incomplete", "attribute_list[1]"),
    (attributes(Attribute("a", "-1", "a", "5")), "attribute.own_incomplete", "attribute_list[1]"),
    (attributes(Attribute("a", "-1", "", "-1")), "attribute.own_incomplete", "attribute_list[1]"),
    (attributes(replace(STYLE, value_id="200000073")), "attribute.repeated", "attribute_list[1]"),
    (attributes(*(Attribute("Материал", "10", "Хлопок", "47"),) * 2), "attribute.repeated", "attribute_list[2]"),
    (attributes(Attribute("Длина", "380")), "attribute.empty", "attribute_list[1]"),
    (attributes(Attribute("Длина", "380", "1", "77")), "attribute.value_unknown", "attribute_list[1].attribute_value_id"),
    (attributes(Attribute("Длина", "380", "1", unit="км")), "attribute.unit_unknown", "attribute_list[1].attribute_unit"),
    (attributes(Attribute("Материал", "10", "Мох")), "attribute.text_not_allowed", "attribute_list[1].attribute_value"),
    (attributes(Attribute("Пол", "284", "x", "1")), "attribute.value_unknown", "attribute_list[1].attribute_value_id"),
    (attributes(Attribute("Снежана", "2", "Снежана", "800001")), "brand.has_value", "attribute_list[1].attribute_value"),
    (attributes(Attribute("Ждун", "2", value_id="800002")), "brand.not_approved", "attribute_list[1]"),
    (attributes(Attribute("Другая", "2", value_id="800001")), "brand.not_approved", "attribute_list[1]"),
    (skus(("", (WHITE,))), "sku.code_missing", f"{SKU}.sku_code"),
    (skus((" ", (WHITE,))), "sku.code_missing", f"{SKU}.sku_code"),
    (replace(VALID, images=Images(("HTTP://a.ru/1.jpg",))), "images.bad_url", "main_image_urls_list[0]"),
    (skus(("a", ())), "sku.property_required", f"{SKU}.sku_attributes_list"),
    (skus(("a", (WHITE, SkuAttribute("9", "1")))), "sku.property_foreign", f"{SKU}.sku_attributes_list[1]"),
    (skus(("a", (WHITE, WHITE))), "sku.property_repeated", f"{SKU}.sku_attributes_list[1]"),
    (skus(("a", (SkuAttribute("14", "1"),))), "sku.value_unknown", f"{AXIS}.sku_attribute_value_id"),
    (skus(("a", (WHITE,)), ("b", (WHITE,))), "sku.same_combination", "sku_info_list[1].sku_attributes_list"),
    (
        skus(("a", (SkuAttribute("14", "29", "я" * 41),))),
        "sku.own_name_too_long",
        f"{AXIS}.sku_attribute_value_definition_name",
    ),
    (
        skus(("a", (WHITE, SkuAttribute("5", "4183", "Большой")))),
        "sku.own_name_not_allowed",
        f"{SKU}.sku_attributes_list[1].sku_attribute_value_definition_name",
    ),
    (
        skus(("a", (WHITE, SkuAttribute("5", "4183", "", "http://a.ru/1")))),
        "sku.picture_not_allowed",
        f"{SKU}.sku_attributes_list[1].sku_image_url",
    ),
    (skus(("a", (SkuAttribute("14", "29", "", "1.jpg"),))), "sku.picture_bad_url", f"{AXIS}.sku_image_url"),
    (skus(("a", (WHITE,)), gtin="46000"), "gtin.bad", f"{SKU}.gtin"),
    (skus(("a", (WHITE,)), tnved_codes=("62-04",)), "tnved.bad", f"{SKU}.tnved_codes"),
    (skus(("a", (WHITE,)), okpd2_codes=("14.1x",)), "okpd2.bad", f"{SKU}.okpd2_codes"),
    (replace(VALID, images=Images(())), "images.missing", "main_image_urls_list"),
    (replace(VALID, images=Images(("http://a.ru/1",) * 7)), "images.too_many", "main_image_urls_list"),
    (replace(VALID, images=Images(("1.jpg",))), "images.bad_url", "main_image_urls_list[0]"),
    (prices((0, None), (1, None)), "price.missing", f"{SKU}.price"),
    (prices((-1, None), (1, None)), "price.range", f"{SKU}.price"),
    (prices((500_000_001, None), (1, None)), "price.range", f"{SKU}.price"),
    (prices((100, 0), (1, None)), "price.range", f"{SKU}.discount_price"),
    (prices((100, 100), (1, None)), "price.discount_not_lower", f"{SKU}.discount_price"),
    (replace(VALID, stocks=Stocks((SkuStock("a", -1), SkuStock("b", 1)))), "stock.range", f"{SKU}.inventory"),
    (replace(VALID, stocks=Stocks((SkuStock("a", 1_000_000), SkuStock("b", 1)))), "stock.range", f"{SKU}.inventory"),
    (replace(VALID, stocks=Stocks((SkuStock("a", 1),))), "sku.lane_differs", "sku_info_list.inventory"),
]


@pytest.mark.parametrize(("draft", "code", "field"), BROKEN, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(BROKEN)])
def test_each_limit(draft: Draft, code: str, field: str) -> None:
    assert found(draft) == [(code, field)]


def test_no_skus() -> None:
    draft = Draft(replace(VALID.content, skus=()), VALID.images, Prices(()), Stocks(()))
    assert found(draft) == [("sku.none", "sku_info_list")]


def test_what_several_lanes_find_is_told_once() -> None:
    draft = skus(("a", (WHITE,)), ("a", (SkuAttribute("14", "193"),)))
    assert found(draft) == [("sku.code_repeated", "sku_info_list[1].sku_code")]


@pytest.mark.parametrize(
    ("category", "code"), [("", "category.unmapped"), ("7", "category.unknown"), ("200000345", "category.not_leaf")]
)
def test_category(category: str, code: str) -> None:
    plain = replace(VALID, content=replace(VALID.content, category_id=category, attributes=(), skus=VALID.content.skus[:1]))
    codes = [name for name, _ in found(plain)]
    assert codes[0] == code


@pytest.mark.parametrize(
    ("currency", "most"),
    [("USD", 999_999), ("RUB", 5_000_000), ("CNY", 100_000_000), ("TRY", 100_000_000), ("AED", 100_000_000)],
)
def test_the_ceiling_is_the_accounts(currency: str, most: int) -> None:
    schema = FakeSchema()
    schema.limits = replace(LIMITS, currency=currency, max_price=most * 100)
    assert found(prices((most * 100, None), (1, None)), schema) == []
    assert found(prices((most * 100 + 1, None), (1, None)), schema) == [("price.range", f"{SKU}.price")]


def test_dictionaries_that_are_not_in_the_cache() -> None:
    schema = FakeSchema()
    schema.dictionaries.clear()
    assert [code for code, _ in found(VALID, schema)] == [
        "attribute.no_dictionary",
        "sku.no_dictionary",
        "sku.no_dictionary",
    ]


def test_a_want_of_another_lane_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="lane price"):
        validate("price", Visibility(online=True), recipe_of().target)


WORDS = st.sampled_from(["", "Белый", "чёрный", "Алый", "я" * 41, "L", "M", "Повседневные", "<b>", "0", "-5", "7,5", "x;y"])
PARAMS = st.lists(st.builds(Param, name=st.sampled_from(["Цвет", "Размер", "Стиль", "Состав", "Длина", "Пол"]), value=WORDS))
SKUS = st.lists(
    st.builds(
        Sku,
        code=st.sampled_from(["a", "b", "c", ""]),
        price=st.none() | st.integers(-5, 600_000_000),
        old_price=st.none() | st.integers(0, 600_000_000),
        stock=st.none() | st.integers(-5, 2_000_000),
        available=st.booleans(),
        params=PARAMS.map(tuple),
        pictures=st.lists(st.sampled_from(["http://a.ru/1", "no"]), max_size=2).map(tuple),
    ),
    max_size=4,
)
PRODUCTS = st.builds(
    Product,
    key=st.sampled_from(["", "k"]),
    name=st.sampled_from(["", "Имя", "<i>", "a" * 300, "\x00"]),
    category=st.sampled_from(["", "1", "10", "none"]),
    brand=st.sampled_from(["", "Снежана", "Ждун"]),
    description=st.sampled_from(["", "<p>a", "&lt;b&gt;x", "<script>"]),
    currency=st.sampled_from(["", "RUB", "EUR"]),
    pictures=st.lists(st.sampled_from(["http://a.ru/1", "http://a.ru/2", "x", ""]), max_size=9).map(tuple),
    params=PARAMS.map(tuple),
    skus=SKUS.map(tuple),
)


ALTERED = st.builds(lambda params, skus: replace(PRODUCT, params=params, skus=skus), PARAMS.map(tuple), SKUS.map(tuple))


@given(st.one_of(PRODUCTS, ALTERED))
def test_whatever_builds_is_valid(product: Product) -> None:
    recipe = recipe_of(product=product)
    wants = {}
    for lane in LANES:
        built = build(lane, product, recipe)
        blocked = any(problem.severity == "error" for problem in built.problems)
        assert blocked is (built.want is None)
        if built.want is not None:
            assert not validate(lane, built.want, recipe.target)
            wants[lane] = built.want
    if {"content", "images", "price", "stock"} <= set(wants):
        draft = msgspec.convert(
            {"content": wants["content"], "images": wants["images"], "prices": wants["price"], "stocks": wants["stock"]},
            Draft,
        )
        assert validate_draft(draft, FakeSchema()) == ()
