"""Columns of the product grid."""

from datetime import UTC, datetime
from decimal import Decimal

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.money import to_decimal
from aliexport_tui.store.rows import ProductRow
from aliexport_tui.tui.widgets.grid.source import Cell, Column
from aliexport_tui.tui.words import _, age, money, number, outcome_cell, outcome_name, short_key

NOT_SENT = "→"
"""Before a value that the marketplace does not have yet."""
_OF_STATE = ("content", "images", "visibility")


def product_columns(clock: Clock) -> tuple[Column[ProductRow], ...]:
    """Named as `store.rows.SortBy` where there is an order by them."""

    def changed(row: ProductRow) -> Cell:
        return age(row.changed_at, clock.now_ms()), "dim"

    def imported(row: ProductRow) -> Cell:
        return age(row.imported_at, clock.now_ms()), "dim"

    return (
        Column("key", _("Key"), 8, lambda row: (short_key(row.key), "dim"), keep=3, most=20, value=lambda row: row.key),
        Column("name", _("Name"), 0, _name, value=lambda row: row.name),
        Column("brand", _("Brand"), 12, lambda row: (row.brand, "dim"), shown=False, most=20),
        Column("category", _("Category"), 16, lambda row: (row.category_name or "-", "dim"), keep=1, most=30,
               value=lambda row: row.category_name),
        Column("source", _("Source"), 8, lambda row: (row.source, "dim"), shown=False),
        Column("skus", _("SKUs"), 8, lambda row: (number(row.sku_count), "dim"), right=True, shown=False,
               value=lambda row: row.sku_count),
        Column("price", _("Price"), 10, _price, right=True, keep=6, value=lambda row: _money(row.price)),
        Column("old_price", _("Old price"), 11, lambda row: (money(row.old_price), "dim"), right=True, shown=False,
               value=lambda row: _money(row.old_price)),
        Column("market_price", _("Price there"), 13, _market_price, right=True, shown=False, most=20,
               value=lambda row: _money(row.market.price), label=_("Price on the marketplace")),
        Column("stock", _("Stock"), 7, _stock, right=True, keep=6, value=_stock_value),
        Column("market_stock", _("Stock there"), 11, _market_stock, right=True, shown=False,
               value=lambda row: row.market.stock, label=_("Stock on the marketplace")),
        Column("outcome", _("State"), 12, _state, keep=8, value=lambda row: outcome_name(row.outcome)),
        Column("problems", _("!"), 3, _problems, right=True,
               keep=7, value=lambda row: row.problems, label=_("Problems")),
        Column("card", _("Card"), 16, lambda row: (row.card_id, "dim"), shown=False, value=lambda row: row.card_id,
               label=_("Card’s number")),
        Column("profile", _("Profile"), 10, lambda row: (row.profile, "dim"), shown=False),
        Column("changed", _("Age"), 6, changed, right=True, keep=2, value=lambda row: _moment(row.changed_at),
               label=_("Changed")),
        Column("imported", _("Import"), 6, imported, right=True, shown=False, value=lambda row: _moment(row.imported_at),
               label=_("Changed by an import")),
    )  # fmt: skip


def _name(row: ProductRow) -> Cell:
    return (f"{_('(gone)')} {row.name}", "dim") if row.vanished else (row.name, "")


def _price(row: ProductRow) -> Cell:
    return (f"{NOT_SENT}{money(row.price)}", "change") if row.market.new_price is not None else (money(row.price), "")


def _stock(row: ProductRow) -> Cell:
    if row.stock is None:
        text, empty = (_("yes"), False) if row.available else (_("no"), True)
    else:
        text, empty = number(row.stock), row.stock == 0
    if row.market.new_stock is not None:
        return f"{NOT_SENT}{text}", "change"
    return text, "warn" if empty else ""


def _market_price(row: ProductRow) -> Cell:
    return _old_new(money(row.market.price), None if row.market.new_price is None else money(row.market.new_price))


def _market_stock(row: ProductRow) -> Cell:
    here = row.market
    return _old_new(
        "-" if here.stock is None else number(here.stock), None if here.new_stock is None else number(here.new_stock)
    )


def _old_new(old: str, new: str | None) -> Cell:
    return (old, "") if new is None else (f"{old}{NOT_SENT}{new}", "change")


def _state(row: ProductRow) -> Cell:
    text, tone = outcome_cell(row.outcome)
    if row.listing is not None and any(lane in _OF_STATE for lane in row.market.lanes):
        return f"{NOT_SENT}{text}", "change"
    return text, tone


def _problems(row: ProductRow) -> Cell:
    return (number(row.problems), "bad") if row.problems else ("", "")


def _stock_value(row: ProductRow) -> int | str:
    return row.stock if row.stock is not None else "yes" if row.available else "no"


def _money(minor: int | None) -> Decimal | None:
    return None if minor is None else to_decimal(minor)


def _moment(ms: int) -> str:
    """UTC, as spreadsheets read it."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
