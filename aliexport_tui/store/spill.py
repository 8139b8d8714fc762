"""The temporary file that an import fills before it touches the catalogue."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.store.database import Cell, Row, as_int, as_optional_int, as_text, fold, translated

_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE category (key TEXT PRIMARY KEY, name TEXT, name_fold TEXT, parent TEXT) WITHOUT ROWID;
CREATE TABLE product (
  key TEXT PRIMARY KEY, name TEXT, name_fold TEXT, category TEXT, brand TEXT, article TEXT, picture_count INTEGER,
  price INTEGER, stock INTEGER, available INTEGER, content_hash TEXT, price_hash TEXT, stock_hash TEXT, body TEXT,
  search TEXT, problem_count INTEGER);
CREATE TABLE sku (
  key TEXT, position INTEGER, code TEXT, price INTEGER, old_price INTEGER, stock INTEGER, available INTEGER,
  PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE TABLE problem (key TEXT, severity TEXT, code TEXT, field TEXT, args TEXT, place TEXT);
CREATE TABLE sku_update (code TEXT PRIMARY KEY, price INTEGER, old_price INTEGER, stock INTEGER, place TEXT);
CREATE TABLE gone (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE touched (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ROWS_PER_COMMIT = 5_000
_LEFT_OUT = ("feed.skipped_", "feed.id_missing")


class Hashes(msgspec.Struct, frozen=True):
    """A product's digests by lane; the readers' matter, kept as they are."""

    content: str
    price: str
    stock: str


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

    def add_product(self, product: Product, hashes: Hashes, problems: Iterable[Problem]) -> bool:
        """False when the key is there already; nothing is written then."""
        found = tuple(problems)
        if not self._run(
            f"INSERT OR IGNORE INTO product VALUES ({', '.join('?' * 16)})", _product_row(product, hashes, found)
        ):
            return False
        with translated(self.path):
            self._connection.executemany(
                "INSERT INTO sku VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (product.key, position, sku.code, sku.price, sku.old_price, sku.stock, int(sku.available))
                    for position, sku in enumerate(product.skus)
                ],
            )
        for problem in found:
            self.add_problem(problem, product.key)
        self.products += 1
        self.skus += len(product.skus)
        if self.products % _ROWS_PER_COMMIT == 0:
            self.commit()
        return True

    def add_problem(self, problem: Problem, key: str | None = None) -> None:
        """`key` None: a problem of the file as a whole."""
        args = json.dumps(problem.args, ensure_ascii=False)
        place = msgspec.json.encode(problem.place).decode()
        self._run(
            "INSERT INTO problem VALUES (?, ?, ?, ?, ?, ?)",
            (key, problem.severity, problem.code, problem.field, args, place),
        )
        self.problems += 1
        self.skipped += problem.code.startswith(_LEFT_OUT)

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
    prices = [sku.price for sku in product.skus if sku.price is not None]
    stocks = [sku.stock for sku in product.skus if sku.stock is not None]
    codes = (sku.code for sku in product.skus)
    return (
        product.key,
        product.name,
        fold(product.name),
        product.category,
        product.brand,
        product.article,
        len(product.pictures),
        min(prices, default=None),
        sum(stocks) if stocks else None,
        int(any(sku.available for sku in product.skus)),
        hashes.content,
        hashes.price,
        hashes.stock,
        msgspec.json.encode(product).decode(),
        fold(" ".join(filter(None, (product.name, product.key, product.article, product.brand, *codes)))),
        sum(problem.severity == "error" for problem in problems),
    )
