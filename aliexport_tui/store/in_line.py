"""The batch that is next: its intent is committed while the request before it is on its way, and nothing of it has left.
Until it leaves its changes count as unsent, though they stand as 'sending'."""

import json
from collections.abc import Collection, Sequence

from aliexport_tui.store import settlement
from aliexport_tui.store.database import Database, Row, Transaction, as_int
from aliexport_tui.store.outbox import FRESH, Item


def let_go(tx: Transaction, batch: int, now: int, market_at: int | None) -> None:
    """Its request leaves now; `market_at`: the same by the marketplace's clock, None when that is not known."""
    tx.run("UPDATE batch SET waits = 0, sent_at = ?, market_at = ? WHERE id = ?", (now, market_at, batch))


def let_all_go(tx: Transaction, account: int) -> None:
    """Of a file that was restored from a backup nobody knows whether they have left since."""
    tx.run("UPDATE batch SET waits = 0 WHERE account = ? AND state = 'intent' AND waits", (account,))


def take_back(tx: Transaction, batch: int, items: Sequence[Item], now: int) -> None:
    """Its request does not leave: its changes wait in the outbox again, as if it had never been."""
    for item in items:
        settlement.back_to_outbox(tx, item, now)
    tx.run("DELETE FROM batch WHERE id = ?", (batch,))


_IN_LINE = """
SELECT 1 FROM batch b CROSS JOIN item i ON i.batch = b.id CROSS JOIN change c ON c.id = i.change
CROSS JOIN run r ON r.id = c.run
WHERE b.state IN ('intent', 'answered', 'unknown') AND b.state = 'intent' AND b.waits"""


def of_run(db: Database, run: int) -> bool:
    """Is a batch with changes of the run ready? They are to be sent yet, then."""
    return db.value(f"{_IN_LINE} AND r.id = ? LIMIT 1", (run,)) is not None


def of_ended_runs(db: Database, account: int) -> bool:
    """The same of a run that has ended."""
    return db.value(f"{_IN_LINE} AND b.account = ? AND r.state = 'ended' LIMIT 1", (account,)) is not None


def carried(db: Database, listings: Collection[int]) -> dict[int, tuple[Row, ...]]:
    """Listing -> what an edit of it takes its prices and stocks from (engine.sending.payloads)."""
    found: dict[int, tuple[Row, ...]] = {}
    for row in db.rows(_CARRIED, (json.dumps(sorted(listings)),)):
        listing = as_int(row[0])
        found[listing] = (*found.get(listing, ()), row)
    return found


_CARRIED = """
SELECT listing, lane, want, base, seen, hold FROM lane
WHERE listing IN (SELECT value FROM json_each(?)) AND lane IN ('price', 'stock') ORDER BY listing, lane"""


def as_meant(db: Database, batch: int) -> bool:
    """Is all of it still wanted as it will be sent?"""
    return db.value(_OTHERWISE, (batch,)) is None


_OTHERWISE = f"""
SELECT 1 FROM item i JOIN change c ON c.id = i.change WHERE i.batch = ?
AND (c.state <> 'sending' OR (c.kind <> 'delete' AND NOT {FRESH})
     OR (c.kind = 'create' AND EXISTS (SELECT 1 FROM lane p WHERE p.listing = c.listing AND p.lane = 'price'
                                       AND p.hold IS NOT NULL AND p.hold <> 'canary')))
LIMIT 1"""
