"""A WooCommerce of the tests' own: its REST v3 as `sources.md` §1.4 and WooCommerce's documents describe it, over HTTP.

Written from the facts, not from the client: OAuth 1.0a over plain HTTP, Basic or OAuth over HTTPS, 10 a page unless told,
100 at most, totals in headers, newest first unless told, `null` for a stock that is not kept, a variation's image as one
object."""

import asyncio
import hashlib
import hmac
import math
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]
Meanwhile = Callable[[str], None]

KEYS = {"consumer_key": "ck_1f8b", "consumer_secret": "cs_9e4d"}
TLS = Path(__file__).parents[2] / "data" / "tls"


class Woo:
    """Use as a context manager. What a test wants of the shop, it puts into the members. `asked`: routes with their telling
    parameters, in order."""

    def __init__(self, *, tls: bool = False) -> None:
        self.products: list[Json] = []
        self.variations: dict[int, list[Json]] = {}
        self.categories: list[Json] = []
        self.settings = {
            "products/woocommerce_weight_unit": "kg",
            "products/woocommerce_dimension_unit": "cm",
            "general/woocommerce_currency": "RUB",
        }
        self.now = "Sun, 22 Nov 2026 08:00:00 GMT"
        self.fine_addresses = True
        self.tells_totals = True
        self.repeats_last_page = False
        self.keeps_header_from_php = False
        self.slow_s = 0.0
        self.fail: list[Response] = []
        self.meanwhile: Meanwhile = lambda route: None
        self.asked: list[str] = []
        self.proofs: list[str] = []
        self._tls = tls
        self._nonces: set[str] = set()

    def __enter__(self) -> "Woo":
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            log_level="critical",
            lifespan="off",
            date_header=False,
            ssl_certfile=TLS / "cert.pem" if self._tls else None,
            ssl_keyfile=TLS / "key.pem" if self._tls else None,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not (self._server.started and self._server.servers):
            self._thread.join(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http{'s' if self._tls else ''}://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    async def _answer(self, request: Request) -> Response:
        if self.slow_s:
            await asyncio.sleep(self.slow_s)
        response = self.fail.pop(0) if self.fail else self._routed(request)
        response.headers.setdefault("Date", self.now)
        return response

    def _routed(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/wp-json") if self.fine_addresses else ""
        if not path.startswith("/wc/v3/"):
            path = request.query_params.get("rest_route", "")
        if not path.startswith("/wc/v3/"):
            return HTMLResponse("<!DOCTYPE html><title>Страница не найдена</title>", 404)
        route = path.removeprefix("/wc/v3/")
        query = {name: value for name, value in request.query_params.items() if not name.startswith(("oauth_", "rest_"))}
        fields = query.pop("_fields", "")
        self.asked.append("&".join((route, *(f"{name}={value}" for name, value in query.items()))))
        refusal = self._refusal(request)
        if refusal:
            return _error(401, *refusal)
        self.meanwhile(route)
        match route.split("/"):
            case ["products"]:
                return self._page(self._changed(query), query, fields)
            case ["products", "categories"]:
                return self._page(self.categories, query, fields)
            case ["products", number, "variations"] if any(one["id"] == int(number) for one in self.products):
                return self._page(self.variations.get(int(number), []), query, fields)
            case ["settings", *which] if "/".join(which) in self.settings:
                return JSONResponse({"id": which[-1], "value": self.settings["/".join(which)]})
            case ["settings", *_]:
                return _error(403, "woocommerce_rest_cannot_view", "Sorry, you cannot view this resource.")
        return _error(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _changed(self, query: dict[str, str]) -> list[Json]:
        if "modified_after" not in query:
            return self.products
        assert query["dates_are_gmt"] == "true"
        return [one for one in self.products if one["date_modified_gmt"] > query["modified_after"]]

    def _page(self, items: list[Json], query: dict[str, str], fields: str) -> Response:
        size = int(query.get("per_page", "10"))
        if not 1 <= size <= 100:
            return _error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        by = {"id": "id", "date": "date_created"}[query.get("orderby", "date")]
        found = sorted(items, key=lambda one: str(one.get(by, "")).zfill(9), reverse=query.get("order", "desc") == "desc")
        pages = math.ceil(len(found) / size)
        number = int(query.get("page", "1"))
        if self.repeats_last_page:
            number = min(number, max(1, pages))
        part = found[(number - 1) * size : number * size]
        if fields:
            part = [{name: one[name] for name in fields.split(",") if name in one} for one in part]
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)} if self.tells_totals else {}
        return JSONResponse(part, headers=totals)

    def _refusal(self, request: Request) -> tuple[str, str] | None:
        """As `WC_REST_Authentication`: over HTTPS user and password, else a signature."""
        proof = request.headers.get("authorization", "")
        if self._tls and proof.startswith("Basic ") and not self.keeps_header_from_php:
            self.proofs.append("basic")
            right = b64decode(proof.removeprefix("Basic ")).decode() == ":".join(KEYS.values())
            return None if right else ("woocommerce_rest_authentication_error", "Consumer secret is invalid.")
        told = request.query_params
        if "oauth_signature" not in told:
            return "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."
        self.proofs.append("oauth")
        if told["oauth_consumer_key"] != KEYS["consumer_key"]:
            return "woocommerce_rest_authentication_error", f"Consumer key {told['oauth_consumer_key']} is invalid."
        if told["oauth_nonce"] in self._nonces:
            return "woocommerce_rest_authentication_error", "Invalid nonce - nonce has already been used."
        self._nonces.add(told["oauth_nonce"])
        if told["oauth_signature"] != _signature(request):
            return "woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match."
        return None


def _signature(request: Request) -> str:
    """RFC 5849 §3.4, written once more; WooCommerce signs with `secret&`."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    escaped = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in pairs if name != "oauth_signature")
    url = str(request.url).partition("?")[0]
    joined = "&".join(f"{name}={value}" for name, value in escaped)
    text = "&".join(quote(part, safe="~") for part in (request.method, url, joined))
    digest = hmac.new(f"{KEYS['consumer_secret']}&".encode(), text.encode(), hashlib.sha256).digest()
    return b64encode(digest).decode()


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"code": code, "message": message, "data": {"status": status}}, status)


def product(number: int, sku: str = "", **more: Any) -> Json:
    """As the shop answers it: prices and measures are strings."""
    return {
        "id": number,
        "name": f"Product {number}",
        "permalink": f"https://shop.example/product/{number}/",
        "date_created": f"2026-01-01T00:00:{number % 60:02}",
        "date_modified_gmt": "2026-01-01T00:00:00",
        "type": "simple",
        "status": "publish",
        "featured": False,
        "catalog_visibility": "visible",
        "description": "",
        "short_description": "",
        "sku": sku,
        "price": "100",
        "regular_price": "100",
        "sale_price": "",
        "on_sale": False,
        "virtual": False,
        "downloadable": False,
        "manage_stock": False,
        "stock_quantity": None,
        "stock_status": "instock",
        "weight": "",
        "dimensions": {"length": "", "width": "", "height": ""},
        "categories": [],
        "tags": [],
        "images": [],
        "attributes": [],
        "meta_data": [],
        **more,
    }


def variation(number: int, sku: str = "", option: str = "", **more: Any) -> Json:
    told = {name: value for name, value in product(number, sku).items() if name not in ("type", "images", "categories")}
    attributes = [{"id": 6, "name": "Color", "option": option}] if option else []
    return {**told, "image": None, "attributes": attributes, **more}
