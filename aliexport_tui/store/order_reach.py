"""How far an account's orders are known."""

import msgspec

from aliexport_tui.store.database import Database, Transaction, as_int


class Reach(msgspec.Struct, frozen=True):
    """`reached`: every change before it has been read (by the marketplace's clock); `fetched_at`: when the newest complete
    fetch began, by ours. UTC ms."""

    reached: int
    fetched_at: int


def find(db: Database, account: int) -> Reach | None:
    """None: no fetch has come to its end yet."""
    row = db.row("SELECT reached, fetched_at FROM order_reach WHERE account = ?", (account,))
    return Reach(as_int(row[0]), as_int(row[1])) if row else None


def reached(db: Database, account: int) -> int | None:
    found = find(db, account)
    return found.reached if found else None


def keep(tx: Transaction, account: int, reached: int, fetched_at: int) -> None:
    tx.run(
        "INSERT OR REPLACE INTO order_reach (account, reached, fetched_at) VALUES (?, ?, ?)", (account, reached, fetched_at)
    )
