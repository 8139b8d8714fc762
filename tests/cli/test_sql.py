"""`sql`: reads what it is asked, and nothing else than reads."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store.sql_prompt import MOST_BYTES, ask
from tests.cli.shell import call
from tests.support.shop import FixedClock

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@dataclass
class HurryingClock:
    """A second passes at every look."""

    now: int = 0

    def now_ms(self) -> int:
        self.now += 1000
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += round(seconds * 1000)


def test_a_table_for_people(file: Path) -> None:
    result = call(file, "sql", "SELECT key, name, price FROM v_products ORDER BY key LIMIT 2")
    assert result.exit_code == 0
    heading, first, _second = result.stdout.splitlines()
    assert heading.split() == ["key", "name", "price"]
    assert first.split(maxsplit=1)[0] == "K0"
    assert first.endswith("1000.0")


def test_json_for_programs(file: Path) -> None:
    result = call(file, "sql", "--json", "SELECT 1 AS one, 'ё' AS one, NULL, x'00ff', 1.5, 9e999, 9007199254740993")
    told = json.loads(result.stdout)
    assert told["columns"][:2] == ["one", "one"]
    assert told["rows"] == [[1, "ё", None, "x'00ff'", 1.5, "inf", 9007199254740993]]
    assert told["more"] is False


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM product_search WHERE product_search MATCH 'модель'",
        "SELECT value FROM json_each('[1]')",
        "PRAGMA table_info(product)",
        "SELECT name FROM pragma_table_info('product')",
        "EXPLAIN QUERY PLAN SELECT * FROM v_listings",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 1;",
        "/* a remark */ SELECT 1 -- and another",
    ],
)
def test_every_way_to_read(file: Path, statement: str) -> None:
    result = call(file, "sql", statement)
    assert result.exit_code == 0, result.stderr
    assert result.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM product",
        "UPDATE product SET name = 'x'",
        "INSERT INTO setting VALUES ('a', 'b')",
        "DROP TABLE sku",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "CREATE VIEW v AS SELECT 1",
        "UPDATE sqlite_master SET type = 'x'",
        "ATTACH DATABASE ':memory:' AS other",
        "DETACH DATABASE main",
        "VACUUM",
        "VACUUM INTO '{folder}/copy.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 7",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA temp_store_directory = '/tmp'",
        "SELECT load_extension('x')",
        "INSERT INTO product_search (product_search) VALUES ('rebuild')",
        "WITH a AS (SELECT 1) DELETE FROM product",
        "DELETE FROM product RETURNING key",
    ],
)
def test_nothing_but_reads(file: Path, tmp_path: Path, statement: str) -> None:
    before = digest(file)
    result = call(file, "sql", statement.format(folder=tmp_path))
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stdout == ""
    assert digest(file) == before
    assert not (tmp_path / "copy.db").exists()


def digest(file: Path) -> list[str]:
    """The whole content as statements."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELEKT 1", "SELEKT"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT 1; SELECT 2", "One statement at a time"),
        ("", "no question"),
        (" ;; ", "no question"),
        ("SELECT hex(zeroblob(1000000000))", "larger than"),
        ("SELECT replace(hex(zeroblob(400000)), '00', '0123456789')", "larger than"),
        ("SELECT ?", "binding"),
    ],
)
def test_what_cannot_be_asked(file: Path, statement: str, said: str) -> None:
    result = call(file, "sql", statement)
    assert result.exit_code == 2
    assert said.lower() in result.stderr.lower()


def test_a_long_question_is_stopped(file: Path) -> None:
    with pytest.raises(AliexportError) as caught:
        ask(file, ENDLESS, clock=HurryingClock(), limit=10, seconds=5)
    assert caught.value.code == "sql.too_slow"


def test_a_long_answer_is_cut(file: Path) -> None:
    rows = call(file, "sql", "--json", "--limit", "3", "SELECT key FROM v_products")
    assert len(json.loads(rows.stdout)["rows"]) == 3
    assert json.loads(rows.stdout)["more"] is True
    exact = call(file, "sql", "--json", "--limit", "40", "SELECT key FROM v_products")
    assert json.loads(exact.stdout)["more"] is False


def test_an_answer_is_bounded_in_bytes(file: Path) -> None:
    wide = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000) SELECT zeroblob(900000) FROM n"
    answer = ask(file, wide, clock=FixedClock(), limit=1000, seconds=5)
    assert answer.more
    assert 0 < len(answer.rows) * 900_000 <= MOST_BYTES


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_foreign_text_cannot_steer_the_terminal(file: Path, option: tuple[str, ...]) -> None:
    hostile = "a\x1b[2Jb\x9b31mc\u202ed\x07\r\ne"
    result = call(file, "sql", *option, f"SELECT '{hostile}' AS text")
    assert result.exit_code == 0
    assert not set("\x1b\x9b\u202e\x07\r") & set(result.stdout)
    if option:
        assert json.loads(result.stdout)["rows"] == [[hostile]]


def test_the_file_is_found_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "лавка 100%?#.db"
    assert call(path, "sql", "SELECT 1 AS one").stdout.split() == ["one", "1"]
