"""A Magento 2 of the tests' own: its REST as `sources.md` §1.3 describes it, over real HTTP.

Written from the facts, not from the client: pages past the end repeat the last one, the list knows no stock, children are
asked for by their parent's SKU, select attributes hold option ids."""

import hashlib
import hmac
import re
import threading
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]

OAUTH = {"consumer_key": "ck", "consumer_secret": "cs", "access_token": "at", "access_secret": "as"}
USER = {"user": "export", "password": "Geheim-1"}


class Magento:
    """Use as a context manager. What a test wants of the shop, it puts into the members."""

    def __init__(self) -> None:
        self.products: list[Json] = []
        self.children: dict[str, list[str]] = {}
        self.attributes: list[Json] = []
        self.categories: Json = {"id": 1, "name": "Root Catalog", "children_data": []}
        self.source_items: list[Json] | None = []
        self.stock_items: dict[str, Json] = {}
        self.tokens = {"integration-token"}
        self.page_limit = 300
        self.fail: list[Response] = []
        self.asked: list[str] = []
        self.otp = ""
        self._tokens_given = 0

    def __enter__(self) -> "Magento":
        routes = [
            Route("/rest/V1/integration/admin/token", self._token, methods=["POST"]),
            Route("/rest/V1/tfa/provider/google/authenticate", self._token, methods=["POST"]),
            Route("/rest/{path:path}", self._api),
        ]
        config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not (self._server.started and self._server.servers):
            self._thread.join(0.01)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def _token(self, request: Request) -> Response:
        told = await request.json()
        wanted = {"username": USER["user"], "password": USER["password"], **({"otp": self.otp} if self.otp else {})}
        if told != wanted or ("tfa" in request.url.path) != bool(self.otp):
            return JSONResponse({"message": "The account sign-in was incorrect"}, 401)
        self._tokens_given += 1
        token = f"admin-token-{self._tokens_given}"
        self.tokens.add(token)
        return JSONResponse(token)

    async def _api(self, request: Request) -> Response:
        raw = request.scope["raw_path"].decode()
        self.asked.append(re.sub(r"/rest(?:/[a-z]+)?/V1/", "", raw))
        if self.fail:
            return self.fail.pop(0)
        if not self._allowed(request):
            return JSONResponse({"message": "The consumer isn't authorized to access %resources."}, 401)
        path = self.asked[-1]
        query = request.query_params
        match path.split("/"):
            case ["products"]:
                return self._page([self._without_stock(one) for one in self.products], query, "id")
            case ["products", "attributes"]:
                return self._page(self.attributes, query, "attribute_id")
            case ["categories"]:
                return JSONResponse(self.categories)
            case ["configurable-products", sku, "children"] if unquote(sku) in self.children:
                named = self.children[unquote(sku)]
                return JSONResponse([self._without_stock(one) for one in self.products if one["sku"] in named])
            case ["inventory", "source-items"] if self.source_items is not None:
                return self._page(self.source_items, query, "sku")
            case ["stockItems", sku] if unquote(sku) in self.stock_items:
                return JSONResponse(self.stock_items[unquote(sku)])
        return JSONResponse({"message": "Request does not match any route."}, 404)

    def _allowed(self, request: Request) -> bool:
        proof = request.headers.get("authorization", "")
        if proof.startswith("Bearer "):
            return proof.removeprefix("Bearer ") in self.tokens
        if proof.startswith("OAuth "):
            return _oauth_holds(request, proof)
        return False

    def _page(self, items: list[Json], query: Mapping[str, str], sort: str) -> Response:
        size = int(query["searchCriteria[pageSize]"])
        if size > self.page_limit:
            return JSONResponse({"message": "Maximum SearchCriteria pageSize is %1"}, 400)
        found = [one for one in items if _passes(one, query)]
        found.sort(key=lambda one: one[sort])
        pages = max(1, -(-len(found) // size))
        number = min(int(query["searchCriteria[currentPage]"]), pages)  # past the end: the last page again
        part = found[(number - 1) * size : number * size]
        return JSONResponse({"items": part, "search_criteria": {}, "total_count": len(found)})

    def _without_stock(self, product: Json) -> Json:
        return {name: value for name, value in product.items() if name != "stock"}


def _passes(item: Json, query: Mapping[str, str]) -> bool:
    for number in range(10):
        group = f"searchCriteria[filter_groups][{number}][filters][0]"
        if f"{group}[field]" not in query:
            return True
        has, wanted = str(item[query[f"{group}[field]"]]), query[f"{group}[value]"]
        passed = {
            "eq": has == wanted,
            "in": has in wanted.split(","),
            "gt": has > wanted,
            "gteq": has >= wanted,
        }[query[f"{group}[condition_type]"]]
        if not passed:
            return False
    return True


def _oauth_holds(request: Request, proof: str) -> bool:
    """RFC 5849 §3.4, written once more."""
    told = {name: unquote(value) for name, value in re.findall(r'(oauth_[a-z_]+)="([^"]*)"', proof)}
    signature = told.pop("oauth_signature", "")
    pairs = [*told.items(), *request.query_params.multi_items()]
    escaped = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in pairs)
    url = str(request.url).partition("?")[0]
    text = "&".join(quote(part, safe="~") for part in ("GET", url, "&".join(f"{name}={value}" for name, value in escaped)))
    key = f"{OAUTH['consumer_secret']}&{OAUTH['access_secret']}"
    right = b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return told.get("oauth_consumer_key") == "ck" and told.get("oauth_token") == "at" and signature == right
