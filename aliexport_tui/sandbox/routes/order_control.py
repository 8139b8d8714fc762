"""Control routes of the order side: what buyers, banks and carriers do, for tests and for a person. They need no token.

GET  /control/orders           {"orders": [...]}  the truth: every order of every seller; ?after=ID&limit=N, ?state=waiting
POST /control/orders/make      {"count": 1, "state": "waiting", "from": when, "to": when, "model": "DBS"|"FBS",
                                "method": "…", "sku_code": "…", "lines": n, "quantity": n, "seed": n, "seller_id": n}
                               all optional
                               -> {"ids": [...]}; `when` is UTC ms or a date, now unless told: orders are spread at random
                               between; `state` is one of words.STATES, "live" or "mixed" (orders.generator)
POST /control/orders/advance   {"ids": [...], "to": "waiting"}  one step, or until a state, whoever's turn it is
POST /control/orders/cancel    {"ids": [...], "reason": "CancelledByBuyer"}
Both -> {"orders": [{"id": n, "state": "…"}]}. What is over stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import get_args

from starlette.requests import Request

from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.orders.dates import read_date
from aliexport_tui.sandbox.orders.generator import LIVE, MIXED, NothingToSellError, Wish
from aliexport_tui.sandbox.orders.records import Model, Order, Parcel
from aliexport_tui.sandbox.orders.views import shown_status, shown_track
from aliexport_tui.sandbox.orders.words import FINISH_REASONS, OVER, STATES, WAY
from aliexport_tui.sandbox.tokens import MAIN_SELLER
from aliexport_tui.sandbox.wire import ControlError, JsonObject, read_id, read_ids, read_whole

_MOST = 100_000


def _list(market: Market, request: Request, body: JsonObject) -> object:
    now = market.clock.now()
    market.settle(now)
    query, book = request.query_params, market.orders.book
    where, arguments = "id > ?", [read_whole(query.get("after")) or 0]
    orders = book.orders(where, arguments, limit=read_whole(query.get("limit")) or -1)
    state = query.get("state")
    chosen = [order for order in orders if state in (None, order.state)]
    parcels: dict[int, list[Parcel]] = {}
    for parcel in book.parcels("trade_id > ?", arguments):
        parcels.setdefault(parcel.order_id, []).append(parcel)
    return {"orders": [_truth(order, parcels.get(order.id, []), now) for order in chosen]}


def _truth(order: Order, parcels: list[Parcel], now: int) -> JsonObject:
    return {
        "id": order.id,
        "seller": order.seller,
        "state": order.state,
        "model": order.model,
        "antifraud": order.antifraud,
        "created_ms": order.created_ms,
        "updated_ms": order.updated_ms,
        "cut_off_ms": order.cut_offs[-1],
        "deadline_ms": order.deadline_ms,
        "finish_reason": order.finish_reason,
        "reserved": order.reserved,
        "buyer": order.buyer,
        "lines": [
            {"sku_id": line.sku_id, "sku_code": line.sku_code, "quantity": line.quantity, "total": line.total}
            for line in order.lines
        ],
        "postings": [
            {"id": posting.id, "method": posting.method, "first_mile": posting.first_mile} for posting in order.postings
        ],
        "shipments": [
            {
                "id": parcel.id,
                "status": shown_status(parcel, now),
                "track": shown_track(parcel, now),
                "handover_list": parcel.list_id,
                "provider": parcel.provider,
                "track_url": parcel.track_url,
                "phone": parcel.phone,
                "spare": parcel.spare,
                "contents": parcel.contents,
            }
            for parcel in parcels
        ],
    }


def _make(market: Market, request: Request, body: JsonObject) -> object:
    now = market.clock.now()
    market.settle(now)
    count = _number(body, "count", 1)
    if not 0 <= count <= _MOST:
        raise ControlError(f"count is 0 to {_MOST}")
    since, until = _moment(body, "from", now), _moment(body, "to", now)
    if not since <= until <= now:
        raise ControlError("from comes before to, and both are not after now")
    wish = _wish(body)
    seed = market.switches.whole("generator.seed") if wish.seed is None else wish.seed
    random = Random(f"{seed} moments {market.storage.counter('generated')}")
    moments = sorted(random.randint(since, until) for _ in range(count))
    seller = str(_number(body, "seller_id", int(MAIN_SELLER)))
    try:
        with market.storage.transaction():
            orders = market.orders.generator.make(moments, wish, seller, now)
    except NothingToSellError as error:
        raise ControlError(str(error)) from error
    return {"ids": [order.id for order in orders]}


def _wish(body: JsonObject) -> Wish:
    state = str(body.get("state") or "waiting")
    if state not in (*STATES, LIVE, MIXED):
        raise ControlError(f"state is one of {', '.join((*STATES, LIVE, MIXED))}")
    model = next((each for each in get_args(Model) if each == body.get("model")), None)
    if model is None and body.get("model"):
        raise ControlError("model is DBS or FBS")
    return Wish(
        state,
        model,
        method=str(body.get("method") or ""),
        sku_code=str(body.get("sku_code") or ""),
        lines=_number(body, "lines", 0) or None,
        quantity=_number(body, "quantity", 0) or None,
        seed=None if body.get("seed") is None else _number(body, "seed", 0),
    )


def _number(body: JsonObject, name: str, default: int) -> int:
    value = body.get(name)
    number = default if value is None else read_whole(value)
    if number is None or number < 0:
        raise ControlError(f"{name} is a whole number")
    return number


def _moment(body: JsonObject, name: str, default: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    moment = read_whole(value) if read_id(value) is not None else read_date(value)
    if moment is None:
        raise ControlError(f"{name} is a date or UTC milliseconds")
    return moment


def _each(market: Market, body: JsonObject, work: Callable[[Order, int], Order]) -> object:
    now = market.clock.now()
    market.settle(now)
    ids = read_ids(body.get("ids"))
    if not ids:
        raise ControlError("ids is a list of order ids")
    done: list[JsonObject] = []
    with market.storage.transaction():
        for order_id in ids:
            order = market.orders.book.order(int(order_id))
            if order is None:
                raise ControlError(f"there is no order {order_id}")
            order = order if order.state in OVER else work(order, now)
            done.append({"id": order.id, "state": order.state})
    return {"orders": done}


def _advance(market: Market, request: Request, body: JsonObject) -> object:
    to = body.get("to")
    if to is not None and to not in WAY[1:]:
        raise ControlError(f"to is one of {', '.join(WAY[1:])}")
    goal = None if to is None else str(to)
    return _each(market, body, lambda order, now: market.orders.machine.advance(order, now, goal))


def _cancel(market: Market, request: Request, body: JsonObject) -> object:
    if not market.switches.flag("control.cancel"):
        raise ControlError("control.cancel is off")
    reason = str(body.get("reason") or "CancelledByBuyer")
    if reason not in FINISH_REASONS:
        raise ControlError(f"reason is one of {', '.join(FINISH_REASONS)}")
    return _each(market, body, lambda order, now: market.orders.machine.cancel(order, now, reason))


GETS = {"/control/orders": _list}
POSTS = {
    "/control/orders/make": _make,
    "/control/orders/advance": _advance,
    "/control/orders/cancel": _cancel,
}
