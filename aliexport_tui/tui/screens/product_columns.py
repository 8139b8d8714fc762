"""Columns of the product grid."""

from aliexport_tui.model.clock import Clock
from aliexport_tui.store.rows import ProductRow, SortBy
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, money, neutral, number, outcome_cell, short_key

SORTS: tuple[SortBy, ...] = ("name", "key", "category", "price", "stock", "outcome", "problems", "changed")


def product_columns(clock: Clock) -> tuple[Column[ProductRow], ...]:
    def changed(row: ProductRow) -> Cell:
        return age(row.changed_at, clock.now_ms()), "dim"

    return (
        Column("key", _("Key"), 8, lambda row: (short_key(row.key), "dim"), keep=3, most=20),
        Column("name", _("Name"), 0, _name),
        Column("category", _("Category"), 16, lambda row: (neutral(row.category_name) or "-", "dim"), keep=1, most=30),
        Column("price", _("Price"), 10, lambda row: (money(row.price), ""), right=True, keep=6),
        Column("stock", _("Stock"), 7, _stock, right=True, keep=6),
        Column("outcome", _("State"), 11, lambda row: outcome_cell(row.outcome), keep=8),
        Column(
            "problems",
            _("!"),
            3,
            lambda row: (number(row.problems), "bad") if row.problems else ("", ""),
            right=True,
            keep=7,
        ),
        Column("changed", _("Age"), 6, changed, right=True, keep=2),
    )


def _name(row: ProductRow) -> Cell:
    return (f"{_('(gone)')} {neutral(row.name)}", "dim") if row.vanished else (neutral(row.name), "")


def _stock(row: ProductRow) -> Cell:
    if row.stock is None:
        return (_("yes"), "") if row.available else (_("no"), "warn")
    return number(row.stock), "" if row.stock else "warn"
