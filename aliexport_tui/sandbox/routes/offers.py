"""update-sku-price and update-sku-stock (local-products.md §3.4, §3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from aliexport_tui.sandbox.checks.prices import check_prices, check_stock
from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.skus import check_code
from aliexport_tui.sandbox.checks.values import objects
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.queue import Order
from aliexport_tui.sandbox.reading import read_price, read_stock
from aliexport_tui.sandbox.wire import JsonObject
from aliexport_tui.sandbox.writing import Write, answer, check_card_now


def _skus(call: Call, report: Report, item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Each SKU of an item with its place; codes may not repeat."""
    codes: set[str] = set()
    for place, sku in objects(report, item, "skus", required=True):
        code = check_code(report, call.market.switches, sku, place)
        if code and code in codes:
            report.add(place + "sku_code", "code_repeated", code=code)
        codes.add(code)
        yield place, sku


def _check_known(call: Call, report: Report, card_id: str, codes: tuple[str, ...]) -> None:
    if "unknown_sku" in call.market.switches.names("tasks.late_failures"):
        return
    stored = call.market.cards.owned(card_id, call.seller)
    known = {sku.code for sku in stored.card.skus} if stored else set(codes)
    for index, code in enumerate(codes):
        if code not in known:
            report.add(f"skus[{index}].sku_code", "unknown_sku", code=code, id=card_id)


def _price(call: Call, item: JsonObject) -> Order | Report:
    report = Report()
    card_id = check_card_now(call, report, item)
    skus: list[JsonObject] = []
    for place, sku in _skus(call, report, item):
        check_prices(report, call.market.switches, sku, place)
        skus.append(sku)
    if report:
        return report
    prices = tuple(read_price(sku, call.market.switches) for sku in skus)
    codes = tuple(each.code for each in prices)
    _check_known(call, report, card_id, codes)
    return report or Order(card_id, codes, prices)


def _stock(call: Call, item: JsonObject) -> Order | Report:
    report = Report()
    card_id = check_card_now(call, report, item)
    skus: list[JsonObject] = []
    for place, sku in _skus(call, report, item):
        check_stock(report, sku, place)
        skus.append(sku)
    if report:
        return report
    stocks = tuple(read_stock(sku) for sku in skus)
    codes = tuple(each.code for each in stocks)
    _check_known(call, report, card_id, codes)
    return report or Order(card_id, codes, stocks)


_PRICE = Write("price", "price", "products", "limits.price", _price)
_STOCK = Write("stock", "stock", "products", "limits.stock", _stock)


def _update_stock(call: Call) -> JsonObject:
    products = call.body.get("products")
    if isinstance(products, list):
        call.market.rate.admit_stock(call.seller, len(products), call.now)
    return answer(call, _STOCK)


ENDPOINTS = (
    Endpoint("price", "POST", "/api/v1/product/update-sku-price", lambda call: answer(call, _PRICE)),
    Endpoint("stock", "POST", "/api/v1/product/update-sku-stock", _update_stock),
)
