"""What a list of the accounts' order settings shows, with what waits for each target. Read only."""

import msgspec

from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text


class AccountOrders(msgspec.Struct, frozen=True):
    """`settings` None: they can't be read. `fetched_at`: UTC ms of the newest complete fetch; `orders`: how many are known,
    `due` of them still have to be on their way."""

    id: int
    account: str
    settings: OrderSettings | None
    fetched_at: int | None
    orders: int
    due: int


class Deliveries(msgspec.Struct, frozen=True):
    """Of one target."""

    waiting: int = 0
    failed: int = 0
    done: int = 0


def accounts(db: Database) -> tuple[AccountOrders, ...]:
    rows = db.rows(
        "SELECT a.id, a.code, coalesce(s.body, '{}'), r.fetched_at,"
        " (SELECT count(*) FROM trade_order o WHERE o.account = a.id),"
        " (SELECT count(*) FROM trade_order o WHERE o.account = a.id AND o.due_at IS NOT NULL)"
        " FROM account a LEFT JOIN order_settings s ON s.account = a.id LEFT JOIN order_reach r ON r.account = a.id"
        " ORDER BY a.code"
    )
    return tuple(
        AccountOrders(
            as_int(row[0]),
            as_text(row[1]),
            _settings(as_text(row[2])),
            as_optional_int(row[3]),
            as_int(row[4]),
            as_int(row[5]),
        )
        for row in rows
    )


def deliveries(db: Database) -> dict[tuple[int, str], Deliveries]:
    """(account, name of its target) -> what goes there."""
    rows = db.rows(
        "SELECT o.account, h.target, sum(h.state IN ('waiting', 'sending')), sum(h.state = 'failed'), sum(h.state = 'done')"
        " FROM hand_off h JOIN trade_order o ON o.id = h.trade_order GROUP BY o.account, h.target"
    )
    return {(as_int(row[0]), as_text(row[1])): Deliveries(as_int(row[2]), as_int(row[3]), as_int(row[4])) for row in rows}


def _settings(body: str) -> OrderSettings | None:
    try:
        return msgspec.json.decode(body, type=OrderSettings)
    except msgspec.MsgspecError:
        return None
