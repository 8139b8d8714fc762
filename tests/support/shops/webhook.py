"""A shop's own address for orders: checks the signature, takes each delivery once, answers 409 to a repetition."""

import hashlib
import hmac
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.shops.serving import Served, told

SECRET = "Geheimnis-7"


class Webhook(Served):
    """`taken`: the key of a delivery -> its document. `repeated`: keys that came again."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: dict[str, dict[str, Any]] = {}
        self.repeated: list[str] = []
        self.tests = 0

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        moment = request.headers["x-aliexport-timestamp"]
        right = hmac.new(SECRET.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        if request.headers["x-aliexport-signature"] != f"sha256={right}":
            return told("signature", 403)
        key = request.headers["idempotency-key"]
        document = msgspec.json.decode(body, type=dict[str, Any])
        if document["kind"] == "test":
            self.tests += 1
            return JSONResponse({})
        if key in self.taken:
            self.repeated.append(key)
            return JSONResponse({"reference": f"W{document['number']}"}, 409)
        self.taken[key] = document
        return JSONResponse({"reference": f"W{document['number']}"})
