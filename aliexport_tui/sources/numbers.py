"""Numbers as shops write them: "14 227", "6,31руб", "1 990,00 ₽", «по запросу»."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Literal, TypeVar

import msgspec

from aliexport_tui.model.money import Minor, to_minor

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2007\u2009'’]+")
_CURRENCY = (
    r"(?:руб(?:л(?:ей|я|ь))?\.?|р\.?|₽|rub|rur|грн\.?|₴|uah|тенге|тг\.?|₸|kzt|byn|br|usd|долл?\.?|\$|eur|евро|€|сум|uzs)"
)
_PRICE = re.compile(rf"{_CURRENCY}?(-?[0-9][0-9.,]*?|-?[.,][0-9]+){_CURRENCY}?", re.IGNORECASE)
_UNIT = re.compile(r"(-?[0-9][0-9.,]*?|-?[.,][0-9]+)(?:кг|kg|гр|г|g|lbs?|oz|см|cm|мм|mm|м|m)?\.?", re.IGNORECASE)
_STOCK = re.compile(r"[<>≥~]?=?(-?[0-9]+)(?:[.,]0*)?(?:шт|pcs|ед|пар|пары|упак)?\.?", re.IGNORECASE)
_PLAIN_PRICE = re.compile(r"([0-9]{1,15})(?:([.,])([0-9]{1,2}))?")
_PIECES = re.compile(r"(?=.*[0-9])([-+]?[0-9]{1,15})?(?:\.[0-9]*)?")
_MOST_DIGITS = 15
_KEPT = 4_096
_SHORT = 32
_Read = TypeVar("_Read")

_YES = frozenset(("true", "1", "yes", "y", "да", "есть", "+", "вналичии", "instock", "available", "много", "достаточно"))
_NO = frozenset(
    (
        "false", "0", "no", "n", "нет", "-", "–", "—", "отсутствует", "отсутсвует", "немає", "нетвналичии", "outofstock",
        "unavailable", "подзаказ", "ожидается",
    )
)  # fmt: skip


def parse_price(text: str, decimal_comma: bool | None = None) -> Minor | None:
    """Minor units; None when it is no single amount above zero. Without `decimal_comma` a comma before one or two
    last digits, or after a leading 0, is decimal (`sources.md` §3) and any other parts thousands."""
    plain = _PLAIN_PRICE.fullmatch(text)
    if plain and (not plain[2] or decimal_comma is None or decimal_comma is (plain[2] == ",")):
        return Minor(int(plain[1]) * 100 + int((plain[3] or "").ljust(2, "0"))) or None
    match = _PRICE.fullmatch(_BLANKS.sub("", text))
    amount = _decimal(match.group(1), decimal_comma) if match else None
    if amount is None or amount <= 0:
        return None
    return to_minor(amount) or None


def _kept(parse: Callable[[str], _Read]) -> Callable[[str], _Read]:
    """Weights, sides and stocks repeat from product to product: what a short text gave is kept."""
    cached = lru_cache(_KEPT)(parse)

    @wraps(parse)
    def read(text: str) -> _Read:
        return cached(text) if len(text) <= _SHORT else parse(text)

    return read


@_kept
def parse_measure(text: str) -> Decimal | None:
    """A weight or a length above zero without its unit; one comma is always decimal: "1,234" -> 1.234."""
    match = _UNIT.fullmatch(_BLANKS.sub("", text))
    amount = _decimal(match.group(1), (text.count(",") == 1 and "." not in text) or None) if match else None
    return amount if amount is not None and amount > 0 else None


@_kept
def parse_weight(text: str) -> Decimal | None:
    """Kilograms; a value with the unit g or г is divided by 1000."""
    amount = parse_measure(text)
    if amount is not None and re.search(r"[0-9\s\u00a0](?:г|g|гр)\.?$", text.strip().lower()):
        return amount / 1000
    return amount


class Stock(msgspec.Struct, frozen=True):
    """`number` None: none given; `available` None: the text says nothing on it."""

    number: int | None = None
    available: bool | None = None


@_kept
def parse_stock(text: str) -> Stock | None:
    """ "12", "12.0", "> 10", "12 шт" -> that number, below zero -> 0; "Есть" -> available; None when unreadable."""
    bare = _BLANKS.sub("", text).lower()
    match = _STOCK.fullmatch(bare)
    if match and len(match.group(1)) <= _MOST_DIGITS:
        return Stock(number=max(0, int(match.group(1))))
    flag = parse_flag(bare)
    if flag is None:
        return None
    return Stock(number=None if flag else 0, available=flag)


@_kept
@_kept
def parse_pieces(text: str) -> int | None:
    """Whole pieces of "100.0000" or "2.5": what is less than a piece is cut off, below zero -> 0; None when it is no
    number of at most 15 digits."""
    match = _PIECES.fullmatch(text.strip())
    return max(0, int(match.group(1) or 0)) if match else None


def parse_flag(text: str) -> bool | None:
    """Yes or no as feeds write it; None when it is neither (an empty text too)."""
    bare = _BLANKS.sub("", text).lower()
    if bare in _YES:
        return True
    return False if bare in _NO else None


def _decimal(digits: str, decimal_comma: bool | None) -> Decimal | None:
    mark = _decimal_mark(digits, decimal_comma)
    whole, _, fraction = digits.rpartition(mark) if mark else (digits, "", "")
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return None
    whole = "".join(groups)
    if len(whole) > _MOST_DIGITS or len(fraction) > 30 or not (whole.strip("-") or fraction):
        return None
    sign = "-" if whole.startswith("-") else ""
    return Decimal(f"{sign}{whole.strip('-') or '0'}.{fraction or '0'}")


def _decimal_mark(digits: str, decimal_comma: bool | None) -> Literal["", ".", ","]:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if points:
        return "." if points == 1 and not decimal_comma else _thousands_or(digits, ".")
    if not commas:
        return ""
    if decimal_comma:
        return ","
    if decimal_comma is False:
        return ""
    return _thousands_or(digits, ",")


def _thousands_or(digits: str, mark: Literal[".", ","]) -> Literal["", ".", ","]:
    """The lone kind of mark in `digits`: decimal, or "" when it parts thousands."""
    whole, _, fraction = digits.rpartition(mark)
    if mark in whole:
        return ""
    return "" if len(fraction) == 3 and whole.strip("-").lstrip("0") else mark
