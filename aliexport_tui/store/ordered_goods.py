"""What the shop's catalogue says of goods that were ordered."""

import json
from collections.abc import Iterable

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text

_FOUND = """
WITH wanted AS (SELECT value AS code FROM json_each(:codes)),
own AS (
  SELECT w.code, p.vanished_at IS NULL AS offered,
    CASE WHEN u.stock IS NULL AND NOT u.available THEN 0 ELSE u.stock END AS stock
  FROM wanted w JOIN sku u ON u.code = w.code JOIN product p ON p.id = u.product),
listed AS (
  SELECT w.code, p.vanished_at IS NULL AS offered,
    CASE WHEN (SELECT count(*) FROM sku u WHERE u.product = p.id) = 1 THEN p.stock END AS stock
  FROM wanted w JOIN listing_sku s ON s.sku_code = w.code JOIN listing l ON l.id = s.listing AND l.account = :account
  JOIN product p ON p.id = l.product WHERE w.code NOT IN (SELECT code FROM own))
SELECT code, max(offered), max(CASE WHEN offered THEN stock END), max(offered AND stock IS NULL)
FROM (SELECT * FROM own UNION ALL SELECT * FROM listed) GROUP BY code"""
"""By the shop's own code; where the account's cards go by other ones, by the product whose draft has it."""


class Good(msgspec.Struct, frozen=True):
    """`offered`: some source still has it. `stock`: the most that a source tells; None where one tells no number."""

    offered: bool
    stock: int | None


def goods(db: Database, account: int, codes: Iterable[str]) -> dict[str, Good]:
    """By the SKU code of the order; those that the catalogue has never known are left out."""
    rows = db.rows(_FOUND, {"codes": json.dumps(list(codes)), "account": account})
    return {as_text(row[0]): Good(bool(row[1]), None if as_int(row[3]) else as_optional_int(row[2])) for row in rows}
