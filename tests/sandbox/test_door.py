"""What stands before the work: tokens, bodies, paths, limits of lists, the quota and the rate limits."""

from __future__ import annotations

import base64
import json

import pytest

from aliexport_tui.sandbox.app import ENDPOINTS
from aliexport_tui.sandbox.endpoint import Endpoint
from tests.sandbox.api import CREATE, EDIT, Api, Json, example_product
from tests.support.sandbox import Sandbox

STOCK = "product/update-sku-stock"


def error_text(answer: Json) -> str:
    return str(answer["error"]["message"])


def stock(*numbers: int) -> Json:
    return {"products": [{"product_id": "1005000000000001", "skus": [{"sku_code": "a", "inventory": n}]} for n in numbers]}


def test_the_token_looks_like_a_jwt(sandbox: Sandbox) -> None:
    header, claims, signature = sandbox.token.split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "RS256", "typ": "JWT"}
    members = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert set(members) == {"seller_id", "token_id"}
    assert all(isinstance(member, int) for member in members.values())
    assert len(base64.urlsafe_b64decode(signature + "==")) == 256


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
def test_every_route_asks_for_the_token(sandbox: Sandbox, endpoint: Endpoint) -> None:
    with Api(sandbox, None) as nobody:
        for prefix in ("", "/public"):
            answer = nobody.client.request(endpoint.method, prefix + endpoint.path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "401")


@pytest.mark.parametrize("token", ["garbled", "a.b.c", "x" * 9000, "-"])
def test_unknown_tokens(sandbox: Sandbox, token: str) -> None:
    with Api(sandbox, token) as nobody:
        answer = nobody.raw("categories/top")
    assert answer.status_code == 401
    assert answer.json()["data"] is None


def test_a_token_with_a_changed_letter_is_unknown(sandbox: Sandbox) -> None:
    with Api(sandbox, sandbox.token[:-1] + "!") as nobody:
        assert nobody.raw("categories/top").status_code == 401


@pytest.mark.parametrize("status", [401, 200, 500])
def test_a_deleted_token(sandbox: Sandbox, status: int) -> None:
    sandbox.set({"auth.deleted_status": str(status)})
    token = sandbox.issue_token(700000001)
    with Api(sandbox, token) as api:
        api.post("categories/top")
        sandbox.delete_token(token)
        answer = api.raw("categories/top")
    assert answer.status_code == status
    assert "cannot GetToken" in error_text(answer.json())
    with Api(sandbox) as other:
        other.post("categories/top")


def test_life_of_a_token_is_a_switch(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"auth.token_ttl_s": 10_000_000})
    token = sandbox.issue_token(700000001)
    with Api(sandbox, token) as mine:
        mine.post("categories/top")
        sandbox.advance(10_000_001)
        assert mine.raw("categories/top").status_code == 401


def test_calls_that_the_swagger_leaves_open(sandbox: Sandbox) -> None:
    sandbox.set({"auth.require_everywhere": "off", "auth.error_status": 403, "errors.shape": "2"})
    with Api(sandbox, None) as nobody:
        assert nobody.raw("categories/top").status_code == 200
        refused = nobody.raw(CREATE)
    assert refused.status_code == 403
    assert refused.json().keys() == {"code", "message"}


@pytest.mark.parametrize("content", [b"{", b"[]", b'"x"', b"\xff", b"{'a': 1}", b'{"a": NaN}'])
def test_malformed_bodies(api: Api, content: bytes) -> None:
    answer = api.client.post("/api/v1/product/create", content=content)
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "message"}


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b'{"param": 1}'])
def test_the_body_of_top_is_ignored(api: Api, content: bytes) -> None:
    assert api.client.post("/api/v1/categories/top", content=content).status_code == 200


def test_wrong_paths_and_methods(api: Api, sandbox: Sandbox) -> None:
    answer = api.client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()) == (404, {"code": 5, "message": "Not Found"})
    assert api.client.get("/api/v1/product/create").status_code == 405
    sandbox.set({"errors.not_found_shape": "1"})
    assert api.client.get("/api/v1/nothing").json()["error"]["code"] == "404"


