"""What open orders take from the stock that is sent: kept as rows while they do, so that planning finds them at once.

Whoever changes what decides (an order, its hand-off, the settings) calls `settle` in the same transaction."""

import json
from collections.abc import Iterable

import msgspec

from aliexport_tui.model.order import ENDED_STATUSES, SENT_STATUSES
from aliexport_tui.store.database import Database, Transaction, as_int, as_text

_WORDS = {"ended": json.dumps(ENDED_STATUSES), "sent": json.dumps(SENT_STATUSES)}
_MODE = """coalesce((SELECT json_extract(s.body, '$.open_orders') FROM order_settings s WHERE s.account = o.account),
 'until_shipped')"""
_TAKEN = "EXISTS (SELECT 1 FROM hand_off h WHERE h.trade_order = o.id AND h.kind = 'new' AND h.state = 'done')"
_WAITS = """o.status NOT IN (SELECT value FROM json_each(:ended))
 AND o.delivery_status NOT IN (SELECT value FROM json_each(:sent))"""
_DUE = f"{_WAITS} AND {_MODE} <> 'off' AND NOT ({_MODE} = 'until_taken' AND {_TAKEN})"
"""Does the order `o` take anything? All of it or nothing: a part that is sent counts until the rest is."""
_SHOULD = f"""SELECT i.sku_code, sum(i.quantity) FROM trade_order o JOIN order_line i ON i.trade_order = o.id
WHERE o.id = :id AND i.sku_code <> '' AND i.quantity > 0 AND {_DUE} GROUP BY i.sku_code"""


class Taker(msgspec.Struct, frozen=True):
    """An order that takes `units` of a SKU."""

    order: int
    number: str
    units: int


def settle(tx: Transaction, order: int) -> bool:
    """Bring what this order takes up to date; the stock of the products in question is worked out anew by the next plan.
    Did anything change?"""
    before = _pairs(tx.rows("SELECT sku_code, units FROM reserved WHERE trade_order = ?", (order,)))
    after = _pairs(tx.rows(_SHOULD, {**_WORDS, "id": order}))
    if before == after:
        return False
    tx.run("DELETE FROM reserved WHERE trade_order = ?", (order,))
    account = as_int(tx.value("SELECT account FROM trade_order WHERE id = ?", (order,)))
    tx.put(
        "INSERT INTO reserved (account, sku_code, trade_order, units) VALUES {rows}",
        [(account, code, order, units) for code, units in after.items()],
    )
    changed = [code for code in before.keys() | after.keys() if before.get(code) != after.get(code)]
    _make_stale(tx, account, changed)
    return True


def unsettled(db: Database, account: int) -> tuple[int, ...]:
    """Orders that take something, or would, by today's settings: all that `settle` may have to look at when these change."""
    rows = db.rows(
        f"SELECT id FROM trade_order o WHERE account = :account AND {_WAITS}"
        " UNION SELECT trade_order FROM reserved WHERE account = :account",
        {**_WORDS, "account": account},
    )
    return tuple(as_int(row[0]) for row in rows)


def any_of(db: Database, account: int) -> bool:
    """Does any order of the account take anything?"""
    return db.value("SELECT 1 FROM reserved WHERE account = ? LIMIT 1", (account,)) is not None


def units(db: Database, account: int, codes: Iterable[str]) -> dict[str, int]:
    """Of these SKU codes (the marketplace's) those of which open orders take something, and how much."""
    rows = db.rows(
        "SELECT sku_code, sum(units) FROM reserved WHERE account = ? AND sku_code IN (SELECT value FROM json_each(?))"
        " GROUP BY sku_code",
        (account, json.dumps(list(codes))),
    )
    return _pairs(rows)


def takers(db: Database, account: int, code: str) -> tuple[Taker, ...]:
    """Which orders take of a SKU, oldest first."""
    rows = db.rows(
        "SELECT o.id, o.number, r.units FROM reserved r JOIN trade_order o ON o.id = r.trade_order"
        " WHERE r.account = ? AND r.sku_code = ? ORDER BY o.created_at, o.id",
        (account, code),
    )
    return tuple(Taker(as_int(row[0]), as_text(row[1]), as_int(row[2])) for row in rows)


def _make_stale(tx: Transaction, account: int, codes: Iterable[str]) -> None:
    """The stock of every listing that may go by one of these codes: by its newest draft, by what it has claimed, or by the
    shop's own code."""
    tx.run(
        """UPDATE lane SET overlay = overlay + 1 WHERE lane = 'stock' AND listing IN (
          SELECT l.id FROM json_each(:codes) c JOIN listing_sku s ON s.sku_code = c.value JOIN listing l ON l.id = s.listing
          WHERE l.account = :account
          UNION SELECT k.listing FROM json_each(:codes) c JOIN claim k ON k.account = :account AND k.sku_code = c.value
          UNION SELECT l.id FROM json_each(:codes) c JOIN sku u ON u.code = c.value
          JOIN listing l ON l.account = :account AND l.product = u.product)""",
        {"codes": json.dumps(list(codes)), "account": account},
    )


def _pairs(rows: list[tuple[str | int | float | bytes | None, ...]]) -> dict[str, int]:
    return {as_text(row[0]): as_int(row[1]) for row in rows}
