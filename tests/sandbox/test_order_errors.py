"""What the order side says when it refuses, what faults do to it, and that no body breaks it (local-orders.md §1.4, §6)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.sandbox.app import ENDPOINTS
from aliexport_tui.sandbox.orders.tables import CONTENT, COUNTERS
from tests.sandbox.api import Json, example_product
from tests.sandbox.order_api import CREATE, IN_TRANSIT, LIST, TRACK, OrderApi, parcel
from tests.sandbox.test_garbage import SCALARS
from tests.support.sandbox import Sandbox

PATHS = [endpoint for endpoint in ENDPOINTS if endpoint.order_side]
CALLS = [endpoint for endpoint in PATHS if endpoint.method == "POST"]


@pytest.mark.parametrize(
    ("style", "path", "code"),
    [
        ("word", LIST, "ErrorCode.InvalidArgument"),
        ("word", IN_TRANSIT, "400"),
        ("digits", LIST, "400"),
        ("int", LIST, 400),
        ("int", IN_TRANSIT, 400),
    ],
)
def test_codes(desk: OrderApi, sandbox: Sandbox, style: str, path: str, code: object) -> None:
    sandbox.set({"errors.code_style": style})
    answer = desk.sent(path, page_size=0)
    assert answer.status_code == 400
    body = answer.json()
    assert body.keys() == {"data", "error"}
    assert body["data"] is None
    assert body["error"].keys() == {"code", "message", "details"}
    assert body["error"]["code"] == code
    sandbox.set({"errors.http_status": "200"})
    again = desk.sent(path, page_size=0)
    assert (again.status_code, again.json()) == (200, body)


def test_codes_inside_of_data(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.set({"errors.code_style": "digits"})
    assert desk.data(CREATE, orders=[{"trade_order_id": 5}])["errors"][0]["code"] == "404"


@pytest.mark.parametrize("endpoint", PATHS, ids=lambda endpoint: endpoint.path)
def test_a_bad_token_shows_in_the_message(sandbox: Sandbox, endpoint: object) -> None:
    assert hasattr(endpoint, "path")
    assert hasattr(endpoint, "method")
    for token in (None, "a.b.c"):
        with OrderApi(sandbox, token) as nobody:
            answer = nobody.client.request(endpoint.method, endpoint.path)
        assert answer.status_code == 401
        assert "cannot GetToken" in answer.json()["error"]["message"]
        assert answer.json()["error"]["code"] == "401"


def test_deleted_tokens_and_other_statuses(desk: OrderApi, sandbox: Sandbox) -> None:
    token = sandbox.issue_token(700000001)
    sandbox.delete_token(token)
    with OrderApi(sandbox, token) as gone:
        assert "GetTokenByID" in gone.sent(LIST).json()["error"]["message"]
    sandbox.set({"auth.error_status": 200})
    with OrderApi(sandbox, None) as nobody:
        answer = nobody.sent(LIST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (200, "401")


@pytest.mark.parametrize("path", [LIST, IN_TRANSIT])
def test_too_many_requests(desk: OrderApi, sandbox: Sandbox, path: str) -> None:
    sandbox.advance(10)
    sandbox.set({"rate.rps": 1})
    desk.sent(path)
    refused = desk.sent(path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "429")
    assert "retry-after" not in refused.headers
    sandbox.set({"errors.retry_after": 7, "errors.code_style": "int"})
    refused = desk.sent(path)
    assert (refused.json()["error"]["code"], refused.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_malformed_bodies_are_refused_in_the_order_sides_shape(desk: OrderApi, content: bytes) -> None:
    answer = desk.client.post(f"/seller-api/v1/{LIST}", content=content)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_the_prefix_of_before(desk: OrderApi, sandbox: Sandbox) -> None:
    assert desk.client.post(f"/public/seller-api/v1/{LIST}", json={}).status_code == 200
    sandbox.set({"routes.public_prefix": "off"})
    assert desk.client.post(f"/public/seller-api/v1/{LIST}", json={}).status_code == 404


def test_the_chat_is_not_simulated(desk: OrderApi, sandbox: Sandbox) -> None:
    def statuses() -> list[int]:
        url = "/api/v2/seller/"
        sent = [desk.client.post(url + path, json={}) for path in ("new-messages", "read-messages")]
        return [answer.status_code for answer in (desk.client.get(url + "chat-messages"), *sent)]

    assert statuses() == [501, 501, 501]
    sandbox.set({"chat.enabled": "on"})
    assert statuses() == [200, 200, 200]


def test_answers_to_product_writes_have_no_error_key(desk: OrderApi) -> None:
    """A client rejects a stock reply if `error`, `errors` or `code` is merely there; the order of results is relied on."""
    first, second = desk.created(example_product(), example_product())
    skus = [{"sku_code": sku["code"], "inventory": 3} for sku in desk.product(first)["sku"]]
    products = [{"product_id": card, "skus": skus} for card in (second, first)]
    answer = desk.post("product/update-sku-stock", {"products": products})
    assert not {"error", "errors", "code", "data"} & set(answer)
    assert [result["ok"] for result in answer["results"]] == [True, True]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("http_401", 401, "401"), ("burst_429", 429, "429"), ("http_500", 500, "500"), ("error_in_200", 200, "500")],
)
def test_faults_before_the_work(desk: OrderApi, sandbox: Sandbox, fault: str, status: int, code: str) -> None:
    [made] = sandbox.make_orders(model="DBS")
    sandbox.set({f"fault.{fault}": 1, "fault.routes": "in-transit,orders"})
    assert desk.code(IN_TRANSIT, trade_order_id=made, **TRACK) == (status, code)
    sandbox.set({f"fault.{fault}": 0})
    assert desk.order(made)["logistic_orders"] == []


@pytest.mark.parametrize("fault", ["http_500_after", "http_502_after", "not_json"])
def test_faults_after_the_work(desk: OrderApi, sandbox: Sandbox, fault: str) -> None:
    [made] = sandbox.make_orders(model="FBS")
    order = parcel(desk.order(made))
    sandbox.set({f"fault.{fault}": 1, "fault.routes": "shipment-create"})
    answer = desk.sent(CREATE, orders=[order])
    assert answer.status_code >= 500 or answer.text.startswith("<")
    assert len(desk.order(made)["logistic_orders"]) == 1


def test_faults_of_labels_leave_other_bodies_alone(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    url = desk.data("labels/orders/get", logistic_order_ids=[desk.shipped(made)])["label_url"]
    whole = desk.client.get(url).content
    sandbox.set({"fault.results_fewer": 1})
    assert desk.client.get(url).content == whole
    sandbox.set({"fault.results_fewer": 0, "fault.body_twice": 1, "fault.routes": "label-file"})
    assert desk.client.get(url).content == whole * 2


def test_a_poisonous_order(desk: OrderApi, sandbox: Sandbox) -> None:
    first, second = sandbox.make_orders(2, model="DBS")
    sandbox.set({"fault.poison": [str(first)], "fault.poison_how": "500_after"})
    assert desk.code(IN_TRANSIT, trade_order_id=first, **TRACK) == (500, "500")
    assert len(desk.order(first)["logistic_orders"]) == 1
    desk.data(IN_TRANSIT, trade_order_id=second, **TRACK)


def test_faults_of_the_order_list(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.make_orders(5)
    sandbox.set({"fault.empty_page": 1})
    assert desk.data(LIST) == {"total_count": 5, "orders": []}
    sandbox.set({"fault.empty_page": 0, "fault.wrong_total": 1})
    assert desk.data(LIST)["total_count"] == 4
    sandbox.set({"fault.wrong_total": 0, "fault.unknown_word": 1})
    assert {order["status"] for order in desk.orders()} == {"SomethingNew"}
    sandbox.set({"fault.unknown_word": 0, "fault.null_lists": 1, "generator.promotion_share": 0})
    [made] = sandbox.make_orders()
    order = desk.order(made)
    assert order["logistic_orders"] is order["disputes"] is order["order_lines"][0]["promotions"] is None


def test_a_track_number_may_come_much_later(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    sandbox.set({"fault.late_track": 1, "fault.late_track_s": 1000})
    desk.shipped(made)
    assert desk.order(made)["logistic_orders"][0]["track_number"] == ""
    sandbox.advance(1000)
    assert desk.order(made)["logistic_orders"][0]["track_number"]


KEYS = (
    "page", "page_size", "page_number", "date_start", "date_end", "update_at_from", "update_at_to", "order_statuses",
    "order_ids", "tracking_numbers", "sorting_order", "trade_order_info", "trade_order_id", "tracking_number",
    "provider_name", "markings", "orders", "items", "sku_id", "quantity", "total_length", "total_width", "total_height",
    "total_weight", "jewelry_codes", "logistic_order_ids", "filter_status", "order_id", "handover_list_id", "statuses",
    "arrival_date", "arrival_date_sort", "big_bag_count", "gmt_create_from",
)  # fmt: skip
KNOWN = st.sampled_from((5000000000000001, 6000000000000001, 800001, 1e300, 2**63 - 1, "2026-01-01", "x", True, "NEW"))
BODIES = st.dictionaries(
    st.sampled_from(KEYS),
    st.recursive(
        SCALARS | KNOWN,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
        max_leaves=10,
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def furnished(running: Sandbox) -> Iterator[OrderApi]:
    """An order, a shipment, a handover list: something for garbage to hit."""
    running.reset()
    with OrderApi(running) as desk:
        running.make_orders(2, model="DBS")
        [made] = running.make_orders(model="FBS", lines=1)
        desk.listed(desk.shipped(made))
        yield desk


@given(st.sampled_from(CALLS), BODIES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_breaks_it(furnished: OrderApi, endpoint: object, body: Json) -> None:
    path = getattr(endpoint, "path", "")
    answer = furnished.client.post(path, json=body)
    assert answer.status_code in (200, 400, 403, 404, 501), (path, body, answer.text)
    if not path.endswith("mark-ship"):
        assert set(answer.json()) <= {"data", "error"}
        assert bool(answer.json()["error"]) == (answer.status_code != 200), "some clients look at nothing else"


def test_long_lists_are_refused(desk: OrderApi) -> None:
    assert desk.code(LIST, order_ids=list(range(1, 40_000)))[0] == 400
    assert desk.code(LIST, tracking_numbers=["x"] * 40_000)[0] == 400


def test_a_state_file_of_before_gets_the_order_side(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite"
    with Sandbox(state=state) as sandbox, OrderApi(sandbox) as desk:
        cards = desk.created()
        token = sandbox.token
    with closing(sqlite3.connect(state)) as db:
        for table in CONTENT:
            db.execute(f"DROP TABLE {table}")
        db.executemany("DELETE FROM counter WHERE name = ?", [(name,) for name in COUNTERS])
        db.commit()
    with Sandbox(state=state) as sandbox, OrderApi(sandbox) as desk:
        assert sandbox.token == token
        assert [row["id"] for row in desk.scroll()] == cards
        [made] = sandbox.make_orders()
        assert desk.ids() == [made]
    with Sandbox(state=state) as sandbox, OrderApi(sandbox) as desk:
        assert desk.ids() == [made], "and keeps it"
        assert sandbox.make_orders() > [made]
