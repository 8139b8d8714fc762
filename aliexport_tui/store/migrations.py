"""Upgrades of the file, each in a transaction with its record (sqlite-utils' migrations)."""

from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

from aliexport_tui.store.identity import APPLICATION_ID, SCHEMA_VERSION

migrations = Migrations("aliexport_tui")


@migrations(name="0001_first")
def _first(db: sqlite_utils.Database) -> None:
    _script(db, "schema.sql")


@migrations(name="0002_history")
def _history(db: sqlite_utils.Database) -> None:
    """What became of one SKU is found without reading the whole log."""
    db.conn.execute("CREATE INDEX event_by_listing ON event (listing, id) WHERE listing IS NOT NULL")
    db.conn.execute("CREATE INDEX import_by_end ON import (source, ended_at)")
    db.conn.execute("CREATE INDEX exchange_by_time ON exchange (account, at)")


@migrations(name="0003_brakes")
def _brakes(db: sqlite_utils.Database) -> None:
    _script(db, "brakes.sql")


@migrations(name="0004_console")
def _console(db: sqlite_utils.Database) -> None:
    _script(db, "console.sql")


@migrations(name="0005_feeds")
def _feeds(db: sqlite_utils.Database) -> None:
    _script(db, "feeds.sql")


@migrations(name="0006_orders")
def _orders(db: sqlite_utils.Database) -> None:
    _script(db, "orders.sql")


def migrate(path: Path) -> None:
    """Bring the file at `path` to SCHEMA_VERSION. The caller holds the migration lock."""
    db = sqlite_utils.Database(path)
    try:
        db.conn.execute("PRAGMA journal_mode=WAL")
        if db.conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    finally:
        db.close()


def _script(db: sqlite_utils.Database, name: str) -> None:
    for statement in _statements((Path(__file__).parent / name).read_text(encoding="utf-8")):
        db.conn.execute(statement)


def _statements(script: str) -> list[str]:
    """Split at the ends of statements; a trigger's body holds semicolons of its own."""
    import sqlite3

    statements, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    return statements
