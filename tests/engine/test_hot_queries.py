"""What a person asks about one SKU is answered from indexes: no statement scans a table that grows with the shop."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.planning.explain import explain
from aliexport_tui.engine.timeline import timeline
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

SMALL = {"profile", "source", "account"}
"""A handful of rows, however large the shop."""
NOT_OURS = ("temp", "product_search_config")
"""Copies of one product's rows; a table that FTS5 keeps for itself."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path_factory.mktemp("shop"))
        made.supply([Goods(f"G{number}") for number in range(5)])
        made.profile()
        made.run()
        yield made


def mistyped(db: Database) -> object:
    with pytest.raises(ConfigError):
        explain(db, "GG-2")
    return None


QUESTIONS: tuple[Callable[[Database], object], ...] = (
    lambda db: explain(db, "G1"),
    lambda db: timeline(db, "G1", limit=100),
    mistyped,
)


@pytest.mark.parametrize("asked", QUESTIONS, ids=["explain", "timeline", "mistyped"])
def test_no_table_is_scanned(shop: Shop, asked: Callable[[Database], object]) -> None:
    statements = _statements_of(shop.workspace.file, asked)
    assert len(statements) > 5
    with closing(sqlite3.connect(shop.workspace.file)) as db:
        scans = {line for sql in statements for line in _scans(db, sql)}
    assert scans == set()


def _statements_of(path: Path, asked: Callable[[Database], object]) -> set[str]:
    """Every SELECT of the file's own tables."""
    connection = sqlite3.connect(path, isolation_level=None)
    seen: set[str] = set()
    with closing(connection):
        connection.set_trace_callback(seen.add)
        asked(Database(path, connection))
    return {
        sql
        for sql in seen
        if sql.lstrip().startswith(("SELECT", "WITH")) and not set(NOT_OURS) & set(re.findall(r"\w+", sql))
    }


def _scans(db: sqlite3.Connection, sql: str) -> Iterator[str]:
    tables = {alias: table for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+) (\w+)\b", sql)}
    for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {sql}"):
        scanned = re.match(r"SCAN (\w+)(?!.*VIRTUAL TABLE)", detail)
        if scanned and scanned[1] != "CONSTANT" and tables.get(scanned[1], scanned[1]) not in SMALL:
            yield f"{detail}: {sql}"
