"""The logs of the file, how much of each there is, and how they are cut: by age, by size, or whole."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int

Log = Literal["events", "exchanges", "jobs", "activity", "alerts", "imports"]
LOGS: tuple[Log, ...] = get_args(Log)
_ROWS = 500


class _Kept(msgspec.Struct, frozen=True):
    """`size`: about how many bytes a row takes; `at`: its time; `ended`: rows that may go."""

    table: str
    at: str
    size: str
    ended: str = "1"


_TABLES: Mapping[Log, _Kept] = {
    "events": _Kept("event", "at", "80 + length(args)"),
    "exchanges": _Kept("exchange", "at", "150 + length(request) + length(response)"),
    "jobs": _Kept("job", "created_at", "150 + length(message)", "state <> 'running'"),
    "activity": _Kept("activity", "at", "150 + length(args) + coalesce(length(before), 0) + coalesce(length(after), 0)"),
    "alerts": _Kept("alert", "at", "100 + length(args)"),
    "imports": _Kept(
        "import", "began_at", "150 + length(counts)",
        "state <> 'running' AND id NOT IN (SELECT max(id) FROM import GROUP BY source, state)",
    ),
}  # fmt: skip
"""Of imports the newest of each end stays: what a source says of itself hangs on it."""


class Extent(msgspec.Struct, frozen=True):
    """`size` in bytes, about; `oldest`: UTC ms, None when it is empty."""

    log: Log
    rows: int
    size: int
    oldest: int | None


def extent(db: Database, log: Log) -> Extent:
    kept = _TABLES[log]
    row = db.row(f'SELECT count(*), coalesce(sum({kept.size}), 0), min({kept.at}) FROM "{kept.table}"')
    assert row is not None
    return Extent(log, as_int(row[0]), as_int(row[1]), as_optional_int(row[2]))


def cut(db: Database, log: Log, *, before: int | None, size: int | None) -> int:
    """Rows older than `before` (UTC ms) go, then the oldest until no more than `size` bytes are left; how many went."""
    kept = _TABLES[log]
    gone = 0
    if before is not None:
        gone += _drop(db, kept, f"{kept.at} < {before:d}")
    if size is not None:
        last = db.value(
            f"SELECT max(id) FROM (SELECT id, sum({kept.size}) OVER (ORDER BY id DESC) AS down_to FROM"
            f' "{kept.table}") WHERE down_to > ?',
            (size,),
        )
        if last is not None:
            gone += _drop(db, kept, f"id <= {as_int(last):d}")
    return gone


def truncate(db: Database, log: Log) -> int:
    """All of it that is at its end; how many rows went."""
    return _drop(db, _TABLES[log], "1")


def _drop(db: Database, kept: _Kept, where: str) -> int:
    gone = 0
    while True:
        db.make_way()
        with db.write() as tx:
            part = tx.run(
                f'DELETE FROM "{kept.table}" WHERE id IN (SELECT id FROM "{kept.table}" WHERE {where} AND {kept.ended}'
                f" ORDER BY id LIMIT {_ROWS})"
            )
        gone += part
        if part < _ROWS:
            return gone
