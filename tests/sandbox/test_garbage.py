"""Whatever JSON is sent, the answer is a documented one: never an internal error, always one result per item."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.api import Api, Json, example_product
from tests.support.sandbox import Sandbox

SCALARS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.just("-1"),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
FULL = example_product(product_id="1005000000000001", lot_num="2", size_chart_id="300001", skus=[{}])


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every member, at any depth."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from places(member, (*path, key))


def broken(path: tuple[str | int, ...], value: object) -> Json:
    product = copy.deepcopy(FULL)
    place: Any = product
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return product


PRODUCTS = st.builds(broken, st.sampled_from(list(places(FULL))), JSON)
WRITES = ("product/create", "product/edit", "product/update-sku-price", "product/update-sku-stock")
READS = (
    "scroll-short-product-by-filter",
    "scroll-product-by-filter",
    "product/get-seller-product",
    "product/get-products",
    "stocks",
    "categories/top",
    "categories/get",
    "categories/values-dictionary",
    "getSizeChartTemplates",
    "brand/get-brand-list",
    "product/online",
    "product/update-field",
)
KEYS = (
    "filter", "limit", "last_product_id", "product_id", "ids", "stocks", "category_id", "property_id",
    "is_sku_property", "offset", "filters", "sort", "productIds", "fields", "status", "search_content",
    "content_values", "content_type", "time_range_condition", "time_type", "begin_time", "key", "value", "sku",
)  # fmt: skip
BODIES = st.recursive(
    SCALARS | st.sampled_from(("PRODUCT_ID", "PRODUCT_TITLE", "SKU_SELLER_SKU", "PRODUCT_CREATE_TIME", "subject")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(path=st.sampled_from(WRITES), products=st.lists(PRODUCTS | JSON, min_size=1, max_size=4))
@QUIET
def test_writes_answer_item_by_item(api: Api, path: str, products: list[object]) -> None:
    answer = api.raw(path, {"products": products})
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert len(results) == len(products)
    assert all(result["ok"] is not bool(result["errors"]) for result in results)


@given(product=PRODUCTS)
@QUIET
def test_what_was_accepted_ends_in_success_or_a_coded_error(api: Api, sandbox: Sandbox, product: Json) -> None:
    tasks = api.write("product/create", {"products": [product]})
    for task in tasks:
        assert task["status"] in (3, 4)
        assert (task["error"] is None) == (task["status"] == 3)
        if task["status"] == 3:
            assert api.product(task["product_id"])["id"] == task["product_id"]


@given(path=st.sampled_from(READS), body=st.dictionaries(st.sampled_from(KEYS), BODIES, max_size=4))
@QUIET
def test_reads_answer_or_refuse(api: Api, path: str, body: Json) -> None:
    answer = api.raw(path, body)
    assert answer.status_code in (200, 400, 404), answer.text
