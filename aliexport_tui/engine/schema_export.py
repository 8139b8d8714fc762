"""The cached schema as one JSON object: for the sandbox's `--schema-from`, and for whoever wants to look at it."""

from collections.abc import Iterator

import msgspec

from aliexport_tui.model.schema import Brand, SizeChart, Template, Value
from aliexport_tui.store import schema_cache
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database


class _Dictionary(msgspec.Struct):
    category_id: str
    property_id: str
    is_sku_property: bool
    values: tuple[Value, ...]


def export_schema(db: Database, account: Account) -> Iterator[bytes]:
    """Pieces of UTF-8 text, one category or dictionary at a time. Members: `top`, `categories`, `values`, `templates`,
    `brands`, `size_charts`, with the names of local-products.md §3.12-3.17."""
    tops = schema_cache.children(db, account.id)
    yield b'{"top": ' + msgspec.json.encode([category.id for category in tops])
    yield from _listed("categories", _categories(db, account))
    yield from _listed("values", _dictionaries(db, account))
    templates = schema_cache.items(db, account.id, "templates", "", Template) or ()
    yield from _listed("templates", ({"template_id": one.id, "name": one.name} for one in templates))
    yield from _listed("brands", iter(schema_cache.items(db, account.id, "brands", "", Brand) or ()))
    yield from _listed("size_charts", _size_charts(db, account))
    yield b"}\n"


def _categories(db: Database, account: Account) -> Iterator[object]:
    waiting = [category.id for category in schema_cache.children(db, account.id)]
    seen = set(waiting)
    while waiting:
        category = schema_cache.category(db, account.id, waiting.pop())
        if category is not None:
            yield category
            fresh = [child for child in category.children_ids if child not in seen]
            seen.update(fresh)
            waiting += fresh


def _dictionaries(db: Database, account: Account) -> Iterator[object]:
    for key in sorted(schema_cache.keys(db, account.id, "values")):
        category_id, property_id, sku = key.split("/")
        values = schema_cache.items(db, account.id, "values", key, Value) or ()
        yield _Dictionary(category_id, property_id, sku == "1", values)


def _size_charts(db: Database, account: Account) -> Iterator[object]:
    for category_id in sorted(schema_cache.keys(db, account.id, "size_charts")):
        yield from schema_cache.items(db, account.id, "size_charts", category_id, SizeChart) or ()


def _listed(name: str, entries: Iterator[object]) -> Iterator[bytes]:
    yield f',\n"{name}": ['.encode()
    for number, entry in enumerate(entries):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(entry)
    yield b"]"
