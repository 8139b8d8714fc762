"""What somebody should be told of: written where it becomes known, in the same transaction; read when it is told."""

import json
from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.model.alerts import PASSING, Alert, Group, Kind
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_text

_ARGS = msgspec.json.Decoder(dict[str, str])
_COLUMNS = "id, at, kind, subject, code, args"
_PASSING = ", ".join(f"'{kind}'" for kind in sorted(PASSING))


def raise_alert(tx: Transaction, kind: Kind, subject: str, args: Mapping[str, str], now: int, *, code: str = "") -> int:
    """`subject`: the profile's, account's or target's code. `args`: figures and names for the text, nothing personal.
    `code`: the cause as a key of the messages registry, filled from the same args. Its id."""
    return tx.insert(
        "INSERT INTO alert (at, kind, subject, code, args) VALUES (?, ?, ?, ?, ?)",
        (now, kind, subject, code, _told(args)),
    )


def raise_unless_same(
    tx: Transaction, kind: Kind, subject: str, args: Mapping[str, str], now: int, *, code: str = "", within_ms: int
) -> int | None:
    """As `raise_alert`, but nothing where the last one of this kind, subject and cause says the same and is not older."""
    last = tx.rows(
        "SELECT args, at FROM alert WHERE kind = ? AND subject = ? AND code = ? ORDER BY at DESC, id DESC LIMIT 1",
        (kind, subject, code),
    )
    if last and last[0][0] == _told(args) and now - as_int(last[0][1]) < within_ms:
        return None
    return raise_alert(tx, kind, subject, args, now, code=code)


def raised_since(tx: Transaction, kind: Kind, subject: str, since: int) -> bool:
    """After `since` (UTC ms)."""
    found = tx.value("SELECT 1 FROM alert WHERE kind = ? AND subject = ? AND at > ? LIMIT 1", (kind, subject, since))
    return found is not None


def newest_id(db: Database | Transaction) -> int:
    return as_int(db.value("SELECT max(id) FROM alert"))


def count(db: Database | Transaction, first: int, last: int, kinds: Sequence[str]) -> int:
    return as_int(db.value(f"SELECT count(*) FROM alert WHERE {_RANGE}", _of(first, last, kinds)))


def news(db: Database, reached: int, kinds: Sequence[str], since: int) -> frozenset[str]:
    """Kinds among the untold ones, leaving out what a channel that has been told up to `reached` has heard of the same
    kind, subject and cause after `since` (UTC ms)."""
    rows = db.rows(
        f"SELECT DISTINCT kind FROM (SELECT DISTINCT kind, subject, code FROM alert WHERE {_RANGE}) AS a"
        f" WHERE kind IN ({_PASSING}) OR NOT EXISTS ("
        "SELECT 1 FROM alert AS b WHERE b.kind = a.kind AND b.subject = a.subject AND b.code = a.code"
        " AND b.id <= :reached AND b.at > :since)",
        {**_of(reached + 1, newest_id(db), kinds), "reached": reached, "since": since},
    )
    return frozenset(as_text(row[0]) for row in rows)


def by_kind(db: Database, first: int, last: int, kinds: Sequence[str]) -> dict[str, int]:
    """The most frequent first; of new orders the orders are counted."""
    rows = db.rows(
        f"SELECT kind, sum({_WEIGHT}) AS weight FROM alert WHERE {_RANGE} GROUP BY kind ORDER BY weight DESC, kind",
        _of(first, last, kinds),
    )
    return {as_text(row[0]): as_int(row[1]) for row in rows}


def groups(db: Database, first: int, last: int, kinds: Sequence[str], *, limit: int) -> tuple[tuple[Group, ...], int]:
    """By kind, subject and cause, the largest first; how many groups were left out. The largest of each kind comes before
    the second of another: a thousand failures of one kind must not hide the only one of another."""
    told = _of(first, last, kinds)
    rows = db.rows(
        "SELECT weight, began, newest FROM ("
        " SELECT *, row_number() OVER (PARTITION BY kind ORDER BY weight DESC, newest DESC) AS place FROM ("
        f"  SELECT kind, sum({_WEIGHT}) AS weight, min(at) AS began, max(id) AS newest FROM alert WHERE {_RANGE}"
        "   GROUP BY kind, subject, code)"
        " ) ORDER BY place, weight DESC, newest DESC LIMIT :limit",
        {**told, "limit": limit},
    )
    rows.sort(key=lambda row: (-as_int(row[0]), -as_int(row[2])))
    every = as_int(db.value(f"SELECT count(*) FROM (SELECT 1 FROM alert WHERE {_RANGE} GROUP BY kind, subject, code)", told))
    newest = {one.id: one for one in _by_ids(db, [as_int(row[2]) for row in rows])}
    found = tuple(Group(as_int(row[0]), as_int(row[1]), newest[as_int(row[2])]) for row in rows)
    return found, every - len(found)


def newest(db: Database, first: int, last: int, kinds: Sequence[str], *, limit: int) -> tuple[Alert, ...]:
    """The newest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM alert WHERE {_RANGE} ORDER BY id DESC LIMIT :limit",
        {**_of(first, last, kinds), "limit": limit},
    )
    return tuple(_alert(row) for row in rows)


def latest(db: Database, *, limit: int, before: int | None = None) -> tuple[Alert, ...]:
    """Of all kinds, the newest first; older than the id `before` when it is named."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM alert WHERE :before IS NULL OR id < :before ORDER BY id DESC LIMIT :limit",
        {"before": before, "limit": limit},
    )
    return tuple(_alert(row) for row in rows)


_RANGE = "id BETWEEN :first AND :last AND +kind IN (SELECT value FROM json_each(:kinds))"
_WEIGHT = f"CASE WHEN kind IN ({_PASSING}) THEN max(1, CAST(json_extract(args, '$.count') AS INTEGER)) ELSE 1 END"


def _of(first: int, last: int, kinds: Sequence[str]) -> dict[str, str | int | float | bytes | None]:
    return {"first": first, "last": last, "kinds": json.dumps(list(kinds))}


def _by_ids(db: Database, ids: Sequence[int]) -> tuple[Alert, ...]:
    rows = db.rows(f"SELECT {_COLUMNS} FROM alert WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    return tuple(_alert(row) for row in rows)


def _told(args: Mapping[str, str]) -> str:
    return json.dumps(dict(args), ensure_ascii=False)


def _alert(row: Row) -> Alert:
    return Alert(
        id=as_int(row[0]),
        at=as_int(row[1]),
        kind=as_text(row[2]),
        subject=as_text(row[3]),
        code=as_text(row[4]),
        args=_ARGS.decode(as_text(row[5])),
    )
