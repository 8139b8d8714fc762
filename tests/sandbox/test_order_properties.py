"""Whatever is asked in whatever order: stock is neither made nor lost, parcels hold no more than their postings, and what is
said of an order, its parcels and its lists agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.sandbox.api import Json, example_product
from tests.sandbox.order_api import CREATE, TRACK, OrderApi, parcel, stocks
from tests.support.sandbox import Sandbox

STOCK = 1000
PLACE = st.integers(0, 3)
MOVES = st.one_of(
    st.tuples(st.just("make"), st.sampled_from(["live", "ordered", "waiting", "partial", "shipped", "cancelled"])),
    st.tuples(st.just("wait"), st.sampled_from([3, 400, 100_000])),
    st.tuples(st.sampled_from(["pay", "cancel", "advance", "transit", "arrive", "pack", "half"]), PLACE),
    st.tuples(st.sampled_from(["list", "add", "unlist", "spare", "unpack", "transfer"]), PLACE),
)


class Story:
    """The moves on what there is; what cannot be done is refused."""

    def __init__(self, desk: OrderApi) -> None:
        self.desk, self.sandbox = desk, desk.sandbox

    def order(self, place: int) -> int:
        orders = self.sandbox.orders()
        return int(orders[-1 - place % len(orders)]["id"]) if orders else 5

    def shipment(self, place: int) -> int:
        made = [parcel["id"] for order in self.sandbox.orders() for parcel in order["shipments"]]
        return int(made[-1 - place % len(made)]) if made else 5

    def handover(self, place: int) -> int:
        lists = self.desk.data("handover-list/get-by-filter")["data_source"]
        return int(lists[place % len(lists)]["handover_list_id"]) if lists else 5

    def play(self, move: str, on: Any) -> None:
        match move:
            case "make":
                self.sandbox.make_orders(1, on)
            case "wait":
                self.sandbox.advance(on)
            case "pay" | "cancel" | "advance":
                body: Json = {"ids": [self.order(on)], **({"to": "waiting"} if move == "pay" else {})}
                self.desk.client.post(f"/control/orders/{'cancel' if move == 'cancel' else 'advance'}", json=body)
            case "transit":
                self.desk.sent("to-in-transit", trade_order_id=self.order(on), **TRACK)
            case "arrive":
                self.desk.sent("to-delivered", trade_order_id=self.order(on))
            case "pack" | "half":
                self.pack(self.order(on), half=move == "half")
            case "list":
                self.desk.sent("handover-list/create", logistic_order_ids=[self.shipment(on)])
            case "add" | "unlist":
                path = "add-logistic-orders" if move == "add" else "remove-logistic-orders"
                asked: Json = {"handover_list_id": self.handover(on), "order_ids": [self.shipment(on)]}
                self.desk.sent(f"handover-list/{path}", **asked)
            case "spare":
                self.desk.sent("logistic-order/pass-today", order_id=self.shipment(on))
            case "unpack":
                self.desk.sent("logistic-order/delete", logistic_order_ids=[self.shipment(on)])
            case _:
                self.desk.sent("handover-list/transfer", handover_list_id=self.handover(on))

    def pack(self, order_id: int, *, half: bool) -> None:
        found = self.desk.orders(order_ids=[order_id])
        for place in range(len(found[0]["pre_split_postings"]) if found else 0):
            body = parcel(found[0], place)
            if half:
                body["items"] = [{**item, "quantity": 1} for item in body["items"]]
            self.desk.sent(CREATE, orders=[body])


def check(desk: OrderApi) -> None:
    """What holds at every moment."""
    shown = {order["id"]: order for order in desk.orders()}
    lists = {row["handover_list_id"]: row for row in desk.data("handover-list/get-by-filter", page_size=100)["data_source"]}
    held = 0
    for truth in desk.sandbox.orders():
        order, parcels = shown[truth["id"]], truth["shipments"]
        held += sum(line["quantity"] for line in truth["lines"]) if truth["state"] != "cancelled" else 0
        assert truth["reserved"] is (truth["state"] != "cancelled")
        living = [each for each in parcels if each["status"] != "Cancelled"]
        packed = _units(share for each in living for share in each["contents"])
        bought = {int(line["sku_id"]): line["quantity"] for line in truth["lines"]}
        assert all(units <= bought[sku] for sku, units in packed.items())
        sent = _units(share for each in living if _is_away(each["status"]) for share in each["contents"])
        expected = "shipped" if sent == bought else "partial" if sent else "waiting"
        if truth["state"] in ("waiting", "partial", "shipped"):
            assert truth["state"] == expected
        assert order["fully_prepared"] is (packed == bought)
        for each in parcels:
            if each["handover_list"]:
                assert each["id"] in lists[each["handover_list"]]["logistic_order_ids"]
        assert (order["paid_at"] is None) == (order["payment_status"] == "NotPaid") or truth["state"] == "cancelled"
        assert order["created_at"] <= order["updated_at"]
    assert sum(stocks(desk.sandbox).values()) + held == 2 * STOCK


def _is_away(status: str) -> bool:
    return status not in ("AwaitingCreateOrder", "AwaitingHandoverList", "AwaitingConfirmation", "Cancelled")


def _units(shares: Iterator[Json]) -> dict[int, int]:
    found: dict[int, int] = {}
    for share in shares:
        found[share["of"]] = found.get(share["of"], 0) + share["quantity"]
    return found


@pytest.fixture(scope="module")
def story(running: Sandbox) -> Iterator[Story]:
    with OrderApi(running) as desk:
        yield Story(desk)


HALF: list[tuple[str, Any]] = [("half", 0), ("half", 1), ("wait", 400), ("list", 0), ("transfer", 0)]


@example(HALF, 3)
@example([("pack", 0), ("pack", 0), ("half", 0)], 3)
@example([*HALF, ("cancel", 0), ("cancel", 1), ("wait", 100_000)], 3)
@given(st.lists(MOVES, min_size=5, max_size=25), st.integers(0, 1000))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_orders_parcels_lists_and_stock_agree(story: Story, moves: list[tuple[str, Any]], seed: int) -> None:
    story.sandbox.reset()
    story.sandbox.set(
        {"generator.seed": seed, "generator.split_share": 0.5, "generator.cancel_share": 0.3, "generator.dbs_share": 0.2}
    )
    products = [example_product(), example_product()]
    for number, product in enumerate(products):
        product["sku_info_list"][0].update(sku_code=f"S{number}", inventory=STOCK)
    story.desk.created(*products)
    story.sandbox.make_orders(2)
    for move, on in moves:
        story.play(move, on)
    check(story.desk)
