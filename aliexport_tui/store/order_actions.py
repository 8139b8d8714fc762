"""The outbox towards the marketplace: what is to be done about orders, from the intent to its known end."""

import json
from collections.abc import Sequence

import msgspec

from aliexport_tui.model.order_action import (
    OPEN,
    Answer,
    Doing,
    Failure,
    Seen,
    State,
    decode,
    encode,
    kind_of,
    subject_of,
)
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text


class Action(msgspec.Struct, frozen=True):
    """`trade_order`: the row of the order that it is about, None for lists of several orders. `origin`: by_hand, paste,
    folder, command or magento, and where in it. Times in UTC ms."""

    id: int
    account: int
    trade_order: int | None
    doing: Doing
    origin: str
    state: State
    tries: int
    next_try_at: int | None
    seen: Seen
    answer: Answer | None
    failure: Failure | None
    who: str
    made_at: int
    sent_at: int | None
    ended_at: int | None

    @property
    def kind(self) -> str:
        return kind_of(self.doing)

    @property
    def subject(self) -> str:
        return subject_of(self.doing)


class Asked(msgspec.Struct, frozen=True):
    """`new` False: the same stands in the outbox already, on its way."""

    id: int
    new: bool


_COLUMNS = (
    "id, account, trade_order, args, origin, state, tries, next_try_at, seen, answer, failure, who, made_at, sent_at,"
    " ended_at"
)

_FIRST = (
    "NOT EXISTS (SELECT 1 FROM order_action AS before WHERE before.account = one.account AND before.subject = one.subject"
    " AND before.id < one.id AND before.state IN ('waiting', 'sending', 'unknown'))"
)


def ask(tx: Transaction, account: int, doing: Doing, *, trade_order: int | None, origin: str, who: str, now: int) -> Asked:
    """The intent. What is on its way already is not asked for twice."""
    key = (account, kind_of(doing), subject_of(doing), encode(doing))
    there = tx.value(
        "SELECT id FROM order_action WHERE account = ? AND kind = ? AND subject = ? AND args = ?"
        " AND state IN ('waiting', 'sending', 'unknown')",
        key,
    )
    if there is not None:
        return Asked(as_int(there), new=False)
    number = tx.insert(
        "INSERT INTO order_action (account, kind, subject, args, trade_order, origin, state, next_try_at, who, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)",
        (*key, trade_order, origin, now, who, now),
    )
    return Asked(number, new=True)


def told(db: Database, account: int, kind: str, subject: str) -> tuple[Action, ...]:
    """What of a kind was already asked for about a subject and was not dropped, newest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM order_action WHERE account = ? AND kind = ? AND subject = ? AND state != 'dropped'"
        " ORDER BY id DESC",
        (account, kind, subject),
    )
    return tuple(map(_action, rows))


def made(db: Database, account: int, kind: str, subject: str) -> set[str]:
    """Ids of what actions of this kind have made for a subject."""
    rows = db.rows(
        "SELECT json_extract(answer, '$.id') FROM order_action WHERE account = ? AND kind = ? AND subject = ?"
        " AND state = 'done'",
        (account, kind, subject),
    )
    return {as_text(row[0]) for row in rows}


def due(db: Database, account: int, now: int, limit: int) -> tuple[Action, ...]:
    """Those that may leave now, oldest first: of each subject one after another, none before the fate of the one before it
    is known."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM order_action AS one WHERE account = ? AND state = 'waiting'"
        f" AND coalesce(next_try_at, 0) <= ? AND {_FIRST} ORDER BY id LIMIT ?",
        (account, now, limit),
    )
    return tuple(map(_action, rows))


def next_due(db: Database, account: int) -> int | None:
    """When the next one may leave or be looked for, UTC ms; None when there is none."""
    return as_optional_int(
        db.value(
            "SELECT min(next_try_at) FROM order_action AS one WHERE account = ?"
            f" AND (state = 'unknown' OR (state = 'waiting' AND {_FIRST}))",
            (account,),
        )
    )


def unknown(db: Database, account: int, now: int) -> tuple[Action, ...]:
    """Those whose fate may be looked for now."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM order_action WHERE account = ? AND state = 'unknown' AND next_try_at <= ? ORDER BY id",
        (account, now),
    )
    return tuple(map(_action, rows))


def by_ids(db: Database, ids: Sequence[int]) -> tuple[Action, ...]:
    """In the order of their making."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM order_action WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (json.dumps(ids),)
    )
    return tuple(map(_action, rows))


