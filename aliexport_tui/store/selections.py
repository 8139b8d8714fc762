"""Frozen sets of products: what a person had marked when asking for an action."""

from collections.abc import Iterable

from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store.database import Database, as_int
from aliexport_tui.store.filters import Clause


def freeze(db: Database, product_ids: Iterable[int], now: int, who: str) -> int:
    """Store the ids as runs of consecutive ones, in short transactions; returns the selection's id."""
    chosen = product_ids if isinstance(product_ids, IdSet) else IdSet.of(list(product_ids))
    with db.write() as tx:
        selection = tx.insert("INSERT INTO selection (created_at, who) VALUES (?, ?)", (now, who))
    db.in_portions(
        "INSERT INTO selection_run (selection, first, last) VALUES (?, ?, ?)",
        ((selection, first, last) for first, last in chosen.runs()),
    )
    return selection


def size(db: Database, selection: int) -> int:
    return as_int(db.value("SELECT sum(last - first + 1) FROM selection_run WHERE selection = ?", (selection,)))


def products(selection: int) -> Clause:
    """The ids of the selected products."""
    return Clause("SELECT product FROM selection_item WHERE selection = ?", (selection,))
