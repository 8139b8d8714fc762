"""What SKUs were in the shop before imports changed them: written by the merge, read by the timeline."""

import msgspec

from aliexport_tui.store.database import Database, Transaction, as_int, as_optional_int, as_text

KEPT_MS = 30 * 86_400_000
"""Older values are dropped when their product changes again."""


class Past(msgspec.Struct, frozen=True):
    """A SKU as it was until an import ended. `available` None: the product did not have it yet."""

    code: str
    until: int
    price: int | None
    old_price: int | None
    stock: int | None
    available: bool | None


_TOUCHED = """
FROM fresh.touched t CROSS JOIN product p ON p.id = t.product
"""
"""The products that change, in this order: they may be all there are. New ones have no past."""
_PORTION = "WHERE t.row > :first AND t.row <= :last AND t.product IS NOT NULL"

# The old values of what changes or goes, then what comes: before the merge replaces the rows of `sku`.
_CHANGED = f"""
INSERT OR IGNORE INTO sku_past SELECT s.product, s.code, :now, s.price, s.old_price, s.stock, s.available {_TOUCHED}
CROSS JOIN sku s ON s.product = p.id LEFT JOIN fresh.sku n ON n.key = t.key AND n.code = s.code
{_PORTION} AND (n.key IS NULL OR n.price IS NOT s.price OR n.old_price IS NOT s.old_price
  OR n.stock IS NOT s.stock OR n.available IS NOT s.available)"""
_CAME = f"""
INSERT OR IGNORE INTO sku_past SELECT p.id, n.code, :now, NULL, NULL, NULL, NULL {_TOUCHED}
CROSS JOIN fresh.sku n ON n.key = t.key {_PORTION} AND p.first_seen_at < :now
  AND NOT EXISTS (SELECT 1 FROM sku s WHERE s.product = p.id AND s.code = n.code)"""
_OLD = f"""
DELETE FROM sku_past WHERE product IN (SELECT p.id {_TOUCHED} {_PORTION})
  AND until < :now - {KEPT_MS}"""


def remember(tx: Transaction, first: int, last: int, now: int) -> None:
    """Of the products that the spill (attached as `fresh`) has between these rows, those that the merge changes."""
    for sql in (_OLD, _CHANGED, _CAME):
        tx.run(sql, {"first": first, "last": last, "now": now})


def past(db: Database, product: int) -> tuple[Past, ...]:
    """Oldest first."""
    rows = db.rows(
        "SELECT code, until, price, old_price, stock, available FROM sku_past WHERE product = ? ORDER BY until, code",
        (product,),
    )
    return tuple(
        Past(
            code=as_text(row[0]),
            until=as_int(row[1]),
            price=as_optional_int(row[2]),
            old_price=as_optional_int(row[3]),
            stock=as_optional_int(row[4]),
            available=None if row[5] is None else bool(row[5]),
        )
        for row in rows
    )
