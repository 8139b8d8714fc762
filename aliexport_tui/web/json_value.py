"""JSON of a shop's API, read tolerantly: plug-ins of shops write numbers as text, text as numbers, lists as objects."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

_MOST_NODES, _MOST_VALUES = 400_000, 1_500_000
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class JsonValue:
    """One value. Every getter gives a plain value for whatever is there: missing, null, or of another type."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    @staticmethod
    def parse(body: bytes) -> "JsonValue | None":
        """None for what is no JSON, as a page of HTML, and for what would fill the memory."""
        if body.count(b"[") + body.count(b"{") > _MOST_NODES or body.count(b",") > _MOST_VALUES:
            return None
        try:
            return JsonValue(_decoder.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def get(self, name: str) -> "JsonValue":
        return JsonValue(self.value.get(name) if isinstance(self.value, dict) else None)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def is_object(self) -> bool:
        return isinstance(self.value, dict)

    def plain(self) -> str:
        """Text, or a number's digits; "" for anything else."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int | Decimal) and not isinstance(self.value, bool):
            return str(self.value)
        return ""

    def text(self, name: str) -> str:
        return self.get(name).plain()

    def flag(self, name: str) -> bool | None:
        """None when it says neither."""
        found = self.get(name).value
        if isinstance(found, bool):
            return found
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(self.text(name).lower())

    def items(self) -> "Iterator[JsonValue]":
        """Of a list; an object's values where PHP has made an object of a list with gaps."""
        if isinstance(self.value, list):
            yield from map(JsonValue, self.value)
        elif isinstance(self.value, dict):
            yield from map(JsonValue, self.value.values())

    def members(self) -> "Iterator[tuple[str, JsonValue]]":
        if isinstance(self.value, dict):
            for name, value in self.value.items():
                yield str(name), JsonValue(value)
