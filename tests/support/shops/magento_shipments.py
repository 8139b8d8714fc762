"""Shipments of the Magento of the tests' own: listed by the orders they are of, with their tracks."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.shops.magento_orders import Json, MagentoOrders

_GROUP = "searchCriteria[filter_groups][0][filters][0]"


class MagentoShipments(MagentoOrders):
    """`shipments`: as the interface gives them. Lists know the condition `in` and pages; a page past the end is the last."""

    def __init__(self) -> None:
        super().__init__()
        self.shipments: list[Json] = []
        self.page_size = 100

    def ship(self, order: int, track: str, title: str) -> None:
        tracks = [{"track_number": track, "title": title, "carrier_code": "custom"}] if track else []
        self.shipments.append({"entity_id": len(self.shipments) + 1, "order_id": order, "tracks": tracks})

    async def answer(self, request: Request) -> Response:
        path = re.sub(r"^/rest(?:/[a-z_]+)?/V1/", "", request.url.path)
        query = request.query_params
        if request.method == "GET" and query.get(f"{_GROUP}[condition_type]") == "in" and path in ("orders", "shipments"):
            if request.headers.get("authorization", "") not in {f"Bearer {token}" for token in self.tokens}:
                return JSONResponse({"message": "The consumer isn't authorized to access %resources."}, 401)
            rows = list(self.orders.values()) if path == "orders" else self.shipments
            return self._page(rows, query[f"{_GROUP}[field]"], query[f"{_GROUP}[value]"].split(","), request)
        return await super().answer(request)

    def _page(self, rows: list[Json], field: str, values: list[str], request: Request) -> Response:
        found = [row for row in rows if str(row.get(field)) in values]
        size = min(self.page_size, int(request.query_params["searchCriteria[pageSize]"]))
        number = int(request.query_params["searchCriteria[currentPage]"])
        last = max(1, -(-len(found) // size))
        start = (min(number, last) - 1) * size
        return JSONResponse({"items": found[start : start + size], "total_count": len(found)})
