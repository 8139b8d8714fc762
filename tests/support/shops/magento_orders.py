"""The order side of a Magento 2 of the tests' own: orders made directly and by a guest's cart, found, commented, cancelled.

Written from Magento's documents, not from the client. A second order with a number that there is already is refused, as the
database's unique key does, and kept in `doubled` for the test to see; a cart can be ordered once."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.shops.serving import Served, told

Json = dict[str, Any]

TOKEN = "integration-token"
USER = {"username": "orders", "password": "Geheim-22"}
_FILTER = re.compile(r"searchCriteria\[filter_groups\]\[(\d+)\]\[filters\]\[0\]\[(field|value|condition_type)\]")
_ADDRESS = ("firstname", "lastname", "street", "city", "telephone")


class MagentoOrders(Served):
    """`products`: SKU -> {"status": 1 or 2, "stock": number}; any SKU there is, with `any_sku`, but for
    the `unknown` ones."""

    def __init__(self) -> None:
        super().__init__()
        self.products: dict[str, Json] = {}
        self.any_sku = False
        self.unknown: set[str] = set()
        self.orders: dict[int, Json] = {}
        self.doubled: list[str] = []
        self.carts: dict[str, Json] = {}
        self.comments: dict[int, list[str]] = {}
        self.tokens = {TOKEN}
        self.signed_in = 0

    async def answer(self, request: Request) -> Response:
        path = re.sub(r"^/rest(?:/[a-z_]+)?/V1/", "", request.url.path)
        body: Json = await request.json() if request.method != "GET" else {}
        if path == "integration/admin/token":
            return self._sign_in(body)
        if request.headers.get("authorization", "") not in {f"Bearer {token}" for token in self.tokens}:
            return told("The consumer isn't authorized to access %resources.", 401)
        parts = path.split("/")
        match request.method, parts:
            case "GET", ["products"]:
                return self._products(request)
            case "GET", ["orders"]:
                return self._listed(request)
            case "POST", ["orders"]:
                return self._make(body["entity"])
            case "POST", ["orders", number, "cancel"]:
                return self._cancel(int(number))
            case "POST", ["orders", number, "comments"]:
                self.comments.setdefault(int(number), []).append(body["statusHistory"]["comment"])
                return JSONResponse(True)
            case "POST", ["guest-carts"]:
                cart = f"cart{len(self.carts) + 1:08d}"
                self.carts[cart] = {"id": len(self.carts) + 1, "items": [], "active": True, "address": None}
                return JSONResponse(cart)
            case _, ["guest-carts", cart, *rest] if cart in self.carts:
                return self._cart(request.method, self.carts[cart], rest, body)
        return told("Request does not match any route.", 404)

    def of_marketplace(self, number: str) -> list[Json]:
        """The orders that belong to one of the marketplace's, however they came."""
        return [
            order
            for id, order in self.orders.items()
            if number in str(order.get("ext_order_id", "")) or any(number in one for one in self.comments.get(id, []))
        ]

    def _sign_in(self, body: Json) -> Response:
        if body != USER:
            return told("The account sign-in was incorrect", 401)
        self.signed_in += 1
        token = f"admin-{self.signed_in}"
        self.tokens.add(token)
        return JSONResponse(token)

    def _products(self, request: Request) -> Response:
        sku = _wanted(request)["sku"]
        if self.any_sku and sku not in self.products and sku not in self.unknown:
            return JSONResponse({"items": [{"id": 1, "sku": sku, "status": 1, "type_id": "simple"}], "total_count": 1})
        found = [
            {"id": number, "sku": code, "status": product["status"], "type_id": "simple"}
            for number, (code, product) in enumerate(self.products.items(), 1)
            if code == sku
        ]
        return JSONResponse({"items": found, "total_count": len(found)})

    def _listed(self, request: Request) -> Response:
        wanted = _wanted(request)
        found = [one for one in self.orders.values() if all(str(one.get(name)) == value for name, value in wanted.items())]
        size = int(request.query_params["searchCriteria[pageSize]"])
        return JSONResponse({"items": found[:size], "total_count": len(found)})

    def _make(self, entity: Json) -> Response:
        missing = [name for name in ("base_grand_total", "grand_total", "customer_email", "items") if not entity.get(name)]
        if missing:
            return told(f'"{missing[0]}" is required. Enter and try again.', 400)
        if any(one["increment_id"] == entity["increment_id"] for one in self.orders.values()):
            self.doubled.append(entity["increment_id"])
            return told("Unique constraint violation found", 400)
        return JSONResponse(self._add({**entity, "quote_id": None}))

    def _add(self, entity: Json) -> Json:
        id = len(self.orders) + 1
        order = {"increment_id": f"{id:09d}", "state": "new", "status": "pending", **entity, "entity_id": id}
        self.orders[id] = order
        return order

    def _cancel(self, id: int) -> Response:
        order = self.orders[id]
        if order["state"] in ("complete", "canceled"):
            return JSONResponse(False)
        order["state"] = order["status"] = "canceled"
        return JSONResponse(True)

    def _cart(self, method: str, cart: Json, rest: list[str], body: Json) -> Response:
        if not cart["active"] and rest:
            return told("No such entity with cartId = %1", 404)
        match method, rest:
            case "GET", []:
                return JSONResponse({"id": cart["id"], "is_active": cart["active"], "items": cart["items"]})
            case "POST", ["items"]:
                item = body["cartItem"]
                product = self.products.get(item["sku"], {"status": 1, "stock": 1_000_000} if self.any_sku else None)
                if product is None or product["status"] != 1:
                    return told("Product that you are trying to add is not available.", 400)
                if item["qty"] > product["stock"]:
                    return told("The requested qty is not available", 400)
                cart["items"].append(item)
                return JSONResponse({"item_id": len(cart["items"]), **item})
            case "POST", ["shipping-information"]:
                address = body["addressInformation"]["shipping_address"]
                missing = [name for name in (*_ADDRESS, "countryId", "email") if not address.get(name)]
                if missing:
                    return told(f'"{missing[0]}" is required. Enter and try again.', 400)
                cart["address"] = address
                return JSONResponse({"payment_methods": [{"code": "checkmo"}], "totals": {}})
            case "PUT", ["order"]:
                if not cart["address"] or not cart["items"]:
                    return told("The shipping address is missing. Set the address and try again.", 400)
                cart["active"] = False
                items = [{"sku": item["sku"], "qty_ordered": item["qty"]} for item in cart["items"]]
                method_code = body["paymentMethod"]["method"]
                made = self._add({"quote_id": cart["id"], "items": items, "payment": {"method": method_code}})
                return JSONResponse(made["entity_id"])
        return told("Request does not match any route.", 404)


def _wanted(request: Request) -> dict[str, str]:
    """Field -> value, of filters that ask for equality."""
    groups: dict[str, dict[str, str]] = {}
    for name, value in request.query_params.multi_items():
        if found := _FILTER.fullmatch(name):
            groups.setdefault(found[1], {})[found[2]] = value
    assert all(group["condition_type"] == "eq" for group in groups.values())
    return {group["field"]: group["value"] for group in groups.values()}
