"""Reads of cards: the scrolls, one product, the legacy reads, stock (local-products.md §3.6, §3.9 to §3.11)."""

from __future__ import annotations

from aliexport_tui.sandbox.cards import StoredCard
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.filters import scroll_condition
from aliexport_tui.sandbox.views import full_view, short_view
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_id


def _page(call: Call) -> list[StoredCard]:
    condition, limit = scroll_condition(call.body, call.seller, call.now, call.market.switches)
    return call.market.cards.select(condition.sql, condition.arguments, limit)


def _scroll(call: Call) -> JsonObject:
    return {"data": [short_view(call, stored) for stored in _page(call)], "error": None}


def _scroll_full(call: Call) -> JsonObject:
    products = [full_view(call, stored) for stored in _page(call)]
    return {"data": {"products": products, "lost_ids": []}, "error": None}


def _visible(call: Call, value: object) -> StoredCard | None:
    card_id = read_id(value)
    return call.market.cards.visible(card_id, call.seller, call.now) if card_id else None


def _product(call: Call) -> JsonObject:
    asked = call.body.get("product_id")
    if read_id(asked) is None:
        raise RefusedError(400, "bad_field", field="product_id")
    stored = _visible(call, asked)
    if stored is None:
        status = call.market.switches.whole("product.unknown_status")
        raise RefusedError(status, "unknown_product", code="404", id=str(asked))
    return {"data": full_view(call, stored)}


def _products(call: Call) -> JsonObject:
    ids, within = call.listed("ids", "limits.get_products")
    found = [(asked, _visible(call, asked)) for asked in ids[:within]]
    return {
        "products": [full_view(call, stored) for _, stored in found if stored],
        "lost_ids": [str(asked) for asked, stored in found if stored is None],
    }


def _stocks(call: Call) -> JsonObject:
    members, within = call.listed("stocks", "limits.stocks")
    unknown = call.market.switches.word("stocks.unknown_sku")
    rows: list[JsonObject] = []
    for index, member in enumerate(members[:within]):
        sku_id = read_id(member.get("sku")) if isinstance(member, dict) else None
        if sku_id is None:
            raise RefusedError(400, "bad_field", field=f"stocks[{index}].sku")
        sku = call.market.cards.by_sku_id(sku_id, call.seller, call.now)
        if sku is None and unknown == "error":
            raise RefusedError(404, "bad_field", field=f"stocks[{index}].sku")
        if sku is not None or unknown == "zero":
            rows.append({"sku": sku_id, "max_sellable_quantity": str(sku.inventory if sku else 0)})
    return {"data": {"skus_info": rows}, "error": None}


ENDPOINTS = (
    Endpoint("scroll", "POST", "/api/v1/scroll-short-product-by-filter", _scroll, swagger_open=True),
    Endpoint("scroll-full", "POST", "/api/v1/scroll-product-by-filter", _scroll_full),
    Endpoint("product", "POST", "/api/v1/product/get-seller-product", _product),
    Endpoint("products", "POST", "/api/v1/product/get-products", _products, swagger_open=True),
    Endpoint("stocks", "POST", "/api/v1/stocks", _stocks),
)
