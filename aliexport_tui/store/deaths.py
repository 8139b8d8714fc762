"""How many runners died with a product in hand, counted until the marketplace has answered for it; three park it."""

import json

from aliexport_tui.store.database import Transaction, as_int

PARKED_AT = 3


def count(tx: Transaction, listing: int) -> int:
    """One more runner died while it sent this product; returns how many in a row."""
    tx.run("UPDATE listing SET deaths = deaths + 1 WHERE id = ?", (listing,))
    return _deaths(tx, listing)


def forget(tx: Transaction, listing: int) -> None:
    """A send of it has come to its end."""
    tx.run("UPDATE listing SET deaths = 0 WHERE id = ? AND deaths", (listing,))


def park(tx: Transaction, listing: int, change: int) -> bool:
    """Hold the change instead of sending it again, when enough runners have died over its product."""
    if not enough(tx, listing):
        return False
    figures = json.dumps({"deaths": str(_deaths(tx, listing))})
    tx.run(
        "UPDATE change SET state = 'held', hold = 'parked', hold_args = ?, settled_at = NULL WHERE id = ?", (figures, change)
    )
    tx.run(
        "UPDATE lane SET hold = 'parked' WHERE listing = ? AND lane IN"
        " (SELECT key FROM change, json_each(change.after) WHERE change.id = ?)",
        (listing, change),
    )
    return True


def enough(tx: Transaction, listing: int) -> bool:
    """Have as many died over it as park a product?"""
    return _deaths(tx, listing) >= PARKED_AT


def _deaths(tx: Transaction, listing: int) -> int:
    return as_int(tx.value("SELECT deaths FROM listing WHERE id = ?", (listing,)))
