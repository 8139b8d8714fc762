"""What was said of an order, and what of it could not be understood."""

import re
from typing import Literal

import msgspec

Status = Literal["sent", "ready_for_pickup", "delivered"]


class News(msgspec.Struct, frozen=True):
    """`order`: the number as it was said: the marketplace's, with the shop's prefix, or the shop's own. `line`: where it was
    said, from 1."""

    order: str
    track: str = ""
    carrier: str = ""
    track_url: str = ""
    phone: str = ""
    status: Status = "sent"
    line: int = 0


class BadRow(msgspec.Struct, frozen=True):
    """`line` 0: the whole of it. `code` of the messages registry."""

    line: int
    code: str
    args: dict[str, str] = {}


class Heard(msgspec.Struct, frozen=True):
    news: tuple[News, ...] = ()
    bad: tuple[BadRow, ...] = ()


_NUMBER = re.compile(r"(?=.*\d)[\w#№/.,+-]{1,40}")
_WORD = re.compile(r"[A-Za-z_]{1,20}")


def shown_number(said: str) -> str:
    """What may be an order's number; anything else may be a buyer's name in the wrong column, and is kept nowhere."""
    return said if _NUMBER.fullmatch(said) else "…"


def shown_word(said: str) -> str:
    """A single Latin word; as `shown_number`."""
    return said if _WORD.fullmatch(said) else "…"
