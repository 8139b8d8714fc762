"""What the cached schema can offer to a form: properties of categories, values of a property, templates, charts."""

from collections.abc import Iterable

from aliexport_tui.model.schema import Property, SizeChart, Template, Value
from aliexport_tui.store import schema_cache
from aliexport_tui.store.database import Database


def properties(db: Database, account: int, categories: Iterable[str], *, sku: bool) -> tuple[Property, ...]:
    """Properties of these categories, each id once, required ones first."""
    found: dict[str, Property] = {}
    for category_id in categories:
        category = schema_cache.category(db, account, category_id)
        if category is not None:
            for one in category.sku_properties if sku else category.properties:
                found.setdefault(one.id, one)
    return tuple(sorted(found.values(), key=lambda one: (not one.is_required, one.name)))


def values(db: Database, account: int, categories: Iterable[str], property_id: str, *, sku: bool) -> tuple[Value, ...]:
    """The dictionary of a property in the first of these categories that has it cached."""
    for category_id in categories:
        found = schema_cache.items(db, account, "values", schema_cache.values_key(category_id, property_id, sku), Value)
        if found:
            return found
    return ()


def templates(db: Database, account: int) -> tuple[Template, ...]:
    return schema_cache.items(db, account, "templates", "", Template) or ()


def size_charts(db: Database, account: int, categories: Iterable[str]) -> tuple[SizeChart, ...]:
    found: dict[str, SizeChart] = {}
    for category_id in categories:
        for chart in schema_cache.items(db, account, "size_charts", category_id, SizeChart) or ():
            found.setdefault(chart.id, chart)
    return tuple(found.values())
