"""Reading one member of an item: its type, its presence, its range. What is wrong goes into the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.wire import JsonObject, read_id, read_whole

_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")
_NOTHING: tuple[object, ...] = (None, "")


def whole(
    report: Report, item: JsonObject, name: str, low: int, high: int, *, path: str = "", required: bool = True
) -> int | None:
    """A whole number in a range; None when it is absent or wrong."""
    value = item.get(name)
    if value in _NOTHING:
        if required:
            report.add(path + name, "required")
        return None
    number = read_whole(value)
    if number is None:
        report.add(path + name, "not_whole")
    elif not low <= number <= high:
        report.add(path + name, "range", low=str(low), high=str(high))
        return None
    return number


def decimal(
    report: Report, item: JsonObject, name: str, low: Decimal, high: Decimal, *, path: str = "", required: bool = True
) -> Decimal | None:
    """A decimal number in a string, in a range; None when it is absent or wrong."""
    value = item.get(name)
    if value in _NOTHING:
        if required:
            report.add(path + name, "required")
        return None
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        report.add(path + name, "not_decimal")
        return None
    number = Decimal(value)
    if not low <= number <= high:
        report.add(path + name, "range", low=str(low), high=str(high))
        return None
    return number


def words(report: Report, item: JsonObject, name: str, *, path: str = "", required: bool = False, high: int = 0) -> str:
    """A text; "" when it is absent or wrong. `high` > 0 limits its length."""
    value = item.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        if required:
            report.add(path + name, "required")
        return ""
    if not isinstance(value, str):
        report.add(path + name, "not_text")
        return ""
    if high and len(value) > high:
        report.add(path + name, "too_long", high=str(high))
        return ""
    return value


def chosen(
    report: Report, item: JsonObject, name: str, allowed: tuple[str, ...], *, path: str = "", required: bool = True
) -> str:
    """A text that is one of `allowed`; "" when it is absent or wrong."""
    value = words(report, item, name, path=path, required=required)
    if value and value not in allowed:
        report.add(path + name, "not_one_of", allowed=", ".join(allowed))
        return ""
    return value


def identity(report: Report, item: JsonObject, name: str, *, path: str = "", required: bool = False) -> str:
    """A 64-bit id, number or string; "" when it is absent (or 0) or wrong."""
    value = item.get(name)
    if value in (*_NOTHING, 0, "0"):
        if required:
            report.add(path + name, "required")
        return ""
    found = read_id(value)
    if found is None:
        report.add(path + name, "not_id")
        return ""
    return found


def boolean(report: Report, item: JsonObject, name: str) -> bool:
    """true or false; false when it is absent."""
    value = item.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        report.add(name, "not_boolean")
        return False
    return value


def array(report: Report, item: JsonObject, name: str, *, path: str = "", required: bool = False) -> list[object]:
    """A list; empty when it is absent or wrong."""
    value = item.get(name)
    if value is None or value == []:
        if required:
            report.add(path + name, "required")
        return []
    if not isinstance(value, list):
        report.add(path + name, "not_array")
        return []
    return value


def objects(
    report: Report, item: JsonObject, name: str, *, path: str = "", required: bool = False
) -> Iterator[tuple[str, JsonObject]]:
    """The objects of a list, each with the prefix of its members' paths: `name[0].`"""
    for index, member in enumerate(array(report, item, name, path=path, required=required)):
        place = f"{path}{name}[{index}]"
        if isinstance(member, dict):
            yield place + ".", member
        else:
            report.add(place, "not_object")


def texts(report: Report, item: JsonObject, name: str, *, path: str = "") -> None:
    """An optional list of texts."""
    for index, member in enumerate(array(report, item, name, path=path)):
        if not isinstance(member, str) or not member.strip():
            report.add(f"{path}{name}[{index}]", "not_text")


def is_link(value: object) -> bool:
    """A direct http(s) link with a host."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or not value.isprintable():
        return False
    try:
        return bool(urlsplit(value).hostname) and " " not in value
    except ValueError:
        return False
