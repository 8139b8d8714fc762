"""How a request says who asks: each signer adds its proof to one request."""

import base64
from collections.abc import Callable

import msgspec


class Request(msgspec.Struct, frozen=True):
    """`params` in the order they are sent, not encoded yet; `body` JSON, b"" for none."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = {}
    body: bytes = b""

    def with_header(self, name: str, value: str) -> "Request":
        return msgspec.structs.replace(self, headers={**self.headers, name: value})

    def with_params(self, *params: tuple[str, str]) -> "Request":
        return msgspec.structs.replace(self, params=(*self.params, *params))


Signer = Callable[[Request], Request]


def unsigned(request: Request) -> Request:
    return request


def basic(user: str, password: str) -> Signer:
    proof = base64.b64encode(f"{user}:{password}".encode()).decode()
    return lambda request: request.with_header("Authorization", f"Basic {proof}")


def bearer(token: str) -> Signer:
    return lambda request: request.with_header("Authorization", f"Bearer {token}")
