"""The activity log: what people changed, who, before -> after (seed 002 §7.3)."""

import json
from array import array
from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.store.database import Cell, Database, Row, Transaction, as_int, as_text, fold

_ARGS = msgspec.json.Decoder(dict[str, str])
_COLUMNS = "id, at, type, subtype, subject, code, args, who, before, after"
_FIT = (
    "(:type = '' OR type = :type) AND (:subtype = '' OR subtype = :subtype) AND (:subject = '' OR subject = :subject)"
    " AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)"
    " AND (:text = '' OR instr(folded(subject || ' ' || type || ' ' || subtype || ' ' || who || ' ' || args || ' '"
    " || coalesce(before, '') || ' ' || coalesce(after, '')), :text))"
)


class Activity(msgspec.Struct, frozen=True):
    """`code` of the events' registry with its `args` is the comment. `before`, `after`: JSON objects of what differs, or
    text; secrets are masked. `at` in UTC ms; `id` 0: not stored yet."""

    at: int
    type: str
    subtype: str
    subject: str
    code: str
    who: str
    args: Mapping[str, str] = {}
    before: str | None = None
    after: str | None = None
    id: int = 0


class Wanted(msgspec.Struct, frozen=True):
    """Which lines: "" and None leave it open. `text`: a part of any of their texts, in any case; times in UTC ms, `until`
    not included."""

    type: str = ""
    subtype: str = ""
    subject: str = ""
    text: str = ""
    since: int | None = None
    until: int | None = None


def add(tx: Transaction, one: Activity) -> int:
    """The new line's id."""
    return tx.insert(
        "INSERT INTO activity (at, type, subtype, subject, code, args, who, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.at,
            one.type,
            one.subtype,
            one.subject,
            one.code,
            json.dumps(dict(one.args), ensure_ascii=False),
            one.who,
            one.before,
            one.after,
        ),
    )


def ids(db: Database, wanted: Wanted = Wanted(), *, oldest_first: bool = False) -> "array[int]":  # noqa: B008 (frozen)
    """Of all that fit, newest first."""
    return db.ids(f"SELECT id FROM activity WHERE {_FIT} ORDER BY id {'ASC' if oldest_first else 'DESC'}", _params(wanted))


def rows(db: Database, ids: Sequence[int]) -> dict[int, Activity]:
    """Some of them by id; those that are gone are missing."""
    found = db.rows(
        f"SELECT {_COLUMNS} FROM activity WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {one.id: one for one in map(_activity, found)}


def latest(db: Database, wanted: Wanted = Wanted(), *, limit: int = 50) -> tuple[Activity, ...]:  # noqa: B008 (frozen)
    """Newest first."""
    sql = f"SELECT {_COLUMNS} FROM activity WHERE {_FIT} ORDER BY id DESC LIMIT :limit"
    return tuple(map(_activity, db.rows(sql, {**_params(wanted), "limit": limit})))


def get(db: Database, id: int) -> Activity | None:
    row = db.row(f"SELECT {_COLUMNS} FROM activity WHERE id = ?", (id,))
    return _activity(row) if row else None


def kinds(db: Database) -> tuple[tuple[str, str], ...]:
    """(type, sub-type) of the lines that are there."""
    rows = db.rows("SELECT DISTINCT type, subtype FROM activity ORDER BY 1, 2")
    return tuple((as_text(row[0]), as_text(row[1])) for row in rows)


def remove(db: Database, ids: Sequence[int]) -> int:
    """Marked lines go; how many there were."""
    gone = 0
    for start in range(0, len(ids), 500):
        db.make_way()
        with db.write() as tx:
            part = json.dumps(list(ids[start : start + 500]))
            gone += tx.run("DELETE FROM activity WHERE id IN (SELECT value FROM json_each(?))", (part,))
    return gone


def _params(wanted: Wanted) -> dict[str, Cell]:
    return {**msgspec.structs.asdict(wanted), "text": fold(wanted.text)}


def _activity(row: Row) -> Activity:
    return Activity(
        id=as_int(row[0]),
        at=as_int(row[1]),
        type=as_text(row[2]),
        subtype=as_text(row[3]),
        subject=as_text(row[4]),
        code=as_text(row[5]),
        args=_ARGS.decode(as_text(row[6])),
        who=as_text(row[7]),
        before=_optional_text(row[8]),
        after=_optional_text(row[9]),
    )


def _optional_text(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) else None
