"""Answers and refusals as bytes: proto3 JSON, error shapes 1 and 2 (local-products.md §1.4, §1.6)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from aliexport_tui.sandbox.texts import Words, text

JsonObject = dict[str, object]
_INT64 = 2**63


class RefusedError(Exception):
    """A whole request is refused. `shape` "" means the shape that the switch `errors.shape` chooses."""

    def __init__(self, status: int, key: str, *, code: int | str = "", shape: str = "", **arguments: Words) -> None:
        super().__init__(key)
        self.status, self.key, self.code, self.shape, self.arguments = status, key, code, shape, arguments
        self.headers: dict[str, str] = {}


class ControlError(Exception):
    """A control request that makes no sense; the text says why."""


def json_answer(payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    return Response(msgspec.json.encode(payload), status, dict(headers or {}), media_type="application/json")


def error_body(shape: str, code: int | str, message: str) -> JsonObject:
    """The body of an error: shape 1 is a service's, shape 2 the gateway's."""
    if shape == "2":
        return {"code": int(code) if str(code).isdigit() else 2, "message": message}
    return {"data": None, "error": {"code": code, "message": message, "details": None}}


def refusal_answer(refusal: RefusedError, shape: str, locale: str) -> Response:
    """The answer that a refusal becomes; `shape` serves when it names none."""
    shape = refusal.shape or shape
    code = refusal.code if refusal.code != "" else str(refusal.status)
    body = error_body(shape, code, text(refusal.key, locale, refusal.arguments))
    return json_answer(body, refusal.status, refusal.headers)


def read_object(raw: bytes) -> JsonObject | None:
    """The JSON object in a body; None when it is none. Nothing and `null` stand for `{}`."""
    if not raw.strip():
        return {}
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    if body is None:
        return {}
    return body if isinstance(body, dict) else None


def read_id(value: object) -> str | None:
    """A 64-bit id given as a number or as a string of digits, in canonical form; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not (value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 20):
            return None
        value = int(value)
    return str(value) if isinstance(value, int) and -_INT64 <= value < _INT64 else None


def read_ids(value: object) -> list[str] | None:
    """A list of ids; None when it is no list or one member is no id."""
    if not isinstance(value, list):
        return None
    ids = [read_id(member) for member in value]
    return [each for each in ids if each is not None] if None not in ids else None


def read_whole(value: object) -> int | None:
    """A whole number given as a number or a string of digits."""
    text_id = read_id(value)
    return None if text_id is None else int(text_id)
