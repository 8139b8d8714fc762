"""The marketplace's state: one SQLite file, one connection, one writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aliexport_tui.sandbox.orders import tables as orders

APPLICATION_ID = 0x4C414C45

_SCHEMA = """
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE token (
  id INTEGER PRIMARY KEY, raw TEXT NOT NULL UNIQUE, seller TEXT NOT NULL,
  created_ms INTEGER NOT NULL, deleted_ms INTEGER
) STRICT;
CREATE TABLE upload (
  id INTEGER PRIMARY KEY, seller TEXT NOT NULL, kind TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE task (
  id INTEGER PRIMARY KEY, upload_id INTEGER NOT NULL, seller TEXT NOT NULL, kind TEXT NOT NULL,
  action INTEGER NOT NULL, card_id INTEGER NOT NULL, codes TEXT NOT NULL, external_id TEXT NOT NULL,
  payload BLOB NOT NULL, created_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER,
  turn REAL NOT NULL, state INTEGER NOT NULL DEFAULT 0, error TEXT, warnings TEXT NOT NULL DEFAULT '[]',
  outcomes TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX task_upload ON task (upload_id);
CREATE INDEX task_due ON task (end_ms, turn) WHERE state = 0;
CREATE INDEX task_open_card ON task (card_id) WHERE state = 0;
CREATE TABLE card (
  id INTEGER PRIMARY KEY, seller TEXT NOT NULL, online INTEGER NOT NULL, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL, deleted_ms INTEGER, category TEXT NOT NULL,
  top_category TEXT NOT NULL, template TEXT NOT NULL, title_fold TEXT NOT NULL, quantity INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX card_template ON card (template, seller, deleted_ms, visible_ms);
CREATE TABLE sku (
  id INTEGER PRIMARY KEY, card_id INTEGER NOT NULL, code TEXT NOT NULL
) STRICT;
CREATE INDEX sku_code ON sku (code);
CREATE INDEX sku_card ON sku (card_id);
CREATE TABLE quota (at_ms INTEGER NOT NULL, seller TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
CREATE INDEX quota_at ON quota (seller, at_ms);
"""

_COUNTERS = {
    "clock_offset_ms": 0,
    "token": 70_000_001,
    "upload": 100_000_001,
    "task": 500_000_001,
    "card": 1_005_000_000_000_001,
    "sku": 12_000_000_000_000_011,
}
_CONTENT = ("upload", "task", "card", "sku", "quota", *orders.CONTENT)


class ForeignFileError(Exception):
    """The state file is not one of ours, or cannot be opened; `path` names it."""

    def __init__(self, path: Path, reason: str = "") -> None:
        what = f"can't be opened ({reason})" if reason else "is not a state file of the simulated marketplace"
        super().__init__(f"{path} {what}")
        self.path = path


class Storage:
    """The open state file. Every request is one transaction; a killed server loses none that it answered."""

    def __init__(self, path: Path) -> None:
        try:
            self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._open()
        except sqlite3.OperationalError as error:
            raise ForeignFileError(path, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise ForeignFileError(path) from error
        except _ForeignError as error:
            self.db.close()
            raise ForeignFileError(path) from error

    def _open(self) -> None:
        application_id = self.value("PRAGMA application_id")
        if application_id == APPLICATION_ID:
            self._pragmas()
            self._add_missing()
            return
        if application_id or self.value("SELECT count(*) FROM sqlite_schema"):
            raise _ForeignError
        self._pragmas()
        with self.transaction():
            for statement in _SCHEMA.split(";\n"):
                self.db.execute(statement)
            self.db.executemany("INSERT INTO counter VALUES (?, ?)", _COUNTERS.items())
            self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._add_missing()

    def _add_missing(self) -> None:
        """The order side, which state files of before do not have."""
        with self.transaction():
            for statement in orders.TABLES.strip().split(";\n"):
                self.db.execute(statement)
            self.db.executemany("INSERT OR IGNORE INTO counter VALUES (?, ?)", orders.COUNTERS.items())

    def _pragmas(self) -> None:
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.execute("PRAGMA cache_size = -16000")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner one belongs to the outer one."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # why: whatever it was, nothing half-written is kept
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def value(self, query: str, arguments: tuple[object, ...] = ()) -> int:
        """The whole number that a query yields; 0 for NULL or no row."""
        row = self.db.execute(query, arguments).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def take(self, counter: str, amount: int = 1) -> int:
        """Reserve `amount` consecutive numbers; returns the first."""
        first = self.value("SELECT value FROM counter WHERE name = ?", (counter,))
        self.db.execute("UPDATE counter SET value = ? WHERE name = ?", (first + amount, counter))
        return first

    def counter(self, name: str) -> int:
        """A counter's present value."""
        return self.value("SELECT value FROM counter WHERE name = ?", (name,))

    def set_counter(self, name: str, value: int) -> None:
        """Put a counter to a value."""
        self.db.execute("UPDATE counter SET value = ? WHERE name = ?", (value, name))

    def clear(self) -> None:
        """Forget cards, tasks, quota and orders; tokens, the clock and the numbers used go on."""
        with self.transaction():
            for counter in orders.AFRESH:
                self.set_counter(counter, orders.COUNTERS[counter])
            for table in _CONTENT:
                self.db.execute(f"DELETE FROM {table}")

    def close(self) -> None:
        """Close the file."""
        self.db.close()


class _ForeignError(Exception):
    pass
