"""Some products of a few shop categories, to try mappings on."""

import json
from collections.abc import Sequence

import msgspec

from aliexport_tui.model.product import Product
from aliexport_tui.store.database import Database, as_text
from aliexport_tui.store.filters import Clause

_decoder = msgspec.json.Decoder(Product)


def of_categories(db: Database, members: Clause, categories: Sequence[str], limit: int) -> tuple[Product, ...]:
    """At most `limit` of the products that the clause selects, in the order in which they came."""
    rows = db.rows(
        f"""SELECT body FROM product WHERE vanished_at IS NULL AND category IN (SELECT value FROM json_each(?))
            AND id IN ({members.sql}) ORDER BY id LIMIT ?""",
        (json.dumps(list(categories)), *members.params, limit),
    )
    return tuple(_decoder.decode(as_text(row[0])) for row in rows)
