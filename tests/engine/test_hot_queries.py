"""What is asked again and again is answered from indexes: no statement that a person waits for, and none that the engine
runs for each batch, poll or product, scans a table that grows with the shop.

The statements are those of real runs, taken down as SQLite gets them; so a new one is watched by itself."""

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from aliexport_tui.engine.planning.explain import explain
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.timeline import timeline
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import events, holds, profiles, reports, runs
from aliexport_tui.store.database import Database
from aliexport_tui.store.status import of_profiles
from tests.support.export import PROFILE, Goods, Shop
from tests.support.sandbox import Sandbox

SMALL = {"profile", "source", "account"}
"""A handful of rows, however large the shop."""
UNDER_WAY = {
    "batch_open",
    "change_held",
    "change_outbox",
    "item_stray",
    "lane_held",
    "lane_open",
    "lane_unknown",
    "lane_unverified",
}
"""Partial indexes of what is under way: they are empty when nothing is."""
NEWEST_FIRST = r"FROM (run|event)\b.*ORDER BY id DESC LIMIT"
"""Read backwards from the end, and no further than the limit. The log may be asked for levels: few lines are below them."""
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
        explain(db, "GG-2", now=0)
    return None


def answered(db: Database) -> object:
    profile = profiles.get(db, "shop").id
    newest = runs.latest(db)[0]
    return (
        of_profiles(db, "shop"),
        runs.latest(db, profile=profile),
        events.latest(db, limit=50),
        events.after(db, events.newest_id(db) - 5),
        events.latest(db, limit=50, profile="shop"),
        events.after(db, 1, run=newest.id),
        holds.waiting(db, "shop"),
        holds.groups(db, newest.plan or 0),
        reports.change_states(db, newest.id),
    )


QUESTIONS: tuple[Callable[[Database], object], ...] = (
    lambda db: explain(db, "G1", now=0),
    lambda db: timeline(db, "G1", limit=100),
    mistyped,
    answered,
)


@pytest.mark.parametrize("asked", QUESTIONS, ids=["explain", "timeline", "mistyped", "lists"])
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
    """A scan, or an index made for one statement, which is a scan too."""
    if not sql.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
        return
    real = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = {alias: table for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+) (\w+)\b", sql)}
    for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {sql}"):
        scanned = re.match(r"SCAN (\w+)(?!.*VIRTUAL TABLE)", detail) or re.match(r"SEARCH (\w+) USING AUTOMATIC", detail)
        index = re.search(r"INDEX (\w+)", detail)
        if (index and index[1] in UNDER_WAY) or re.search(NEWEST_FIRST, sql):
            continue
        if scanned and tables.get(scanned[1], scanned[1]) in real - SMALL:
            yield f"{detail}: {sql}"


# ---- what the engine runs for each batch, poll or product


class Taken(Workspace):
    """Takes down every statement of every connection that is opened through it, in order."""

    seen: ClassVar[list[str]] = []

    def open(self) -> Database:
        path = super().open()
        path.close()
        connection = sqlite3.connect(self.file, isolation_level=None, timeout=5, check_same_thread=False)
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.set_trace_callback(self.seen.append)
        return Database(self.file, connection)


REPEATED = 6
"""A run sends ten batches of each kind, one product in each: what runs so often runs for each of them."""


def test_the_engine_scans_nothing_again_and_again(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        shop = Shop(sandbox, tmp_path)
        shop.profile(PROFILE + "[chunks]\nupload = 1\nprice = 1\ninventory = 1\n")
        many = [Goods(f"G{number}") for number in range(10)]
        shop.supply(many)
        taken = Taken(shop.workspace.file, shop.clock)
        run_profile(taken, "shop", verify_s=60)
        shop.supply([replace(one, name="Другое", price="1010", count=0) for one in many])
        run_profile(taken, "shop", verify_s=60, approve_holds=True)
    told = Counter(map(_shape, Taken.seen))
    example = {_shape(sql): sql for sql in Taken.seen}
    repeated = [example[shape] for shape, count in told.items() if count >= REPEATED]
    assert len(repeated) > 50
    with closing(sqlite3.connect(taken.file)) as db:
        for sql in dict.fromkeys(Taken.seen):
            if re.match(r"\s*CREATE TEMP", sql):
                db.execute(re.sub("(TABLE|INDEX) (?!IF)", r"\1 IF NOT EXISTS ", sql))
        scans = {line for sql in repeated for line in _scans(db, sql)}
    assert scans == set()


def _shape(sql: str) -> str:
    """The statement without its values."""
    return re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", sql)
