"""A bare HTTP client of the simulated marketplace for these tests, independent of the project's own adapter."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import httpx

from tests.support.sandbox import Sandbox

Json = dict[str, Any]
EXAMPLE_FILE = Path(__file__).parent / "data" / "create_example.json"
JEANS = "200000361"
SHOES = "928722954"
CREATE = "product/create"
EDIT = "product/edit"
SCROLL = "scroll-short-product-by-filter"
ABSENT = object()


def example_body() -> Json:
    """The example request of 001, an equal copy."""
    body: Json = json.loads(EXAMPLE_FILE.read_text(encoding="utf-8"))
    return body


def example_product(change: Callable[[Json], object] | None = None, **members: object) -> Json:
    """The example's product with members replaced and `change` applied."""
    product: Json = copy.deepcopy(example_body()["products"][0])
    product.update(members)
    if change:
        change(product)
    return product


def put(path: str, value: object) -> Callable[[Json], None]:
    """Set (or, with ABSENT, drop) the member at a path like `sku_info_list.0.price`."""

    def change(product: Json) -> None:
        *above, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = product
        for step in above:
            place = place[step]
        if value is ABSENT:
            del place[last]
        else:
            place[last] = value

    return change


class Api:
    """Calls with the token; `None` for a token sends none."""

    def __init__(self, sandbox: Sandbox, token: str | None = "", locale: str = "", timeout: float = 30) -> None:
        self.sandbox = sandbox
        token = sandbox.token if token == "" else token
        headers = {"x-auth-token": token} if token is not None else {}
        if locale:
            headers["x-request-locale"] = locale
        self.client = httpx.Client(base_url=sandbox.address, headers=headers, timeout=timeout, trust_env=False, verify=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.client.close()

    def raw(self, path: str, body: object = None, prefix: str = "/api/v1/") -> httpx.Response:
        """POST, whatever comes back."""
        return self.client.post(prefix + path, json={} if body is None else body)

    def post(self, path: str, body: object = None) -> Json:
        """POST that answers 200 with an object."""
        response = self.raw(path, body)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def get(self, path: str, **query: str) -> Json:
        """GET that answers 200 with an object."""
        response = self.client.get(f"/api/v1/{path}", params=query)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def tasks(self, group_id: str) -> list[Json]:
        """The tasks of a group."""
        tasks: list[Json] = self.get("tasks", group_id=group_id)["data"]
        return tasks

    def create(self, *products: Json) -> Json:
        """A create request."""
        return self.post(CREATE, {"products": list(products)})

    def write(self, path: str, body: Mapping[str, object]) -> list[Json]:
        """A write whose tasks are waited for by the clock; returns the tasks."""
        group_id = self.post(path, body)["group_id"]
        self.sandbox.advance(60)
        return self.tasks(group_id)

    def created(self, *products: Json) -> list[str]:
        """The ids of cards made of the products (the example if none)."""
        tasks = self.write(CREATE, {"products": list(products) or [example_product()]})
        assert [task["status"] for task in tasks] == [3] * len(tasks), tasks
        return [task["product_id"] for task in tasks]

    def scroll(self, **body: object) -> list[Json]:
        """A page of the short list."""
        rows: list[Json] = self.post(SCROLL, {"limit": 50, **body})["data"]
        return rows

    def product(self, card_id: str) -> Json:
        """A card in full."""
        card: Json = self.post("product/get-seller-product", {"product_id": card_id})["data"]
        return card
