"""Control routes: what a test or a demonstration asks of the simulation itself. They need no token.

GET  /control/clock      {"now": ms, "offset_ms": n}
POST /control/clock      {"advance_s": n}                      move the clock ahead
GET  /control/switches   {name: setting}
POST /control/switches   {name: setting, …}                    set all or none
GET  /control/cards      {"cards": [...]}  every card, deleted and invisible ones too; ?after=ID&limit=N, ?brief=1
POST /control/alter      {"sku": "…", "price": "9.90", …}     change a card as a person would: sandbox.by_hand
GET  /control/requests   {"requests": {"POST /api/v1/…": n}}   what came in, by method and path
GET  /control/tasks      {"tasks": [...]}  those not final; ?limit=N
POST /control/tokens     {"seller_id": n}                      issue one more token
POST /control/tokens/delete {"token": "…"}
POST /control/reset      forget cards, orders, tasks, quota, counts and settings
     /control/orders…    sandbox.routes.order_control
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aliexport_tui.sandbox.by_hand import alter
from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.routes import order_control
from aliexport_tui.sandbox.switches import SwitchError, shown
from aliexport_tui.sandbox.texts import text
from aliexport_tui.sandbox.tokens import MAIN_SELLER
from aliexport_tui.sandbox.wire import ControlError, JsonObject, json_answer, read_object, read_whole

_Work = Callable[[Market, Request, JsonObject], object]


def _clock(market: Market, request: Request, body: JsonObject) -> object:
    if request.method == "POST":
        seconds = body.get("advance_s")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise ControlError("advance_s is a number of seconds, zero or more")
        market.settle(market.clock.now())
        market.advance(round(seconds * 1000))
    now = market.clock.now()
    market.settle(now)
    return {"now": now, "offset_ms": market.clock.offset_ms}


def _switches(market: Market, request: Request, body: JsonObject) -> object:
    if request.method == "POST":
        try:
            market.switches.update(body)
        except SwitchError as error:
            raise ControlError(str(error)) from error
        market.faults.reset()
        market.settle(market.clock.now())
    return {name: shown(setting) for name, setting in market.switches.settings().items()}


def _cards(market: Market, request: Request, body: JsonObject) -> object:
    market.settle(market.clock.now())
    after = read_whole(request.query_params.get("after")) or 0
    limit = read_whole(request.query_params.get("limit")) or -1
    if request.query_params.get("brief"):
        return {"cards": market.cards.brief(after, limit)}
    return {"cards": market.cards.truth(after, limit)}


def _alter(market: Market, request: Request, body: JsonObject) -> object:
    now = market.clock.now()
    market.settle(now)
    card_id = alter(market.cards, body, now)
    if card_id is None:
        raise ControlError("no such card")
    return {"id": card_id}


def _requests(market: Market, request: Request, body: JsonObject) -> object:
    return {"requests": {f"{method} {path}": count for (method, path), count in market.requests.items()}}


def _tasks(market: Market, request: Request, body: JsonObject) -> object:
    now = market.clock.now()
    market.settle(now)
    limit = read_whole(request.query_params.get("limit")) or -1
    return {
        "tasks": [
            {
                "id": task.id,
                "group_id": task.upload_id,
                "action": task.action,
                "status": task.status,
                "product_id": task.card_id,
                "sku_codes": task.codes,
                "external_id": task.external_id,
                "error": text(task.error[0], "en", task.error[1]) if task.error else None,
            }
            for task in market.queue.open_tasks(now, limit)
        ]
    }


def _tokens(market: Market, request: Request, body: JsonObject) -> object:
    seller = read_whole(body.get("seller_id") or MAIN_SELLER)
    if seller is None or seller <= 0:
        raise ControlError("seller_id is a whole number above zero")
    return {"token": market.tokens.issue(market.clock.now(), str(seller))}


def _delete_token(market: Market, request: Request, body: JsonObject) -> object:
    if not market.tokens.delete(str(body.get("token") or ""), market.clock.now()):
        raise ControlError("no such token")
    return {"deleted": True}


def _reset(market: Market, request: Request, body: JsonObject) -> object:
    market.reset()
    return {"reset": True}


def routes(market: Market) -> list[Route]:
    """The control routes over a market."""

    def serve(work: _Work) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            body = read_object(await request.body())
            try:
                if body is None:
                    raise ControlError("the body is not a JSON object")
                return json_answer(work(market, request, body))
            except ControlError as error:
                return json_answer({"error": str(error)}, 400)

        return handle

    both = ["GET", "POST"]
    return [
        Route("/control/clock", serve(_clock), methods=both),
        Route("/control/switches", serve(_switches), methods=both),
        Route("/control/cards", serve(_cards)),
        Route("/control/alter", serve(_alter), methods=["POST"]),
        Route("/control/requests", serve(_requests)),
        Route("/control/tasks", serve(_tasks)),
        Route("/control/tokens", serve(_tokens), methods=["POST"]),
        Route("/control/tokens/delete", serve(_delete_token), methods=["POST"]),
        Route("/control/reset", serve(_reset), methods=["POST"]),
        *(Route(path, serve(work)) for path, work in order_control.GETS.items()),
        *(Route(path, serve(work), methods=["POST"]) for path, work in order_control.POSTS.items()),
    ]
