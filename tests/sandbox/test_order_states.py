"""From ordered to delivered: the states, the clock, the seller's own delivery, and the stock (local-orders.md §3.2, §5)."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.sandbox.api import Api, example_product
from tests.sandbox.order_api import TRACK, OrderApi, stocks
from tests.support.sandbox import Sandbox

ORDERED = ("Created", "NotPaid", "Init", "PlaceOrderSuccess")
PAID = ("Created", "Hold", "Init", "WaitExamineMoney")
WAITING = ("InProgress", "Hold", "Init", "WaitSendGoods")
PARTIAL = ("InProgress", "Hold", "PartialShipped", "PartialSendGoods")
SHIPPED = ("InProgress", "Hold", "Shipped", "WaitAcceptGoods")
DELIVERED = ("Finished", "Paid", "Delivered", "Finish")
CANCELLED = ("Cancelled", "Cancelled", "Cancelled", "Close")
TABLE = {
    "ordered": ORDERED, "paid": PAID, "waiting": WAITING, "partial": PARTIAL, "shipped": SHIPPED, "delivered": DELIVERED,
    "cancelled": CANCELLED,
}  # fmt: skip
STEADY = {"generator.unpaid_share": 0, "generator.blocked_share": 0, "generator.cancel_share": 0}


@pytest.mark.parametrize("state", TABLE)
def test_orders_are_made_in_any_state(desk: OrderApi, sandbox: Sandbox, state: str) -> None:
    [made] = sandbox.make_orders(1, state, model=None if state == "partial" else "FBS", quantity=2, lines=1)
    order = desk.order(made)
    assert desk.states(made) == TABLE[state]
    assert (order["paid_at"] is None) == (state == "ordered") or state == "cancelled"
    assert bool(order["finish_reason"]) == (state in ("delivered", "cancelled"))
    units = sum(line["quantity"] for shipment in order["logistic_orders"] for line in shipment["lines"])
    assert units == {"partial": 1, "shipped": 2, "delivered": 2}.get(state, 0)
    assert order["fully_prepared"] is (units == 2)
    sandbox.advance(3_000_000)
    assert desk.states(made) == TABLE[state], "it stays until somebody does something"


def test_each_step_of_the_way_by_hand(desk: OrderApi, sandbox: Sandbox) -> None:
    made = sandbox.make_orders(2, "ordered")
    told = [sandbox.advance_orders(*made) for _ in range(5)]
    assert told == [["paid"] * 2, ["waiting"] * 2, ["shipped"] * 2, ["delivered"] * 2, ["delivered"] * 2]


def test_a_buyer_by_the_clock(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.set({**STEADY, "orders.pay_s": 100, "orders.antifraud_s": 1000})
    [made] = sandbox.make_orders(1, "live")
    assert desk.states(made) == ORDERED
    assert desk.order(made)["antifraud_status"] == "NotChecked"
    sandbox.advance(181)
    assert desk.states(made) == PAID
    assert desk.order(made)["antifraud_status"] == "Checking"
    sandbox.advance(1000)
    assert desk.states(made) == WAITING
    assert desk.order(made)["antifraud_status"] == "Passed"
    paid, updated = (desk.order(made)[name] for name in ("paid_at", "updated_at"))
    assert paid < updated


@pytest.mark.parametrize(
    ("settings", "seconds", "reason"),
    [
        ({"generator.unpaid_share": 1, "orders.pay_timeout_s": 500}, 501, "PaymentTimeout"),
        ({"generator.blocked_share": 1}, 500, "SecurityClose"),
        ({"generator.cancel_share": 1}, 500_000, "CancelledByBuyer"),
        ({"orders.ship_timeout": "on"}, 500_000, "ShippingTimeout"),
    ],
)
def test_how_orders_end_before_they_are_sent(
    desk: OrderApi, sandbox: Sandbox, settings: dict[str, object], seconds: int, reason: str
) -> None:
    sandbox.set({**STEADY, **settings})
    [made] = sandbox.make_orders(1, "live")
    sandbox.advance(seconds)
    order = desk.order(made)
    assert (desk.states(made), order["finish_reason"]) == (CANCELLED, reason)
    assert order["antifraud_status"] == {"PaymentTimeout": "NotChecked", "SecurityClose": "Blocked"}.get(reason, "Passed")


def test_the_sellers_own_delivery(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="DBS", lines=2)
    sandbox.advance(60)
    before = desk.order(made)
    answer = desk.data("to-in-transit", trade_order_id=made, **TRACK, tracking_url="https://t.example.com/1", markings=["x"])
    [created] = answer["created_orders"]
    assert created["trade_order_id"] == made
    wanted = {(int(line["sku_id"]), int(line["quantity"])) for line in before["order_lines"]}
    assert {(line["sku_id"], line["quantity"]) for line in created["lines"]} == wanted
    assert desk.states(made) == SHIPPED
    [shipment] = desk.order(made)["logistic_orders"]
    assert (shipment["id"], shipment["track_number"]) == (created["id"], "TEST-0001")
    assert desk.order(made)["updated_at"] > before["updated_at"]
    assert desk.order(made)["fully_prepared"] is True
    assert desk.data("to-ready-for-pickup", trade_order_id=str(made)) == {}
    assert desk.order(made)["logistic_orders"][0]["status"] == "ProviderPostingArrived"
    assert desk.data("to-delivered", trade_order_id=made) == {}
    assert desk.states(made) == DELIVERED
    [truth] = sandbox.orders()
    assert (truth["shipments"][0]["provider"], truth["shipments"][0]["track_url"]) == (
        "Demo Courier",
        "https://t.example.com/1",
    )


def test_each_of_its_calls_may_be_repeated(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="DBS")
    first = desk.data("to-in-transit", trade_order_id=made, **TRACK)
    sandbox.advance(5)
    assert desk.data("to-in-transit", trade_order_id=made, **TRACK) == first
    assert len(desk.order(made)["logistic_orders"]) == 1
    for path in ("to-ready-for-pickup", "to-delivered"):
        assert desk.data(path, trade_order_id=made) == desk.data(path, trade_order_id=made) == {}
    assert desk.data("to-in-transit", trade_order_id=made, **TRACK) == first
    sandbox.set({"idempotency.in_transit": "error", "replies.empty": "bare", "dbs.sku_id": "string"})
    assert desk.code("to-in-transit", trade_order_id=made, **TRACK) == (400, "400")
    assert desk.sent("to-delivered", trade_order_id=made).json() == {}
    [other] = sandbox.make_orders(model="DBS")
    [created] = desk.data("to-in-transit", trade_order_id=other, **TRACK)["created_orders"]
    assert isinstance(created["lines"][0]["sku_id"], str)


@pytest.mark.parametrize("state", ["ordered", "paid", "cancelled"])
def test_what_is_not_to_be_sent_is_refused(desk: OrderApi, sandbox: Sandbox, state: str) -> None:
    [made] = sandbox.make_orders(1, state, model="DBS")
    for path in ("to-in-transit", "to-ready-for-pickup", "to-delivered"):
        assert desk.code(path, trade_order_id=made, **TRACK) == (400, "400")


def test_refusals_of_the_sellers_own_delivery(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="DBS")
    [platform] = sandbox.make_orders(model="FBS")
    [foreign] = sandbox.make_orders(model="DBS", seller_id=700000002)
    assert desk.code("to-in-transit", trade_order_id=made, tracking_number="T") == (400, "400")
    assert desk.code("to-in-transit", trade_order_id=made, provider_name="P") == (400, "400")
    assert desk.code("to-in-transit", **TRACK) == (400, "400")
    assert desk.code("to-in-transit", trade_order_id=platform, **TRACK) == (400, "400")
    assert desk.code("to-in-transit", trade_order_id=foreign, **TRACK) == (403, "403")
    assert desk.code("to-in-transit", trade_order_id=5, **TRACK) == (404, "404")
    assert desk.code("to-delivered", trade_order_id=made) == (400, "400"), "in transit first"
    assert desk.states(made) == WAITING
    sandbox.set({"dbs.strict_order": "off"})
    desk.data("to-delivered", trade_order_id=made)
    assert desk.states(made) == DELIVERED


def test_a_manual_state_machine_leaves_the_states_to_the_control_routes(desk: OrderApi, sandbox: Sandbox) -> None:
    sandbox.set({"orders.state_machine": "manual"})
    [live] = sandbox.make_orders(1, "live", model="DBS")
    sandbox.advance(1_000_000)
    assert desk.states(live) == ORDERED
    sandbox.pay(live)
    desk.data("to-in-transit", trade_order_id=live, **TRACK)
    desk.data("to-delivered", trade_order_id=live)
    assert desk.states(live) == WAITING
    assert len(desk.order(live)["logistic_orders"]) == 1
    sandbox.deliver(live)
    assert desk.states(live) == DELIVERED


def test_mark_ship_is_not_served_unless_switched_on(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(model="FBS", lines=1)
    desk.shipped(made)
    posting = str(desk.order(made)["pre_split_postings"][0]["id"])
    path = "logistic-order/mark-ship"
    assert desk.sent(path, posting_id=posting, track_number="MINE").status_code == 404
    sandbox.set({"routes.mark_ship": "on"})
    assert desk.data(path, posting_id=posting, track_number="MINE") == {}
    assert desk.order(made)["logistic_orders"][0]["track_number"] == "MINE"
    assert desk.code(path, posting_id="5", track_number="MINE") == (404, "ErrorCode.OrderNotFound")


def on_sale(api: Api, stock: int = 10) -> None:
    product = example_product()
    product["sku_info_list"][0].update(sku_code="ON-SALE", inventory=stock)
    api.created(product)


def test_orders_lower_the_stock_of_what_is_on_sale_and_cancelled_ones_give_it_back(desk: OrderApi, sandbox: Sandbox) -> None:
    on_sale(desk)
    first, second = sandbox.make_orders(2, quantity=2, lines=1)
    assert {line["sku_code"] for order in desk.orders() for line in order["order_lines"]} == {"ON-SALE"}
    assert stocks(sandbox) == {"ON-SALE": 6}
    [shown] = desk.scroll()
    assert shown["sku"][0]["ipm_sku_stock"] == "6", "reads of cards show it"
    order = desk.order(first)
    assert (order["order_lines"][0]["item_id"], order["order_lines"][0]["sku_id"]) == (
        shown["id"],
        shown["sku"][0]["sku_id"],
    )
    sandbox.cancel(second, reason="ProductNotEnough")
    assert stocks(sandbox) == {"ON-SALE": 8}
    assert desk.order(second)["finish_reason"] == "ProductNotEnough"
    sandbox.cancel(second)
    sandbox.deliver(first)
    assert stocks(sandbox) == {"ON-SALE": 8}, "what is over stays so"


@pytest.mark.parametrize(("reserve", "left"), [("order", (8, 8, 10)), ("pay", (10, 8, 10)), ("off", (10, 10, 10))])
def test_when_stock_is_reserved_is_a_switch(
    desk: OrderApi, sandbox: Sandbox, reserve: str, left: tuple[int, int, int]
) -> None:
    sandbox.set({"stock.reserve": reserve})
    on_sale(desk)
    [made] = sandbox.make_orders(1, "ordered", sku_code="ON-SALE", quantity=2, lines=1)
    found = [stocks(sandbox)["ON-SALE"]]
    sandbox.pay(made)
    found.append(stocks(sandbox)["ON-SALE"])
    sandbox.cancel(made)
    assert (*found, stocks(sandbox)["ON-SALE"]) == left


def test_what_is_sold_out_is_not_bought(desk: OrderApi, sandbox: Sandbox) -> None:
    on_sale(desk, stock=3)
    sandbox.set({"generator.made_up": "never"})
    bought = 0
    while bought < 3:
        [made] = sandbox.make_orders()
        bought += int(desk.order(made)["order_lines"][0]["quantity"])
    assert (bought, stocks(sandbox)) == (3, {"ON-SALE": 0})
    refused = desk.client.post("/control/orders/make", json={})
    assert (refused.status_code, "no card is on sale" in refused.json()["error"]) == (400, True)
    sandbox.set({"generator.made_up": "when_none"})
    [made] = sandbox.make_orders()
    assert desk.order(made)["order_lines"][0]["sku_code"].startswith("MADE-UP")


def test_made_up_goods_alone(desk: OrderApi, sandbox: Sandbox) -> None:
    on_sale(desk)
    sandbox.set({"generator.made_up": "always"})
    sandbox.make_orders(20)
    assert stocks(sandbox) == {"ON-SALE": 10}


def test_a_deleted_card_does_not_stop_a_cancellation(desk: OrderApi, sandbox: Sandbox) -> None:
    on_sale(desk)
    [made] = sandbox.make_orders()
    sandbox.alter("ON-SALE", delete=True)
    sandbox.cancel(made)
    assert desk.states(made) == CANCELLED


def test_buyers_come_at_the_rate_and_sell_between_two_stock_updates(desk: OrderApi, sandbox: Sandbox) -> None:
    """Sales and tasks happen in the order of their times, however far the clock jumps: an update of the stock undoes what
    was sold before it, not what is sold after it."""
    on_sale(desk, stock=10_000)
    sandbox.set({**STEADY, "generator.rate_per_hour": 60, "generator.quantity_max": 1, "generator.lines_max": 1})
    sandbox.advance(36_000)
    first = len(sandbox.orders())
    assert 500 < first < 700
    assert stocks(sandbox) == {"ON-SALE": 10_000 - first}
    card = str(desk.scroll()[0]["id"])
    skus = [{"sku_code": "ON-SALE", "inventory": 5000}]
    [task] = desk.tasks(
        desk.post("product/update-sku-stock", {"products": [{"product_id": card, "skus": skus}]})["group_id"]
    )
    sandbox.advance(36_000)
    [task] = desk.tasks(task["group_id"])
    done = round(datetime.fromisoformat(task["updated_at"]).timestamp() * 1000)
    second = sum(order["created_ms"] > done for order in sandbox.orders())
    assert 500 < second < 700
    assert stocks(sandbox)["ON-SALE"] in (5000 - second, 5000 - second - 1), "the task's time is told in seconds"
    sandbox.set({"generator.rate_per_hour": 0})
    everything = len(sandbox.orders())
    sandbox.advance(36_000)
    assert len(sandbox.orders()) == everything


def test_the_same_seed_makes_the_same_orders(desk: OrderApi, sandbox: Sandbox) -> None:
    def made(seed: int) -> list[object]:
        sandbox.reset()
        sandbox.set({"generator.seed": seed})
        sandbox.make_orders(30, "mixed")
        return [
            [order["state"], order["model"], order["buyer"], order["lines"][0]["sku_code"]] for order in sandbox.orders()
        ]

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_control_requests_that_make_no_sense(desk: OrderApi, sandbox: Sandbox) -> None:
    [made] = sandbox.make_orders(1, "ordered")
    for path, body in (
        ("make", {"count": -1}),
        ("make", {"count": 10**6}),
        ("make", {"state": "gone"}),
        ("make", {"model": "XXX"}),
        ("make", {"from": "yesterday"}),
        ("make", {"to": "2190-01-01"}),
        ("make", {"sku_code": "nobody's"}),
        ("make", {"lines": "x"}),
        ("advance", {"ids": [made], "to": "ordered"}),
        ("advance", {"ids": []}),
        ("advance", {"ids": [made, 5]}),
        ("cancel", {"ids": [made], "reason": "Whim"}),
    ):
        answer = desk.client.post(f"/control/orders/{path}", json=body)
        assert (answer.status_code, bool(answer.json()["error"])) == (400, True), body
    sandbox.set({"control.cancel": "off"})
    assert desk.client.post("/control/orders/cancel", json={"ids": [made]}).status_code == 400
    assert desk.states(made) == ORDERED, "all or none"
    assert [order["id"] for order in sandbox.orders("ordered")] == [made]
    assert sandbox.orders("paid") == []
