"""The temporary file that an import fills before it touches the catalogue."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product, ShopCategory
from aliexport_tui.store.database import Cell, fold, translated

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
CREATE TABLE touched (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ROWS_PER_COMMIT = 5_000


class Hashes(msgspec.Struct, frozen=True):
    """A product's digests by lane; the readers' matter, kept as they are."""

    content: str
    price: str
    stock: str


class Spill:
    """Records on their way into the catalogue; `products`, `skus`, `problems` count them. Use as a context manager:
    leaving it closes the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.products = 0
        self.skus = 0
        self.problems = 0
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

    def commit(self) -> None:
        """Everything so far is there for whoever attaches the file."""
        with translated(self.path):
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")

    def _run(self, sql: str, params: tuple[Cell, ...]) -> int:
        with translated(self.path):
            return self._connection.execute(sql, params).rowcount


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
