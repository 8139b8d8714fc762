"""Rows of the product grid: an order of ids for a query, and the rows of a block. Read only."""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.store.database import Cell, Database, as_int, as_optional_int, as_text, fold

SortBy = Literal["name", "key", "category", "price", "stock", "outcome", "problems", "changed"]


class ProductRow(msgspec.Struct, frozen=True):
    """One line of the grid. `price` in minor units; `outcome` "" and `listing` None: never planned on the account;
    `changed_at` of the listing, else of the product."""

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


@dataclass(frozen=True)
class Scope:
    """A further condition of SQL over `product` as `p` (a profile's filter, compiled elsewhere in the store)."""

    sql: str
    params: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class ProductQuery:
    """What the grid asks for. `account`, `source`: ids, None for all. `outcome` "new": without a listing. `problem`: code of
    a problem that the listing or its product's import has.
    `category`: a shop category with all below it, "" is the bucket of products without one, None for all."""

    account: int | None = None
    source: int | None = None
    profile: int | None = None
    text: str = ""
    outcome: str = ""
    category: str | None = None
    problems_only: bool = False
    problem: str = ""
    vanished: bool = False
    scope: Scope | None = None
    sort: SortBy = "name"
    descending: bool = False


_SORTS: Mapping[SortBy, str] = {
    "name": "p.name_fold",
    "key": "p.key",
    "category": "p.category",
    "price": "p.price",
    "stock": "p.stock",
    "outcome": "l.outcome",
    "problems": "p.problem_count + coalesce(l.problem_count, 0)",
    "changed": "coalesce(l.changed_at, p.changed_at)",
}

_BELOW = """p.category IN (
  WITH RECURSIVE below(source, key) AS (
    SELECT source, key FROM shop_category WHERE key = ?
    UNION SELECT c.source, c.key FROM shop_category c JOIN below b ON c.source = b.source AND c.parent = b.key)
  SELECT key FROM below)"""


@dataclass
class _Clauses:
    where: list[str] = field(default_factory=list)
    params: list[Cell] = field(default_factory=list)
    needs_listing: bool = False

    def add(self, sql: str, *params: Cell, listing: bool = False) -> None:
        self.where.append(sql)
        self.params.extend(params)
        self.needs_listing = self.needs_listing or listing


def order(db: Database, query: ProductQuery) -> "array[int]":
    """Ids of all products that match, in the query's order."""
    clauses = _clauses(query)
    listing = clauses.needs_listing or query.sort in ("outcome", "problems", "changed")
    join, join_params = _listing_join(query.account) if listing else ("", ())
    direction = "DESC" if query.descending else "ASC"
    where = f"WHERE {' AND '.join(clauses.where)}" if clauses.where else ""
    sql = f"SELECT p.id FROM product p {join} {where} ORDER BY {_SORTS[query.sort]} {direction}, p.id {direction}"
    return db.ids(sql, (*join_params, *clauses.params))


def rows(db: Database, ids: Sequence[int], account: int | None) -> dict[int, ProductRow]:
    """The rows of these products (a few hundred at a time); those that are gone are missing."""
    join, join_params = _listing_join(account)
    found = db.rows(
        f"""SELECT p.id, p.key, p.name, p.category, coalesce(c.name, ''), p.price, p.stock, p.available,
                   coalesce(l.outcome, ''), p.problem_count + coalesce(l.problem_count, 0),
                   coalesce(l.changed_at, p.changed_at), p.vanished_at IS NOT NULL, l.id, coalesce(l.card_id, '')
            FROM product p {join} LEFT JOIN shop_category c ON c.source = p.source AND c.key = p.category
            WHERE p.id IN (SELECT value FROM json_each(?))""",
        (*join_params, json.dumps(list(ids))),
    )
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
        )
        for row in found
    }


class ProductRows:
    """The grid's source: `order` opens a connection of its own (it is called in a thread), `rows` uses the caller's."""

    def __init__(self, db: Database, query: ProductQuery) -> None:
        self._db = db
        self._path: Path = db.path
        self.query = query

    def order(self) -> "array[int]":
        db = Database.open(self._path)
        try:
            return order(db, self.query)
        finally:
            db.close()

    def rows(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        return rows(self._db, ids, self.query.account)


def _listing_join(account: int | None) -> tuple[str, tuple[Cell, ...]]:
    if account is None:
        return "LEFT JOIN listing l ON l.id = (SELECT min(id) FROM listing WHERE product = p.id)", ()
    return "LEFT JOIN listing l ON l.product = p.id AND l.account = ?", (account,)


def _clauses(query: ProductQuery) -> _Clauses:
    clauses = _Clauses()
    if query.source is not None:
        clauses.add("p.source = ?", query.source)
    if query.scope is not None:
        clauses.add(f"({query.scope.sql})", *query.scope.params)
    if not query.vanished:
        clauses.add("p.vanished_at IS NULL")
    if query.profile is not None:
        clauses.add("l.profile = ?", query.profile, listing=True)
    for word in fold(query.text).split():
        if len(word) >= 3:
            clauses.add("p.id IN (SELECT rowid FROM product_search WHERE product_search MATCH ?)", _quoted(word))
        else:
            clauses.add("p.search LIKE ? ESCAPE '\\'", f"%{_escaped(word)}%")
    if query.outcome == "new":
        clauses.add("l.id IS NULL", listing=True)
    elif query.outcome:
        clauses.add("l.outcome = ?", query.outcome, listing=True)
    if query.category == "":
        clauses.add("p.category = ''")
    elif query.category is not None:
        clauses.add(_BELOW, query.category)
    if query.problem:
        clauses.add(
            "(EXISTS (SELECT 1 FROM problem q WHERE q.listing = l.id AND q.code = ?) OR"
            " EXISTS (SELECT 1 FROM problem q WHERE q.product = p.id AND q.listing IS NULL AND q.code = ?))",
            query.problem,
            query.problem,
            listing=True,
        )
    if query.problems_only:
        clauses.add("p.problem_count + coalesce(l.problem_count, 0) > 0", listing=True)
    return clauses


def _quoted(word: str) -> str:
    """One FTS5 string, whatever the person typed."""
    return '"' + word.replace('"', '""') + '"'


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
