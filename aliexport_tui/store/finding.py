"""Products by a SKU code, and the codes most like one that nobody has. Index look-ups only."""

import difflib
import json
from collections.abc import Iterable

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database, as_int, as_text, fold

BY_CODE = """
SELECT product FROM sku WHERE code = :code
UNION SELECT l.product FROM listing_sku s JOIN listing l ON l.id = s.listing WHERE s.sku_code = :code"""
BY_KEY = "SELECT p.id FROM source s CROSS JOIN product p ON p.source = s.id WHERE p.key = :code"
SHARED = """
SELECT DISTINCT o.sku_code, p.name FROM json_each(:codes) c CROSS JOIN listing_sku o ON o.sku_code = c.value
JOIN listing l ON l.id = o.listing JOIN product p ON p.id = l.product
WHERE o.listing <> :listing AND l.account = :account AND l.profile IS NOT NULL ORDER BY 1, 2"""

_ALIKE = 3
_LOOKED_AT = 200
_SHORTEST = 3
"""Of a search by trigrams."""


def products_with(db: Database, code: str) -> tuple[int, ...]:
    """Ids of the products that have this SKU code in the shop or on the marketplace, else of those with this key. Raises
    ConfigError `sku.unknown` with the codes that are most like it."""
    for sql in (BY_CODE, BY_KEY):
        if found := db.ids(f"{sql} ORDER BY 1", {"code": code}):
            return tuple(found)
    raise ConfigError("sku.unknown", sku=code, suggestion=", ".join(near_codes(db, code)))


def listings_with(db: Database, code: str) -> frozenset[int]:
    """Ids of the listings of these products. Raises as `products_with`."""
    products = json.dumps(products_with(db, code))
    return frozenset(db.ids("SELECT l.id FROM json_each(?) p CROSS JOIN listing l ON l.product = p.value", (products,)))


def near_codes(db: Database, code: str) -> tuple[str, ...]:
    """At most three, the nearest first. Looked for among codes with the same beginning, or with the same end or middle."""
    by_fold = {fold(one): one for one in (*_same_beginning(db, code), *_same_part(db, code))}
    return tuple(by_fold[one] for one in difflib.get_close_matches(fold(code), by_fold, n=_ALIKE, cutoff=0.6))


def shared_codes(db: Database, account: int, listing: int, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(SKU code, name of the other product) for each code that another managed listing of the account uses, too."""
    rows = db.rows(SHARED, {"codes": json.dumps(list(codes)), "listing": listing, "account": account})
    return tuple((as_text(code), as_text(name)) for code, name in rows)


def _same_beginning(db: Database, code: str) -> list[str]:
    found: list[str] = []
    for spelled in dict.fromkeys((code, code.upper(), code.lower())):
        for length in range(len(spelled), 0, -1):
            start = spelled[:length]
            rows = db.rows(
                "SELECT DISTINCT code FROM sku WHERE code >= ? AND code < ? ORDER BY code LIMIT ?",
                (start, start + "\U0010ffff", _LOOKED_AT),
            )
            if len(rows) > 1 or (rows and length <= len(spelled) // 2):
                found += [as_text(row[0]) for row in rows]
                break
    return found


def _same_part(db: Database, code: str) -> list[str]:
    folded = fold(code)
    half = len(folded) // 2
    parts = {part for part in (folded, folded[1:], folded[half:], folded[:half]) if len(part) >= _SHORTEST}
    products: set[int] = set()
    for part in parts:
        quoted = '"' + part.replace('"', '""') + '"'
        rows = db.rows("SELECT rowid FROM product_search WHERE product_search MATCH ? LIMIT ?", (quoted, _LOOKED_AT))
        products.update(as_int(row[0]) for row in rows)
    rows = db.rows(
        "SELECT s.code FROM json_each(?) p CROSS JOIN sku s ON s.product = p.value", (json.dumps(sorted(products)),)
    )
    return [as_text(row[0]) for row in rows]
