"""The owner's own SQL: a read-only connection with authorizer, time limit and length limit (DESIGN, invariant 11)."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.errors import ConfigError, FileTrouble
from aliexport_tui.store.database import BUSY_MS, Cell, Row

LONGEST_VALUE = 1_000_000
"""Bytes of one value; without this a single call can take gigabytes before a time limit notices."""
MOST_BYTES = 32_000_000
"""Of all values of an answer together."""
_CHECK_EVERY = 1_000
"""Virtual machine steps between two looks at the clock."""

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
    "data_version", "user_version", "application_id", "page_count", "page_size", "freelist_count",
}  # fmt: skip
_TAKING_A_NAME = {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"}
_FUNCTIONS_REFUSED = {"load_extension", "fts3_tokenizer"}


class Answer(msgspec.Struct, frozen=True):
    """`more`: rows were left out because a limit was reached."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    more: bool


Stop = Callable[[], bool]
"""Asked often while a question is answered: does the person want no answer any more?"""


def ask(path: Path, sql: str, *, clock: Clock, limit: int, seconds: int, stop: Stop | None = None) -> Answer:
    """Run one reading statement over the file at `path`, which is ours and up to date.

    Raises ConfigError: `sql.empty`, `sql.refused` (anything that is not a read), `sql.invalid` (reason), `sql.several`,
    `sql.too_slow` (seconds), `sql.stopped`, `sql.too_large`; FileTrouble for a damaged or unreadable file."""
    if not sql.strip().strip(";"):
        raise ConfigError("sql.empty")
    with limited(path, clock=clock, seconds=seconds, stop=stop) as connection:
        return _fetch(connection, sql, limit)


def views(path: Path, *, clock: Clock) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The documented views with their columns, by name. Raises as `ask` does."""
    text = (
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'view' AND m.name LIKE 'v\\_%' ESCAPE '\\' ORDER BY m.name, c.cid"
    )
    found: dict[str, list[str]] = {}
    for name, column in ask(path, text, clock=clock, limit=10_000, seconds=5).rows:
        found.setdefault(str(name), []).append(str(column))
    return tuple((name, tuple(columns)) for name, columns in found.items())


@contextmanager
def limited(path: Path, *, clock: Clock, seconds: int, stop: Stop | None = None) -> Iterator[sqlite3.Connection]:
    """A connection that can only read, within limits of time and size. Errors inside come out as `ask` tells them."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
    except sqlite3.OperationalError as error:
        raise FileTrouble("file.unreadable", path=str(path), reason=str(error)) from error
    with closing(connection):
        connection.execute("PRAGMA query_only=ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_authorize)
        connection.set_progress_handler(_deadline(clock, seconds, stop), _CHECK_EVERY)
        try:
            yield connection
        except (sqlite3.Error, sqlite3.Warning) as error:
            if stop is not None and stop():
                raise ConfigError("sql.stopped") from None
            raise _trouble(error, path, seconds) from error


def _fetch(connection: sqlite3.Connection, sql: str, limit: int) -> Answer:
    cursor = connection.execute(sql)
    columns = tuple(column[0] for column in cursor.description or ())
    rows: list[Row] = []
    size = 0
    for row in cursor:
        size += sum(_size(cell) for cell in row)
        if len(rows) == limit or size > MOST_BYTES:
            return Answer(columns, tuple(rows), more=True)
        rows.append(row)
    return Answer(columns, tuple(rows), more=False)


def _size(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str | bytes) else 8


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _FUNCTIONS_REFUSED else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # Asked whenever a virtual table (full-text search, json_each) declares its columns; a real change fails by
        # mode=ro and query_only.
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        if name in _PRAGMAS and (second is None or name in _TAKING_A_NAME):
            return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _deadline(clock: Clock, seconds: int, stop: Stop | None) -> Callable[[], int]:
    end = clock.now_ms() + seconds * 1000
    return lambda: int(clock.now_ms() >= end or (stop is not None and stop()))


def _trouble(error: Exception, path: Path, seconds: int) -> ConfigError | FileTrouble:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    reason = str(error)
    if code == sqlite3.SQLITE_INTERRUPT:
        return ConfigError("sql.too_slow", seconds=str(seconds))
    if code in (sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY):
        return ConfigError("sql.refused", reason=reason)
    if code == sqlite3.SQLITE_TOOBIG or isinstance(error, sqlite3.DataError):
        return ConfigError("sql.too_large", limit=str(LONGEST_VALUE))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return FileTrouble("file.damaged", path=str(path), reason=reason)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return FileTrouble("file.busy", path=str(path), reason=reason)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return FileTrouble("file.io", path=str(path), reason=reason)
    if "one statement" in reason:
        return ConfigError("sql.several")
    return ConfigError("sql.invalid", reason=reason)
