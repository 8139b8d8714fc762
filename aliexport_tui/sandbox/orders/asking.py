"""Members of a request's body, read as tolerantly as the marketplace reads them (local-orders.md §1.7, §6)."""

from __future__ import annotations

from collections.abc import Collection

from aliexport_tui.sandbox.filters import Condition
from aliexport_tui.sandbox.orders.dates import read_date
from aliexport_tui.sandbox.orders.refusals import bad_field
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject, read_ids, read_whole

_MOST_MEMBERS = 10_000
"""Of a list in a request."""
_LAST_PAGE = 10**12
"""Beyond it there is nothing either."""


def whole(body: JsonObject, field: str, default: int | None = None, least: int = 1) -> int:
    """A whole number, given as a number or as digits; raises RefusedError."""
    value = body.get(field)
    number = default if value is None and default is not None else read_whole(value)
    if number is None or number < least:
        raise bad_field(field)
    return number


def ids(body: JsonObject, field: str, *, required: bool = True) -> list[int]:
    """Ids as numbers or digits, each once; none where they are not required. Raises RefusedError."""
    value = body.get(field)
    found = read_ids([] if value is None else value)
    if found is None or len(found) > _MOST_MEMBERS or (required and not found):
        raise bad_field(field)
    return list(dict.fromkeys(map(int, found)))


def date(body: JsonObject, field: str) -> int | None:
    """UTC ms; None when it is not given. Raises RefusedError."""
    value = body.get(field)
    if value is None or value == "":
        return None
    moment = read_date(value)
    if moment is None:
        raise bad_field(field)
    return moment


def texts(body: JsonObject, field: str) -> list[str]:
    """A list of texts or numbers; none when it is not given. Raises RefusedError."""
    value = body.get(field)
    members = [] if value is None else value
    if not isinstance(members, list) or len(members) > _MOST_MEMBERS:
        raise bad_field(field)
    return [str(member) for member in members]


def words(body: JsonObject, field: str, known: Collection[str], switches: Switches) -> list[str] | None:
    """The words of a filter; None: no filter. Unknown ones are refused or, by `orders.unknown_enum`, fit nothing."""
    value = body.get(field)
    if value is None or value == []:
        return None
    if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
        raise bad_field(field)
    if not set(value) <= set(known) and switches.word("orders.unknown_enum") == "400":
        raise bad_field(field)
    return [str(member) for member in value]


def within(condition: Condition, column: str, since: int | None, until: int | None, *, inclusive: bool = True) -> None:
    """The column lies in a period; None is an open end."""
    if since is not None:
        condition.add(f"{column} >= ?", since)
    if until is not None:
        condition.add(f"{column} {'<=' if inclusive else '<'} ?", until)


def page(body: JsonObject, number: str, switches: Switches) -> tuple[int, int]:
    """Page and its size; raises RefusedError."""
    size, most = whole(body, "page_size", 20), switches.whole("orders.page_size_max")
    if size > most and switches.word("orders.page_size_over") == "400":
        raise bad_field("page_size")
    return min(whole(body, number, 1), _LAST_PAGE), min(size, most)