def test_the_plural_edit_is_a_switch(api: Api, sandbox: Sandbox) -> None:
    body = {"products": [example_product(product_id="1005000000000001")]}
    assert api.raw("products/edit", body).status_code == 404
    sandbox.set({"routes.plural_edit": "alias"})
    assert api.raw("products/edit", body).json()["results"][0]["ok"] is True


def test_bodies_in_the_query_are_a_switch(api: Api, sandbox: Sandbox) -> None:
    """A client generated from the Swagger sends some of its bodies so, and those without the token."""
    api.created(example_product(), example_product())
    path = "/api/v1/scroll-short-product-by-filter"
    assert api.client.post(path, params={"limit": "1"}).status_code == 400
    sandbox.set({"routes.body_in_query": "on", "auth.require_everywhere": "off"})
    with Api(sandbox, None) as nobody:
        assert len(nobody.client.post(path, params={"limit": "1"}).json()["data"]) == 1


def test_the_public_prefix_is_a_switch(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"routes.public_prefix": "off"})
    assert api.raw("categories/top", prefix="/public/api/v1/").status_code == 404


@pytest.mark.parametrize("locale", ["ru_RU", "ru", "fr_FR", ""])
def test_unknown_locales_fall_back_to_russian(sandbox: Sandbox, locale: str) -> None:
    with Api(sandbox, locale=locale) as api:
        assert api.post("categories/get", {"ids": ["200000361"]})["categories"][0]["name"] == "Джинсы"


def test_locale_switches(sandbox: Sandbox) -> None:
    sandbox.set({"locale.unknown": "400", "locale.default": "en"})
    with Api(sandbox, locale="fr_FR") as api:
        assert api.raw("categories/top").status_code == 400
    with Api(sandbox) as api:
        assert api.post("categories/get", {"ids": ["200000361"]})["categories"][0]["name"] == "Jeans"
    with Api(sandbox, locale="tr_TR") as api:
        assert api.raw("categories/top").status_code == 200


LISTS = (
    (CREATE, "products", "limits.create", 1000),
    (EDIT, "products", "limits.edit", 1000),
    ("product/update-field", "fields", "limits.update_field", 1000),
    ("product/update-sku-price", "products", "limits.price", 1000),
    (STOCK, "products", "limits.stock", 1000),
    ("product/online", "productIds", "limits.product_ids", 20),
    ("product/delete", "productIds", "limits.product_ids", 20),
    ("stocks", "stocks", "limits.stocks", 1000),
    ("product/get-products", "ids", "limits.get_products", 1000),
    ("categories/get", "ids", "limits.category_ids", 20),
)


@pytest.mark.parametrize(("path", "field", "limit", "default"), LISTS)
def test_lists_have_limits(api: Api, sandbox: Sandbox, path: str, field: str, limit: str, default: int) -> None:
    bodies: tuple[Json, ...] = ({}, {field: []}, {field: "x"}, {field: [{}] * (default + 1)})
    for body in bodies:
        answer = api.raw(path, body)
        assert answer.status_code == 400
        assert field in error_text(answer.json())


@pytest.mark.parametrize(("reaction", "results"), [("clamp", [True]), ("per_item", [True, False])])
def test_other_reactions_to_long_lists(api: Api, sandbox: Sandbox, reaction: str, results: list[bool]) -> None:
    sandbox.set({"limits.create": 1, "limits.reaction": reaction})
    answer = api.create(example_product(), example_product())
    assert [result["ok"] for result in answer["results"]] == results


