"""Which products the grid shows, in what order: a query as SQL over the narrow copies `product_grid`, `listing_grid`."""

import heapq
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from aliexport_tui.store.database import Cell, Database, as_int, fold
from aliexport_tui.store.product_terms import Term, term_clause

SortBy = Literal[
    "name", "key", "skus", "brand", "category", "source", "price", "old_price", "stock", "outcome", "problems", "card",
    "profile", "changed", "imported",
]  # fmt: skip
SORTS: tuple[SortBy, ...] = (
    "name", "key", "skus", "brand", "category", "source", "price", "old_price", "stock", "outcome", "problems", "card",
    "profile", "changed", "imported",
)  # fmt: skip

Place = tuple[Cell, int]
"""What a product is sorted by, and its id."""
_WORTH_PARTS = 50_000
"""Ids from which on two connections are sooner at the end than one."""


@dataclass(frozen=True)
class Scope:
    """A further condition of SQL over `product` as `p` (a profile's filter, compiled elsewhere in the store)."""

    sql: str
    params: tuple[Cell, ...] = ()


def among(ids: Iterable[int]) -> Scope:
    """Only these products."""
    return Scope("p.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))


@dataclass(frozen=True)
class ProductQuery:
    """What the grid asks for. `account`, `source`: ids, None for all. `outcome` "new": without a listing. `problem`: code of
    a problem that the listing or its product's import has. `terms`: conditions of the search line, `text` its plain words.
    `category`: a shop category with all below it, "" is the bucket of products without one, None for all."""

    account: int | None = None
    source: int | None = None
    profile: int | None = None
    text: str = ""
    terms: tuple[Term, ...] = ()
    outcome: str = ""
    category: str | None = None
    problems_only: bool = False
    problem: str = ""
    vanished: bool = False
    scope: Scope | None = None
    sort: SortBy = "name"
    descending: bool = False


_OUTCOME = """CASE l.outcome WHEN 'live' THEN 9 WHEN 'offline' THEN 8 WHEN 'waiting' THEN 5 WHEN 'different' THEN 4
  WHEN 'ready' THEN 6 WHEN 'blocked' THEN 1 WHEN 'rejected' THEN 0 WHEN 'held' THEN 2 WHEN 'unknown' THEN 3
  WHEN 'deleted' THEN 10 ELSE 7 END"""
"""What wants a person's eye first; a product without a listing stands with those that are to be sent. The frequent ones are
asked for first."""

_ORDERS: Mapping[SortBy, str] = {
    "name": "p.name_fold",
    "key": "p.key",
    "skus": "p.sku_count",
    "brand": "p.brand",
    "category": "c.name_fold",
    "price": "p.price",
    "old_price": "p.old_price",
    "stock": "p.stock",
    "outcome": _OUTCOME,
    "problems": "p.problem_count + coalesce(l.problem_count, 0)",
    "card": "l.card_id",
    "changed": "coalesce(l.changed_at, p.changed_at)",
    "imported": "p.changed_at",
}
_OF_LISTING: tuple[SortBy, ...] = ("outcome", "problems", "card", "profile", "changed")

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
    """Ids of the products that match, in the query's order."""
    sql, params = _select(db, query, "p.id")
    return db.ids(sql, params)


def parts(db: Database, query: ProductQuery) -> list[range]:
    """The ids of the catalogue in as many parts as are worth being looked through side by side."""
    low, high = db.row("SELECT min(id), max(id) FROM product") or (0, 0)
    ids = range(as_int(low), as_int(high) + 1)
    middle = len(ids) // 2
    return [ids] if len(ids) < _WORTH_PARTS or _words(query) else [ids[:middle], ids[middle:]]


def first_of(db: Database, query: ProductQuery, ids: range, limit: int) -> list[Place]:
    """The first `limit` of the products that match and have one of these ids. They come much sooner than all of them: SQLite
    keeps no more than these while it looks through."""
    sql, params = _select(db, query, f"{_by(db, query.sort)}, p.id", ids)
    return [(row[0], as_int(row[1])) for row in db.rows(f"{sql} LIMIT {limit:d}", params)]


def joined(found: Iterable[list[Place]], query: ProductQuery, limit: int) -> "array[int]":
    """The first ids of all parts together."""
    both = heapq.merge(*found, key=_weight, reverse=query.descending)
    return array("q", (id for _value, id in islice(both, limit)))


def _weight(place: Place) -> tuple[int, Cell, int]:
    """As SQLite compares: nothing, numbers, texts."""
    value, id = place
    return 0 if value is None else 2 if isinstance(value, str) else 1, value, id


def _words(query: ProductQuery) -> list[str]:
    """Those long enough for the index of words."""
    return [word for word in fold(query.text).split() if len(word) >= 3]


def _select(db: Database, query: ProductQuery, what: str, ids: range | None = None) -> tuple[str, tuple[Cell, ...]]:
    clauses = _clauses(db, query)
    tables = ["product p INDEXED BY product_grid"]
    params: list[Cell] = []
    if ids is not None:
        clauses.add("p.id BETWEEN ? AND ?", ids.start, ids.stop - 1)
    if words := _words(query):
        # the search goes first: its ids come in order, and each is looked up in the narrow copy
        tables = ["product_search f CROSS JOIN product p INDEXED BY product_grid ON p.id = f.rowid"]
        clauses.where.insert(0, "f.product_search MATCH ?")
        clauses.params.insert(0, " ".join(map(quoted, words)))
    if clauses.needs_listing or query.sort in _OF_LISTING:
        join, join_params = listing_join(query.account)
        tables.append(join)
        params += join_params
    if query.sort == "category":
        tables.append("LEFT JOIN shop_category c ON c.source = p.source AND c.key = p.category")
    where = f"WHERE {' AND '.join(clauses.where)}" if clauses.where else ""
    way = "DESC" if query.descending else "ASC"
    sql = f"SELECT {what} FROM {' '.join(tables)} {where} ORDER BY {_by(db, query.sort)} {way}, p.id {way}"
    return sql, (*params, *clauses.params)


def _by(db: Database, sort: SortBy) -> str:
    """Of sources and profiles there are few: their places among each other are worked out once, not looked up by row."""
    match sort:
        case "source":
            known, column = db.ids("SELECT id FROM source ORDER BY code"), "p.source"
        case "profile":
            known, column = db.ids("SELECT id FROM profile ORDER BY code"), "l.profile"
        case _:
            return _ORDERS[sort]
    places = " ".join(f"WHEN {id:d} THEN {place}" for place, id in enumerate(known))
    return f"CASE {column} {places} ELSE -1 END"


def listing_join(account: int | None) -> tuple[str, tuple[Cell, ...]]:
    """The product's listing on the account as `l`; on none in particular its first."""
    if account is None:
        return "LEFT JOIN listing l ON l.id = (SELECT min(id) FROM listing WHERE product = p.id)", ()
    return "LEFT JOIN listing l INDEXED BY listing_grid ON l.account = ? AND l.product = p.id", (account,)


def _clauses(db: Database, query: ProductQuery) -> _Clauses:
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
        if len(word) < 3:
            clauses.add("p.search LIKE ? ESCAPE '\\'", f"%{escaped(word)}%")
    for term in query.terms:
        part = term_clause(db, term)
        clauses.add(part.sql, *part.params, listing=part.listing)
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
            "(l.id IN (SELECT listing FROM problem WHERE code = ?) OR"
            " p.id IN (SELECT product FROM problem WHERE code = ? AND listing IS NULL))",
            query.problem,
            query.problem,
            listing=True,
        )
    if query.problems_only:
        clauses.add("p.problem_count + coalesce(l.problem_count, 0) > 0", listing=True)
    return clauses


def quoted(word: str) -> str:
    """One FTS5 string, whatever the person typed."""
    return '"' + word.replace('"', '""') + '"'


def escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
