"""Switches that turn one answer into another: the same request before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pytest

from tests.sandbox.api import CREATE, EDIT, Api, Json, example_product, put
from tests.support.sandbox import Sandbox

SKU = "sku_info_list.0."


class Accepts(NamedTuple):
    """Whether a product is accepted at the default, and the settings that turn the answer around."""

    settings: Mapping[str, object]
    change: Callable[[Json], object]
    at_default: bool


def _twin(product: Json) -> None:
    product["sku_info_list"].append({**product["sku_info_list"][0], "sku_code": "twin"})


def _second_style(product: Json) -> None:
    product["attribute_list"].append({"attribute_name_id": "326", "attribute_value": "Своё", "attribute_value_id": "-1"})


ACCEPTS = (
    Accepts({"sku.same_combination": "accept"}, _twin, False),
    Accepts({"attributes.multi": "reject"}, _second_style, True),
    Accepts({"price.decimals": 3}, put(SKU + "price", "999999.125"), False),
    Accepts({"price.discount_must_be_lower": "off"}, put(SKU + "discount_price", "999999"), False),
    Accepts({"price.zero_discount": "clear"}, put(SKU + "discount_price", "0"), False),
    Accepts({"sku_code.charset": "ascii"}, put(SKU + "sku_code", "Артикул"), True),
    Accepts({"title.max": 10}, put("multi_language_subject_list.0.subject", "Одиннадцать"), True),
    Accepts({"title.max": 300}, put("multi_language_subject_list.0.subject", "я" * 300), False),
    Accepts({"seller.currency": "USD"}, put(SKU + "price", "1000000"), True),
    Accepts({"seller.currency": "CNY"}, put(SKU + "price", "5000001"), False),
)


@pytest.mark.parametrize("case", ACCEPTS, ids=lambda case: str(case.settings))
def test_what_is_accepted(api: Api, sandbox: Sandbox, case: Accepts) -> None:
    product = example_product(case.change)
    assert api.create(product)["results"][0]["ok"] is case.at_default
    sandbox.set(case.settings)
    assert api.create(product)["results"][0]["ok"] is not case.at_default


class Status(NamedTuple):
    """The HTTP status of a request at the default, and after the settings."""

    settings: Mapping[str, object]
    path: str
    body: object
    at_default: int
    then: int


STATUSES = (
    Status({"product.unknown_status": 200}, "product/get-seller-product", {"product_id": "17"}, 404, 200),
    Status(
        {"scroll.offline_reason": "400"},
        "scroll-short-product-by-filter",
        {"limit": 5, "filter": {"offline_reason": "x"}},
        200,
        400,
    ),
    Status({"limits.brands": 5}, "brand/get-brand-list", {"limit": 6}, 200, 400),
    Status({"limits.reaction": "clamp"}, "brand/get-brand-list", {"limit": 5000}, 400, 200),
    Status({"brand.dir_values": "up,down"}, "brand/get-brand-list", {"sort": {"dir": "UP"}}, 400, 200),
    Status({"limits.category_ids": 1}, "categories/get", {"ids": ["1", "2"]}, 200, 400),
    Status({"limits.product_ids": 2}, "product/online", {"productIds": [1, 2, 3]}, 200, 400),
    Status(
        {"limits.reaction": "clamp"},
        "scroll-short-product-by-filter",
        {"limit": 5, "filter": {"search_content": {"content_values": ["x"] * 51, "content_type": "SKU_SELLER_SKU"}}},
        400,
        200,
    ),
    Status(
        {"limits.search_values": 2},
        "scroll-short-product-by-filter",
        {"limit": 5, "filter": {"search_content": {"content_values": ["x", "y", "z"], "content_type": "SKU_SELLER_SKU"}}},
        200,
        400,
    ),
    Status({"quota.limit": 0}, CREATE, {"products": [example_product()]}, 200, 429),
)


@pytest.mark.parametrize("case", STATUSES, ids=lambda case: f"{case.path} {case.settings}")
def test_what_is_refused(api: Api, sandbox: Sandbox, case: Status) -> None:
    assert api.raw(case.path, case.body).status_code == case.at_default
    sandbox.set(case.settings)
    assert api.raw(case.path, case.body).status_code == case.then


def test_status_of_malformed_bodies(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"errors.malformed_status": 422})
    assert api.client.post("/api/v1/product/create", content=b"{").status_code == 422


def test_words_of_a_cards_status(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"product.status_words": "onSelling,offline"})
    assert api.product(card_id)["status_type"] == "onSelling"


def test_action_of_the_other_tasks(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    assert api.write("product/offline", {"productIds": [card_id]})[0]["action"] == 2
    sandbox.set({"tasks.action_other": 5})
    fields = [{"product_id": card_id, "key": "delivery_time", "value": 3}]
    assert api.write("product/update-field", {"fields": fields})[0]["action"] == 5
    assert api.write("product/edit", {"products": [example_product(product_id=card_id)]})[0]["action"] == 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("language", {"language": "en"}),
        ("package_type", {"package_type": True, "lot_num": "2"}),
        (
            "aliexpress_category_id",
            {
                "aliexpress_category_id": "337004708",
                "attribute_list": [],
                "sku_info_list": [{"sku_code": "123456789", "price": "5", "inventory": 1}],
            },
        ),
    ],
)
def test_what_an_edit_may_not_change(api: Api, sandbox: Sandbox, name: str, changes: Json) -> None:
    [card_id] = api.created()
    edit = {"products": [example_product(product_id=card_id, **changes)]}
    assert name in api.post(EDIT, edit)["results"][0]["errors"]
    others = {"aliexpress_category_id", "language", "package_type"} - {name}
    sandbox.set({"edit.immutable": ",".join(sorted(others))})
    assert name not in api.post(EDIT, edit)["results"][0]["errors"]


def test_tasks_in_random_order(api: Api, sandbox: Sandbox) -> None:
    group = api.create(*[example_product(external_id=f"{number:02}") for number in range(20)])["group_id"]
    sandbox.set({"tasks.order": "random"})
    order = [task["external_id"] for task in api.tasks(group)]
    assert order != sorted(order)
    assert len(set(order)) == 20


def test_price_task_ids_are_a_switch(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"tasks.zero_id_price": "off"})
    skus = [{"sku_code": "123456789", "price": "5"}]
    answer = api.post("product/update-sku-price", {"products": [{"product_id": card_id, "skus": skus}]})
    assert answer["results"][0]["task_id"] == api.tasks(answer["group_id"])[0]["id"]


def test_reset_forgets_all_but_tokens_and_numbers(api: Api, sandbox: Sandbox) -> None:
    [first] = api.created()
    sandbox.set({"groups.enabled": "on"})
    sandbox.reset()
    assert sandbox.cards(deleted=True) == []
    assert sandbox.requests() == {}
    [second] = api.created()
    assert int(second) > int(first), "a number is never used twice"


def test_pages_of_the_whole_truth(api: Api, sandbox: Sandbox) -> None:
    ids = api.created(*[example_product()] * 3)
    page = api.client.get("/control/cards", params={"after": ids[0], "limit": "1"}).json()["cards"]
    assert [card["id"] for card in page] == ids[1:2]
    assert page[0]["card"]["skus"][0]["code"] == "123456789"
