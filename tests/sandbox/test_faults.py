"""Each fault switch does what it says, and the truth stays what the control routes show."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.api import CREATE, Api, Json, example_product
from tests.support.sandbox import Sandbox

ONE: Json = {"products": [example_product()]}


def made(sandbox: Sandbox) -> int:
    """How many cards come of what was asked so far."""
    sandbox.set(dict.fromkeys(_REQUEST_FAULTS, 0))
    sandbox.advance(60)
    return len(sandbox.cards())


_REQUEST_FAULTS = (
    "fault.http_500",
    "fault.http_500_after",
    "fault.http_502",
    "fault.http_502_after",
    "fault.timeout_before",
    "fault.timeout_after",
    "fault.cut_body",
    "fault.not_json",
    "fault.error_in_200",
    "fault.burst_429",
)


@pytest.mark.parametrize(
    ("fault", "status", "cards"),
    [
        ("http_500", 500, 0),
        ("http_500_after", 500, 1),
        ("http_502", 502, 0),
        ("http_502_after", 502, 1),
        ("not_json", 200, 1),
        ("error_in_200", 200, 0),
        ("burst_429", 429, 0),
    ],
)
def test_spoiled_answers(api: Api, sandbox: Sandbox, fault: str, status: int, cards: int) -> None:
    sandbox.set({f"fault.{fault}": 1})
    answer = api.raw(CREATE, ONE)
    assert answer.status_code == status
    if fault in {"http_502", "http_502_after", "not_json"}:
        assert answer.text.startswith("<")
    elif fault == "error_in_200":
        assert answer.json()["error"]["code"] == "500"
    assert made(sandbox) == cards


@pytest.mark.parametrize(("fault", "cards"), [("timeout_before", 0), ("timeout_after", 1)])
def test_requests_never_answered(sandbox: Sandbox, fault: str, cards: int) -> None:
    sandbox.set({f"fault.{fault}": 1})
    with Api(sandbox, timeout=0.1) as api, pytest.raises(httpx.ReadTimeout):
        api.raw(CREATE, ONE)
    assert made(sandbox) == cards


def test_a_held_request_ends_at_last(sandbox: Sandbox) -> None:
    sandbox.set({"fault.timeout_before": 1, "fault.hang_s": 0.01})
    with Api(sandbox) as api, pytest.raises(httpx.RemoteProtocolError):
        api.raw(CREATE, ONE)


def test_a_cut_off_body_still_holds_the_group(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.cut_body": 1})
    received: list[bytes] = []
    with api.client.stream("POST", f"/api/v1/{CREATE}", json=ONE) as answer:
        parts = answer.iter_raw(8)
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(parts)
    body = b"".join(received)
    assert body.startswith(b'{"group_id":"1')
    assert not body.endswith(b"}")
    assert made(sandbox) == 1


def test_faults_hit_chosen_routes_a_chosen_number_of_times(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.http_500": 1, "fault.routes": "create", "fault.times": 2})
    assert api.raw("categories/top").status_code == 200
    assert [api.raw(CREATE, ONE).status_code for _ in range(3)] == [500, 500, 200]


def test_a_burst_has_a_length(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.burst_429": 1, "fault.burst_length": 3, "fault.times": 1})
    assert [api.raw("categories/top").status_code for _ in range(4)] == [429, 429, 429, 200]


def test_shares_are_thrown_by_a_seeded_dice(api: Api, sandbox: Sandbox) -> None:
    def statuses(seed: int) -> list[int]:
        sandbox.set({"fault.http_500": 0.5, "fault.seed": seed})
        return [api.raw("categories/get", {"ids": ["1"]}).status_code for _ in range(30)]

    first = statuses(1)
    assert set(first) == {200, 500}
    assert statuses(1) == first
    assert statuses(2) != first


def test_items_refused_without_a_fault_of_theirs(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.reject_item": 0.5})
    results = api.create(*[example_product()] * 40)["results"]
    accepted = [result["ok"] for result in results].count(True)
    assert 5 < accepted < 35
    assert made(sandbox) == accepted


def test_stuck_tasks_stay_in_state_2(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.stuck": 1})
    group = api.create(example_product())["group_id"]
    sandbox.advance(1_000_000)
    assert api.tasks(group)[0]["status"] == 2
    assert sandbox.cards() == []


def test_the_slow_tail(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.slow_tail": 0.2, "fault.slow_tail_s": 3600})
    group = api.create(*[example_product()] * 50)["group_id"]
    sandbox.advance(60)
    states = [task["status"] for task in api.tasks(group)]
    assert set(states) == {2, 3}
    sandbox.advance(3600)
    assert {task["status"] for task in api.tasks(group)} == {3}


def test_a_random_queue_mixes_the_cards(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.queue_order": "random"})
    products = [example_product(external_id=f"{number:02}") for number in range(30)]
    tasks = api.write(CREATE, {"products": products})
    by_card = [task["external_id"] for task in sorted(tasks, key=lambda task: int(task["product_id"]))]
    assert by_card != sorted(by_card)
    assert len(set(by_card)) == 30


def test_a_card_may_show_later_than_its_task_succeeds(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.visible_lag_s": 600})
    [task] = api.write(CREATE, ONE)
    assert task["status"] == 3
    assert api.scroll() == []
    assert api.raw("product/get-seller-product", {"product_id": task["product_id"]}).status_code == 404
    assert len(sandbox.cards()) == 1
    sandbox.advance(601)
    assert [row["id"] for row in api.scroll()] == [task["product_id"]]


@pytest.mark.parametrize("what", ["price", "stock", "subject", "images", "weight"])
def test_a_field_altered_after_acceptance(api: Api, sandbox: Sandbox, what: str) -> None:
    [honest] = api.created()
    sandbox.set({"fault.alter_field": 1, "fault.alter_what": what})
    [altered] = api.created()

    def shown(card_id: str) -> Json:
        card = api.product(card_id)
        [sku] = card["sku"]
        fields = {"price": sku["price"], "stock": sku["ipm_sku_stock"], "weight": card["gross_weight"]}
        return {**fields, "subject": [each["name"] for each in card["subject"]], "images": card["main_image_urls"]}

    before, after = shown(honest), shown(altered)
    assert {name for name in before if before[name] != after[name]} == {what}


def test_tasks_may_fail_or_warn_for_no_reason(api: Api, sandbox: Sandbox) -> None:
    sandbox.set({"fault.task_error": 1})
    [task] = api.write(CREATE, ONE)
    assert (task["status"], task["error"]["code"]) == (4, "1099")
    sandbox.set({"fault.task_error": 0, "fault.warnings": 1})
    [task] = api.write(CREATE, ONE)
    assert (task["status"], task["error"], len(task["warnings"])) == (3, None, 1)


def test_lists_without_skus_and_names(api: Api, sandbox: Sandbox) -> None:
    [card_id] = api.created()
    sandbox.set({"fault.no_sku": 1, "fault.no_name": 1})
    assert api.scroll()[0]["sku"] == []
    assert {each["name"][:8] for each in api.product(card_id)["property"]} == {"NO_NAME_"}


@pytest.mark.parametrize(
    ("how", "status", "cards"), [("400", 400, 0), ("500", 500, 0), ("500_after", 500, 2), ("drop", 0, 0)]
)
@pytest.mark.parametrize("name", ["bad", "SKU-BAD"])
def test_one_product_spoils_every_request_that_holds_it(
    api: Api, sandbox: Sandbox, how: str, status: int, cards: int, name: str
) -> None:
    poison = example_product(external_id="bad")
    poison["sku_info_list"][0]["sku_code"] = "SKU-BAD"
    sandbox.set({"fault.poison": [name], "fault.poison_how": how})
    spoilt: Json = {"products": [example_product(external_id="good"), poison]}
    if status:
        assert api.raw(CREATE, spoilt).status_code == status
    else:
        with pytest.raises(httpx.RemoteProtocolError):
            api.raw(CREATE, spoilt)
    assert api.raw(CREATE, ONE).status_code == 200
    assert made(sandbox) == cards + 1


def test_a_poisonous_card_spoils_its_writes_and_no_read(api: Api, sandbox: Sandbox) -> None:
    card_ids = api.created(example_product(), example_product())
    sandbox.set({"fault.poison": [card_ids[0]]})
    assert api.raw("product/offline", {"productIds": card_ids}).status_code == 400
    assert api.raw("product/offline", {"productIds": card_ids[1:]}).status_code == 200
    assert api.product(card_ids[0])["id"] == card_ids[0]
