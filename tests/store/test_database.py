"""Opening the file: ours, new, foreign, damaged, newer; writing under pressure."""

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.store import chores
from aliexport_tui.store.database import Database, as_int, fold
from aliexport_tui.store.identity import APPLICATION_ID, SCHEMA_VERSION


def test_a_new_file_is_private_and_ours(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shop.db"
    db = Database.open(path)
    assert db.value("PRAGMA application_id") == APPLICATION_ID
    assert db.value("PRAGMA journal_mode") == "wal"
    assert db.value("PRAGMA foreign_keys") == 1
    db.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_opening_again_migrates_nothing(tmp_path: Path) -> None:
    Database.open(tmp_path / "shop.db").close()
    db = Database.open(tmp_path / "shop.db")
    assert db.rows("SELECT name FROM _sqlite_migrations") == [
        ("0001_first",),
        ("0002_history",),
        ("0003_brakes",),
        ("0004_console",),
        ("0005_feeds",),
        ("0006_orders",),
    ]
    db.close()


@pytest.mark.parametrize(
    ("version", "stop_before"),
    [(1, "0002_history"), (2, "0003_brakes"), (3, "0004_console"), (4, "0005_feeds"), (5, "0006_orders")],
)
def test_a_file_of_an_older_version_is_brought_up_to_date(tmp_path: Path, version: int, stop_before: str) -> None:
    import sqlite_utils

    from aliexport_tui.store.migrations import migrations

    path = tmp_path / "shop.db"
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before=stop_before)
    old.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    old.conn.execute(f"PRAGMA user_version={version}")
    old.conn.execute("INSERT INTO setting VALUES ('kept', 'yes')")
    old.conn.commit()
    old.close()
    db = Database.open(path)
    assert db.value("PRAGMA user_version") == SCHEMA_VERSION
    assert db.value("SELECT value FROM setting WHERE key = 'kept'") == "yes"
    fresh = Database.open(tmp_path / "fresh.db")
    shape = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY type, name"
    assert db.rows(shape) == fresh.rows(shape)
    fresh.close()
    db.close()


def test_chores_at_work_outlive_an_upgrade(tmp_path: Path) -> None:
    """Each holds the byte of its number: no other may get it."""
    import sqlite_utils

    from aliexport_tui.store.migrations import migrations

    path = tmp_path / "shop.db"
    old = sqlite_utils.Database(path)
    migrations.apply(old, stop_before="0005_feeds")
    old.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    old.conn.execute("PRAGMA user_version=4")
    old.conn.execute("INSERT INTO chore (id, kind, code, began_at, done) VALUES (7, 'import', 'shop', 5, 12)")
    old.conn.commit()
    old.close()
    db = Database.open(path)
    (kept,) = chores.newest(db)
    assert (kept.id, kept.kind, kept.code, kept.began_at, kept.done) == (7, "import", "shop", 5, 12)
    assert chores.begin(db, "pictures", "shop", 6) == 8
    db.close()


def _foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.execute("INSERT INTO notes VALUES ('keep me')")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("this is a letter, not a database. " * 200, encoding="utf-8")


def _torn(path: Path) -> None:
    Database.open(path).close()
    data = bytearray(path.read_bytes())
    data[100:8192] = os.urandom(8092)
    path.write_bytes(bytes(data))


def _newer(path: Path) -> None:
    Database.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    connection.close()


@pytest.mark.parametrize(
    ("make", "code"),
    [(_foreign, "file.foreign"), (_text, "file.damaged"), (_torn, "file.damaged"), (_newer, "file.newer")],
)
def test_a_file_that_is_not_ours_is_refused_untouched(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "shop.db"
    assert callable(make)
    make(path)
    before = path.read_bytes()
    with pytest.raises(FileTrouble) as caught:
        Database.open(path).value("SELECT count(*) FROM product")
    assert caught.value.code == code
    assert path.read_bytes() == before


def test_a_folder_in_the_file_s_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as caught:
        Database.open(tmp_path)
    assert caught.value.code == "file.unreadable"


def test_a_failed_block_leaves_nothing(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "shop.db")

    def fail_midway() -> None:
        with db.write() as tx:
            tx.run("INSERT INTO setting (key, value) VALUES ('a', 'b')")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail_midway()
    assert db.rows("SELECT * FROM setting") == []
    db.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "shop.db")
    with db.write() as tx:
        tx.run("INSERT INTO setting (key, value) VALUES ('kept', 'yes')")
    pages = as_int(db.value("PRAGMA page_count"))
    db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(FileTrouble) as caught, db.write() as tx:
        tx.run("INSERT INTO setting (key, value) VALUES ('large', ?)", ("x" * 1_000_000,))
    assert caught.value.code == "file.full"
    assert db.rows("SELECT key FROM setting") == [("kept",)]
    db.execute("PRAGMA max_page_count=1000000")
    with db.write() as tx:
        tx.run("INSERT INTO setting (key, value) VALUES ('after', 'yes')")
    db.close()


def test_two_processes_may_create_the_file_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            Database.open(tmp_path / "shop.db").close()
        except BaseException as error:  # noqa: BLE001 - why: whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(("text", "folded"), [("ЁЛКА", "елка"), ("Straße", "strasse"), ("Ab", "ab")])
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_reading_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "shop.db")
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(FileTrouble) as caught, db.within(0.01):
        db.value(endless)
    assert caught.value.code == "file.interrupted"
    assert db.value("SELECT count(*) FROM product") == 0, "afterwards it takes as long as it takes"
    db.close()
