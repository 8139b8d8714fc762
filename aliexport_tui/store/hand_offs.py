"""The outbox towards the shop: one row for each order, target and kind of news. A row is "sending" from before it leaves
until how that ended is committed: one that a dead runner has left there may have been taken."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, cast

import msgspec

from aliexport_tui.model.order import Buyer, Order
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.restoring import RESTORED_AT

News = Literal["new", "cancelled"]
State = Literal["waiting", "sending", "done", "failed", "dropped"]
_PORTION = 500
_OPEN: tuple[State, ...] = ("waiting", "sending")
_PAID = ("Hold", "Paid")
"""local-orders.md §6.12: Hold is a paid state for practical purposes."""
_CHECKED = ("Checking", "Blocked")
_CANCELLED = "Cancelled"
_ARGS = msgspec.json.Decoder(dict[str, str])


class Leaving(msgspec.Struct, frozen=True):
    """A row that has just become "sending", with what it brings. `reference`: of "cancelled", what the target said when it
    took the order. `day`: in whose file it stands. `forgotten`: the file was brought back from a backup, and may not
    remember that the target has it."""

    id: int
    trade_order: int
    order: Order
    buyer: Buyer | None
    target: str
    kind: News
    delivery: str
    tries: int
    doubt: bool
    memory: dict[str, str]
    reference: str
    day: str
    forgotten: bool


class HandOff(msgspec.Struct, frozen=True):
    """A row for people. `failure`: of its last try. Times in UTC ms."""

    id: int
    account: str
    trade_order: int
    number: str
    target: str
    kind: News
    state: State
    tries: int
    doubt: bool
    next_try_at: int | None
    reference: str
    failure: Failure | None
    made_at: int
    began_at: int | None
    ended_at: int | None
    homeless: bool = False
    """Its target was taken out of the settings: nothing goes there."""

    @property
    def at(self) -> int:
        """When it last changed."""
        return self.ended_at or self.began_at or self.made_at


def enqueue(tx: Transaction, account: int, code: str, target: str, *, since: int, paid_only: bool, now: int) -> int:
    """Orders made since `since` that the target has never had a row of, cancelled ones left out; how many. `code`: the
    account's. Call it until it says 0: it takes some hundred at once."""
    paid = f" AND o.payment_status IN {_PAID} AND o.antifraud_status NOT IN {_CHECKED}" if paid_only else ""
    rows = tx.rows(
        "SELECT o.id, o.number FROM trade_order o WHERE o.account = ? AND o.created_at >= ? AND o.status <> ?"
        f" {paid} AND NOT EXISTS (SELECT 1 FROM hand_off h WHERE h.trade_order = o.id AND h.target = ? AND h.kind = 'new')"
        " ORDER BY o.id LIMIT ?",
        (account, since, _CANCELLED, target, _PORTION),
    )
    return _add(tx, [(as_int(row[0]), as_text(row[1])) for row in rows], code, target, "new", now)


def enqueue_cancelled(tx: Transaction, account: int, code: str, target: str, *, now: int) -> int:
    """Cancelled orders that the target has; as `enqueue`."""
    rows = tx.rows(
        "SELECT o.id, o.number FROM hand_off h JOIN trade_order o ON o.id = h.trade_order"
        " WHERE h.target = ? AND h.kind = 'new' AND h.state = 'done' AND o.account = ? AND o.status = ?"
        " AND NOT EXISTS (SELECT 1 FROM hand_off c WHERE c.trade_order = o.id AND c.target = h.target"
        " AND c.kind = 'cancelled') ORDER BY o.id LIMIT ?",
        (target, account, _CANCELLED, _PORTION),
    )
    return _add(tx, [(as_int(row[0]), as_text(row[1])) for row in rows], code, target, "cancelled", now)


def drop_cancelled(tx: Transaction, account: int, now: int) -> int:
    """Orders that were cancelled before they left, as far as that is certain: nobody needs to hear of them."""
    told = _told(Failure("handoff.cancelled_before"))
    return sum(
        tx.run(
            "UPDATE hand_off SET state = 'dropped', ended_at = ?, next_try_at = NULL, failure = ?"
            f" WHERE state = '{state}' AND kind = 'new' AND doubt = 0"
            " AND EXISTS (SELECT 1 FROM trade_order o WHERE o.id = trade_order AND o.account = ? AND o.status = ?)",
            (now, told, account, _CANCELLED),
        )
        for state in ("waiting", "failed")
    )


