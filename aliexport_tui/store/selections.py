"""Frozen sets of products: what a person had marked when asking for an action."""

from collections.abc import Iterable

from aliexport_tui.store.database import Database, as_int
from aliexport_tui.store.filters import Clause

_ROWS = 1_000


def freeze(db: Database, product_ids: Iterable[int], now: int, who: str) -> int:
    """Store the ids in short transactions; returns the selection's id."""
    with db.write() as tx:
        selection = tx.insert("INSERT INTO selection (created_at, who) VALUES (?, ?)", (now, who))
    ids = list(product_ids)
    for start in range(0, len(ids), _ROWS):
        with db.write() as tx:
            tx.many(
                "INSERT OR IGNORE INTO selection_item (selection, product) VALUES (?, ?)",
                [(selection, product) for product in ids[start : start + _ROWS]],
            )
    return selection


def size(db: Database, selection: int) -> int:
    return as_int(db.value("SELECT count(*) FROM selection_item WHERE selection = ?", (selection,)))


def products(selection: int) -> Clause:
    """The ids of the selected products."""
    return Clause("SELECT product FROM selection_item WHERE selection = ?", (selection,))
