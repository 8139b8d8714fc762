"""The way of a request to its handler: faults, rate, token, body, locale; then the work; then faults again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.faults import After, Before
from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.orders.refusals import order_refusal
from aliexport_tui.sandbox.spoiling import ClosedAfter, CutAnswer, Reset, Silence, rewritten, twice
from aliexport_tui.sandbox.texts import LOCALES, text
from aliexport_tui.sandbox.tokens import MAIN_SELLER
from aliexport_tui.sandbox.wire import (
    JsonObject,
    RefusedError,
    error_body,
    json_answer,
    read_object,
    refusal_answer,
)

_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
_STRANGE_PAGE = "<!DOCTYPE html><html><body>Service temporarily unavailable</body></html>"


def gated(market: Market, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint as a web handler."""

    async def handle(request: Request) -> Response:
        market.requests[endpoint.method, endpoint.path] += 1
        if market.faults.reading(endpoint.name):
            return Reset()
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Response()
        locale = market.switches.word("locale.default")
        try:
            locale = _locale(market, request)
            answer = _answer(market, endpoint, request, raw, locale)
        except RefusedError as refusal:
            if endpoint.order_side:
                return order_refusal(market.switches, endpoint.path, refusal, locale)
            return refusal_answer(refusal, market.switches.word("errors.shape"), locale)
        if late := market.faults.lateness(endpoint.name):
            await asyncio.sleep(late)
        after = None if isinstance(answer, Silence | Reset) else market.faults.after(endpoint.name)
        return _spoiled(market, answer, after) if after else answer

    return handle


def _answer(market: Market, endpoint: Endpoint, request: Request, raw: bytes, locale: str) -> Response:
    before = market.faults.before(endpoint.name)
    if before:
        return _fault_answer(market, before, locale)
    now = market.clock.now()
    seller = _seller(market, endpoint, request, now)
    body = _body(market, endpoint, request, raw)
    market.settle(now)
    poison = market.faults.poison(endpoint.name, body)
    if poison == "drop":
        return Silence(0)
    if poison in ("400", "500"):
        raise RefusedError(int(poison), "fault")
    with market.storage.transaction():
        query = {**request.query_params, **request.path_params}
        call = Call(market, seller, locale, now, body, query, str(request.base_url).rstrip("/"))
        payload = endpoint.handler(call)
    if poison:
        raise RefusedError(500, "fault")
    return payload if isinstance(payload, Response) else json_answer(payload)


def _seller(market: Market, endpoint: Endpoint, request: Request, now: int) -> str:
    raw = request.headers.get("x-auth-token")
    switches = market.switches
    if endpoint.swagger_open and not raw and not switches.flag("auth.require_everywhere"):
        return MAIN_SELLER
    if endpoint.guard and not switches.flag(endpoint.guard):
        return MAIN_SELLER
    standing, seller = market.tokens.standing(raw, now, switches.milliseconds("auth.token_ttl_s"))
    if standing == "missing":
        raise RefusedError(switches.whole("auth.error_status"), "token_missing", code="401")
    if standing == "deleted":
        raise RefusedError(int(switches.word("auth.deleted_status")), "token_deleted", code="401")
    if standing != "valid":
        raise RefusedError(switches.whole("auth.error_status"), "token_unknown", code="401")
    market.rate.admit(raw or "", seller, now)
    return seller


def _body(market: Market, endpoint: Endpoint, request: Request, raw: bytes) -> JsonObject:
    if endpoint.method == "GET":
        return {}
    if not raw.strip() and market.switches.flag("routes.body_in_query"):
        return dict(request.query_params)
    body = read_object(raw)
    if body is None:
        raise RefusedError(market.switches.whole("errors.malformed_status"), "malformed", code=3, shape="2")
    return body


def _locale(market: Market, request: Request) -> str:
    asked = request.headers.get("x-request-locale", "")
    if not asked:
        return market.switches.word("locale.default")
    if asked not in LOCALES and market.switches.word("locale.unknown") == "400":
        raise RefusedError(400, "locale_unknown", locale=asked)
    return LOCALES.get(asked, "ru")


def _fault_answer(market: Market, fault: Before, locale: str) -> Response:
    message = text("fault", locale)
    match fault:
        case "burst_429":
            raise market.rate.refusal()
        case "timeout_before":
            return Silence(market.switches.number("fault.hang_s"))
        case "reset_before":
            return Reset()
        case "http_401":
            raise RefusedError(401, "token_unknown", code="401")
        case "http_502":
            return HTMLResponse(_BAD_GATEWAY, 502)
        case "error_in_200":
            return json_answer(error_body("1", "500", message))
        case "http_500":
            raise RefusedError(500, "fault")


def _spoiled(market: Market, answer: Response, fault: After) -> Response:
    match fault:
        case "timeout_after":
            return Silence(market.switches.number("fault.hang_s"))
        case "cut_body":
            return CutAnswer(answer, market.switches.number("fault.cut_at"))
        case "reset_after":
            return Reset()
        case "close_after":
            return ClosedAfter(answer)
        case "body_twice":
            return twice(answer)
        case "not_json":
            return HTMLResponse(_STRANGE_PAGE)
        case "http_502_after":
            return HTMLResponse(_BAD_GATEWAY, 502)
        case "http_500_after":
            message = text("fault", "en")
            return json_answer(error_body(market.switches.word("errors.shape"), "500", message), 500)
        case _:
            return rewritten(answer, fault)
