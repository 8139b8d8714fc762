"""The shop's code of what was ordered, where the marketplace names only its own ids (local-orders.md §3.1: `sku_code` was
added later)."""

from aliexport_tui.model.order import OrderLine
from aliexport_tui.store.database import Transaction, as_text

_OF_CARD = """SELECT json_extract(s.value, '$.code') FROM card c, json_each(c.body, '$.skus') s
WHERE c.account = ? AND c.card_id = ? AND json_extract(s.value, '$.sku_id') = ?"""
_ONLY_ONE = """SELECT min(s.sku_code) FROM listing l JOIN listing_sku s ON s.listing = l.id
WHERE l.account = ? AND l.card_id = ? HAVING count(*) = 1"""


def code_of(tx: Transaction, account: int, line: OrderLine) -> str:
    """By the card as a scan read it, or because the product has one SKU; "" when nobody knows."""
    if line.sku_code or not line.item_id:
        return line.sku_code
    by_id = tx.value(_OF_CARD, (account, line.item_id, line.sku_id)) if line.sku_id else None
    return as_text(by_id) or as_text(tx.value(_ONLY_ONE, (account, line.item_id)))
