"""The filter of a product scroll as a condition over the card table (local-products.md §3.9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from aliexport_tui.sandbox.clock import parse_rfc3339
from aliexport_tui.sandbox.switches import Switches
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_id, read_ids

_ID_COLUMNS = {
    "top_category_ids": "top_category",
    "leaf_category_ids": "category",
    "shipping_template_ids": "template",
}
_STATUSES = {"ONLINE": 1, "OFFLINE": 0}
_TIMES = {"PRODUCT_CREATE_TIME": "created_ms", "PRODUCT_LAST_MODIFIED": "updated_ms"}


@dataclass
class Condition:
    """A conjunction with its arguments."""

    terms: list[str] = field(default_factory=list)
    arguments: list[object] = field(default_factory=list)

    def add(self, term: str, *arguments: object) -> None:
        """One more term."""
        self.terms.append(term)
        self.arguments.extend(arguments)

    def among(self, column: str, members: list[str]) -> None:
        """The column is one of the members."""
        self.add(f"{column} IN ({','.join('?' * len(members))})", *members)

    @property
    def sql(self) -> str:
        """The condition's text."""
        return " AND ".join(self.terms)


def scroll_condition(body: JsonObject, seller: str, now: int, switches: Switches) -> tuple[Condition, int]:
    """The condition that a scroll's body states, and its page size; raises RefusedError."""
    condition = Condition()
    condition.add("seller = ? AND deleted_ms IS NULL AND visible_ms <= ?", seller, now)
    last = body.get("last_product_id")
    if last not in (None, ""):
        condition.add("id > ?", int(_id(last, "last_product_id")))
    given = body.get("filter")
    if given is None:
        given = {}
    if not isinstance(given, dict):
        raise RefusedError(400, "bad_field", field="filter")
    for name, column in _ID_COLUMNS.items():
        if given.get(name):
            condition.among(column, _ids(given[name], f"filter.{name}"))
    if given.get("group_ids"):
        condition.add("0")
    if given.get("owner_id") not in (None, "", 0, "0"):
        condition.add("seller = ?", _id(given["owner_id"], "filter.owner_id"))
    if given.get("has_quantity") is not None:
        condition.add("quantity > 0" if given["has_quantity"] else "quantity = 0")
    if given.get("offline_reason") and switches.word("scroll.offline_reason") == "400":
        raise RefusedError(400, "bad_field", field="filter.offline_reason")
    _status(condition, given.get("status"), switches)
    _search(condition, given.get("search_content"), switches)
    _times(condition, given.get("time_range_condition"))
    return condition, _limit(body, switches)


def _limit(body: JsonObject, switches: Switches) -> int:
    high = switches.whole("limits.scroll")
    limit = int(_id(body.get("limit"), "limit"))
    if limit > high and switches.word("limits.reaction") == "clamp":
        return high
    if not 1 <= limit <= high:
        raise RefusedError(400, "limit", field="limit", high=str(high))
    return limit


def _status(condition: Condition, status: object, switches: Switches) -> None:
    if status in (None, ""):
        return
    if str(status) in _STATUSES:
        condition.add("online = ?", _STATUSES[str(status)])
    elif switches.word("scroll.unknown_status") == "400":
        raise RefusedError(400, "bad_field", field="filter.status")
    elif switches.word("scroll.unknown_status") == "empty":
        condition.add("0")


def _search(condition: Condition, search: object, switches: Switches) -> None:
    if not search:
        return
    values = search.get("content_values") if isinstance(search, dict) else None
    if not isinstance(search, dict) or not isinstance(values, list):
        raise RefusedError(400, "bad_field", field="filter.search_content")
    high = switches.whole("limits.search_values")
    if len(values) > high:
        if switches.word("limits.reaction") != "clamp":
            raise RefusedError(400, "limit", field="filter.search_content.content_values", high=str(high))
        values = values[:high]
    texts = [str(value) for value in values]
    marks = ",".join("?" * len(texts))
    match search.get("content_type"):
        case "PRODUCT_ID":
            ids = [int(each) for value in values if (each := read_id(value))]
            condition.add(f"id IN ({','.join('?' * len(ids))})", *ids)
        case "SKU_SELLER_SKU":
            condition.add(f"id IN (SELECT card_id FROM sku WHERE code IN ({marks}))", *texts)
        case "PRODUCT_TITLE":
            folded = [each.casefold() for each in texts]
            condition.add(f"({' OR '.join(['instr(title_fold, ?)'] * len(folded)) or '0'})", *folded)
        case _:
            raise RefusedError(400, "bad_field", field="filter.search_content.content_type")


def _times(condition: Condition, given: object) -> None:
    if not given:
        return
    column = _TIMES.get(str(given.get("time_type"))) if isinstance(given, dict) else None
    if not isinstance(given, dict) or column is None:
        raise RefusedError(400, "bad_field", field="filter.time_range_condition")
    for name, comparison in (("begin_time", ">="), ("end_time", "<=")):
        if given.get(name):
            moment = parse_rfc3339(str(given[name]))
            if moment is None:
                raise RefusedError(400, "bad_field", field=f"filter.time_range_condition.{name}")
            condition.add(f"{column} {comparison} ?", moment + (999 if comparison == "<=" else 0))


def _id(value: object, field: str) -> str:
    found = read_id(0 if value in (None, "") else value)
    if found is None:
        raise RefusedError(400, "bad_field", field=field)
    return found


def _ids(value: object, field: str) -> list[str]:
    ids = read_ids(value)
    if ids is None:
        raise RefusedError(400, "bad_field", field=field)
    return ids
