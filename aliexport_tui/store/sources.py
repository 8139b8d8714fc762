"""Sources: where products come from; and the record of each import."""

import msgspec

from aliexport_tui.model.errors import AliexportError, ConfigError
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text


class Source(msgspec.Struct, frozen=True):
    """`location`: path or http(s) address. `settings`: JSON, the readers' own. `etag`, `last_modified`: of the content
    that the catalogue holds, "" when it has to be read again. Times in UTC ms. `id` 0: not stored yet."""

    code: str
    location: str
    settings: str
    etag: str = ""
    last_modified: str = ""
    created_at: int = 0
    id: int = 0


class ImportRecord(msgspec.Struct, frozen=True):
    """One import of a source. `state`: running, done, unchanged, failed. `error`: code and args of a failed one."""

    id: int
    began_at: int
    ended_at: int | None
    state: str
    counts: dict[str, int]
    error_code: str = ""
    error_args: dict[str, str] = {}


class _Failure(msgspec.Struct, frozen=True):
    code: str
    args: dict[str, str]
    place: str


_COLUMNS = "code, location, settings, etag, last_modified, created_at, id"


def add(db: Database, source: Source, now: int) -> Source:
    """Raises ConfigError `source.exists`."""
    with db.write() as tx:
        if tx.value("SELECT id FROM source WHERE code = ?", (source.code,)) is not None:
            raise ConfigError("source.exists", source=source.code)
        number = tx.insert(
            "INSERT INTO source (code, location, settings, created_at) VALUES (?, ?, ?, ?)",
            (source.code, source.location, source.settings, now),
        )
    return msgspec.structs.replace(source, id=number, created_at=now)


def change(db: Database, source: Source) -> None:
    """Store location and settings; the next import reads the content whatever the server says of its age."""
    with db.write() as tx:
        tx.run(
            "UPDATE source SET location = ?, settings = ?, etag = '', last_modified = '' WHERE id = ?",
            (source.location, source.settings, source.id),
        )


def find(db: Database, code: str) -> Source | None:
    row = db.row(f"SELECT {_COLUMNS} FROM source WHERE code = ?", (code,))
    return _source(row) if row else None


def every(db: Database) -> tuple[Source, ...]:
    return tuple(_source(row) for row in db.rows(f"SELECT {_COLUMNS} FROM source ORDER BY code"))


def begin_import(db: Database, source: int, now: int) -> int:
    """The new import's id. The caller holds the source's lock, so one that still runs by its record was killed."""
    with db.write() as tx:
        tx.run(
            "UPDATE import SET state = 'failed', error = ? WHERE source = ? AND state = 'running'",
            (_failure(AliexportError("import.interrupted")), source),
        )
        return tx.insert("INSERT INTO import (source, began_at, state) VALUES (?, ?, 'running')", (source, now))


def end_import(tx: Transaction, number: int, state: str, counts: dict[str, int], now: int) -> None:
    body = msgspec.json.encode(counts).decode()
    tx.run("UPDATE import SET state = ?, counts = ?, ended_at = ? WHERE id = ?", (state, body, now, number))


def fail_import(tx: Transaction, number: int, error: AliexportError, now: int) -> None:
    tx.run("UPDATE import SET state = 'failed', error = ?, ended_at = ? WHERE id = ?", (_failure(error), now, number))


def remember_version(tx: Transaction, source: int, etag: str, last_modified: str) -> None:
    """What the server or the file said of the content that has just been taken over."""
    tx.run("UPDATE source SET etag = ?, last_modified = ? WHERE id = ?", (etag, last_modified, source))


def imports(db: Database, source: int, limit: int = 20) -> tuple[ImportRecord, ...]:
    """The newest first."""
    rows = db.rows(
        "SELECT id, began_at, ended_at, state, counts, error FROM import WHERE source = ? ORDER BY id DESC LIMIT ?",
        (source, limit),
    )
    return tuple(_import(row) for row in rows)


def last_good_end(db: Database, source: int) -> int | None:
    """When the last import ended that took the content over or found it unchanged, in UTC ms."""
    row = db.row("SELECT max(ended_at) FROM import WHERE source = ? AND state IN ('done', 'unchanged')", (source,))
    return as_optional_int(row[0]) if row else None


def _import(row: Row) -> ImportRecord:
    error = msgspec.json.decode(as_text(row[5]), type=_Failure) if row[5] else None
    return ImportRecord(
        id=as_int(row[0]),
        began_at=as_int(row[1]),
        ended_at=as_optional_int(row[2]),
        state=as_text(row[3]),
        counts=msgspec.json.decode(as_text(row[4]), type=dict[str, int]),
        error_code=error.code if error else "",
        error_args=error.args if error else {},
    )


def _failure(error: AliexportError) -> str:
    return msgspec.json.encode(_Failure(error.code, error.args_by_name, str(error.place))).decode()


def _source(row: Row) -> Source:
    return Source(
        code=as_text(row[0]),
        location=as_text(row[1]),
        settings=as_text(row[2]),
        etag=as_text(row[3]),
        last_modified=as_text(row[4]),
        created_at=as_int(row[5]),
        id=as_int(row[6]),
    )
