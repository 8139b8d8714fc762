"""Shipments, handover lists and labels (local-orders.md §3.3 to §3.8)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx
import pytest

from tests.sandbox.api import Json
from tests.sandbox.order_api import CREATE, OrderApi, parcel
from tests.sandbox.test_order_states import DELIVERED, PARTIAL, SHIPPED, WAITING
from tests.support.sandbox import Sandbox

GET = "logistic-order/get"
DELETE = "logistic-order/delete"
PASS = "logistic-order/pass-today"
LISTS = "handover-list/get-by-filter"
ADD = "handover-list/add-logistic-orders"
REMOVE = "handover-list/remove-logistic-orders"
TRANSFER = "handover-list/transfer"
LABELS = "labels/orders/get"


def refusals(desk: OrderApi, *orders: Json) -> list[str]:
    """Codes of `data.errors` of a create that makes nothing; `error` is null all the same."""
    made = desk.data(CREATE, orders=list(orders))
    assert made["orders"] == []
    return [error["code"] for error in made["errors"]]


def shipment(desk: OrderApi, shipment_id: int) -> Json:
    found: Json
    [found] = desk.data(GET, logistic_order_ids=[shipment_id], page=1, page_size=50)["logistic_orders"]
    return found


def handover(desk: OrderApi, list_id: int) -> Json:
    found: Json
    [found] = desk.data(LISTS, handover_list_ids=[list_id], page_number=1, page_size=20)["data_source"]
    return found


def test_from_an_order_to_the_buyer(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    [created] = desk.data(CREATE, orders=[parcel(desk.order(made))])["orders"]
    [new] = created["logistic_orders"]
    assert (created["trade_order_id"], new["track_number"]) == (made, "")
    assert shipment(desk, new["id"])["status"] == "AwaitingCreateOrder"
    assert desk.order(made)["logistic_orders"][0]["track_number"] == ""
    assert desk.order(made)["fully_prepared"] is True
    sandbox.advance(5)
    found = shipment(desk, new["id"])
    assert found["status"] == "AwaitingHandoverList"
    assert re.fullmatch(r"TEST\d{10}RU", found["platform_tracking_code"])
    assert found["cut_off_date"] == desk.order(made)["cut_off_date"]
    list_id = desk.listed(new["id"])
    [shown] = desk.order(made)["logistic_orders"]
    assert (shown["handover_list_id"], shown["handover_list_status"]) == (list_id, "Created")
    assert [type(line["sku_id"]) for line in shown["lines"]] == [int]
    assert desk.states(made) == WAITING
    desk.data(TRANSFER, handover_list_id=list_id)
    assert desk.states(made) == SHIPPED
    assert handover(desk, list_id)["status"] == "Transferred"
    assert shipment(desk, new["id"])["status"] == "AwaitingDispatch"
    sandbox.advance(90_000)
    assert handover(desk, list_id)["status"] == "Accepted"
    assert shipment(desk, new["id"])["status"] == "OrderReceivedFromSeller"
    sandbox.advance(180_000)
    assert desk.states(made) == DELIVERED
    assert desk.order(made)["finish_reason"] == "ConfirmedByLogistic"
    assert desk.order(made)["logistic_orders"][0]["status"] == "ProviderPostingDelivered"


def two_postings(desk: OrderApi, sandbox: Sandbox) -> Json:
    """An order of two lines whose units go in two postings."""
    sandbox.set({"generator.split_share": 1})
    [made] = sandbox.make_orders(model="FBS", lines=2, quantity=2)
    order = desk.order(made)
    assert len(order["pre_split_postings"]) == 2
    return order


def test_a_posting_may_be_split_and_two_may_not_be_merged(desk: OrderApi, sandbox: Sandbox) -> None:
    order = two_postings(desk, sandbox)
    first, second = parcel(order, 0), parcel(order, 1)
    merged = {**first, "items": first["items"] + second["items"]}
    assert refusals(desk, merged) == ["ErrorCode.WrongQuantity"]
    one = {**first, "items": [{**first["items"][0], "quantity": 1}]}
    made = desk.data(CREATE, orders=[one, one, one])
    [told] = made["orders"]
    assert len(told["logistic_orders"]) == 2
    assert [error["trade_order_id"] for error in made["errors"]] == [order["id"]], "a third unit is not in the posting"
    assert desk.order(order["id"])["fully_prepared"] is False
    desk.data(CREATE, orders=[second])
    assert desk.order(order["id"])["fully_prepared"] is True
    sandbox.set({"orders.fully_prepared": "off"})
    assert desk.order(order["id"])["fully_prepared"] is False


def test_an_order_is_sent_in_parts(desk: OrderApi, sandbox: Sandbox) -> None:
    order = two_postings(desk, sandbox)
    first, second = desk.shipped(order["id"], 0), desk.shipped(order["id"], 1)
    desk.data(TRANSFER, handover_list_id=desk.listed(first))
    assert desk.states(order["id"]) == PARTIAL
    sandbox.advance(400_000)
    assert desk.states(order["id"]) == PARTIAL, "half of it has arrived"
    desk.data(TRANSFER, handover_list_id=desk.listed(second))
    assert desk.states(order["id"]) == SHIPPED
    sandbox.advance(400_000)
    assert desk.states(order["id"]) == DELIVERED


def test_refusals_of_create_stand_beside_what_was_made(desk: OrderApi, sandbox: Sandbox) -> None:
    good, ordered = sandbox.make_orders(1, model="FBS")[0], sandbox.make_orders(1, "ordered", model="FBS")[0]
    own, foreign = sandbox.make_orders(1, model="DBS")[0], sandbox.make_orders(1, model="FBS", seller_id=700000002)[0]
    body = parcel(desk.order(good))
    several = [{**body, "trade_order_id": each} for each in (ordered, own, foreign, 5)]
    sizes = [{**body, "total_height": 0}, {**body, "total_weight": "0.9"}, {**body, "total_weight": 10**300}]
    items = [{**body, "items": []}, {**body, "items": [{"sku_id": 1, "quantity": 1}]}]
    made = desk.data(CREATE, orders=[*several, *sizes, *items, body])
    assert [order["trade_order_id"] for order in made["orders"]] == [good]
    assert [error["code"].removeprefix("ErrorCode.") for error in made["errors"]] == [
        "WrongOrderStatus", "WrongLogisticsType", "SellerMismatch", "OrderNotFound",
        "InvalidArgument", "InvalidArgument", "InvalidArgument", "InvalidArgument", "WrongQuantity",
    ]  # fmt: skip
    assert all(error["message"] for error in made["errors"])
    assert refusals(desk, body) == ["ErrorCode.WrongQuantity"], "once more: no units are left"
    nonsenses: tuple[object, ...] = ([], "x", [5], [{}])
    for nonsense in nonsenses:
        assert desk.code(CREATE, orders=nonsense) == (400, "ErrorCode.InvalidArgument")


def test_shipments_by_state(desk: OrderApi, sandbox: Sandbox) -> None:
    def found(word: str) -> list[int]:
        rows = desk.data(GET, filter_status=word, page=1, page_size=50, logistic_order_info="All")["logistic_orders"]
        return [row["logistic_order_id"] for row in rows]

    first, second, third = sandbox.make_orders(3, model="FBS", lines=1)
    old, mid = desk.shipped(first), desk.shipped(second)
    desk.data(TRANSFER, handover_list_id=desk.listed(old))
    fresh = desk.data(CREATE, orders=[parcel(desk.order(third))])["orders"][0]["logistic_orders"][0]["id"]
    assert (found("NEW"), found("AWAITING_ADDING_TO_HANDOVER"), found("AWAITING_REPORT_AS_SHIP")) == ([fresh], [mid], [old])
    assert found("WITH_ERRORS") == []
    assert desk.code(GET, filter_status="SOMEWHERE")[0] == 400
    pages = [desk.data(GET, page=page, page_size=2)["logistic_orders"] for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 1, 0]
    sandbox.set({"orders.unknown_enum": "empty"})
    assert found("SOMEWHERE") == []


@pytest.mark.parametrize("deleted", ["gone", "cancelled"])
def test_a_deleted_shipment_frees_its_units(desk: OrderApi, sandbox: Sandbox, deleted: str) -> None:
    sandbox.set({"shipments.deleted": deleted})
    [made] = sandbox.make_orders(model="FBS", lines=1)
    shipment_id = desk.shipped(made)
    list_id = desk.listed(shipment_id)
    assert desk.data(DELETE, logistic_order_ids=[shipment_id]) == {}
    shown = desk.order(made)["logistic_orders"]
    assert [each["status"] for each in shown] == ([] if deleted == "gone" else ["Cancelled"])
    assert handover(desk, list_id)["logistic_order_ids"] == []
    assert desk.order(made)["fully_prepared"] is False
    again = desk.shipped(made)
    assert again != shipment_id
    desk.data(TRANSFER, handover_list_id=desk.listed(again))
    assert desk.code(DELETE, logistic_order_ids=[again]) == (400, "ErrorCode.WrongHandoverListStatusError")
    assert desk.code(DELETE, logistic_order_ids=[again, 5])[0] in (400, 404)
    assert desk.code(DELETE) == (400, "ErrorCode.InvalidArgument")


def test_a_spare_day(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    shipment_id = desk.shipped(made)
    list_id = desk.listed(shipment_id)
    before = desk.order(made)
    assert desk.data(PASS, order_id=shipment_id) == desk.data(PASS, order_id=str(shipment_id)) == {}
    order = desk.order(made)
    assert handover(desk, list_id)["logistic_order_ids"] == []
    assert [each["shift_number"] for each in order["cut_off_date_histories"]] == [0, 1]
    assert order["cut_off_date_histories"][0]["cut_off_date"] == before["cut_off_date"] < order["cut_off_date"]
    assert shipment(desk, shipment_id)["cut_off_date"] == order["cut_off_date"]
    assert shipment(desk, shipment_id)["status"] == "AwaitingHandoverList"
    desk.data(TRANSFER, handover_list_id=desk.listed(shipment_id))
    assert desk.code(PASS, order_id=shipment_id) == (400, "ErrorCode.WrongHandoverListStatusError")
    assert desk.code(PASS, order_id=made) == (404, "ErrorCode.OrderNotFound"), "the shipment's id, not the order's"
    with OrderApi(sandbox, sandbox.issue_token(700000002)) as other:
        assert other.code(PASS, order_id=shipment_id) == (403, "ErrorCode.SellerMismatch")


def test_lists_change_only_while_created(desk: OrderApi, sandbox: Sandbox) -> None:
    first, second, third = (desk.shipped(order) for order in sandbox.make_orders(3, model="FBS", lines=1))
    list_id = desk.listed(first)
    assert desk.data(ADD, handover_list_id=list_id, order_ids=[second, str(third)]) == {}
    assert desk.data(REMOVE, handover_list_id=str(list_id), order_ids=[str(second)]) == {}
    assert handover(desk, list_id)["logistic_order_ids"] == [first, third]
    assert desk.code(REMOVE, handover_list_id=list_id, order_ids=[second]) == (400, "ErrorCode.RemoveOrdersFromBatch")
    assert desk.code(ADD, handover_list_id=list_id, order_ids=[first]) == (400, "ErrorCode.WrongLogisticOrderStatus")
    assert desk.data("handover-list/set-big-bag-count", handover_list_id=list_id, big_bag_count=2) == {}
    assert desk.data(TRANSFER, handover_list_id=list_id) == {}
    late: list[tuple[str, Json]] = [
        (ADD, {"order_ids": [second]}),
        (REMOVE, {"order_ids": [first]}),
        (TRANSFER, {}),
        ("handover-list/set-big-bag-count", {"big_bag_count": 3}),
    ]
    for path, body in late:
        assert desk.code(path, handover_list_id=list_id, **body) == (400, "ErrorCode.WrongHandoverListStatusError")
    assert desk.data("handover-list/ready-for-pickup", handover_list_id=list_id) == {}
    assert desk.code(TRANSFER, handover_list_id=5) == (404, "ErrorCode.HandoverListNotFound")
    assert desk.code(TRANSFER) == (400, "ErrorCode.InvalidArgument")
    sandbox.set({"replies.empty": "bare"})
    assert desk.sent(ADD, handover_list_id=desk.listed(second), order_ids=[]).status_code == 400
    assert desk.sent("handover-list/ready-for-pickup", handover_list_id=list_id).json() == {}


def test_what_may_be_listed(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    [own] = sandbox.make_orders(1, "shipped", model="DBS")
    fresh = desk.data(CREATE, orders=[parcel(desk.order(made))])["orders"][0]["logistic_orders"][0]["id"]
    refused = (400, "ErrorCode.WrongLogisticOrderStatus")
    create = "handover-list/create"
    assert desk.code(create, logistic_order_ids=[fresh]) == refused, "it has no track number yet"
    dispatch = desk.order(own)["logistic_orders"][0]["id"]
    assert desk.code(create, logistic_order_ids=[dispatch]) == refused
    assert desk.code(create, logistic_order_ids=[]) == (400, "ErrorCode.InvalidArgument")
    assert desk.code(create, logistic_order_ids=[5]) == (404, "ErrorCode.OrderNotFound")
    assert desk.code(create, logistic_order_ids=[fresh], arrival_date="soon") == (400, "ErrorCode.InvalidArgument")
    sandbox.set({"handover.before_track": "accept", "handover.arrival_required": "on"})
    assert desk.code(create, logistic_order_ids=[fresh]) == (400, "ErrorCode.InvalidArgument")
    for date in ("2026-12-03T10:00:00Z", "2026-12-03T10:00:00.123Z", "2026-12-03T13:00:00+03:00", "2026-12-03 10:00:00"):
        list_id = desk.data(create, logistic_order_ids=[str(fresh)], arrival_date=date)["handover_list_id"]
        assert handover(desk, list_id)["arrival_date"] == "2026-12-03T10:00:00Z"
        desk.data(REMOVE, handover_list_id=list_id, order_ids=[fresh])


def test_handover_lists_are_found(desk: OrderApi, sandbox: Sandbox) -> None:
    def found(**body: object) -> list[int]:
        return [row["handover_list_id"] for row in desk.data(LISTS, **body)["data_source"]]

    shipments = [desk.shipped(order) for order in sandbox.make_orders(3, model="FBS", lines=1)]
    lists = []
    for each, day in zip(shipments, ("2026-12-05", "2026-12-04", "2026-12-06"), strict=True):
        lists.append(desk.data("handover-list/create", logistic_order_ids=[each], arrival_date=day)["handover_list_id"])
        sandbox.advance(100)
    first, second, third = lists
    desk.data(TRANSFER, handover_list_id=second)
    shown = handover(desk, first)
    assert (shown["status"], shown["logistic_order_ids"]) == ("Created", [shipments[0]])
    assert shown["shipment_type"] in ("Pickup", "Dropoff")
    assert re.fullmatch(r"[\dT:-]{19}Z", shown["gmt_create"])
    assert found() == [third, second, first]
    assert found(statuses=["Created"]) == [third, first]
    assert found(logistic_order_ids=[shipments[1]]) == [second]
    assert found(handover_list_ids=[str(third)]) == [third]
    assert found(arrival_date_sort="asc") == [second, first, third]
    assert found(gmt_create_sort="ASC") == [first, second, third]
    between = (datetime.fromisoformat(shown["gmt_create"]) + timedelta(seconds=50)).isoformat()
    assert found(gmt_create_to=between) == [first]
    assert found(gmt_create_from=between) == [third, second]
    assert found(gmt_create_from=shown["gmt_create"], page_size=2, page_number=2) == [first]
    assert desk.code(LISTS, gmt_create_sort="up")[0] == 400
    assert desk.code(LISTS, statuses=["Unheard"])[0] == 400
    assert desk.data(LISTS, page_size=2)["page_info"] == {"current": 1, "page_size": 2, "total": 3}
    sandbox.set({"handover.total": "pages", "handover.page_key": "PageInfo", "handover.page_place": "root"})
    answer = desk.sent(LISTS, page_size=2).json()
    assert answer["PageInfo"] == {"current": 1, "page_size": 2, "total": 2}
    assert set(answer["data"]) == {"data_source"}


def test_a_cancelled_order_takes_its_shipments_out_of_open_lists(desk: OrderApi, sandbox: Sandbox) -> None:
    first, second = sandbox.make_orders(2, model="FBS", lines=1)
    one, two = desk.shipped(first), desk.shipped(second)
    list_id = desk.listed(one, two)
    sandbox.cancel(first)
    assert handover(desk, list_id)["logistic_order_ids"] == [two]
    assert shipment(desk, one)["status"] == "Cancelled"
    desk.data(TRANSFER, handover_list_id=list_id)
    assert desk.states(second) == SHIPPED
    assert desk.states(first)[0] == "Cancelled"


def read_pdf(content: bytes) -> list[bytes]:
    """The content of each page, found as a reader finds it: by the offsets of the table at the end."""
    assert content.startswith(b"%PDF-1.4\n")
    assert content.endswith(b"%%EOF\n")
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    table = content[start:].partition(b"trailer")[0].splitlines()
    assert table[0] == b"xref"
    rows = table[2:]
    assert table[1] == b"0 %d" % len(rows)
    assert {len(row) for row in rows} == {19}, "20 bytes each with the end of the line"
    objects = {}
    for number, row in enumerate(rows[1:], 1):
        at = int(row[:10])
        head = b"%d 0 obj\n" % number
        assert content[at : at + len(head)] == head
        objects[number] = content[at + len(head) :].partition(b"\nendobj")[0]
    pages = [body for body in objects.values() if b"/Type /Page " in body]
    found = []
    for page in pages:
        match = re.search(rb"/Contents (\d+) 0 R", page)
        assert match
        body = objects[int(match[1])]
        length = re.match(rb"<< /Length (\d+) >>\nstream\n", body)
        assert length
        stream = body[length.end() : length.end() + int(length[1])]
        assert body[length.end() + int(length[1]) :] == b"\nendstream"
        found.append(stream)
    return found


def test_labels_are_pdf_files_with_a_page_for_each_shipment(desk: OrderApi, sandbox: Sandbox) -> None:
    shipments = [desk.shipped(order) for order in sandbox.make_orders(2, model="FBS", lines=1)]
    url = desk.data(LABELS, logistic_order_ids=shipments)["label_url"]
    answer = httpx.get(url, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert desk.client.get(url).content == answer.content, "with the token too"
    pages = read_pdf(answer.content)
    for page, shipment_id in zip(pages, shipments, strict=True):
        assert shipment(desk, shipment_id)["platform_tracking_code"].encode() in page
        assert str(shipment_id).encode() in page
        assert page.count(b" re f") > 40, "bars"
        assert b"25 x 20 x 22 cm, 900 g" in page
    name = desk.orders()[0]["buyer_name"].encode()
    assert name not in answer.content


def test_the_bars_say_what_is_below_them() -> None:
    """Code 128 of "PJJ123C" as the literature has it: check symbol 54 with start A (103), so 55 with start B (104)."""
    from aliexport_tui.sandbox.orders import barcode

    assert barcode.symbols("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]
    black = list(barcode.bars("PJJ123C"))
    assert black[0] == (0, 2), "start B: 211214"
    assert barcode.modules("PJJ123C") == 9 * 11 + 13
    assert black[-1] == (9 * 11 + 11, 2), "the stop ends with a bar of two"


def test_the_sheet_of_a_list_has_as_many_pages_as_it_takes(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.set({"handover.before_track": "accept"})
    orders = [desk.order(made) for made in sandbox.make_orders(60, model="FBS", lines=1)]
    made = desk.data(CREATE, orders=[parcel(order) for order in orders])["orders"]
    shipments = [each["logistic_orders"][0]["id"] for each in made]
    url = desk.data("labels/handover-lists/get", handover_list_id=desk.listed(*shipments))["label_url"]
    pages = read_pdf(httpx.get(url, trust_env=False).content)
    assert len(pages) == 2
    assert all(str(each).encode() in b"".join(pages) for each in shipments)


def test_labels_that_are_refused(desk: OrderApi, sandbox: Sandbox) -> None:
    [other] = sandbox.make_orders(model="FBS", lines=1, method="OTHER_DEMO")
    [own] = sandbox.make_orders(1, "shipped", model="DBS")
    [made] = sandbox.make_orders(model="FBS", lines=1)
    third = desk.shipped(other)
    assert desk.code(LABELS, logistic_order_ids=[third]) == (400, "LogisticProviderNotFound")
    dispatch = desk.order(own)["logistic_orders"][0]["id"]
    assert desk.code(LABELS, logistic_order_ids=[dispatch]) == (400, "LogisticProviderNotFound")
    fresh = desk.data(CREATE, orders=[parcel(desk.order(made))])["orders"][0]["logistic_orders"][0]["id"]
    assert desk.code(LABELS, logistic_order_ids=[fresh]) == (400, "ErrorCode.WrongLogisticOrderStatus")
    assert desk.code(LABELS, logistic_order_ids=[5]) == (404, "ErrorCode.OrderNotFound")
    assert desk.code(LABELS) == (400, "ErrorCode.InvalidArgument")
    assert desk.code("labels/handover-lists/get", handover_list_id=5) == (404, "ErrorCode.HandoverListNotFound")
    sandbox.set({"labels.other_refused": "off", "labels.before_track": "serve"})
    assert desk.data(LABELS, logistic_order_ids=[third, fresh])["label_url"]


def test_addresses_of_labels(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    shipment_id = desk.shipped(made)
    url = desk.data(LABELS, logistic_order_ids=[shipment_id])["label_url"]
    another = re.sub(r"labels/\d+", "labels/999", url)
    for wrong in (url.replace(".pdf", "0.pdf"), another, f"{sandbox.address}/labels/²-x.pdf"):
        assert httpx.get(wrong, trust_env=False).status_code == 404
    sandbox.set({"labels.auth": "on", "labels.life_s": 60})
    assert httpx.get(url, trust_env=False).status_code == 401
    assert desk.client.get(url).status_code == 200
    with OrderApi(sandbox, sandbox.issue_token(700000002)) as other:
        assert other.client.get(url).status_code == 403
    sandbox.advance(61)
    assert desk.client.get(url).status_code == 404
    sandbox.set({"labels.life_s": 0})
    desk.data(DELETE, logistic_order_ids=[shipment_id])
    assert desk.client.get(url).status_code == 404, "nothing is left to print"


def test_a_manual_state_machine_closes_lists_without_moving_orders(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    list_id = desk.listed(desk.shipped(made))
    sandbox.set({"orders.state_machine": "manual"})
    desk.data(TRANSFER, handover_list_id=list_id)
    sandbox.advance(1_000_000)
    assert handover(desk, list_id)["status"] == "Transferred"
    assert desk.states(made) == WAITING
