"""A file brought back from a backup: what it says of itself, and what is to be done before anything is created again."""

import uuid

from aliexport_tui.store import in_line
from aliexport_tui.store.database import Database, Transaction, as_int, as_optional_int, as_text
from aliexport_tui.store.listings import refresh

_IDENTITY = "identity"
RESTORED_AT = "restored_at"
"""UTC ms at which the file was brought back: what is older may have been told since the backup was made."""
_PENDING = "restored."
"""And the account's id: what the file knew last (UTC ms), until a scan has told what is there now."""


def identity(db: Database | Transaction) -> str:
    """The file's own name for itself, the same in all its copies; "" before its first worker."""
    return as_text(db.value("SELECT value FROM setting WHERE key = ?", (_IDENTITY,)))


def ensure_identity(tx: Transaction) -> str:
    tx.run("INSERT OR IGNORE INTO setting (key, value) VALUES (?, ?)", (_IDENTITY, uuid.uuid4().hex))
    return identity(tx)


def accounts(db: Database) -> tuple[int, ...]:
    return tuple(as_int(row[0]) for row in db.rows("SELECT id FROM account ORDER BY id"))


def has_sent(db: Database, account: int) -> bool:
    return db.value("SELECT 1 FROM batch WHERE account = ? LIMIT 1", (account,)) is not None


def last_batch(db: Database | Transaction) -> int:
    """Id of the last batch that was ever committed, 0 before the first."""
    return as_int(db.value("SELECT seq FROM sqlite_sequence WHERE name = 'batch'"))


def waits(db: Database, batch: int) -> bool:
    """Is this a batch that the file takes to be ready, and not to have left?"""
    return bool(db.value("SELECT waits FROM batch WHERE id = ?", (batch,)))


def came_back(tx: Transaction, lost_until: int) -> None:
    """The file is older than the last sends, which left until `lost_until` at the latest: no account may create before the
    horizon after that has passed, and each is to be scanned."""
    tx.run(
        "UPDATE account SET last_full_scan = NULL, creates_after ="
        " max(coalesce(creates_after, 0), ? + max(horizon_s * 1000, 2 * longest_queue_ms))",
        (lost_until,),
    )
    tx.run(
        "INSERT OR IGNORE INTO setting (key, value) SELECT ? || id, coalesce("
        " (SELECT max(max(sent_at), max(coalesce(answered_at, 0))) FROM batch WHERE account = account.id), 0) FROM account",
        (_PENDING,),
    )


def forget_scan(tx: Transaction, account: int) -> None:
    """Nothing tells whether this file, or a copy of it, has created cards since its last scan: look again before creates."""
    tx.run("UPDATE account SET last_full_scan = NULL WHERE id = ?", (account,))


def known_until(db: Database, account: int) -> int | None:
    """UTC ms of what the restored file knew last of this account; None when nothing is to be caught up with."""
    found = as_text(db.value("SELECT value FROM setting WHERE key = ?", (f"{_PENDING}{account}",)))
    return int(found) if found else None


def caught_up(tx: Transaction, account: int) -> None:
    tx.run("DELETE FROM setting WHERE key = ?", (f"{_PENDING}{account}",))


def creates_after(db: Database, account: int) -> int | None:
    """UTC ms before which nothing may be created."""
    return as_optional_int(db.value("SELECT creates_after FROM account WHERE id = ?", (account,)))


def creates_go_on(db: Database, account: int) -> None:
    """A complete scan that began late enough has ended."""
    with db.write() as tx:
        tx.run("UPDATE account SET creates_after = NULL WHERE id = ?", (account,))


def put_back_creates(db: Database, run: int, now: int) -> int:
    """When nothing but creates is left of what the run has not sent, and they wait for the horizon after a restore: take
    them out of the outbox; the next plan finds them again. Returns the time for which they wait (UTC ms), else 0."""
    until = as_int(
        db.value(
            "SELECT a.creates_after FROM run r JOIN plan ON plan.id = r.plan JOIN account a ON a.id = plan.account"
            " WHERE r.id = ?",
            (run,),
        )
    )
    others = "SELECT 1 FROM change WHERE run = ? AND state = 'ready' AND kind <> 'create' LIMIT 1"
    if until <= now or in_line.of_run(db, run) or db.value(others, (run,)):
        return 0
    with db.write() as tx:
        tx.run("UPDATE change SET state = 'stale', settled_at = ? WHERE run = ? AND state = 'ready'", (now, run))
    return until


def empty_outbox(tx: Transaction, account: int, now: int) -> None:
    """What the old file was about to send was planned against what is no longer there."""
    tx.run(
        "UPDATE change SET state = 'stale', settled_at = ? WHERE state = 'ready' AND run IS NOT NULL"
        " AND plan IN (SELECT id FROM plan WHERE account = ?)",
        (now, account),
    )


def doubt_content(tx: Transaction, listing: int, now: int) -> None:
    """Somebody, we ourselves perhaps, has written the card since the file's last knowledge."""
    tx.run(
        "UPDATE lane SET base = NULL, unverified = 0, differs = 0 WHERE listing = ? AND lane IN ('content', 'images')"
        " AND open_item IS NULL",
        (listing,),
    )
    refresh(tx, listing, now)


def doubt_what_is_told_of_orders(tx: Transaction, now: int) -> None:
    """What the old file was about to tell the marketplace or the shop of orders may have been told since: it is looked for
    before it is sent."""
    tx.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (RESTORED_AT, str(now)))
    tx.run("UPDATE hand_off SET doubt = 1 WHERE state IN ('waiting', 'sending', 'failed')")
    tx.run(
        "UPDATE order_action SET state = 'unknown', sent_at = coalesce(sent_at, ?), next_try_at = ?"
        " WHERE state IN ('waiting', 'sending')",
        (now, now),
    )
