"""A few real products of a profile, to show what its rules do to them."""

import json
from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import Lane, Prices, Stocks, Want
from aliexport_tui.store import docs
from aliexport_tui.store.database import Cell, Database, as_int, as_text, fold
from aliexport_tui.store.filters import Clause

Which = Literal["mixed", "cheap", "dear", "few", "many", "problems"]
"""mixed: first those with an old price; cheap, dear: by price; few, many: by stock; problems: those that have one."""

_MIXED_AMONG = 500
"""Products that are looked through for a mixed lot: it need not be the best one, only come at once."""
_ORDERS: dict[Which, str] = {
    "cheap": "p.price IS NULL, p.price",
    "dear": "p.price DESC",
    "few": "p.stock IS NULL, p.stock",
    "many": "p.stock DESC",
    "problems": "p.id",
}


class Sampled(msgspec.Struct, frozen=True):
    """A product with what the marketplace is known to have of it: None while that is nothing, or in doubt."""

    product_id: int
    product: Product
    prices: Prices | None
    stocks: Stocks | None
    problems: int


def taken(db: Database, members: Clause, account: int | None, which: Which, limit: int = 10) -> tuple[Sampled, ...]:
    """Products that the filter covers and that have SKUs."""
    if which == "mixed":
        sql = (
            "SELECT p.id FROM product p JOIN sku s ON s.product = p.id AND s.position = 0"
            f" WHERE p.id IN (SELECT id FROM ({members.sql}) LIMIT {_MIXED_AMONG}) AND s.price > 0"
            " ORDER BY s.old_price IS NULL, s.price LIMIT ?"
        )
        return _read(db, db.ids(sql, (*members.params, limit)), account)
    narrowed = ""
    params: tuple[Cell, ...] = members.params
    if which == "problems":
        narrowed = (
            " AND (p.problem_count > 0 OR EXISTS (SELECT 1 FROM listing l"
            " WHERE l.product = p.id AND l.account = ? AND l.problem_count > 0))"
        )
        params = (*params, account)
    sql = (
        f"SELECT p.id FROM product p WHERE p.id IN ({members.sql}){narrowed}"
        f" AND EXISTS (SELECT 1 FROM sku s WHERE s.product = p.id) ORDER BY {_ORDERS[which]} LIMIT ?"
    )
    return _read(db, db.ids(sql, (*params, limit)), account)


def search(db: Database, source: int, text: str, account: int | None, limit: int = 10) -> tuple[Sampled, ...]:
    """Products of the source with this SKU code, whether the profile covers them or not, else those in which the text occurs
    (code, key, name, article, brand)."""
    text = text.strip()
    found = db.ids(
        "SELECT DISTINCT p.id FROM sku s JOIN product p ON p.id = s.product WHERE s.code = ? AND p.source = ? LIMIT ?",
        (text, source, limit),
    ) or db.ids(
        "SELECT p.id FROM product p WHERE p.source = ? AND p.vanished_at IS NULL AND p.id IN"
        " (SELECT rowid FROM product_search WHERE product_search MATCH ?) ORDER BY p.id LIMIT ?",
        (source, '"' + fold(text).replace('"', '""') + '"', limit),
    )
    return _read(db, found, account)


def _read(db: Database, ids: Sequence[int], account: int | None) -> tuple[Sampled, ...]:
    """In the order of `ids`."""
    rows = db.rows(
        """SELECT p.id, p.body, p.problem_count + coalesce(l.problem_count, 0),
                  (SELECT base FROM lane WHERE listing = l.id AND lane = 'price'),
                  (SELECT base FROM lane WHERE listing = l.id AND lane = 'stock')
           FROM json_each(?) wanted CROSS JOIN product p ON p.id = wanted.value
           LEFT JOIN listing l ON l.product = p.id AND l.account = ? ORDER BY wanted.key""",
        (json.dumps(list(ids)), account),
    )
    asked: set[tuple[Lane, str]] = {("price", as_text(row[3])) for row in rows if row[3]}
    asked |= {("stock", as_text(row[4])) for row in rows if row[4]}
    known = docs.wants(db, asked)
    return tuple(
        Sampled(
            product_id=as_int(row[0]),
            product=msgspec.json.decode(as_text(row[1]), type=Product),
            prices=_prices(known.get(("price", as_text(row[3])))),
            stocks=_stocks(known.get(("stock", as_text(row[4])))),
            problems=as_int(row[2]),
        )
        for row in rows
    )


def _prices(want: Want | None) -> Prices | None:
    return want if isinstance(want, Prices) else None


def _stocks(want: Want | None) -> Stocks | None:
    return want if isinstance(want, Stocks) else None