def recover(tx: Transaction, account: int, now: int) -> int:
    """Right after the lock was taken: what is "sending" was left by a dead runner, and nobody knows whether it was taken.
    How many there were."""
    return tx.run(
        f"UPDATE hand_off SET state = 'waiting', doubt = 1, next_try_at = ? WHERE state = 'sending' AND {_OF_ACCOUNT}",
        (now, account),
    )


def take(tx: Transaction, account: int, target: str, now: int, *, day: str = "", most: int = 1) -> tuple[Leaving, ...]:
    """The rows that are due, now "sending", oldest due first, what an order's cancellation waits for before it. `day`: into
    whose file they go, unless an earlier try has chosen already."""
    rows = tx.rows(
        "SELECT h.id FROM hand_off h JOIN trade_order o ON o.id = h.trade_order"
        " WHERE h.state = 'waiting' AND h.target = ? AND h.next_try_at <= ? AND o.account = ?"
        " ORDER BY h.next_try_at, h.id LIMIT ?",
        (target, now, account, most),
    )
    ids = json.dumps([row[0] for row in rows])
    tx.run(
        "UPDATE hand_off SET state = 'sending', tries = tries + 1, began_at = ?, next_try_at = NULL,"
        " day = CASE WHEN doubt AND day <> '' THEN day ELSE ? END WHERE id IN (SELECT value FROM json_each(?))",
        (now, day, ids),
    )
    found = tx.rows(f"{_LEAVING} WHERE h.id IN (SELECT value FROM json_each(?)) ORDER BY h.id", (ids,))
    return tuple(map(_leaving, found))


def of_day(db: Database, account: int, target: str, day: str) -> Iterator[Leaving]:
    """All that stands in a day's file or is just coming into it, in the order of their rows."""
    last = 0
    while rows := db.rows(
        f"{_LEAVING} WHERE h.target = ? AND h.day = ? AND h.day <> '' AND h.state IN ('sending', 'done') AND o.account = ?"
        " AND h.id > ? ORDER BY h.id LIMIT ?",
        (target, day, account, last, _PORTION),
    ):
        yield from map(_leaving, rows)
        last = as_int(rows[-1][0])


def remember(db: Database, id: int, memory: Mapping[str, str]) -> None:
    """Committed when it returns."""
    with db.write() as tx:
        tx.run("UPDATE hand_off SET memory = ? WHERE id = ?", (json.dumps(dict(memory), ensure_ascii=False), id))


def done(tx: Transaction, id: int, reference: str, now: int) -> None:
    tx.run(
        "UPDATE hand_off SET state = 'done', reference = ?, failure = NULL, doubt = 0, ended_at = ? WHERE id = ?",
        (reference, now, id),
    )


def later(tx: Transaction, id: int, failure: Failure, *, doubt: bool, at: int) -> None:
    """It waits again, until `at`."""
    tx.run(
        "UPDATE hand_off SET state = 'waiting', failure = ?, doubt = ?, next_try_at = ? WHERE id = ?",
        (_told(failure), int(doubt), at, id),
    )


def rest(tx: Transaction, account: int, target: str, until: int) -> None:
    """Nothing leaves for the target before `until`: it would fare as what has just failed."""
    tx.run(
        f"UPDATE hand_off SET next_try_at = ? WHERE state = 'waiting' AND target = ? AND next_try_at < ? AND {_OF_ACCOUNT}",
        (until, target, until, account),
    )


def failed(tx: Transaction, id: int, failure: Failure, *, doubt: bool, now: int) -> None:
    """Only a person lets it be tried again."""
    tx.run(
        "UPDATE hand_off SET state = 'failed', failure = ?, doubt = ?, ended_at = ? WHERE id = ?",
        (_told(failure), int(doubt), now, id),
    )


