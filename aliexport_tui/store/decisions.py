"""What persons decided of held changes. A decision binds to before -> after of one listing and kind."""

import json
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from aliexport_tui.store.database import Database, Transaction, as_int, as_text
from aliexport_tui.store.plans import Hashes, NewChange

Verdict = Literal["approved", "dropped"]


class Decision(msgspec.Struct, frozen=True):
    """`reason`: the hold that it was about."""

    verdict: Verdict
    reason: str
    before: Hashes
    after: Hashes


def of_listings(db: Database, listings: Iterable[int]) -> Mapping[tuple[int, str], Decision]:
    """(listing, kind) -> decision, for a block of listings."""
    rows = db.rows(
        "SELECT listing, kind, verdict, reason, before, after FROM decision"
        " WHERE listing IN (SELECT value FROM json_each(?))",
        (json.dumps(list(listings)),),
    )
    return {
        (as_int(row[0]), as_text(row[1])): Decision(
            verdict="approved" if row[2] == "approved" else "dropped",
            reason=as_text(row[3]),
            before=json.loads(as_text(row[4])),
            after=json.loads(as_text(row[5])),
        )
        for row in rows
    }


def decided(known: Mapping[tuple[int, str], Decision], change: NewChange) -> Decision | None:
    """The decision about exactly this before -> after."""
    found = known.get((change.listing, change.kind))
    return found if found and (found.before, found.after) == (change.before, change.after) else None


def put(tx: Transaction, change: int, verdict: Verdict, who: str, now: int) -> None:
    """Decide a held change; an earlier decision about the same listing and kind gives way."""
    tx.run(
        "INSERT OR REPLACE INTO decision (listing, kind, before, after, verdict, reason, who, at)"
        " SELECT listing, kind, before, after, ?, coalesce(hold, ''), ?, ? FROM change WHERE id = ?",
        (verdict, who, now, change),
    )


_REACHED = """
SELECT d.listing, d.kind FROM decision d CROSS JOIN listing l ON l.id = d.listing
WHERE d.verdict = 'approved' AND l.account = ?
  AND CASE d.kind WHEN 'delete' THEN l.card_id IS NULL ELSE
    NOT EXISTS (SELECT 1 FROM json_each(d.after) a LEFT JOIN lane b ON b.listing = d.listing AND b.lane = a.key
                WHERE b.base IS NOT a.value) END"""


def forget_reached(db: Database, account: int) -> None:
    """A yes holds for once: when the marketplace has what was approved, the next time is asked about again."""
    reached = db.rows(_REACHED, (account,))
    for start in range(0, len(reached), 1_000):
        with db.write() as tx:
            tx.many("DELETE FROM decision WHERE listing = ? AND kind = ?", reached[start : start + 1_000])
