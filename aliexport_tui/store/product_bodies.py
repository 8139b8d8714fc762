"""What a profile's products say, read block by block."""

import json
from collections.abc import Iterator

from aliexport_tui.store.database import Database, as_optional_int, as_text
from aliexport_tui.store.filters import Clause

_BLOCK = 500


def of_members(db: Database, members: Clause) -> Iterator[tuple[str, str]]:
    """(shop category, JSON of model.product.Product) of every product that the clause selects."""
    found = db.ids(members.sql, members.params)
    for start in range(0, len(found), _BLOCK):
        rows = db.rows(
            "SELECT category, body FROM product WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(found[start : start + _BLOCK].tolist()),),
        )
        yield from ((as_text(category), as_text(body)) for category, body in rows)


def last_import(db: Database, source: int) -> int:
    """The newest import that may have changed a product; 0 for none."""
    return as_optional_int(db.value("SELECT max(id) FROM import WHERE source = ? AND state = 'done'", (source,))) or 0
