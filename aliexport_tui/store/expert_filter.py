"""A filter's condition in the owner's own SQL, over `product p`: asked on a connection that can only read, within limits of
time and size (DESIGN, invariant 11), wherever a query needs it.

Queries name it as a function of theirs, which gives the ids; so a filter stays one piece of SQL that nobody runs before
it is needed."""

import sqlite3
import threading
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aliexport_tui.model.errors import AliexportError, ConfigError

SECONDS = 20
_FUNCTION = "products_where"
CLAUSE = f"p.id IN (SELECT value FROM json_each({_FUNCTION}(?, ?)))"
"""Its parameters: the owner's condition, the source's id."""
_FETCHED = 10_000
_OWN_WORDS = {
    "sql.invalid": "filter.sql_invalid",
    "sql.refused": "filter.sql_invalid",
    "sql.too_slow": "filter.sql_slow",
}
"""The hints of the prompt speak of whole questions."""
_told = threading.local()


def register(connection: sqlite3.Connection, path: Path) -> None:
    """Let this connection's queries ask."""

    def products_where(sql: str, source: int) -> str:
        try:
            return f"[{','.join(map(str, ids(path, sql, source)))}]"
        except AliexportError as error:
            _told.fault = error
            raise

    connection.create_function(_FUNCTION, 2, products_where, deterministic=True)


def fault() -> AliexportError | None:
    """What went wrong in the condition of the query that has just failed in this thread; SQLite itself only tells that
    something did."""
    found: AliexportError | None = getattr(_told, "fault", None)
    _told.fault = None
    return found


def ids(path: Path, sql: str, source: int) -> "array[int]":
    """Of the source's products for which the condition holds. Raises ConfigError `filter.sql_invalid` (reason),
    `filter.sql_slow` (seconds), `sql.several`, `sql.too_large`."""
    found = array("q")
    with _limited(path) as connection:
        cursor = connection.execute(f"SELECT p.id FROM product p WHERE p.source = ? AND {_among(sql)}", (source,))
        while rows := cursor.fetchmany(_FETCHED):
            found.extend(row[0] for row in rows if isinstance(row[0], int))
    return found


def check(path: Path, sql: str) -> None:
    """Compile it. Raises as `ids`."""
    with _limited(path) as connection:
        connection.execute(f"SELECT p.id FROM product p WHERE p.id < 0 AND {_among(sql)}").fetchall()


def holds(path: Path, sql: str, product: int) -> bool:
    """For this one product. Raises as `ids`."""
    with _limited(path) as connection:
        query = f"SELECT 1 FROM product p WHERE p.id = ? AND {_among(sql)}"
        return connection.execute(query, (product,)).fetchone() is not None


@contextmanager
def _limited(path: Path) -> Iterator[sqlite3.Connection]:
    """Imported when it is needed: the prompt is built on the database, and few profiles have such a condition. The limit is
    of the machine's time, whatever clock the shop goes by."""
    from aliexport_tui.model.clock import SystemClock
    from aliexport_tui.store.sql_prompt import limited

    try:
        with limited(path, clock=SystemClock(), seconds=SECONDS) as connection:
            yield connection
    except ConfigError as error:
        if error.code in _OWN_WORDS:
            raise ConfigError(_OWN_WORDS[error.code], None, **error.args_by_name) from error
        raise


def _among(sql: str) -> str:
    """The line breaks end a comment of the owner's."""
    return f"(\n{sql.strip().rstrip(';')}\n)"
