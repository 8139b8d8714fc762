"""Recorded requests with their answers, bodies compressed. The token was masked before they came here."""

import json
import zlib
from array import array
from collections.abc import Sequence

import msgspec

from aliexport_tui.store.database import Database, Row, as_bytes, as_int, as_optional_int, as_text

KEPT = 10_000
"""Exchanges kept per account; older ones go."""
_PRUNE_EVERY = 200


class Recorded(msgspec.Struct, frozen=True):
    """One exchange without its bodies. `at` in UTC ms; sizes of the plain bodies in bytes; `status` 0: no answer."""

    id: int
    at: int
    account: str
    run: int | None
    method: str
    path: str
    status: int
    milliseconds: int
    request_size: int
    response_size: int
    failure: str


_COLUMNS = (
    "exchange.id, at, account.code, run, method, path, status, milliseconds, request_size, response_size, failure"
    " FROM exchange JOIN account ON account.id = exchange.account"
)


def add(
    db: Database,
    account: int,
    *,
    run: int | None,
    at: int,
    method: str,
    path: str,
    status: int,
    milliseconds: int,
    request: bytes,
    response: bytes,
    failure: str,
    answered: int | None = None,
    keep_all: bool = False,
) -> int:
    """The new exchange's id; nothing is kept for an account that is gone. `answered`: bytes of the answer of which
    `response` is a part. Now and then those beyond KEPT are dropped, unless `keep_all`."""
    packed = zlib.compress(request, 1), zlib.compress(response, 1)  # before the file is held
    with db.write() as tx:
        number = tx.insert(
            "INSERT INTO exchange (at, account, run, method, path, status, milliseconds, request_size, response_size,"
            " request, response, failure) SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM account WHERE id = ?",
            (
                at,
                run,
                method,
                path,
                status,
                milliseconds,
                len(request),
                len(response) if answered is None else answered,
                *packed,
                failure,
                account,
            ),
        )
        if number % _PRUNE_EVERY == 0 and not keep_all:
            tx.run(
                "DELETE FROM exchange WHERE id IN (SELECT id FROM exchange WHERE account = ? ORDER BY id DESC"
                " LIMIT 1000 OFFSET ?)",
                (account, KEPT),
            )
    return number


def latest(db: Database, *, limit: int = 50, account: str = "", failed: bool = False) -> tuple[Recorded, ...]:
    """Newest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} WHERE (? = '' OR account.code = ?) AND (NOT ? OR failure <> '')"
        " ORDER BY exchange.id DESC LIMIT ?",
        (account, account, int(failed), limit),
    )
    return tuple(map(_recorded, rows))


def ids(db: Database, *, account: str = "", failed: bool = False, run: int | None = None, text: str = "") -> "array[int]":
    """Of all that fit, newest first. `text`: a part of the request's path."""
    return db.ids(
        "SELECT exchange.id FROM exchange JOIN account ON account.id = exchange.account"
        " WHERE (:account = '' OR account.code = :account) AND (NOT :failed OR failure <> '')"
        " AND (:run IS NULL OR run = :run) AND (:text = '' OR instr(path, :text)) ORDER BY exchange.id DESC",
        {"account": account, "failed": int(failed), "run": run, "text": text},
    )


def rows(db: Database, ids: Sequence[int]) -> dict[int, Recorded]:
    """Some of them by id; those that are gone are missing."""
    found = db.rows(f"SELECT {_COLUMNS} WHERE exchange.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    return {one.id: one for one in map(_recorded, found)}


def get(db: Database, number: int) -> Recorded | None:
    row = db.row(f"SELECT {_COLUMNS} WHERE exchange.id = ?", (number,))
    return _recorded(row) if row else None


def bodies(db: Database, number: int) -> tuple[bytes, bytes]:
    """Request and response as they went, but for the token."""
    row = db.row("SELECT request, response FROM exchange WHERE id = ?", (number,))
    if row is None:
        return b"", b""
    return zlib.decompress(as_bytes(row[0])), zlib.decompress(as_bytes(row[1]))


def remove(db: Database, ids: Sequence[int]) -> int:
    """Marked ones go; how many there were."""
    gone = 0
    for start in range(0, len(ids), 500):
        db.make_way()
        with db.write() as tx:
            part = json.dumps(list(ids[start : start + 500]))
            gone += tx.run("DELETE FROM exchange WHERE id IN (SELECT value FROM json_each(?))", (part,))
    return gone


def _recorded(row: Row) -> Recorded:
    return Recorded(
        id=as_int(row[0]),
        at=as_int(row[1]),
        account=as_text(row[2]),
        run=as_optional_int(row[3]),
        method=as_text(row[4]),
        path=as_text(row[5]),
        status=as_int(row[6]),
        milliseconds=as_int(row[7]),
        request_size=as_int(row[8]),
        response_size=as_int(row[9]),
        failure=as_text(row[10]),
    )
