"""Reads: scrolls with their filters and cursor, one product, legacy reads, stock; languages of names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.api import SHOES, Api, Json, example_product
from tests.support.sandbox import Sandbox


@pytest.fixture
def five(api: Api) -> list[str]:
    """Five cards, the third without stock, the fourth with another title, all with codes of their own."""
    products = []
    for number in range(5):
        product = example_product()
        product["sku_info_list"][0].update(sku_code=f"code-{number}", inventory=0 if number == 2 else 5)
        products.append(product)
    products[3]["multi_language_subject_list"][0]["subject"] = "Шарф ЁЛОЧКА"
    products[4]["freight_template_id"] = "24117182114"
    return api.created(*products)


def test_the_cursor_is_exclusive_and_ids_ascend(api: Api, five: list[str]) -> None:
    assert five == sorted(five)
    seen: list[str] = []
    last: object = 0
    while rows := api.scroll(limit=2, last_product_id=last):
        assert len(rows) <= 2
        seen += [row["id"] for row in rows]
        last = rows[-1]["id"]
    assert seen == five


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"status": "ONLINE"}, [0, 1, 2, 3, 4]),
        ({"status": "OFFLINE"}, []),
        ({"has_quantity": True}, [0, 1, 3, 4]),
        ({"has_quantity": False}, [2]),
        ({"leaf_category_ids": ["200000361"]}, [0, 1, 2, 3, 4]),
        ({"leaf_category_ids": [SHOES]}, []),
        ({"top_category_ids": [200000345]}, [0, 1, 2, 3, 4]),
        ({"shipping_template_ids": ["24117182114"]}, [4]),
        ({"owner_id": "700000001"}, [0, 1, 2, 3, 4]),
        ({"owner_id": 5}, []),
        ({"group_ids": [5]}, []),
        ({"search_content": {"content_values": ["code-1", "code-3", "x"], "content_type": "SKU_SELLER_SKU"}}, [1, 3]),
        ({"search_content": {"content_values": ["ёлочка"], "content_type": "PRODUCT_TITLE"}}, [3]),
        ({"search_content": {"content_values": [], "content_type": "PRODUCT_TITLE"}}, []),
        (
            {"time_range_condition": {"time_type": "PRODUCT_CREATE_TIME", "begin_time": "2020-01-01T00:00:00Z"}},
            [0, 1, 2, 3, 4],
        ),
        ({"time_range_condition": {"time_type": "PRODUCT_LAST_MODIFIED", "end_time": "2020-01-01T00:00:00Z"}}, []),
        ({"offline_reason": "anything"}, [0, 1, 2, 3, 4]),
    ],
)
def test_filters(api: Api, five: list[str], given: Json, found: list[int]) -> None:
    assert [row["id"] for row in api.scroll(filter=given)] == [five[index] for index in found]


def test_search_by_product_id(api: Api, five: list[str]) -> None:
    search = {"content_values": [five[1], "5", "x"], "content_type": "PRODUCT_ID"}
    assert [row["id"] for row in api.scroll(filter={"search_content": search})] == [five[1]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"limit": 0},
        {"limit": 51},
        {"limit": "x"},
        {"limit": 5, "filter": []},
        {"limit": 5, "filter": {"status": "MODERATION"}},
        {"limit": 5, "filter": {"leaf_category_ids": ["x"]}},
        {"limit": 5, "filter": {"search_content": {"content_values": ["x"], "content_type": "COLOUR"}}},
        {"limit": 5, "filter": {"search_content": {"content_values": ["x"] * 51, "content_type": "PRODUCT_TITLE"}}},
        {"limit": 5, "filter": {"time_range_condition": {"time_type": "NEVER"}}},
        {"limit": 5, "last_product_id": "x"},
    ],
)
def test_bad_scrolls_are_refused(api: Api, body: Json) -> None:
    answer = api.raw("scroll-short-product-by-filter", body)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "details"}


def test_reactions_to_unknown_status_and_too_large_pages(api: Api, sandbox: Sandbox, five: list[str]) -> None:
    sandbox.set({"scroll.unknown_status": "empty", "limits.reaction": "clamp"})
    assert api.scroll(filter={"status": "MODERATION"}, limit=5000) == []
    sandbox.set({"scroll.unknown_status": "ignore", "limits.scroll": 3})
    assert len(api.scroll(filter={"status": "MODERATION"}, limit=5000)) == 3


def test_short_row(api: Api, sandbox: Sandbox, five: list[str]) -> None:
    answer = api.post("scroll-short-product-by-filter", {"limit": "1", "filter": None})
    assert answer["error"] is None
    [row] = answer["data"]
    assert row["Subject"].startswith("Джинсы")
    assert row["currency_code"] == "RUB"
    assert "status" not in row
    assert row["sku"][0]["ipm_sku_stock"] == "5"
    sandbox.set({"scroll.subject_key": "subject", "scroll.emit_status": "on", "seller.currency": "CNY"})
    [row] = api.scroll(limit=1)
    assert (row["status"], row["currency_code"]) == ("ONLINE", "CNY")
    assert "subject" in row
    assert "Subject" not in row


def test_names_follow_the_language(api: Api, sandbox: Sandbox, five: list[str]) -> None:
    with Api(sandbox, locale="en") as english:
        assert english.scroll(limit=1)[0]["Subject"] == "Straight cut jeans with a raw edge"
        names = {each["name_id"]: each["name"] for each in english.product(five[0])["property"]}
    assert names["326"] == "Style"


def test_legacy_reads(api: Api, five: list[str]) -> None:
    answer = api.post("product/get-products", {"ids": [five[0], "17", int(five[1])]})
    assert [product["id"] for product in answer["products"]] == five[:2]
    assert answer["lost_ids"] == ["17"]
    answer = api.post("scroll-product-by-filter", {"limit": 2})
    assert [product["id"] for product in answer["data"]["products"]] == five[:2]
    assert (answer["data"]["lost_ids"], answer["error"]) == ([], None)


@pytest.mark.parametrize(("card_id", "status"), [("17", 404), ("x", 400), (None, 400)])
def test_unknown_product(api: Api, card_id: Any, status: int) -> None:
    answer = api.raw("product/get-seller-product", {"product_id": card_id})
    assert answer.status_code == status
    assert answer.json()["data"] is None


def test_stocks(api: Api, sandbox: Sandbox, five: list[str]) -> None:
    sku_id = api.product(five[0])["sku"][0]["sku_id"]
    body = {"stocks": [{"sku": sku_id}, {"sku": "17"}]}
    known = {"sku": sku_id, "max_sellable_quantity": "5"}
    assert api.post("stocks", body) == {"data": {"skus_info": [known]}, "error": None}
    sandbox.set({"stocks.unknown_sku": "zero"})
    assert api.post("stocks", body)["data"]["skus_info"] == [known, {"sku": "17", "max_sellable_quantity": "0"}]
    sandbox.set({"stocks.unknown_sku": "error"})
    assert api.raw("stocks", body).status_code == 404
    assert api.raw("stocks", {"stocks": [{"sku": "x"}]}).status_code == 400


def test_tree_from_the_top_down(api: Api, sandbox: Sandbox) -> None:
    top = api.post("categories/top")["categories"]
    assert all("parent_id" not in category for category in top)
    women = next(category for category in top if category["id"] == "200000345")
    assert women["name"] == "Женская одежда"
    assert "200000361" in women["children_ids"]
    [jeans] = api.post("categories/get", {"ids": [200000361]})["categories"]
    assert (jeans["name"], jeans["parent_id"], jeans["children_ids"]) == ("Джинсы", "200000345", [])
    gender = next(prop for prop in jeans["properties"] if prop["id"] == "284")
    assert gender["is_required"] is True
    length = next(prop for prop in jeans["properties"] if prop["id"] == "380")
    assert (length["has_unit"], length["units"][0]["name"]) == (True, "inch")
    with Api(sandbox, locale="en_US") as english:
        assert english.post("categories/get", {"ids": ["200000361"]})["categories"][0]["name"] == "Jeans"


def test_groups_of_categories(api: Api) -> None:
    assert api.raw("categories/get", {"ids": ["200000361"] * 21}).status_code == 400
    assert api.raw("categories/get", {"ids": []}).status_code == 400
    assert api.post("categories/get", {"ids": ["17", "x"]})["categories"] == []


def test_dictionaries(api: Api, sandbox: Sandbox) -> None:
    body = {"category_id": 200000361, "property_id": "14", "is_sku_property": True}
    answer = api.post("categories/values-dictionary", body)
    assert answer["error"] is None
    assert {"id": "29", "name": "Белый"} in answer["values"]
    with Api(sandbox, locale="en_US") as english:
        assert {"id": "29", "name": "White"} in english.post("categories/values-dictionary", body)["values"]
    assert api.post("categories/values-dictionary", {**body, "is_sku_property": False})["values"] == []
    sandbox.set({"dictionary.max_values": 3})
    assert len(api.post("categories/values-dictionary", body)["values"]) == 3


@pytest.mark.parametrize(
    ("change", "status"),
    [({"category_id": "x"}, 400), ({"category_id": "17"}, 404), ({"property_id": None}, 400), ({"is_sku_property": 1}, 400)],
)
def test_bad_dictionary_requests(api: Api, change: Json, status: int) -> None:
    body = {"category_id": "200000361", "property_id": "14", "is_sku_property": True, **change}
    assert api.raw("categories/values-dictionary", body).status_code == status


@pytest.mark.parametrize(("key", "keys"), [("both", {"template_id", "templateId"}), ("templateId", {"templateId"})])
def test_templates(api: Api, sandbox: Sandbox, key: str, keys: set[str]) -> None:
    api.created()
    sandbox.set({"templates.key": key})
    templates = api.get("sellercenter/get-count-product-on-onboarding-template")["data"]["templates"]
    assert keys == set(templates[0]) - {"templateName", "productCount"}
    assert templates[0]["templateId"] == "24117182098"
    assert templates[0]["productCount"] == "1"
    assert len(templates) > 2


def test_size_charts(api: Api) -> None:
    assert api.post("getSizeChartTemplates", {"category_id": "200000361"})["data"][0]["id"] == "300001"
    assert api.raw("getSizeChartTemplates", {"category_id": "17"}).status_code == 400


def test_brand_list(api: Api, sandbox: Sandbox) -> None:
    every = api.post("brand/get-brand-list", {"offset": "0", "limit": "100"})["data"]
    assert every["total"] == every["fullTotal"] == str(len(every["list"]))
    assert {brand["status"] for brand in every["list"]} == {"approved", "pending", "declined"}
    created = [brand["createdAt"] for brand in every["list"]]
    assert created == sorted(created, reverse=True)
    by_name = {"sort": {"by": "name", "dir": "ASC"}, "limit": 5, "offset": 2, "filters": {"status": ["approved"]}}
    page = api.post("brand/get-brand-list", by_name)["data"]
    approved = sorted((brand["name"] for brand in every["list"] if brand["status"] == "approved"), key=str.casefold)
    assert [brand["name"] for brand in page["list"]] == approved[2:7]
    sandbox.set({"brand.offset_min": 1})
    assert api.post("brand/get-brand-list", {**by_name, "offset": "3"})["data"]["list"] == page["list"]
    assert api.raw("brand/get-brand-list", {"offset": 0}).status_code == 400


@pytest.mark.parametrize(
    "body", [{"limit": 101}, {"sort": {"by": "size"}}, {"sort": {"dir": "up"}}, {"filters": {"status": "x"}}]
)
def test_bad_brand_requests(api: Api, body: Json) -> None:
    assert api.raw("brand/get-brand-list", body).status_code == 400


def test_product_groups_answer_only_when_enabled(api: Api, sandbox: Sandbox) -> None:
    path = "get-product-groups-by-seller"
    assert api.raw(path, prefix="/api/v2/posting/").status_code == 501
    sandbox.set({"groups.enabled": "on"})
    assert api.raw(path, prefix="/api/v2/posting/").json() == {"data": [], "error": None}
