"""Products that the result of a person's own question names: by their ids, keys, listings or SKU codes."""

import json
from array import array
from collections.abc import Sequence

from aliexport_tui.store.database import Cell, Database

_BLOCK = 5_000
_BY_COLUMN = {
    "product_id": "SELECT id FROM product WHERE id IN (SELECT value FROM json_each(?))",
    "product": "SELECT id FROM product WHERE key IN (SELECT value FROM json_each(?))",
    "key": "SELECT id FROM product WHERE key IN (SELECT value FROM json_each(?))",
    "listing": "SELECT product FROM listing WHERE id IN (SELECT value FROM json_each(?))",
    "sku": "SELECT product FROM sku WHERE code IN (SELECT value FROM json_each(?))",
}


def naming_column(columns: Sequence[str]) -> int | None:
    """Index of the column that names products best; None when none does."""
    lower = [column.lower() for column in columns]
    return next((lower.index(name) for name in _BY_COLUMN if name in lower), None)


def named(db: Database, column: str, values: Sequence[Cell]) -> "array[int]":
    """Ids of the products that these values name, each once, in the order of their ids."""
    sql = _BY_COLUMN[column.lower()]
    if column.lower() == "product" and values and all(isinstance(value, int) for value in values):
        sql = _BY_COLUMN["product_id"]  # product.id under its name in the tables
    asked = [value for value in dict.fromkeys(values) if isinstance(value, int | str)]
    found: set[int] = set()
    for start in range(0, len(asked), _BLOCK):
        found.update(db.ids(sql, (json.dumps(asked[start : start + _BLOCK]),)))
    return array("q", sorted(found))
