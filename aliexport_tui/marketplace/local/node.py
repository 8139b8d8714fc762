"""JSON of an answer, read tolerantly: ids as text or number, zero values, missing and unknown members (§1.6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from aliexport_tui.model.money import parse_wire

_decoder = msgspec.json.Decoder(float_hook=Decimal)


class Node:
    """One value of an answer. Every getter takes the names a member may go by and gives a plain value for whatever
    is there: missing, null, or of another type."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    @staticmethod
    def parse(body: bytes) -> "Node | None":
        """The answer's object; None for anything else, as for a page of HTML."""
        try:
            value: object = _decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return Node(value) if isinstance(value, dict) else None

    def has(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def get(self, *names: str) -> "Node":
        """The first of these members that is there and not null."""
        return Node(_first(self.value, names))

    def plain(self) -> str:
        """Text, or a number's digits; "" for anything else."""
        return _plain(self.value)

    def text(self, *names: str) -> str:
        return _plain(_first(self.value, names))

    def id(self, *names: str) -> str:
        """An id's digits or words; "" for none, which is also written 0, "0" and ""."""
        found = self.text(*names).strip()
        return "" if found == "0" else found

    def flag(self, name: str) -> bool:
        found = self.get(name)
        return found.value is True or found.plain() in ("1", "true")

    def count(self, name: str) -> int | None:
        found = _first(self.value, (name,))
        if type(found) is int:
            return found if found >= 0 else None
        digits = _plain(found).strip()
        return int(digits) if digits.isdecimal() and digits.isascii() else None

    def money(self, name: str) -> int | None:
        """A decimal string in currency units -> minor units (§1.7)."""
        text = self.text(name)
        return parse_wire(text) if text else None

    def time_ms(self, name: str) -> int:
        """RFC 3339 (§1.8) -> UTC ms; 0 when absent or unreadable."""
        text = self.text(name)
        if not text:
            return 0
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return 0
        return int(moment.timestamp() * 1000) if moment.tzinfo is not None else 0

    def items(self) -> "tuple[Node, ...]":
        return tuple(map(Node, self.value)) if isinstance(self.value, list) else ()

    def children(self, *names: str) -> "tuple[Node, ...]":
        found = _first(self.value, names)
        return tuple(map(Node, found)) if isinstance(found, list) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        found = _first(self.value, (name,))
        return tuple(filter(None, map(_plain, found))) if isinstance(found, list) else ()

    def members(self) -> "Iterator[tuple[str, Node]]":
        if isinstance(self.value, dict):
            for name, value in self.value.items():
                yield str(name), Node(value)

    def loose_text(self) -> str:
        """Whatever it is, in words: for error texts whose form nobody documents (§1.4)."""
        if self.value in (None, "", {}):
            return ""
        if isinstance(self.value, list):
            return "; ".join(found for entry in self.items() if (found := entry.loose_text()))
        if message := self.text("message", "text", "error"):
            code = self.id("code")
            return f"{message} [{code}]" if code else message
        return self.plain() or msgspec.json.encode(self.value).decode()


def _first(value: object, names: Sequence[str]) -> object:
    if isinstance(value, dict):
        for name in names:
            found: object = value.get(name)
            if found is not None:
                return found
    return None


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return ""
