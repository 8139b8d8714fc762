"""Rows of the product grid: a block of them for the screen, and the source that gives orders and blocks. Read only."""

import json
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.wants import Lane, Prices, Stocks, Want
from aliexport_tui.store import docs, product_order
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text
from aliexport_tui.store.product_order import SORTS, ProductQuery, Scope, SortBy, listing_join, order

__all__ = ["FIRST", "SORTS", "Pending", "ProductQuery", "ProductRow", "ProductRows", "Scope", "SortBy", "order", "rows"]

FIRST = 500
"""Rows of an order that are shown before the rest of it is there."""


AT_ONCE_S = 0.04
"""So long the screen may stand still for its rows. They take a tenth of it, unless they have to come from a disk."""


class Pending(msgspec.Struct, frozen=True):
    """What the marketplace is known to have and what it should have, where they differ nothing has been sent yet.
    Prices: the lowest selling price in minor units; stocks: the sum over SKUs; None: not known, or no card yet."""

    price: int | None = None
    new_price: int | None = None
    stock: int | None = None
    new_stock: int | None = None
    lanes: tuple[Lane, ...] = ()


class ProductRow(msgspec.Struct, frozen=True):
    """One line of the grid. `price` in minor units; `outcome` "" and `listing` None: never planned on the account;
    `changed_at` of the listing, else of the product; `imported_at`: when an import last changed it."""

    id: int
    key: str
    name: str
    category: str
    category_name: str
    price: int | None
    stock: int | None
    available: bool
    outcome: str
    problems: int
    changed_at: int
    vanished: bool
    listing: int | None
    card_id: str
    brand: str = ""
    sku_count: int = 0
    old_price: int | None = None
    source: str = ""
    profile: str = ""
    imported_at: int = 0
    market: Pending = Pending()


def rows(db: Database, ids: Sequence[int], account: int | None) -> dict[int, ProductRow]:
    """The rows of these products (a few hundred at a time); those that are gone are missing."""
    join, join_params = listing_join(account)
    found = db.rows(
        f"""SELECT p.id, p.key, p.name, p.category, coalesce(c.name, ''), p.price, p.stock, p.available,
                   coalesce(l.outcome, ''), p.problem_count + coalesce(l.problem_count, 0),
                   coalesce(l.changed_at, p.changed_at), p.vanished_at IS NOT NULL, l.id, coalesce(l.card_id, ''),
                   p.brand, p.sku_count, p.old_price, s.code, coalesce(f.code, ''), p.changed_at
            FROM product p {join} LEFT JOIN shop_category c ON c.source = p.source AND c.key = p.category
            LEFT JOIN source s ON s.id = p.source LEFT JOIN profile f ON f.id = l.profile
            WHERE p.id IN (SELECT value FROM json_each(?))""",
        (*join_params, json.dumps(list(ids))),
    )
    pending = _pending(db, [as_int(row[12]) for row in found if row[12] is not None])
    return {
        as_int(row[0]): ProductRow(
            id=as_int(row[0]),
            key=as_text(row[1]),
            name=as_text(row[2]),
            category=as_text(row[3]),
            category_name=as_text(row[4]),
            price=as_optional_int(row[5]),
            stock=as_optional_int(row[6]),
            available=bool(row[7]),
            outcome=as_text(row[8]),
            problems=as_int(row[9]),
            changed_at=as_int(row[10]),
            vanished=bool(row[11]),
            listing=as_optional_int(row[12]),
            card_id=as_text(row[13]),
            brand=as_text(row[14]),
            sku_count=as_int(row[15]),
            old_price=as_optional_int(row[16]),
            source=as_text(row[17]),
            profile=as_text(row[18]),
            imported_at=as_int(row[19]),
            market=pending.get(as_int(row[12]), Pending()),
        )
        for row in found
    }


