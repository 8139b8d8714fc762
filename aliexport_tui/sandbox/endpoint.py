"""What a route is made of: its path, its handler, and the call that the handler is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aliexport_tui.sandbox.market import Market
from aliexport_tui.sandbox.texts import Words, text
from aliexport_tui.sandbox.wire import JsonObject, RefusedError


@dataclass(frozen=True, slots=True)
class Call:
    """One request that passed the gate. `locale` is `ru`, `en` or `tr`; `now` its moment in milliseconds."""

    market: Market
    seller: str
    locale: str
    now: int
    body: JsonObject
    query: Mapping[str, str]
    address: str = ""
    """Of this server as the client calls it: `http://127.0.0.1:8137`."""

    def text(self, key: str, arguments: Mapping[str, Words] | None = None) -> str:
        """A sentence in the language of the request."""
        return text(key, self.locale, arguments)

    def name(self, russian: str, english: str) -> str:
        """A name in the language of the request."""
        return russian if self.locale == "ru" else english

    def listed(self, field: str, limit: str) -> tuple[list[object], int]:
        """A required, non-empty list of the body, and how many of its members are within the switch `limit`."""
        members = self.body.get(field)
        if not isinstance(members, list) or not members:
            raise RefusedError(400, "empty", field=field)
        high = self.market.switches.whole(limit)
        if len(members) <= high:
            return members, len(members)
        match self.market.switches.word("limits.reaction"):
            case "clamp":
                return members[:high], high
            case "per_item":
                return members, high
            case _:
                raise RefusedError(400, "limit", field=field, high=str(high))


Handler = Callable[[Call], object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route. `swagger_open` marks those that the Swagger declares without the token; `guard` names a switch without
    which no token is asked for; `order_side` ones tell errors as orders and logistics do."""

    name: str
    method: str
    path: str
    handler: Handler
    swagger_open: bool = False
    guard: str = ""
    order_side: bool = False
