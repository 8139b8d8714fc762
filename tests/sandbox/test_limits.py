"""The example with each limit of 001 broken in turn is refused at once, with the field named, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

import pytest

from tests.sandbox.api import ABSENT, JEANS, SHOES, Api, Json, example_product, put
from tests.support.sandbox import Sandbox

IMAGE = "https://img.example.com/1.jpg"


class Case(NamedTuple):
    name: str
    field: str
    change: Callable[[Json], object]
    settings: Mapping[str, object] = {}


def both(*changes: Callable[[Json], object]) -> Callable[[Json], None]:
    def change(product: Json) -> None:
        for each in changes:
            each(product)

    return change


def field_case(path: str, value: object, label: str = "", **settings: object) -> Case:
    """A case whose error is keyed by the path that it breaks."""
    steps = path.split(".")
    field = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps).removeprefix(".")
    shown = "absent" if value is ABSENT else label or repr(value)
    switches = {name.replace("__", "."): setting for name, setting in settings.items()}
    return Case(f"{field}={shown}", field, put(path, value), switches)


REQUIRED = (
    "aliexpress_category_id",
    "attribute_list",
    "freight_template_id",
    "language",
    "main_image_urls_list",
    "multi_language_description_list",
    "multi_language_description_list.0.language",
    "multi_language_description_list.0.web",
    "multi_language_description_list.0.mobile",
    "multi_language_subject_list",
    "multi_language_subject_list.0.language",
    "multi_language_subject_list.1.subject",
    "package_height",
    "package_length",
    "package_width",
    "weight",
    "product_unit",
    "shipping_lead_time",
    "sku_info_list",
    "sku_info_list.0.sku_code",
    "sku_info_list.0.price",
    "sku_info_list.0.inventory",
    "sku_info_list.0.sku_attributes_list.0.sku_attribute_name_id",
    "sku_info_list.0.sku_attributes_list.0.sku_attribute_value_id",
)
HIGHEST = {"USD": 999_999, "RUB": 5_000_000, "CNY": 100_000_000, "TRY": 100_000_000, "AED": 100_000_000}
SKU = "sku_info_list.0."
COLOUR = SKU + "sku_attributes_list.0."
SIZE = SKU + "sku_attributes_list.1."


def _second_sku(**members: object) -> Callable[[Json], None]:
    def change(product: Json) -> None:
        first = product["sku_info_list"][0]
        product["sku_info_list"].append({**first, "sku_code": "another", **members})

    return change


def _own(**members: object) -> Callable[[Json], None]:
    own = {"attribute_name": "Упаковка", "attribute_name_id": "-1", "attribute_value": "картон"}
    attribute = {**own, "attribute_value_id": "-1", **members}
    return lambda product: product["attribute_list"].append(attribute)


CASES = (
    *(field_case(path, ABSENT) for path in REQUIRED),
    # category and shop
    field_case("aliexpress_category_id", 1, "unknown"),
    field_case("aliexpress_category_id", 200000345, "a parent"),
    field_case("aliexpress_category_id", "джинсы"),
    field_case("freight_template_id", 24117182099, "foreign"),
    field_case("freight_template_id", "x"),
    field_case("size_chart_id", 999),
    field_case("language", "de"),
    field_case("brand_name", 5),
    field_case("inventory_deduction_strategy", "never"),
    field_case("service_policy_id", "x"),
    field_case("ae_group_id", "x"),
    field_case("external_id", 7),
    field_case("hs_codes", "x"),
    # attributes
    field_case("attribute_list", []),
    field_case("attribute_list", {}),
    field_case("attribute_list.0", "x"),
    field_case("attribute_list.0.attribute_name_id", "999999"),
    field_case("attribute_list.0.attribute_value_id", "999999"),
    field_case("attribute_list.0.attribute_value_id", "x"),
    field_case("attribute_list.0.attribute_value_id", ""),
    field_case("attribute_list.2.attribute_unit", "parsec"),
    field_case("attribute_list.0.attribute_unit", "inch", "no units here"),
    Case(
        "attribute given twice",
        "attribute_list[7].attribute_name_id",
        lambda p: p["attribute_list"].append(
            {"attribute_name_id": "284", "attribute_value_id": p["attribute_list"][1]["attribute_value_id"]}
        ),
    ),
    Case(
        "brand without an id",
        "attribute_list[7].attribute_value_id",
        lambda p: p["attribute_list"].append({"attribute_name": "Северница", "attribute_name_id": "2"}),
    ),
    Case(
        "brand unknown",
        "attribute_list[7].attribute_value_id",
        lambda p: p["attribute_list"].append(
            {"attribute_name": "Nobody", "attribute_name_id": "2", "attribute_value_id": "5"}
        ),
    ),
    Case("own attribute without a name", "attribute_list[7].attribute_name", _own(attribute_name="")),
    Case("own attribute without a value", "attribute_list[7].attribute_value", _own(attribute_value="")),
    Case("own attribute with a value id", "attribute_list[7].attribute_value_id", _own(attribute_value_id="494")),
    # texts
    field_case("multi_language_subject_list", []),
    field_case("multi_language_subject_list.0.language", "fr"),
    field_case("multi_language_subject_list.1.language", "ru_RU", "ru twice"),
    field_case("multi_language_subject_list.0.subject", ""),
    field_case("multi_language_subject_list.0.subject", "я" * 219, "219 characters"),
    field_case("multi_language_description_list", []),
    field_case("multi_language_description_list.0.language", "RU"),
    field_case("multi_language_description_list.0.web", "   "),
    field_case("multi_language_description_list.0.mobile", 5),
    # pictures and video
    field_case("main_image_urls_list", []),
    field_case("main_image_urls_list", [IMAGE] * 7, "7 images"),
    field_case("main_image_urls_list", IMAGE),
    field_case("main_image_urls_list.0", "ftp://img.example.com/1.jpg"),
    field_case("main_image_urls_list.0", "img.jpg"),
    field_case("main_image_urls_list.0", "https://"),
    field_case("main_image_urls_list.0", 5),
    field_case("video", "https://v.example.com/v.avi"),
    field_case("video.video_url", "https://v.example.com/v.mp4"),
    field_case("video.video_url", "v.avi"),
    field_case("video.preview_url", "https://v.example.com/v.gif"),
    # package and delivery
    *(field_case(f"package_{side}", size) for side in ("length", "width", "height") for size in (0, 701, "x", 1.5)),
    *(field_case("weight", weight) for weight in ("0", "0.009", "700.01", "701", "abc", "", "1,5", "-1", "NaN", 2)),
    *(field_case("shipping_lead_time", days) for days in (0, 31, "x")),
    *(field_case("product_unit", unit) for unit in (0, 100000016, "шт")),
    field_case("package_type", "yes"),
    Case("lots without lot_num", "lot_num", put("package_type", True)),
    Case("lots of zero", "lot_num", both(put("package_type", True), put("lot_num", "0"))),
    Case("lots of x", "lot_num", both(put("package_type", True), put("lot_num", "x"))),
    # wholesale
    Case("bulk_order without bulk_discount", "bulk_discount", put("bulk_discount", ABSENT)),
    Case("bulk_discount without bulk_order", "bulk_order", put("bulk_order", ABSENT)),
    *(field_case("bulk_discount", share) for share in (0, 100, "x")),
    *(field_case("bulk_order", number) for number in (0, 1, 100_001)),
    # SKUs
    field_case("sku_info_list", []),
    field_case("sku_info_list", {}),
    field_case("sku_info_list.0", "x"),
    field_case(SKU + "sku_code", " "),
    field_case(SKU + "sku_code", 123456789),
    field_case(SKU + "sku_code", "Артикул", sku_code__charset="ascii"),
    Case("sku_code twice", "sku_info_list[1].sku_code", _second_sku(sku_code="123456789", sku_attributes_list=[])),
    *(field_case(SKU + "price", price) for price in ("0", "0.001", "-1", "1,5", "abc", "", 999999, "1.234", "1e3")),
    *(
        field_case(SKU + "price", str(Decimal(high) + Decimal("0.01")), f"above {code}", seller__currency=code)
        for code, high in HIGHEST.items()
    ),
    *(
        Case(
            f"discount above {code}",
            "sku_info_list[0].discount_price",
            put(SKU + "discount_price", str(high + 1)),
            {"seller.currency": code},
        )
        for code, high in HIGHEST.items()
    ),
    *(field_case(SKU + "discount_price", price) for price in ("0", "999999", "1000000", "x", "1.999")),
    *(field_case(SKU + "inventory", number) for number in (-1, 1_000_000, "x", 1.5, True)),
    *(field_case(SKU + name, "x") for name in ("tnved_codes", "okpd2_codes")),
    Case("a code that is a number", "sku_info_list[0].tnved_codes[0]", put(SKU + "tnved_codes", [5])),
    field_case(SKU + "gtin", "123"),
    field_case(SKU + "gtin", "46012345678X5"),
    field_case(COLOUR + "sku_attribute_name_id", "999999"),
    field_case(COLOUR + "sku_attribute_value_id", "999999"),
    field_case(COLOUR + "sku_attribute_value_definition_name", "я" * 41, "41 characters"),
    field_case(COLOUR + "sku_image_url", "red.png"),
    field_case(SIZE + "sku_image_url", IMAGE, "no picture here"),
    field_case(SIZE + "sku_attribute_name_id", "14", "colour twice"),
    Case(
        "required SKU property missing",
        "sku_info_list[0].sku_attributes_list",
        lambda p: p["sku_info_list"][0]["sku_attributes_list"].pop(),
    ),
    Case("same combination twice", "sku_info_list[1].sku_attributes_list", _second_sku()),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_limit_is_refused_with_its_field(sandbox: Sandbox, case: Case) -> None:
    sandbox.set(case.settings)
    texts = []
    for locale in ("ru_RU", "en_US"):
        with Api(sandbox, locale=locale) as api:
            answer = api.create(example_product(case.change))
        [result] = answer["results"]
        assert (result["ok"], result["task_id"]) == (False, "0")
        assert case.field in result["errors"], result["errors"]
        texts.append(result["errors"][case.field])
    russian, english = texts
    assert any("а" <= letter <= "я" for letter in russian.lower())
    assert english != russian
    sandbox.advance(60)
    assert sandbox.cards() == []


ACCEPTED = (
    *(field_case("main_image_urls_list", [IMAGE] * number, f"{number} images") for number in (1, 6)),
    *(field_case(f"package_{side}", size) for side in ("length", "width", "height") for size in (1, 700, "700")),
    *(field_case("weight", weight) for weight in ("0.01", "700", "700.00", "1.234")),
    *(field_case("shipping_lead_time", days) for days in (1, 30)),
    *(field_case("product_unit", 100000000 + unit) for unit in (13, 14, 15, 17, 19)),
    *(field_case("language", language) for language in ("ru", "en", "tr")),
    *(field_case("bulk_discount", share) for share in (1, 99)),
    *(field_case("bulk_order", number) for number in (2, 100_000)),
    Case("no bulk pair", "", both(put("bulk_order", ABSENT), put("bulk_discount", ABSENT))),
    Case("lots", "", both(put("package_type", True), put("lot_num", "12"))),
    *(field_case(SKU + "price", str(high), f"highest {code}", seller__currency=code) for code, high in HIGHEST.items()),
    Case("lowest prices", "", both(put(SKU + "price", "0.02"), put(SKU + "discount_price", "0.01"))),
    Case("no discount", "", put(SKU + "discount_price", ABSENT)),
    *(field_case(SKU + "inventory", number) for number in (0, 999_999, "0", "7")),
    field_case(SKU + "sku_code", "Артикул-1"),
    field_case(SKU + "gtin", "4601234567893"),
    field_case(SKU + "tnved_codes", ["6203423100"]),
    field_case(COLOUR + "sku_attribute_value_definition_name", "я" * 40, "40 characters"),
    field_case("multi_language_subject_list.0.subject", "я" * 218, "218 characters"),
    field_case("multi_language_subject_list.0.language", "ru_RU"),
    field_case("multi_language_subject_list.1.language", "tr"),
    field_case("size_chart_id", 300001),
    field_case("aliexpress_category_id", JEANS, "as a string"),
    field_case("video", ABSENT),
    field_case("video.video_url", "https://v.example.com/v.MOV?x=1"),
    field_case("external_id", "our-1"),
    field_case("something_unknown", {"x": 1}),
    Case("own attribute", "", _own()),
    Case(
        "another size",
        "",
        _second_sku(
            sku_attributes_list=[
                {"sku_attribute_name_id": "14", "sku_attribute_value_id": "29"},
                {"sku_attribute_name_id": "5", "sku_attribute_value_id": "4183"},
            ]
        ),
    ),
    Case(
        "two values of a multi-select attribute",
        "",
        lambda p: p["attribute_list"].append(
            {"attribute_name_id": "326", "attribute_value": "Своё", "attribute_value_id": "-1"}
        ),
    ),
)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_the_edge_of_a_limit_is_accepted(sandbox: Sandbox, api: Api, case: Case) -> None:
    sandbox.set(case.settings)
    [task] = api.write("product/create", {"products": [example_product(case.change)]})
    assert task["status"] == 3, task


def test_results_are_positional_and_the_rest_of_the_batch_goes_on(api: Api, sandbox: Sandbox) -> None:
    good, bad = example_product(external_id="good"), example_product(external_id="bad", weight="701")
    answer = api.create(good, bad, good, bad)
    assert [result["ok"] for result in answer["results"]] == [True, False, True, False]
    assert [result["external_id"] for result in answer["results"]] == ["good", "bad", "good", "bad"]
    assert [task["external_id"] for task in api.tasks(answer["group_id"])] == ["good", "good"]
    sandbox.advance(60)
    assert len(sandbox.cards()) == 2


def test_every_problem_of_an_item_is_told_at_once(api: Api) -> None:
    [result] = api.create(example_product(weight="0", shipping_lead_time=31, language="de"))["results"]
    assert set(result["errors"]) == {"weight", "shipping_lead_time", "language"}


@pytest.mark.parametrize(
    ("style", "keys"),
    [("path", {"sku_info_list[0].price"}), ("field", {"price"}), ("code_message", {"code", "message"})],
)
def test_keys_of_errors_follow_their_switch(api: Api, sandbox: Sandbox, style: str, keys: set[str]) -> None:
    sandbox.set({"errors.key_style": style})
    [result] = api.create(example_product(put(SKU + "price", "0")))["results"]
    assert set(result["errors"]) == keys


def test_required_attributes_fail_late_but_an_empty_list_at_once(api: Api) -> None:
    product = example_product(put("attribute_list", [{"attribute_name_id": "326", "attribute_value_id": "200000072"}]))
    [task] = api.write("product/create", {"products": [product]})
    assert (task["status"], task["error"]["code"]) == (4, "1004")
    assert "Пол" in task["error"]["message"]
    shoes = example_product(aliexpress_category_id=int(SHOES), attribute_list=[])
    [result] = api.create(shoes)["results"]
    assert "attribute_list" in result["errors"]
