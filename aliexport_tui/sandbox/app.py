"""The ASGI application: every route with and without `/public`, and the control routes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aliexport_tui.sandbox.endpoint import Endpoint
from aliexport_tui.sandbox.gate import gated
from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.routes import (
    catalogue,
    chat,
    control,
    dbs,
    fields,
    handover,
    labels,
    offers,
    orders,
    products,
    reads,
    shipments,
    shop,
    tasks,
    visibility,
)
from aliexport_tui.sandbox.wire import error_body, json_answer

ENDPOINTS: tuple[Endpoint, ...] = (
    *products.ENDPOINTS,
    *fields.ENDPOINTS,
    *offers.ENDPOINTS,
    *visibility.ENDPOINTS,
    *tasks.ENDPOINTS,
    *reads.ENDPOINTS,
    *catalogue.ENDPOINTS,
    *shop.ENDPOINTS,
    *orders.ENDPOINTS,
    *dbs.ENDPOINTS,
    *shipments.ENDPOINTS,
    *handover.ENDPOINTS,
    *labels.ENDPOINTS,
    *chat.ENDPOINTS,
)
_LOG = logging.getLogger(__name__)
_PUBLIC = "/public"
_PLURAL_EDIT = "/api/v1/products/edit"
_GATEWAY_CODES = {404: 5, 405: 12}


def make_app(market: Market) -> Starlette:
    """The application over a market."""

    async def unforeseen(request: Request, error: Exception) -> Response:
        _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return json_answer(error_body("1", "500", "Internal Server Error"), 500)

    async def http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        shape = market.switches.word("errors.not_found_shape")
        code = _GATEWAY_CODES.get(status, 2) if shape == "2" else str(status)
        message = error.detail if isinstance(error, HTTPException) else "Internal Server Error"
        return json_answer(error_body(shape, code, message), status)

    return Starlette(
        routes=[*_routes(market), *control.routes(market)],
        exception_handlers={HTTPException: http_error, Exception: unforeseen},
    )


def _routes(market: Market) -> Iterator[Route]:
    for endpoint in labels.FILES:
        yield Route(endpoint.path, gated(market, endpoint), methods=[endpoint.method])
    for endpoint in ENDPOINTS:
        handle = gated(market, endpoint)
        yield Route(endpoint.path, handle, methods=[endpoint.method])

        async def under_public(request: Request, endpoint: Endpoint = endpoint) -> Response:
            if not market.switches.flag("routes.public_prefix"):
                raise HTTPException(404)
            return await gated(market, endpoint)(request)

        yield Route(_PUBLIC + endpoint.path, under_public, methods=[endpoint.method])
    edit = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "edit")

    async def plural_edit(request: Request) -> Response:
        if market.switches.word("routes.plural_edit") == "404":
            raise HTTPException(404)
        return await gated(market, edit)(request)

    for prefix in ("", _PUBLIC):
        yield Route(prefix + _PLURAL_EDIT, plural_edit, methods=["POST"])
