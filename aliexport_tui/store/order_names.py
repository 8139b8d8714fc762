"""Which order is meant by a number that the shop says, and which orders the shop may have news of."""

import msgspec

from aliexport_tui.model.order import ENDED_STATUSES, SENT_STATUSES
from aliexport_tui.store.database import Database, as_int, as_text


class Awaited(msgspec.Struct, frozen=True):
    """An order that the seller delivers himself and that has not set out. `references`: the shop's own numbers of it, by the
    name of the target."""

    id: int
    number: str
    references: dict[str, str]


def order_named(db: Database, account: int, said: str, prefix: str) -> str:
    """The marketplace's number of an order of ours: said as it is, with the shop's prefix, or by the shop's own number; ""
    when there is none, or the shop's own means several."""
    plain = said.removeprefix(prefix) if prefix else said
    rows = db.rows(
        "SELECT number FROM trade_order WHERE account = ? AND number IN (?, ?) ORDER BY number = ? DESC LIMIT 1",
        (account, said, plain, said),
    )
    rows = rows or db.rows(
        "SELECT DISTINCT number FROM hand_off JOIN trade_order ON trade_order.id = hand_off.trade_order"
        " WHERE trade_order.account = ? AND hand_off.reference = ? AND hand_off.kind = 'new'",
        (account, said),
    )
    return as_text(rows[0][0]) if len(rows) == 1 else ""


def awaited(db: Database, account: int) -> tuple[Awaited, ...]:
    """Oldest first."""
    rows = db.rows(
        "SELECT o.id, o.number, (SELECT json_group_object(h.target, h.reference) FROM hand_off AS h"
        "   WHERE h.trade_order = o.id AND h.kind = 'new' AND h.state = 'done' AND h.reference != '')"
        " FROM trade_order AS o WHERE o.account = :account AND o.model = 'DBS'"
        " AND o.status NOT IN (SELECT value FROM json_each(:ended))"
        " AND o.delivery_status NOT IN (SELECT value FROM json_each(:sent)) ORDER BY o.id",
        {
            "account": account,
            "ended": msgspec.json.encode(ENDED_STATUSES).decode(),
            "sent": msgspec.json.encode(SENT_STATUSES).decode(),
        },
    )
    return tuple(
        Awaited(as_int(row[0]), as_text(row[1]), msgspec.json.decode(as_text(row[2]), type=dict[str, str])) for row in rows
    )
