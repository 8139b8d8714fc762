"""Digests on their way: one open one for each channel, which grows until the channel takes it."""

import json
from collections.abc import Mapping
from typing import Literal

import msgspec

from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text

State = Literal["waiting", "sending", "done"]

_KEPT = 1_000
"""Digests that were sent; older ones go."""
_FAILURE = msgspec.json.Decoder(dict[str, str])
_COLUMNS = "id, channel, first, last, alerts, state, tries, next_try_at, failure, made_at, sent_at"


class Sending(msgspec.Struct, frozen=True):
    """Alerts `first` to `last` as far as the channel takes their kinds. `failure`: code and args of the last try. One that
    is still `sending` when nobody sends has lost its sender; whether it was taken is not known."""

    id: int
    channel: str
    first: int
    last: int
    alerts: int
    state: State
    tries: int
    next_try_at: int | None
    failure: dict[str, str]
    made_at: int
    sent_at: int | None


def reached(db: Database, channel: str) -> int:
    """The last alert that the channel has been told, or should not be told."""
    return as_int(db.value("SELECT reached FROM alert_reach WHERE channel = ?", (channel,)))


def begin_channel(tx: Transaction, channel: str) -> None:
    """It hears what comes from now on."""
    tx.run(
        "INSERT INTO alert_reach (channel, reached) SELECT ?, coalesce((SELECT max(id) FROM alert), 0)"
        " WHERE true ON CONFLICT (channel) DO UPDATE SET reached = excluded.reached",
        (channel,),
    )


def forget_channel(tx: Transaction, channel: str) -> None:
    tx.run("DELETE FROM alert_reach WHERE channel = ?", (channel,))
    tx.run("DELETE FROM digest WHERE channel = ? AND state <> 'done'", (channel,))


def open_one(db: Database, channel: str) -> Sending | None:
    row = db.row(f"SELECT {_COLUMNS} FROM digest WHERE channel = ? AND state <> 'done'", (channel,))
    return _sending(row) if row else None


def last_sent_at(db: Database, channel: str) -> int | None:
    """UTC ms."""
    return as_optional_int(
        db.value("SELECT sent_at FROM digest WHERE channel = ? AND state = 'done' ORDER BY id DESC LIMIT 1", (channel,))
    )


def begin(tx: Transaction, channel: str, first: int, last: int, alerts: int, now: int) -> int:
    """The intent, before anything leaves; its id."""
    return tx.insert(
        "INSERT INTO digest (channel, first, last, alerts, state, tries, made_at) VALUES (?, ?, ?, ?, 'sending', 1, ?)",
        (channel, first, last, alerts, now),
    )


def again(tx: Transaction, id: int, last: int, alerts: int) -> None:
    """Once more, with what has come meanwhile."""
    tx.run(
        "UPDATE digest SET state = 'sending', tries = tries + 1, last = ?, alerts = ?, next_try_at = NULL WHERE id = ?",
        (last, alerts, id),
    )


def taken(tx: Transaction, id: int, now: int) -> None:
    tx.run("UPDATE digest SET state = 'done', sent_at = ?, failure = NULL, next_try_at = NULL WHERE id = ?", (now, id))
    tx.run(
        "INSERT INTO alert_reach (channel, reached) SELECT channel, last FROM digest WHERE id = ?"
        " ON CONFLICT (channel) DO UPDATE SET reached = max(reached, excluded.reached)",
        (id,),
    )
    tx.run(
        "DELETE FROM digest WHERE state = 'done' AND id < (SELECT id FROM digest WHERE state = 'done' ORDER BY id DESC"
        " LIMIT 1 OFFSET ?)",
        (_KEPT,),
    )


def not_taken(tx: Transaction, id: int, failure: Mapping[str, str], next_try_at: int) -> None:
    """`failure`: `code` and its args."""
    tx.run(
        "UPDATE digest SET state = 'waiting', failure = ?, next_try_at = ? WHERE id = ?",
        (json.dumps(dict(failure), ensure_ascii=False), next_try_at, id),
    )


def latest(db: Database, *, limit: int) -> tuple[Sending, ...]:
    """Of all channels, the newest first."""
    return tuple(_sending(row) for row in db.rows(f"SELECT {_COLUMNS} FROM digest ORDER BY id DESC LIMIT ?", (limit,)))


def _sending(row: Row) -> Sending:
    failure = as_text(row[8])
    return Sending(
        id=as_int(row[0]),
        channel=as_text(row[1]),
        first=as_int(row[2]),
        last=as_int(row[3]),
        alerts=as_int(row[4]),
        state="done" if row[5] == "done" else "sending" if row[5] == "sending" else "waiting",
        tries=as_int(row[6]),
        next_try_at=as_optional_int(row[7]),
        failure=_FAILURE.decode(failure) if failure else {},
        made_at=as_int(row[9]),
        sent_at=as_optional_int(row[10]),
    )