def listed(db: Database, account: int | None, states: Sequence[State] = OPEN, *, limit: int = 500) -> tuple[Action, ...]:
    """The newest of these states, of one account or all, newest first."""
    rows = db.rows(
        f"SELECT {_COLUMNS} FROM order_action WHERE (:account IS NULL OR account = :account)"
        " AND state IN (SELECT value FROM json_each(:states)) ORDER BY id DESC LIMIT :limit",
        {"account": account, "states": json.dumps(states), "limit": limit},
    )
    return tuple(map(_action, rows))


def of_order(db: Database, trade_order: int) -> tuple[Action, ...]:
    """Newest first."""
    rows = db.rows(f"SELECT {_COLUMNS} FROM order_action WHERE trade_order = ? ORDER BY id DESC", (trade_order,))
    return tuple(map(_action, rows))


# ---- what becomes of one ------------------------------------------------------------------------------------------


def leaves(tx: Transaction, id: int, seen: Seen, now: int) -> bool:
    """Committed before its request leaves. False when somebody has dropped it meanwhile."""
    touched = tx.run(
        "UPDATE order_action SET state = 'sending', tries = tries + 1, sent_at = ?, seen = ?, failure = NULL"
        " WHERE id = ? AND state = 'waiting'",
        (now, _json(seen), id),
    )
    return touched == 1


def done(tx: Transaction, id: int, answer: Answer, now: int) -> None:
    tx.run(
        "UPDATE order_action SET state = 'done', answer = ?, failure = NULL, next_try_at = NULL, ended_at = ? WHERE id = ?",
        (_json(answer), now, id),
    )


def refused(tx: Transaction, id: int, failure: Failure, now: int) -> None:
    tx.run(
        "UPDATE order_action SET state = 'refused', failure = ?, next_try_at = NULL, ended_at = ? WHERE id = ?",
        (_json(failure), now, id),
    )


def later(tx: Transaction, id: int, failure: Failure | None, at: int) -> None:
    """Nothing of it has reached the marketplace: it leaves at `at` again."""
    tx.run(
        "UPDATE order_action SET state = 'waiting', failure = ?, next_try_at = ? WHERE id = ?",
        (_json(failure) if failure else None, at, id),
    )


def in_doubt(tx: Transaction, id: int, failure: Failure, at: int | None) -> None:
    """What became of it is found out by reading, from `at` on; None: only a person can tell."""
    tx.run("UPDATE order_action SET state = 'unknown', failure = ?, next_try_at = ? WHERE id = ?", (_json(failure), at, id))


def died(tx: Transaction, account: int, failure: Failure, now: int) -> int:
    """What was on its way when its process died. The caller holds the account's lock. How many."""
    return tx.run(
        "UPDATE order_action SET state = 'unknown', failure = ?, next_try_at = ? WHERE account = ? AND state = 'sending'",
        (_json(failure), now, account),
    )


def drop(tx: Transaction, ids: Sequence[int], now: int) -> int:
    """A person gives them up; what is on its way right now is not touched. How many."""
    return tx.run(
        "UPDATE order_action SET state = 'dropped', next_try_at = NULL, ended_at = ? WHERE id IN (SELECT value FROM"
        " json_each(?)) AND state IN ('waiting', 'unknown', 'refused')",
        (now, json.dumps(ids)),
    )


def again(tx: Transaction, ids: Sequence[int], now: int) -> int:
    """Refused ones, and those that nobody can settle, are sent once more: a person has looked. How many."""
    return tx.run(
        "UPDATE OR IGNORE order_action SET state = 'waiting', next_try_at = ?, ended_at = NULL, answer = NULL WHERE id IN"
        " (SELECT value FROM json_each(?)) AND state IN ('refused', 'unknown', 'dropped', 'waiting')",
        (now, json.dumps(ids)),
    )


def _json(record: Seen | Answer | Failure) -> str:
    return msgspec.json.encode(record).decode()


def _action(row: Row) -> Action:
    return Action(
        id=as_int(row[0]),
        account=as_int(row[1]),
        trade_order=as_optional_int(row[2]),
        doing=decode(as_text(row[3])),
        origin=as_text(row[4]),
        state=msgspec.convert(row[5], State),
        tries=as_int(row[6]),
        next_try_at=as_optional_int(row[7]),
        seen=msgspec.json.decode(as_text(row[8]), type=Seen),
        answer=msgspec.json.decode(as_text(row[9]), type=Answer) if row[9] else None,
        failure=msgspec.json.decode(as_text(row[10]), type=Failure) if row[10] else None,
        who=as_text(row[11]),
        made_at=as_int(row[12]),
        sent_at=as_optional_int(row[13]),
        ended_at=as_optional_int(row[14]),
    )
