"""Errors of orders and logistics: words on /seller-api, digits elsewhere (local-orders.md §1.4)."""

from __future__ import annotations

from starlette.responses import Response

from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.texts import text
from aliexport_tui.sandbox.wire import RefusedError, error_body, json_answer

_TOKEN_TEXTS = {"token_missing": "token_refused", "token_unknown": "token_refused"}


def refuse(word: str, key: str, status: int = 400, **arguments: str) -> RefusedError:
    """A refusal with a dotted code, `ErrorCode.` being left out; `LogisticProviderNotFound` has none."""
    code = word if word == "LogisticProviderNotFound" else f"ErrorCode.{word}"
    return RefusedError(status, key, code=code, **arguments)


def bad_field(field: str) -> RefusedError:
    """A member of the body that makes no sense."""
    return refuse("InvalidArgument", "bad_field", field=field)


def order_code(switches: Switches, path: str, status: int, code: int | str) -> int | str:
    """An error's code as the switches want it; those of tokens and limits are digits everywhere."""
    match switches.word("errors.code_style"):
        case "int":
            return status
        case "word" if path.startswith("/seller-api") and not str(code).isdigit() and code:
            return code
        case _:
            return str(status)


def order_refusal(switches: Switches, path: str, refusal: RefusedError, locale: str) -> Response:
    """The answer that a refusal becomes."""
    key = _TOKEN_TEXTS.get(refusal.key, refusal.key)
    code = order_code(switches, path, refusal.status if refusal.status != 200 else 401, refusal.code)
    body = error_body("1", code, text(key, locale, refusal.arguments))
    headers = dict(refusal.headers)
    if refusal.status == 429 and (seconds := switches.number("errors.retry_after")):
        headers["Retry-After"] = str(round(seconds))
    return json_answer(body, 200 if switches.word("errors.http_status") == "200" else refusal.status, headers)