class ProductRows:
    """The grid's source. `first` and `order` open a connection of their own, as they are called in a thread, and end with
    FileTrouble `file.interrupted` when another thread calls `cancel`; `rows` uses the caller's connection,
    and gives up in the same way after AT_ONCE_S."""

    def __init__(self, db: Database, query: ProductQuery) -> None:
        self._db = db
        self._path: Path = db.path
        self.query = query
        self._guard = threading.Lock()
        self._at_work: list[Database] = []
        self._cancelled = False

    def first(self) -> "array[int]":
        """The first of them: the catalogue is looked through from two ends at once."""
        with self._reading() as db:
            ids, *more = product_order.parts(db, self.query)
            with ThreadPoolExecutor(1 + len(more)) as pool:
                others = [pool.submit(self._first_of, part) for part in more]
                found = product_order.first_of(db, self.query, ids, FIRST)
                return product_order.joined([found, *(other.result() for other in others)], self.query, FIRST)

    def order(self) -> "array[int]":
        with self._reading() as db:
            # a million rows are sorted in a file: in memory they would cost 100 MB, and take longer
            db.execute("PRAGMA temp_store=FILE")
            return order(db, self.query)

    def cancel(self) -> None:
        """Nobody waits for the order any more."""
        with self._guard:
            self._cancelled = True
            for db in self._at_work:
                db.interrupt()

    def rows(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        with self._db.within(AT_ONCE_S):
            return rows(self._db, ids, self.query.account)

    @contextmanager
    def reader(self) -> Iterator[Callable[[Sequence[int]], dict[int, ProductRow]]]:
        """`rows` over a connection of its own, for a thread."""
        db = Database.open(self._path)
        try:
            yield lambda ids: rows(db, ids, self.query.account)
        finally:
            db.close()

    def _first_of(self, ids: range) -> list[product_order.Place]:
        with self._reading() as db:
            return product_order.first_of(db, self.query, ids, FIRST)

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        """A connection that `cancel` interrupts."""
        db = Database.open(self._path)
        try:
            with self._guard:
                if self._cancelled:
                    raise FileTrouble("file.interrupted", path=str(self._path), reason="")
                self._at_work.append(db)
            yield db
        finally:
            with self._guard:
                self._at_work = [one for one in self._at_work if one is not db]
            db.close()


_WHOLE: tuple[Lane, ...] = ("content", "images", "visibility")


def _pending(db: Database, listings: Sequence[int]) -> dict[int, Pending]:
    """What is known of the marketplace's prices and stocks, and what is to be sent, of these listings."""
    lanes = db.rows(
        "SELECT listing, lane, want, base, verdict = 'blocked', open_item IS NOT NULL FROM lane"
        " WHERE listing IN (SELECT value FROM json_each(?)) AND (lane IN ('price', 'stock') OR want IS NOT base)",
        (json.dumps(list(listings)),),
    )
    asked: set[tuple[Lane, str]] = set()
    known: dict[int, dict[Lane, tuple[str, str, bool]]] = {}
    for listing, name, want, base, blocked, sent in lanes:
        lane: Lane = next(one for one in (*_WHOLE, "price", "stock") if one == name)
        waits = want is not None and want != base and not blocked and not sent
        known.setdefault(as_int(listing), {})[lane] = (as_text(want), as_text(base), waits)
        if lane in ("price", "stock"):
            asked |= {(lane, as_text(one)) for one in (base, want if waits else None) if one is not None}
    found = docs.wants(db, asked)

    def figure(lanes: dict[Lane, tuple[str, str, bool]], lane: Lane, *, new: bool) -> int | None:
        want, base, waits = lanes.get(lane, ("", "", False))
        return _figure(found.get((lane, want))) if new and waits else None if new else _figure(found.get((lane, base)))

    return {
        listing: Pending(
            price=figure(its, "price", new=False),
            new_price=figure(its, "price", new=True),
            stock=figure(its, "stock", new=False),
            new_stock=figure(its, "stock", new=True),
            lanes=tuple(lane for lane, (_want, _base, waits) in its.items() if waits),
        )
        for listing, its in known.items()
    }


def _figure(want: Want | None) -> int | None:
    match want:
        case Prices(skus) if skus:
            return min(sku.price if sku.discount is None else sku.discount for sku in skus)
        case Stocks(skus):
            return sum(sku.inventory for sku in skus)
        case _:
            return None
