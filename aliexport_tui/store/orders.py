"""Orders as they were last read: stored once each, the newest reading of each, with what became of it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.model.order import Buyer, Order, Read
from aliexport_tui.store import reserved, shipments
from aliexport_tui.store.database import BUSY_MS, Database, Row, Transaction, as_int, as_optional_int, as_text, fold
from aliexport_tui.store.order_codes import code_of

_PATIENCE_MS = 1_000
"""So long readers are waited for when the log is to be cut off."""

News = Literal["new", "changed", "same", "older"]


class Stored(msgspec.Struct, frozen=True):
    """What a reading was to what is known. "older": than what is known; it was left aside."""

    id: int
    news: News


class StoredOrder(msgspec.Struct, frozen=True):
    """`buyer` None: forgotten. `changed_at`: when what we know of it last changed. Times in UTC ms."""

    id: int
    account: int
    account_code: str
    order: Order
    buyer: Buyer | None
    first_seen_at: int
    changed_at: int
    ended_at: int | None


class OrderStep(msgspec.Struct, frozen=True):
    """`code`: key of the messages registry, as of an event."""

    id: int
    at: int
    code: str
    args: dict[str, str]


_ARGS = msgspec.json.Decoder(dict[str, str])
_COLUMNS = """o.id, o.account, a.code, o.body, b.body, o.first_seen_at, o.changed_at, o.ended_at FROM trade_order o
 JOIN account a ON a.id = o.account LEFT JOIN buyer b ON b.trade_order = o.id"""


def get(db: Database, id: int) -> StoredOrder | None:
    row = db.row(f"SELECT {_COLUMNS} WHERE o.id = ?", (id,))
    return _stored(row) if row else None


def find(db: Database, account: int, number: str) -> StoredOrder | None:
    row = db.row(f"SELECT {_COLUMNS} WHERE o.account = ? AND o.number = ?", (account, number))
    return _stored(row) if row else None


def named(db: Database, number: str) -> tuple[StoredOrder, ...]:
    """Of every account; mostly one."""
    return tuple(map(_stored, db.rows(f"SELECT {_COLUMNS} WHERE o.number = ? ORDER BY a.code", (number,))))


def put(tx: Transaction, account: int, read: Read, now: int) -> Stored:
    """What was read becomes what is known, unless it is older; a reading of the same moment counts. Says in the order's
    steps which statuses changed, and in `reserved` what it takes from the stock. Whom was forgotten stays so."""
    _leave_no_traces(tx)
    order = read.order
    rows = tx.rows(
        "SELECT o.id, o.updated_at, o.hash, o.erased, o.ended_at, o.body, b.body FROM trade_order o"
        " LEFT JOIN buyer b ON b.trade_order = o.id WHERE o.account = ? AND o.number = ?",
        (account, order.id),
    )
    buyer = msgspec.json.encode(read.buyer).decode()
    if not rows:
        return Stored(_add(tx, account, order, buyer, now), "new")
    number, updated_at, digest, erased, ended_at, body, known_buyer = rows[0]
    id = as_int(number)
    if order.updated_at < as_int(updated_at):
        return Stored(id, "older")
    if erased:
        order = msgspec.structs.replace(order, seller_comment="")
    same_buyer = bool(erased) or buyer == known_buyer
    if _digest(order) == digest and same_buyer:
        return Stored(id, "same")
    ended = _end(order, as_optional_int(ended_at), now)
    tx.run(
        "UPDATE trade_order SET status = ?, payment_status = ?, delivery_status = ?, antifraud_status = ?, model = ?,"
        " total = ?, created_at = ?, updated_at = ?, due_at = ?, units = ?, changed_at = ?, ended_at = ?, words = ?,"
        " body = ?, hash = ? WHERE id = ?",
        (*_figures(order), now, ended, _words(order), _body(order), _digest(order), id),
    )
    if not same_buyer:
        tx.run("INSERT OR REPLACE INTO buyer (trade_order, body) VALUES (?, ?)", (id, buyer))
    before = msgspec.json.decode(as_text(body), type=Order)
    if before.lines != order.lines:
        tx.run("DELETE FROM order_line WHERE trade_order = ?", (id,))
        _add_lines(tx, account, id, order)
    _tell_changes(tx, id, before, order, now)
    shipments.keep(tx, account, [(id, one) for one in order.shipments], now, in_full=False)
    reserved.settle(tx, id)
    return Stored(id, "changed")


def known(tx: Transaction, account: int, numbers: Sequence[str]) -> set[str]:
    """Those of them that are in the file."""
    rows = tx.rows(
        "SELECT number FROM trade_order WHERE account = ? AND number IN (SELECT value FROM json_each(?))",
        (account, json.dumps(list(numbers))),
    )
    return {as_text(row[0]) for row in rows}


# ---- forgetting ------------------------------------------------------------------------------------------------------


def to_erase(db: Database, account: int, before: int) -> tuple[int, ...]:
    """Orders that ended then or earlier (UTC ms) and whose buyers are still known."""
    rows = db.rows(
        "SELECT id FROM trade_order WHERE account = ? AND ended_at <= ? AND NOT erased ORDER BY id", (account, before)
    )
    return tuple(as_int(row[0]) for row in rows)


def label_files(db: Database, ids: Sequence[int]) -> tuple[str, ...]:
    """Paths of the saved labels of these orders' shipments: they show whom a parcel goes to."""
    rows = db.rows(
        "SELECT label FROM shipment WHERE label <> '' AND trade_order IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return tuple(as_text(row[0]) for row in rows)


def erase(tx: Transaction, ids: Sequence[int]) -> None:
    """Buyers, and what may speak of them. No later reading brings it back."""
    _leave_no_traces(tx)
    chosen = json.dumps(list(ids))
    tx.run("DELETE FROM buyer WHERE trade_order IN (SELECT value FROM json_each(?))", (chosen,))
    tx.run("UPDATE shipment SET label = '' WHERE trade_order IN (SELECT value FROM json_each(?))", (chosen,))
    for id, body in tx.rows("SELECT id, body FROM trade_order WHERE id IN (SELECT value FROM json_each(?))", (chosen,)):
        order = msgspec.structs.replace(msgspec.json.decode(as_text(body), type=Order), seller_comment="")
        tx.run(
            "UPDATE trade_order SET erased = 1, body = ?, hash = ? WHERE id = ?", (_body(order), _digest(order), as_int(id))
        )


def forget_the_log(db: Database) -> bool:
    """What was removed may stand in the write-ahead log still: it is carried into the file and cut off. False: somebody
    reads just now, it is done the next time."""
    db.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    try:
        row = db.row("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    return row is not None and row[0] == 0


# ---- what became of it -----------------------------------------------------------------------------------------------


def steps(db: Database, id: int) -> tuple[OrderStep, ...]:
    """Oldest first."""
    rows = db.rows("SELECT id, at, code, args FROM order_step WHERE trade_order = ? ORDER BY id", (id,))
    return tuple(OrderStep(as_int(row[0]), as_int(row[1]), as_text(row[2]), _ARGS.decode(as_text(row[3]))) for row in rows)


def add_step(tx: Transaction, id: int, at: int, code: str, args: dict[str, str] | None = None) -> None:
    """`code`: an event's; nothing personal in `args`."""
    tx.run(
        "INSERT INTO order_step (trade_order, at, code, args) VALUES (?, ?, ?, ?)",
        (id, at, code, json.dumps(args or {}, ensure_ascii=False)),
    )


def _leave_no_traces(tx: Transaction) -> None:
    """What this connection removes, replaces or moves from now on is overwritten in the file."""
    tx.rows("PRAGMA secure_delete=ON")


def _add(tx: Transaction, account: int, order: Order, buyer: str, now: int) -> int:
    id = tx.insert(
        "INSERT INTO trade_order (status, payment_status, delivery_status, antifraud_status, model, total, created_at,"
        " updated_at, due_at, units, changed_at, ended_at, words, body, hash, account, number, first_seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *_figures(order),
            now,
            _end(order, None, now),
            _words(order),
            _body(order),
            _digest(order),
            account,
            order.id,
            now,
        ),
    )
    tx.run("INSERT INTO buyer (trade_order, body) VALUES (?, ?)", (id, buyer))
    _add_lines(tx, account, id, order)
    add_step(tx, id, now, "order.came", {"status": order.status, "payment": order.payment_status})
    shipments.keep(tx, account, [(id, one) for one in order.shipments], now, in_full=False)
    reserved.settle(tx, id)
    return id


def _add_lines(tx: Transaction, account: int, id: int, order: Order) -> None:
    rows = [(id, line.id, code_of(tx, account, line), line.sku_id, line.quantity) for line in order.lines]
    tx.put("INSERT INTO order_line (trade_order, line, sku_code, sku_id, quantity) VALUES {rows}", rows)


def _tell_changes(tx: Transaction, id: int, before: Order, after: Order, now: int) -> None:
    for axis in ("status", "payment", "delivery", "antifraud"):
        name = axis if axis == "status" else f"{axis}_status"
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            reason = {"reason": after.finish_reason} if axis == "status" and after.finish_reason else {}
            add_step(tx, id, now, f"order.{axis}_changed", {"before": old, "after": new, **reason})
    known = {one.id: one for one in before.shipments}
    for one in after.shipments:
        old = known[one.id].status if one.id in known else ""
        if old != one.status or (one.id in known and known[one.id].track != one.track):
            args = {"shipment": one.id, "before": old, "after": one.status, "track": one.track}
            add_step(tx, id, now, "order.shipment_changed", args)


def _figures(order: Order) -> tuple[str | int | None, ...]:
    """From `status` to `units` in the order of the statements."""
    return (
        order.status,
        order.payment_status,
        order.delivery_status,
        order.antifraud_status,
        order.model,
        order.total,
        order.created_at,
        order.updated_at,
        order.due_at or None if order.waits else None,
        order.units,
    )


def _end(order: Order, known: int | None, now: int) -> int | None:
    """An order that was read for the first time long after its end is no news: its last change stands for its end."""
    if not order.ended:
        return None
    return known if known is not None else min(now, order.updated_at or now)


def _words(order: Order) -> str:
    parts = [order.id]
    for line in order.lines:
        parts += [line.sku_code, line.item_id, line.name]
    for shipment in order.shipments:
        parts += [shipment.id, shipment.track]
    return fold(" ".join(dict.fromkeys(part for part in parts if part)))


def _body(order: Order) -> str:
    return msgspec.json.encode(order).decode()


def _digest(order: Order) -> str:
    return hashlib.blake2b(msgspec.json.encode(order), digest_size=16).hexdigest()


def _stored(row: Row) -> StoredOrder:
    return StoredOrder(
        id=as_int(row[0]),
        account=as_int(row[1]),
        account_code=as_text(row[2]),
        order=msgspec.json.decode(as_text(row[3]), type=Order),
        buyer=msgspec.json.decode(as_text(row[4]), type=Buyer) if row[4] is not None else None,
        first_seen_at=as_int(row[5]),
        changed_at=as_int(row[6]),
        ended_at=as_optional_int(row[7]),
    )
