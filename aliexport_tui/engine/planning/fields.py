"""A change field by field, old -> new, as text for people."""

from collections.abc import Iterator

import msgspec

from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.wants import LANES, Prices, Stocks, Want
from aliexport_tui.store import docs, plans
from aliexport_tui.store.database import Database
from aliexport_tui.store.plans import Hashes


def field_changes(db: Database, change_id: int) -> tuple[FieldChange, ...]:
    """Every field that differs between before and after; empty for an unknown change."""
    change = plans.change(db, change_id)
    return between(db, change.before, change.after) if change else ()


def between(db: Database, olds: Hashes, news: Hashes) -> tuple[FieldChange, ...]:
    """Every field that differs between the wants of two sets of lanes."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for lane in LANES:
        old, new = olds.get(lane), news.get(lane)
        before |= dict(flatten(docs.get(db, lane, old))) if old else {}
        after |= dict(flatten(docs.get(db, lane, new))) if new else {}
    return tuple(
        FieldChange(field, before.get(field), after.get(field))
        for field in dict.fromkeys((*before, *after))
        if before.get(field) != after.get(field)
    )


def flatten(want: Want) -> Iterator[tuple[str, str]]:
    """(path, text) of every leaf; SKUs go by their codes, money in currency units."""
    if isinstance(want, Prices):
        for price in want.skus:
            yield f"sku[{price.sku_code}].price", to_wire(price.price)
            if price.discount is not None:
                yield f"sku[{price.sku_code}].discount_price", to_wire(price.discount)
    elif isinstance(want, Stocks):
        for stock in want.skus:
            yield f"sku[{stock.sku_code}].inventory", str(stock.inventory)
    else:
        yield from _leaves("", msgspec.to_builtins(want))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            mark = _mark(inner) or str(index)
            yield from _leaves(f"{path}[{mark}]", inner)
    elif value not in (None, ""):
        yield path, str(value)


def _mark(value: object) -> str:
    """What names a list's member better than its position."""
    if not isinstance(value, dict):
        return ""
    name_id = value.get("name_id")
    own = value.get("name") if name_id == "-1" else name_id
    return str(value.get("sku_code") or value.get("language") or own or "")