def retry(tx: Transaction, ids: Sequence[int], now: int) -> int:
    """Of these those that failed, were dropped or wait for their time: at once, with their tries forgotten. How many."""
    return tx.run(
        "UPDATE hand_off SET state = 'waiting', next_try_at = ?, let_go_at = ?, tries = 0, ended_at = NULL"
        " WHERE state IN ('failed', 'dropped', 'waiting') AND id IN (SELECT value FROM json_each(?))",
        (now, now, json.dumps(list(ids))),
    )


def drop(tx: Transaction, ids: Sequence[int], now: int) -> int:
    """Of these those that failed or wait: never mind. How many."""
    return tx.run(
        "UPDATE hand_off SET state = 'dropped', next_try_at = NULL, ended_at = ?"
        " WHERE state IN ('failed', 'waiting') AND id IN (SELECT value FROM json_each(?))",
        (now, json.dumps(list(ids))),
    )


def by_id(db: Database, id: int) -> HandOff | None:
    row = db.row(f"{_SEEN} WHERE h.id = ?", (id,))
    return _seen(row) if row else None


def by_ids(db: Database, ids: Sequence[int]) -> dict[int, HandOff]:
    """Some of them; those that are gone are missing."""
    rows = db.rows(f"{_SEEN} WHERE h.id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    return {row.id: row for row in map(_seen, rows)}


def in_trouble(db: Database, account: int | None = None, *, limit: int = 1_000) -> tuple[HandOff, ...]:
    """Those that failed, then those whose last try failed and that are tried again by themselves; newest first."""
    found: list[HandOff] = []
    tried = (f"h.state = '{state}' AND h.failure IS NOT NULL" for state in _OPEN)
    for what in ("h.state = 'failed'", *tried):
        rows = db.rows(
            f"{_SEEN} WHERE {what} AND (:account IS NULL OR o.account = :account) ORDER BY h.id DESC LIMIT :limit",
            {"account": account, "limit": limit - len(found)},
        )
        found += map(_seen, rows)
    return tuple(found)


def troubled_ids(db: Database, account: int | None = None) -> tuple[int, ...]:
    """Of all that `in_trouble` would show."""
    rows = db.rows(
        "SELECT h.id FROM hand_off h JOIN trade_order o ON o.id = h.trade_order WHERE (h.state = 'failed'"
        " OR h.state = 'waiting' AND h.failure IS NOT NULL) AND (:account IS NULL OR o.account = :account) ORDER BY h.id",
        {"account": account},
    )
    return tuple(as_int(row[0]) for row in rows)


def numbers(db: Database, ids: Iterable[int]) -> dict[int, str]:
    """Id -> the number of its order, of those that there are."""
    rows = db.rows(
        "SELECT h.id, o.number FROM hand_off h JOIN trade_order o ON o.id = h.trade_order"
        " WHERE h.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {as_int(row[0]): as_text(row[1]) for row in rows}


def of_order(db: Database, trade_order: int) -> tuple[HandOff, ...]:
    return tuple(map(_seen, db.rows(f"{_SEEN} WHERE h.trade_order = ? ORDER BY h.id", (trade_order,))))


def counts(db: Database, account: int) -> dict[tuple[str, str], int]:
    """(target, state) -> rows."""
    rows = db.rows(
        "SELECT h.target, h.state, count(*) FROM hand_off h JOIN trade_order o ON o.id = h.trade_order"
        " WHERE o.account = ? GROUP BY 1, 2",
        (account,),
    )
    return {(as_text(row[0]), as_text(row[1])): as_int(row[2]) for row in rows}


def waiting(db: Database, account: int, targets: Iterable[str]) -> int:
    """How many rows of these targets are not settled."""
    return as_int(db.value(f"SELECT count(*) {_WAITING}", (json.dumps(list(targets)), account)))


def next_due(db: Database, account: int, targets: Iterable[str]) -> int | None:
    """UTC ms at which the next of these targets' rows may leave."""
    return as_optional_int(db.value(f"SELECT min(next_try_at) {_WAITING}", (json.dumps(list(targets)), account)))


def in_doubt(db: Database, account: int) -> frozenset[str]:
    """Deliveries of which an earlier try may have been taken and that are to be tried again."""
    doubted = (f"SELECT delivery FROM hand_off WHERE state = '{one}' AND doubt AND {_OF_ACCOUNT}" for one in _OPEN)
    return frozenset(as_text(row[0]) for sql in doubted for row in db.rows(sql, (account,)))


def delivery_of(account: str, number: str, target: str, kind: News) -> str:
    """The same whenever it is worked out, so that a target knows again what a file restored from a backup brings twice."""
    return hashlib.sha256("\n".join((account, number, target, kind)).encode()).hexdigest()[:32]


_OF_ACCOUNT = "(SELECT o.account FROM trade_order o WHERE o.id = hand_off.trade_order) = ?"
"""Looked up for each row: there are few that wait, and many orders."""
_WAITING = f"FROM hand_off WHERE state = 'waiting' AND target IN (SELECT value FROM json_each(?)) AND {_OF_ACCOUNT}"
_RESTORED = f"coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = '{RESTORED_AT}'), 0)"
_LEAVING = f"""SELECT h.id, h.trade_order, o.body, b.body, h.target, h.kind, h.delivery, h.tries, h.doubt, h.memory,
 coalesce((SELECT n.reference FROM hand_off n WHERE n.trade_order = h.trade_order AND n.target = h.target
 AND n.kind = 'new'), ''), h.day, max(o.created_at, coalesce(h.let_go_at, 0)) < {_RESTORED}
 FROM hand_off h JOIN trade_order o ON o.id = h.trade_order LEFT JOIN buyer b ON b.trade_order = o.id"""
_SEEN = """SELECT h.id, a.code, h.trade_order, o.number, h.target, h.kind, h.state, h.tries, h.doubt, h.next_try_at,
 h.reference, h.failure, h.made_at, h.began_at, h.ended_at,
 EXISTS (SELECT 1 FROM order_settings s WHERE s.account = o.account
 AND CASE WHEN json_valid(s.body) THEN json_type(s.body, '$.hand_off.targets."' || h.target || '"') IS NULL END)
 FROM hand_off h JOIN trade_order o ON o.id = h.trade_order JOIN account a ON a.id = o.account"""


def _add(tx: Transaction, orders: list[tuple[int, str]], code: str, target: str, kind: News, now: int) -> int:
    """What is older than a restore may have gone out after the backup was made: it is looked for first."""
    tx.many(
        "INSERT OR IGNORE INTO hand_off (trade_order, target, kind, state, delivery, next_try_at, made_at, doubt)"
        " VALUES (?, ?, ?, 'waiting', ?, ?, ?, coalesce((SELECT o.created_at < CAST(s.value AS INTEGER)"
        f" FROM trade_order o, setting s WHERE o.id = ? AND s.key = '{RESTORED_AT}'), 0))",
        [(id, target, kind, delivery_of(code, number, target, kind), now, now, id) for id, number in orders],
    )
    return len(orders)


def _told(failure: Failure) -> str:
    return msgspec.json.encode(failure).decode()


def _leaving(row: Row) -> Leaving:
    return Leaving(
        id=as_int(row[0]),
        trade_order=as_int(row[1]),
        order=msgspec.json.decode(as_text(row[2]), type=Order),
        buyer=msgspec.json.decode(as_text(row[3]), type=Buyer) if row[3] is not None else None,
        target=as_text(row[4]),
        kind=cast(News, row[5]),
        delivery=as_text(row[6]),
        tries=as_int(row[7]),
        doubt=bool(row[8]),
        memory=_ARGS.decode(as_text(row[9])),
        reference=as_text(row[10]),
        day=as_text(row[11]),
        forgotten=bool(row[12]),
    )


def _seen(row: Row) -> HandOff:
    return HandOff(
        id=as_int(row[0]),
        account=as_text(row[1]),
        trade_order=as_int(row[2]),
        number=as_text(row[3]),
        target=as_text(row[4]),
        kind=cast(News, row[5]),
        state=cast(State, row[6]),
        tries=as_int(row[7]),
        doubt=bool(row[8]),
        next_try_at=as_optional_int(row[9]),
        reference=as_text(row[10]),
        failure=msgspec.json.decode(as_text(row[11]), type=Failure) if row[11] is not None else None,
        made_at=as_int(row[12]),
        began_at=as_optional_int(row[13]),
        ended_at=as_optional_int(row[14]),
        homeless=bool(row[15]),
    )
