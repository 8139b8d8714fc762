"""The quota ledger: what an account's worker has used up, by short spans of time. Only the worker writes it, in the
transaction of the answer (DESIGN, invariant 5; local-products.md §1.9)."""

from typing import Literal

import msgspec

from aliexport_tui.store.database import Database, Row, Transaction, as_int, as_optional_int

Bucket = Literal["content", "price_stock"]

_SLOTS = 240
_LEAST_SLOT_MS = 1_000


class Terms(msgspec.Struct, frozen=True):
    """The account's settings. `limit`: products a window; `share`: percent of it that content leaves to price and stock;
    `counts_lanes`: prices and stocks count too; `learnt`: the lower limit that a refusal taught at `learnt_at` (UTC ms)."""

    limit: int
    window_ms: int
    share: int
    counts_lanes: bool
    learnt: int | None
    learnt_at: int | None

    @property
    def slot_ms(self) -> int:
        """A day's window of four hours has slots of a minute; a shortened one has shorter slots."""
        return max(_LEAST_SLOT_MS, self.window_ms // _SLOTS)


class Spent(msgspec.Struct, frozen=True):
    """`frees_at`: UTC ms from which on these no longer count; never too early, for the whole slot has left the window."""

    bucket: Bucket
    used: int
    frees_at: int


def terms(db: Database, account: int) -> Terms:
    row = db.row(
        "SELECT quota_limit, quota_window_s, quota_share, quota_counts_lanes, quota_learnt, quota_learnt_at"
        " FROM account WHERE id = ?",
        (account,),
    )
    assert row is not None
    return Terms(
        limit=as_int(row[0]),
        window_ms=as_int(row[1]) * 1000,
        share=as_int(row[2]),
        counts_lanes=bool(row[3]),
        learnt=as_optional_int(row[4]),
        learnt_at=as_optional_int(row[5]),
    )


def spent(db: Database | Transaction, account: int, of: Terms, now: int) -> tuple[Spent, ...]:
    """What still counts at `now`, the first to leave the window first."""
    held_ms = of.slot_ms + of.window_ms
    rows = db.rows(
        "SELECT bucket, used, slot FROM quota WHERE account = ? AND slot > ? ORDER BY slot", (account, now - held_ms)
    )
    return tuple(Spent(_bucket(row), as_int(row[1]), as_int(row[2]) + held_ms) for row in rows)


def spend(tx: Transaction, account: int, of: Terms, bucket: Bucket, amount: int, now: int) -> None:
    """Note what a request used up, and forget what has left the window long ago."""
    if amount <= 0:
        return
    slot = now // of.slot_ms * of.slot_ms
    tx.run(
        "INSERT INTO quota (account, bucket, slot, used) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account, bucket, slot) DO UPDATE SET used = used + excluded.used",
        (account, bucket, slot, amount),
    )
    tx.run("DELETE FROM quota WHERE account = ? AND bucket = ? AND slot < ?", (account, bucket, slot - 2 * of.window_ms))


def learn(tx: Transaction, account: int, limit: int | None, now: int) -> None:
    """A refusal came at this much; None: forget what was learnt."""
    tx.run(
        "UPDATE account SET quota_learnt = ?, quota_learnt_at = ? WHERE id = ?",
        (limit, now if limit is not None else None, account),
    )


def count_lanes(tx: Transaction, account: int) -> None:
    """A price or a stock was refused for the quota: they count."""
    tx.run("UPDATE account SET quota_counts_lanes = 1 WHERE id = ?", (account,))


def _bucket(row: Row) -> Bucket:
    return "content" if row[0] == "content" else "price_stock"
