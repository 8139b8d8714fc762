"""A bare client of the order side, beside that of the products."""

from __future__ import annotations

from typing import Any

import httpx

from tests.sandbox.api import Api, Json
from tests.support.sandbox import Sandbox

LIST = "order/get-order-list"
CREATE = "logistic-order/create"
IN_TRANSIT = "to-in-transit"
TRACK: Json = {"tracking_number": "TEST-0001", "provider_name": "Demo Courier"}


class OrderApi(Api):
    """Calls of /seller-api and of the seller's own delivery."""

    def sent(self, path: str, **body: object) -> httpx.Response:
        """POST, whatever comes back."""
        root = "/api/v1/offline-ship/" if path.startswith("to-") else "/seller-api/v1/"
        return self.client.post(root + path, json=body)

    def data(self, path: str, **body: object) -> Any:
        """`data` of a POST that answers 200 without an error."""
        answer = self.sent(path, **body)
        assert answer.status_code == 200, answer.text
        content: Json = answer.json()
        assert content["error"] is None
        return content["data"]

    def code(self, path: str, **body: object) -> tuple[int, str]:
        """HTTP status and `error.code` of a POST that is refused."""
        answer = self.sent(path, **body)
        return answer.status_code, answer.json()["error"]["code"]

    def orders(self, **body: object) -> list[Json]:
        """A page of orders with their logistic part."""
        orders: list[Json] = self.data(LIST, **{"page_size": 100, "trade_order_info": "LogisticInfo", **body})["orders"]
        return orders

    def order(self, order_id: int) -> Json:
        """One order."""
        [order] = self.orders(order_ids=[order_id])
        return order

    def ids(self, **body: object) -> list[int]:
        """The ids of a page."""
        return [order["id"] for order in self.orders(**body)]

    def states(self, order_id: int) -> tuple[str, str, str, str]:
        """An order's four words."""
        order = self.order(order_id)
        return order["status"], order["payment_status"], order["delivery_status"], order["order_display_status"]

    def shipped(self, order_id: int, posting: int = 0, **changes: object) -> int:
        """A shipment of all units of a posting, its track number waited for."""
        made = self.data(CREATE, orders=[{**parcel(self.order(order_id), posting), **changes}])
        assert made["errors"] == []
        self.sandbox.advance(5)
        shipment: int = made["orders"][0]["logistic_orders"][0]["id"]
        return shipment

    def listed(self, *shipments: int) -> int:
        """A handover list of shipments."""
        found: int = self.data("handover-list/create", logistic_order_ids=list(shipments))["handover_list_id"]
        return found


def parcel(order: Json, posting: int = 0) -> Json:
    """What asks for a shipment of all units of a posting."""
    lines = order["pre_split_postings"][posting]["posting_lines"]
    items = [{"sku_id": int(line["sku_id"]), "quantity": int(line["quantity"]), "product_source_id": 0} for line in lines]
    sides = {"total_length": 25, "total_width": 20, "total_height": 22, "total_weight": 0.9}
    return {"trade_order_id": order["id"], **sides, "items": items}


def stocks(sandbox: Sandbox) -> dict[str, int]:
    """SKU code -> stock, over all cards."""
    cards: list[Any] = sandbox.cards()
    return {sku["code"]: sku["inventory"] for card in cards for sku in card["card"]["skus"]}
