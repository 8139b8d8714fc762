"""Lanes that were built from other inputs than today's: found at once, read in blocks."""

import json
from collections.abc import Iterator, Mapping

import msgspec

from aliexport_tui.model.wants import Lane
from aliexport_tui.store.database import Cell, Database, as_int, as_text


class Stale(msgspec.Struct, frozen=True):
    """A listing with the lanes whose recorded inputs no longer hold. `product`: JSON of model.product.Product; `inputs`:
    lane -> (product hash, overlay)."""

    listing: int
    product: str
    category: str
    wish: str
    inputs: dict[Lane, tuple[str, int]]


_IN_PRODUCT = """CASE n.lane WHEN 'price' THEN p.price_hash || p.content_hash
     WHEN 'stock' THEN p.stock_hash || p.content_hash WHEN 'visibility' THEN '' ELSE p.content_hash END"""

_TABLES = """
JOIN product p ON p.id = l.product
JOIN temp.lane_name n
JOIN recipe r ON r.profile = :profile AND r.category = p.category AND r.lane = n.lane
LEFT JOIN lane a ON a.listing = l.id AND a.lane = n.lane"""

_STALE = f"""(a.listing IS NULL
  OR a.in_builder IS NOT n.builder OR a.in_recipe IS NOT r.digest OR a.in_overlay IS NOT a.overlay OR a.valid_until < :now
  OR a.in_product IS NOT {_IN_PRODUCT})"""

_FOUND = f"""
SELECT DISTINCT l.id FROM temp.member m JOIN listing l ON l.account = :account AND l.product = m.product {_TABLES}
WHERE {_STALE} ORDER BY l.id"""

_BLOCK = f"""
SELECT l.id, p.body, p.category, coalesce(l.wish, ''),
       json_group_array(json_array(n.lane, {_IN_PRODUCT}, coalesce(a.overlay, 0)))
FROM listing l {_TABLES}
WHERE l.id IN (SELECT value FROM json_each(:block)) AND {_STALE}
GROUP BY l.id ORDER BY l.id"""


class StaleMembers:
    """The members (TEMP table `member`) with something to rebuild. Eight bytes each, however many there are."""

    def __init__(self, db: Database, account: int, profile: int, builders: Mapping[Lane, int], now: int) -> None:
        """`builders`: the version of each lane's builder."""
        self._db = db
        self._params: dict[str, Cell] = {"profile": profile, "now": now}
        db.execute("CREATE TEMP TABLE IF NOT EXISTS lane_name (lane TEXT PRIMARY KEY, builder INTEGER)")
        for lane, version in builders.items():
            db.execute("INSERT OR REPLACE INTO temp.lane_name VALUES (?, ?)", (lane, version))
        self._found = db.ids(_FOUND, {**self._params, "account": account})

    def __len__(self) -> int:
        return len(self._found)

    def blocks(self, size: int) -> Iterator[tuple[Stale, ...]]:
        """In the order of their ids. A listing whose inputs came back meanwhile is passed over."""
        for start in range(0, len(self._found), size):
            block = json.dumps(self._found[start : start + size].tolist())
            rows = self._db.rows(_BLOCK, {**self._params, "block": block})
            yield tuple(
                Stale(
                    listing=as_int(row[0]),
                    product=as_text(row[1]),
                    category=as_text(row[2]),
                    wish=as_text(row[3]),
                    inputs={lane: (product_hash, overlay) for lane, product_hash, overlay in json.loads(as_text(row[4]))},
                )
                for row in rows
            )