def test_the_quota_rolls(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"quota.limit": 3})
    assert api.create(example_product(), example_product(weight="0"))["results"][1]["ok"] is False
    sandbox.advance(7200)
    api.create(example_product(), example_product())
    refused = api.raw(CREATE, {"products": [example_product()]})
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == 429
    assert "retry-after" not in refused.headers
    fields = {"fields": [{"product_id": "1005000000000001", "key": "delivery_time", "value": 3}]}
    assert api.raw("product/update-field", fields).status_code == 429
    assert api.raw(STOCK, stock(1)).status_code == 200, "stock is not counted"
    sandbox.advance(7201)
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 200
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 429
    assert len(sandbox.cards()) == 3, "a refused request makes nothing"


def test_what_the_quota_counts_is_a_switch(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"quota.limit": 2, "quota.include_price_stock": "on"})
    assert api.raw(STOCK, stock(1, 2)).status_code == 200
    assert api.raw(STOCK, stock(1)).status_code == 429
    sandbox.set({"quota.limit": 4, "quota.count_rejected": "on"})
    api.create(example_product(weight="0"), example_product(weight="0"))
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 429


def test_a_fixed_window_begins_anew(api: Api, sandbox: Sandbox) -> None:
    window = 1_000_000
    sandbox.set({"quota.limit": 1, "quota.window": "fixed", "quota.window_s": window})
    now = api.client.get("/control/clock").json()["now"] / 1000
    sandbox.advance(window - now % window + window - 100)
    api.create(example_product())
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 429
    sandbox.set({"quota.window": "rolling"})
    sandbox.advance(200)
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 429, "a rolling one is still full"
    sandbox.set({"quota.window": "fixed"})
    api.create(example_product())


def test_the_quota_may_count_skus(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"quota.limit": 2, "quota.counts": "skus"})
    size = {"sku_attribute_name_id": "5", "sku_attribute_value_id": "4183"}
    product = example_product()
    product["sku_info_list"].append({"sku_code": "b", "price": "5", "inventory": 1, "sku_attributes_list": [size]})
    api.create(product)
    assert api.raw(CREATE, {"products": [example_product()]}).status_code == 429


def test_requests_per_second(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"rate.rps": 3})
    sandbox.advance(10)
    statuses = [api.raw("categories/get", {"ids": ["1"]}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert api.raw("categories/top").json() == {"code": 8, "message": "слишком много запросов"}
    with Api(sandbox, sandbox.issue_token(700000001)) as other:
        assert other.raw("categories/get", {"ids": ["1"]}).status_code == 200, "counted per token"
    sandbox.advance(1)
    assert api.raw("categories/get", {"ids": ["1"]}).status_code == 200


def test_retry_after_and_shape_are_switches(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"rate.rps": 1, "rate.retry_after": 7, "rate.error_shape": "1", "rate.scope": "seller"})
    sandbox.advance(10)
    api.raw("categories/get", {"ids": ["1"]})
    with Api(sandbox, sandbox.issue_token(700000001)) as other:
        refused = other.raw("categories/get", {"ids": ["1"]})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")
    assert refused.json()["error"]["code"] == 429


def test_stock_batches_drain_at_the_sustained_rate(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"rate.stock_products": 100, "rate.stock_window_s": 5})
    assert api.raw(STOCK, stock(*range(400))).status_code == 200
    sandbox.advance(15)
    assert api.raw(STOCK, stock(1)).status_code == 429
    sandbox.advance(6)
    assert api.raw(STOCK, stock(1)).status_code == 200


def test_requests_are_counted(api: Api, sandbox: Sandbox) -> None:
    api.post("categories/top")
    api.raw("categories/top", prefix="/public/api/v1/")
    api.raw(CREATE, {})
    assert sandbox.requests() == {"POST /api/v1/categories/top": 2, "POST /api/v1/product/create": 1}


def test_control_requests_that_make_no_sense(api: Api) -> None:
    for path, body in (
        ("clock", {"advance_s": -1}),
        ("clock", {}),
        ("switches", {"no.such": 1}),
        ("switches", {"fault.stuck": 2}),
        ("tokens/delete", {"token": "x"}),
        ("tokens", {"seller_id": "x"}),
    ):
        answer = api.client.post(f"/control/{path}", json=body)
        assert answer.status_code == 400
        assert answer.json()["error"]
