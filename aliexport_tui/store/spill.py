"""The temporary file that an import fills before it touches the catalogue."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.store.database import Cell, Row, as_int, as_optional_int, as_text, fold, translated

_TABLES = """
PRAGMA page_size=32768; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8192;
CREATE TABLE category (key TEXT PRIMARY KEY, name TEXT, name_fold TEXT, parent TEXT) WITHOUT ROWID;
CREATE TABLE product (
  key TEXT PRIMARY KEY, name TEXT, name_fold TEXT, category TEXT, brand TEXT, article TEXT, picture_count INTEGER,
  price INTEGER, stock INTEGER, available INTEGER, content_hash TEXT, price_hash TEXT, stock_hash TEXT, search TEXT,
  problem_count INTEGER, body TEXT);
CREATE TABLE sku (
  key TEXT, position INTEGER, code TEXT, price INTEGER, old_price INTEGER, stock INTEGER, available INTEGER,
  PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE TABLE problem (key TEXT, severity TEXT, code TEXT, field TEXT, args TEXT, place TEXT);
CREATE TABLE sku_update (code TEXT PRIMARY KEY, price INTEGER, old_price INTEGER, stock INTEGER, place TEXT);
CREATE TABLE gone (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched (row INTEGER PRIMARY KEY, key TEXT, product INTEGER);
"""
_PRODUCTS_AT_ONCE = 250
_PRODUCT = f"INSERT OR IGNORE INTO product VALUES ({', '.join('?' * 16)})"
_SKU = "INSERT INTO sku VALUES (?, ?, ?, ?, ?, ?, ?)"
_PROBLEM = "INSERT INTO problem VALUES (?, ?, ?, ?, ?, ?)"
_encoder = msgspec.json.Encoder()
_LEFT_OUT = ("feed.skipped_", "feed.id_missing")


class Hashes(msgspec.Struct, frozen=True):
    """A product's digests by lane; the readers' matter, kept as they are."""

    content: str
    price: str
    stock: str


Repeated = Callable[[str, Place], Problem]
"""The problem of a product (its key, its place) whose key is there already."""


class _Coming(msgspec.Struct, frozen=True):
    """A product that waits for others to be written with it."""

    product: Product
    row: tuple[Cell, ...]
    problems: tuple[Problem, ...]
    repeated: Repeated | None


class Spill:
    """Records on their way into the catalogue; `products`, `skus`, `updates`, `problems`, `skipped` (problems that tell of
    something left out) count them. `only_changes`: what is not here has not vanished. Use as a context manager: leaving it
    closes the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.products = 0
        self.skus = 0
        self.updates = 0
        self.problems = 0
        self.skipped = 0
        self.only_changes = False
        self._coming: list[_Coming] = []
        with translated(path):
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.executescript(_TABLES)
            self._connection.execute("BEGIN")

    def __enter__(self) -> "Spill":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add_category(self, category: ShopCategory) -> None:
        self._run(
            "INSERT OR REPLACE INTO category VALUES (?, ?, ?, ?)",
            (category.key, category.name, fold(category.name), category.parent),
        )

    def add_product(
        self, product: Product, hashes: Hashes, problems: Iterable[Problem], repeated: Repeated | None = None
    ) -> None:
        """Where the key is there already, nothing is written but the problem that `repeated` gives."""
        found = tuple(problems)
        self._coming.append(_Coming(product, _product_row(product, hashes, found), found, repeated))
        self.products += 1
        self.skus += len(product.skus)
        if len(self._coming) >= _PRODUCTS_AT_ONCE:
            self._write()

    def add_problem(self, problem: Problem) -> None:
        """A problem of the file as a whole."""
        self._write_problems([(None, problem)])

    def _write(self) -> None:
        """What has come since the last time."""
        coming, self._coming = self._coming, []
        if not coming:
            return
        with translated(self.path):
            before = self._connection.execute("SELECT coalesce(max(rowid), 0) FROM product").fetchone()[0]
            written = self._connection.executemany(_PRODUCT, [one.row for one in coming]).rowcount
        told: list[tuple[str | None, Problem]] = []
        if written < len(coming):
            coming, repeated = self._without_repeated(coming, before)
            told += [(one.product.key, one.repeated(one.product.key, one.product.place)) for one in repeated if one.repeated]
        with translated(self.path):
            self._connection.executemany(_SKU, [row for one in coming for row in _sku_rows(one.product)])
        self._write_problems([*((one.product.key, problem) for one in coming for problem in one.problems), *told])

    def _without_repeated(self, coming: list[_Coming], before: int) -> tuple[list[_Coming], list[_Coming]]:
        """Those of the portion that were written, behind the row `before`, and those whose keys were there."""
        fresh = {as_text(key) for (key,) in self._rows("SELECT key FROM product WHERE rowid > ?", (before,))}
        written: list[_Coming] = []
        repeated: list[_Coming] = []
        for one in coming:
            (written if one.product.key in fresh else repeated).append(one)
            fresh.discard(one.product.key)
        self.products -= len(repeated)
        self.skus -= sum(len(one.product.skus) for one in repeated)
        return written, repeated

    def _write_problems(self, problems: list[tuple[str | None, Problem]]) -> None:
        if not problems:
            return
        self.problems += len(problems)
        self.skipped += sum(problem.code.startswith(_LEFT_OUT) for _, problem in problems)
        with translated(self.path):
            self._connection.executemany(_PROBLEM, [_problem_row(key, problem) for key, problem in problems])

    def add_update(self, update: SkuUpdate) -> bool:
        """False when the code is there already; the first one stays."""
        place = msgspec.json.encode(update.place).decode()
        added = self._run(
            "INSERT OR IGNORE INTO sku_update VALUES (?, ?, ?, ?, ?)",
            (update.code, update.price, update.old_price, update.stock, place),
        )
        self.updates += added
        return bool(added)

    def add_gone(self, key: str) -> None:
        """The shop has this product no more, though what is not here has not vanished."""
        self._run("INSERT OR IGNORE INTO gone VALUES (?)", (key,))

    def updates_from(self, last: int, limit: int) -> tuple[tuple[SkuUpdate, ...], int]:
        """The next `limit` updates behind the row `last` (0: the first ones), and the row of the last of them."""
        rows = self._rows(
            "SELECT rowid, code, price, old_price, stock, place FROM sku_update WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (last, limit),
        )
        return tuple(map(_update, rows)), as_int(rows[-1][0]) if rows else last

    def updates_of(self, codes: Iterable[str]) -> dict[str, SkuUpdate]:
        """The updates of these SKUs, by code."""
        wanted = msgspec.json.encode(tuple(codes)).decode()
        sql = "SELECT 0, code, price, old_price, stock, place FROM sku_update WHERE code IN (SELECT value FROM json_each(?))"
        return {one.code: one for one in map(_update, self._rows(sql, (wanted,)))}

    def commit(self) -> None:
        """Everything so far is there for whoever attaches the file."""
        self._write()
        with translated(self.path):
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")

    def _run(self, sql: str, params: tuple[Cell, ...]) -> int:
        with translated(self.path):
            return self._connection.execute(sql, params).rowcount

    def _rows(self, sql: str, params: tuple[Cell, ...]) -> list[Row]:
        with translated(self.path):
            found: list[Row] = self._connection.execute(sql, params).fetchall()
            return found


def _update(row: Row) -> SkuUpdate:
    place = msgspec.json.decode(as_text(row[5]), type=Place)
    return SkuUpdate(as_text(row[1]), as_optional_int(row[2]), as_optional_int(row[3]), as_optional_int(row[4]), place)


def _product_row(product: Product, hashes: Hashes, problems: tuple[Problem, ...]) -> tuple[Cell, ...]:
    skus = product.skus
    prices = [sku.price for sku in skus if sku.price is not None]
    stocks = [sku.stock for sku in skus if sku.stock is not None]
    said = [product.name, product.key, product.article, product.brand, *[sku.code for sku in skus]]
    return (
        product.key,
        product.name,
        fold(product.name),
        product.category,
        product.brand,
        product.article,
        len(product.pictures),
        min(prices) if prices else None,
        sum(stocks) if stocks else None,
        int(any(sku.available for sku in skus)),
        hashes.content,
        hashes.price,
        hashes.stock,
        fold(" ".join([text for text in said if text])),
        len([problem for problem in problems if problem.severity == "error"]) if problems else 0,
        _encoder.encode(product).decode(),
    )


def _sku_rows(product: Product) -> list[tuple[Cell, ...]]:
    key = product.key
    return [
        (key, position, sku.code, sku.price, sku.old_price, sku.stock, int(sku.available))
        for position, sku in enumerate(product.skus)
    ]


def _problem_row(key: str | None, problem: Problem) -> tuple[Cell, ...]:
    args = json.dumps(problem.args, ensure_ascii=False)
    return key, problem.severity, problem.code, problem.field, args, _encoder.encode(problem.place).decode()
